from datetime import timedelta

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "office.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.jobs.periodic import register_periodic
        from office.log.actions import seal_regularly

        register_periodic("seal_log", timedelta(minutes=5), seal_regularly)
