from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "gazetteer.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gazetteer.imports.actions import ROOM, enter_large, judge_large
        from gazetteer.imports.later import ENTER, JUDGE
        from gazetteer.imports.receiving import RECEIVER
        from gazetteer.imports.refusals import Refused, may_read
        from office.arrivals.receivers import register_receiver
        from office.intake.receipts import register_reader
        from office.jobs.works import register_work

        register_reader(ROOM, may_read)
        register_receiver(ROOM, RECEIVER)
        register_work(JUDGE, judge_large, (Refused,), resumes=True)
        register_work(ENTER, enter_large, (Refused,), resumes=True)
