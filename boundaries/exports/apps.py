from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "boundaries.exports"
    label = "exports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.exports import area_rows, line_rows, selections

        for selection in (area_rows.AREAS, line_rows.LINES, line_rows.EDGES, line_rows.MARKERS):
            selections.register(selection)
