"""What else is called so around the names of a parcel: the answers of `surroundings`, asked for in one go."""

from collections import defaultdict
from collections.abc import Sequence

import shapely
from django.conf import settings
from django.contrib.gis.geos import Polygon

from gazetteer.names.bulk_shared import Shared
from gazetteer.names.gathering import Search
from gazetteer.names.surroundings import (
    LOCAL_DEGREES,
    MOST,
    WORN_COLUMNS,
    called_entities,
    entities_called,
    fresh_of,
    home_of,
    names_of_places,
    parts_of,
    worn_candidate,
    worn_names,
)
from gazetteer.rules.context import Candidate, Entity
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind


class Around:
    """Entities, places nearby and names no longer in use, for each search of a parcel."""

    def __init__(self, searches: Sequence[Search], shared: Shared) -> None:
        self._shared = shared
        named = [search for search in searches if search.name.key]
        self._worn = _worn(named)
        shared.ways(home for rows in self._worn.values() for row in rows if (home := home_of(row)))
        self._entities = _entities([search for search in named if search.name.kind in DIVISION_KINDS], shared)
        self._nearby = _Nearby([search for search in searches if _asks_nearby(search)], shared)

    def entities(self, search: Search) -> list[Entity]:
        """Natural features, parks and facilities called like a division; few divisions are called like one."""
        if {search.name.parts.specific, search.name.key}.isdisjoint(self._entities):
            return []
        return entities_called(search.name, search.place, self._shared.day)

    def local_names(self, search: Search) -> list[str]:
        """The names of the places around a facility."""
        return self._nearby.of(search) if _asks_nearby(search) else []

    def former(self, search: Search, known: Sequence[Candidate]) -> list[Candidate]:
        """Names no longer in use with the same specific part, of things not known already."""
        if not search.name.key:
            return []
        parts = {search.name.parts.specific, search.name.key}
        rows = fresh_of(sorted(row for part in parts for row in self._worn.get(part, ()))[:MOST], known)
        paths = self._shared.paths(home for row in rows if (home := home_of(row)))
        return [worn_candidate(row, search.name.kind, paths) for row in rows]


def _worn(searches: Sequence[Search]) -> dict[str, list[tuple]]:
    parts = {part for search in searches for part in (search.name.parts.specific, search.name.key)}
    found: dict[str, list[tuple]] = defaultdict(list)
    for specific, *row in worn_names(parts).values_list("specific", *WORN_COLUMNS) if parts else ():
        found[specific].append(tuple(row))
    return found


def _entities(searches: Sequence[Search], shared: Shared) -> set[str]:
    forms = {part for search in searches for part in (search.name.parts.specific, search.name.key)}
    return set(called_entities(forms, shared.day).values_list("form", flat=True)) if forms else set()


def _asks_nearby(search: Search) -> bool:
    return search.name.kind is NameKind.FACILITY and search.place.point is not None


class _Nearby:
    """The places around the facilities of a parcel."""

    def __init__(self, searches: Sequence[Search], shared: Shared) -> None:
        self._rows: list[tuple[int, str, str]] = []
        points = [search.place.point for search in searches if search.place.point]
        if not points:
            return
        west, south, east, north = shapely.MultiPoint(points).buffer(LOCAL_DEGREES * 1.01).bounds
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = settings.REGISTER_SRID
        found = names_of_places(shared.day).filter(feature__point__bboverlaps=box)
        listed = sorted(found.values_list("id", "specific", "form", "feature__point"), key=lambda row: row[0])
        self._rows = [row[:3] for row in listed]
        self._tree = shapely.STRtree([shapely.Point(point.x, point.y) for *_, point in listed if point])

    def of(self, search: Search) -> list[str]:
        """The parts of the names within reach."""
        if not self._rows or search.place.point is None:
            return []
        near = self._tree.query(shapely.Point(search.place.point), predicate="dwithin", distance=LOCAL_DEGREES)
        return parts_of(self._rows[position] for position in sorted(near)[:MOST])
