from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "gazetteer.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gazetteer.applications.pending import pending_names
        from gazetteer.names.pending import register_pending

        register_pending(pending_names)
