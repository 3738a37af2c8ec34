from django.apps import AppConfig


class JurisdictionConfig(AppConfig):
    name = "boundaries.jurisdiction"
    label = "jurisdiction"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes.loading import Loader, register_loader
        from boundaries.jurisdiction.duties import RULE
        from boundaries.jurisdiction.listing import tasks_as_items, waiting_for
        from office.inbox.agenda import register_source
        from office.people.navigation import register_count
        from office.tasks.actions import remove_sample
        from office.tasks.rights import who_may

        who_may(RULE)
        register_loader(Loader("tasks", lambda _progress, _sample: False, lambda _progress: remove_sample()))
        register_count("/inbox/", waiting_for)
        register_source(tasks_as_items)
