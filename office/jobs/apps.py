from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "office.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.jobs.periodic import register_periodic
        from office.jobs.tidying import tidy

        register_periodic("tidy_jobs", timedelta(days=1), tidy)
