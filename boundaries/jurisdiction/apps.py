from django.apps import AppConfig


class JurisdictionConfig(AppConfig):
    name = "boundaries.jurisdiction"
    label = "jurisdiction"
    default_auto_field = "django.db.models.BigAutoField"
