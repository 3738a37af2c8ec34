from django.apps import AppConfig


class JurisdictionConfig(AppConfig):
    name = "boundaries.jurisdiction"
    label = "jurisdiction"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.jurisdiction.duties import RULE
        from office.tasks.rights import who_may

        who_may(RULE)
