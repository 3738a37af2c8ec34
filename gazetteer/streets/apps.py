from django.apps import AppConfig


class StreetsConfig(AppConfig):
    name = "gazetteer.streets"
    label = "streets"
    default_auto_field = "django.db.models.BigAutoField"
