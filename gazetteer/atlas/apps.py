from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "gazetteer.atlas"
    label = "atlas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries import derived
        from boundaries.lines.refreshing import on_divisions_changed
        from gazetteer.atlas import refresh
        from gazetteer.atlas.models import NamePoint, SearchKey, StreetShape
        from gazetteer.names.publication import on_published

        derived.register(derived.Derived("search", refresh.rebuild_search, refresh.compare_search, after=("areas",)))
        derived.register(derived.Derived("names", refresh.rebuild_map, refresh.compare_map))
        on_published(refresh.refresh_feature, refresh.refresh_features, (SearchKey, NamePoint, StreetShape))
        on_divisions_changed(refresh.refresh_divisions)
