from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "gazetteer.applications"
    label = "applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes.consequences import register_consequence
        from boundaries.changes.hanging import register_hanging
        from gazetteer.applications.division_changes import APPLICATION, LABEL, applications_left, open_applications
        from gazetteer.applications.open_cases import cases_as_items
        from gazetteer.applications.pending import pending_names, running_names
        from gazetteer.names.pending import register_pending
        from office.inbox.agenda import register_source
        from office.tasks.kinds import register_kind

        register_pending(pending_names, running_names)
        register_source(cases_as_items)
        register_consequence("在办命名申请", open_applications)
        register_hanging("在办命名申请", applications_left)
        register_kind(APPLICATION, LABEL)
