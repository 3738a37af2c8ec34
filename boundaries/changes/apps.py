from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "boundaries.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes import followups, own_hanging, undo_actions
        from boundaries.journal import on_later_work

        followups.enter()
        own_hanging.enter()
        on_later_work(undo_actions.who_left)
