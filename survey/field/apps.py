import datetime

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "survey.field"
    label = "field"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.intake.receipts import register_reader
        from office.jobs.periodic import register_periodic
        from survey.field.actions import ROOM
        from survey.field.photo_actions import forget_pieces
        from survey.field.refusals import may_read

        register_reader(ROOM, may_read)
        register_periodic("field.pieces", datetime.timedelta(days=1), forget_pieces)
