from django.apps import AppConfig


class LinesConfig(AppConfig):
    name = "boundaries.lines"
    label = "lines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries import derived, journal
        from boundaries.lines import areas, inside, legal, taking_back, tiles
        from boundaries.lines.markers import queries

        derived.register(derived.Derived("areas", areas.rebuild_areas, areas.compare_areas))
        derived.register(derived.Derived("lines", legal.rebuild_lines, legal.compare_lines))
        derived.register(
            derived.Derived("chainages", queries.rebuild_chainages, queries.compare_chainages, after=("lines",))
        )
        derived.register(derived.Derived("tiles", tiles.store_shapes, tiles.compare_shapes, after=("areas", "lines")))
        inside.register_inside("驻地", inside.seats_inside)
        journal.on_later_work(taking_back.redrawings_that_left)
        journal.name_rows("lines.edge", taking_back.names_of_edges)
