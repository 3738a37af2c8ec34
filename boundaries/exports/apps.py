from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "boundaries.exports"
    label = "exports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.exports import actions, area_rows, line_rows, selections
        from office.jobs.works import register_work
        from office.spatial.export import ExportError

        for selection in (area_rows.AREAS, line_rows.LINES, line_rows.EDGES, line_rows.MARKERS):
            selections.register(selection)
        register_work(actions.WORK, actions.export_in_background, (actions.Refused, ExportError))
