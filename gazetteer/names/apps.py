from django.apps import AppConfig


class NamesConfig(AppConfig):
    name = "gazetteer.names"
    label = "names"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes.loading import register_loader
        from gazetteer.names.load.loader import LOADER

        register_loader(LOADER)
