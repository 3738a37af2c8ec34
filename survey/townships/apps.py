from django.apps import AppConfig


class TownshipsConfig(AppConfig):
    name = "survey.townships"
    label = "townships"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes.consequences import register_consequence
        from boundaries.changes.hanging import register_hanging
        from office.arrivals.receivers import register_receiver
        from office.intake.receipts import register_reader
        from office.jobs.works import register_work
        from office.tasks.kinds import register_kind
        from survey.townships.actions import ROOM, judge_large
        from survey.townships.division_changes import LABEL, UPLOAD, open_uploads, uploads_left
        from survey.townships.later import WORK
        from survey.townships.receiving import RECEIVER
        from survey.townships.refusals import may_read

        register_reader(ROOM, may_read)
        register_consequence("在办外业成果", open_uploads)
        register_hanging("在办外业成果", uploads_left)
        register_kind(UPLOAD, LABEL)
        register_receiver(ROOM, RECEIVER)
        register_work(WORK, judge_large, resumes=True)
