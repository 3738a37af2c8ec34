from django.apps import AppConfig


class LinesConfig(AppConfig):
    name = "boundaries.lines"
    label = "lines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries import derived
        from boundaries.lines import areas, legal, tiles

        derived.register(derived.Derived("areas", areas.rebuild_areas, areas.compare_areas))
        derived.register(derived.Derived("lines", legal.rebuild_lines, legal.compare_lines))
        derived.register(derived.Derived("tiles", tiles.store_shapes, tiles.compare_shapes, after=("areas", "lines")))
