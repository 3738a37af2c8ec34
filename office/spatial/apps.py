from django.apps import AppConfig


class SpatialConfig(AppConfig):
    name = "office.spatial"
    label = "spatial"
    default_auto_field = "django.db.models.BigAutoField"
