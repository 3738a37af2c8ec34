from django.apps import AppConfig


class TownshipsConfig(AppConfig):
    name = "survey.townships"
    label = "townships"
    default_auto_field = "django.db.models.BigAutoField"
