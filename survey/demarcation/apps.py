from django.apps import AppConfig


class DemarcationConfig(AppConfig):
    name = "survey.demarcation"
    label = "demarcation"
    default_auto_field = "django.db.models.BigAutoField"
