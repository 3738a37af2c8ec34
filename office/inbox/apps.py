from datetime import timedelta

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "office.inbox"
    label = "inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.inbox.mailing import send_digests
        from office.jobs.periodic import register_periodic

        register_periodic("mail_reminders", timedelta(hours=1), send_digests)
