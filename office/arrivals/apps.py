from datetime import timedelta

from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "office.arrivals"
    label = "arrivals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.arrivals.actions import sweep
        from office.jobs.periodic import register_periodic

        register_periodic("sweep_arrivals", timedelta(days=1), sweep)
