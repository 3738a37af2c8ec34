from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "gazetteer.asking"
    label = "asking"
    default_auto_field = "django.db.models.BigAutoField"
