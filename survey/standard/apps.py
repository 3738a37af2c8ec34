from django.apps import AppConfig


class StandardConfig(AppConfig):
    name = "survey.standard"
    label = "standard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.jobs.works import register_work
        from survey.standard.actions import Refused
        from survey.standard.trying import WORK, try_draft

        register_work(WORK, try_draft, refusals=(Refused,), resumes=True)
