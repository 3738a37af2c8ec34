from datetime import timedelta

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "office.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.jobs.periodic import register_periodic
        from office.jobs.tidying import resume_regularly, tidy

        register_periodic("resume_jobs", timedelta(minutes=2), resume_regularly)
        register_periodic("tidy_jobs", timedelta(days=1), tidy)
