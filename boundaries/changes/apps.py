from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "boundaries.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes import followups, own_hanging

        followups.enter()
        own_hanging.enter()
