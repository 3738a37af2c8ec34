from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "gazetteer.casefile"
    label = "casefile"
    default_auto_field = "django.db.models.BigAutoField"
