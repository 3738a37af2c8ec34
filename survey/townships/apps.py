from django.apps import AppConfig


class TownshipsConfig(AppConfig):
    name = "survey.townships"
    label = "townships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.intake.receipts import register_reader
        from survey.townships.actions import ROOM
        from survey.townships.refusals import may_read

        register_reader(ROOM, may_read)
