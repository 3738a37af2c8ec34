"""The names of features in the way of a parcel of names: one question to the register for all of them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from math import hypot

from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.db.models import Q

from boundaries.divisions.queries import ids_below
from gazetteer.names.alike import Stored
from gazetteer.names.bulk_shared import Shared
from gazetteer.names.gathering import (
    FEATURE_COLUMNS,
    Search,
    degrees_around,
    feature_candidate,
    is_near,
    kinds_beside,
    names_of_kinds,
    top_of,
)
from gazetteer.names.models import BuiltUpArea
from gazetteer.rules.context import Candidate, ScopeKey
from gazetteer.rules.kinds import NameKind

COLUMNS = (*FEATURE_COLUMNS, "specific", "sound_plain", "feature__kind", "id")
FEATURE, HOME, POINT, SPECIFIC, SOUND, KIND, ID = 0, 5, 6, 7, 8, 9, 10
OVER = 1e-6  # degrees: the box of the question reaches over the circles in it


class FeaturesInTheWay:
    """What `names_in_the_way` finds for each search of a parcel that asks for features."""

    def __init__(self, searches: Sequence[Search], shared: Shared) -> None:
        self._shared = shared
        named = [search for search in searches if search.name.key]
        rows = list(
            {
                row[ID]: row for row in chain(self._in_divisions(named), self._in_circles(named), self._in_areas(named))
            }.values()
        )
        by_kind: dict[str, list[tuple]] = {}
        for row in sorted(rows, key=lambda row: (row[FEATURE], row[ID])):
            by_kind.setdefault(row[KIND], []).append(row)
        self._of_kind = {
            kind: Stored((row, row[SPECIFIC], row[SOUND]) for row in of_kind) for kind, of_kind in by_kind.items()
        }
        shared.ways(row[HOME] for row in rows if row[HOME])

    def _in_divisions(self, searches: Sequence[Search]) -> Iterable[tuple]:
        asking = [search for search in searches if not _in_a_circle(search) and search.scope.area is None]
        tops = {top.id for search in asking if (top := top_of(search))}
        if not tops:
            return []
        return _rows(asking, Q(feature__home_id__in=ids_below(tops, self._shared.day)))

    def _in_areas(self, searches: Sequence[Search]) -> Iterable[tuple]:
        asking = [search for search in searches if search.scope.area is not None]
        areas = BuiltUpArea.objects.filter(pk__in={search.scope.area for search in asking})
        return chain.from_iterable(
            _rows(asking, Q(feature__point__intersects=shape)) for shape in areas.values_list("geom", flat=True)
        )

    def _in_circles(self, searches: Sequence[Search]) -> Iterable[tuple]:
        asking = [search for search in searches if _in_a_circle(search)]
        points = [search.place.point for search in asking if search.place.point]
        if not points:
            return []
        reach = max(map(degrees_around, asking)) + OVER
        lons, lats = zip(*points, strict=True)
        box = Polygon.from_bbox((min(lons) - reach, min(lats) - reach, max(lons) + reach, max(lats) + reach))
        box.srid = settings.REGISTER_SRID
        return _rows(asking, Q(feature__point__bboverlaps=box))

    def like(self, search: Search) -> list[Candidate]:
        """The names of the scope that share characters or sound, in the order of the register."""
        kinds = sorted(kinds_beside(search.name.kind))
        rows = [row for kind in kinds if kind in self._of_kind for row in self._of_kind[kind].like(search.name)]
        rows = [row for row in rows if row[FEATURE] != search.exclude.feature and self._inside(search, row)]
        rows.sort(key=lambda row: (row[FEATURE], row[ID]))
        paths = self._shared.paths(row[HOME] for row in rows if row[HOME])
        found = (feature_candidate(search, row[: len(FEATURE_COLUMNS)], paths) for row in rows)
        return [candidate for candidate in found if is_near(search, candidate)]

    def _inside(self, search: Search, row: tuple) -> bool:
        if search.scope.area is not None:
            return bool(row[POINT]) and self._shared.lies_in(search.scope.area, (row[POINT].x, row[POINT].y))
        if _in_a_circle(search):
            here, there = search.place.point, row[POINT]
            assert here is not None
            return bool(there) and hypot(there.x - here[0], there.y - here[1]) <= degrees_around(search)
        top = top_of(search)
        way = self._shared.ways([row[HOME]])[row[HOME]] if row[HOME] else []
        return top is not None and any(stage.division_id == top.id for stage in way)


def _in_a_circle(search: Search) -> bool:
    return search.place.point is not None and search.scope.key is ScopeKey.SUBSTITUTE


def _rows(searches: Sequence[Search], where: Q) -> Iterable[tuple]:
    names = [search.name for search in searches]
    specifics = {part for name in names for part in (name.parts.specific, name.key)}
    sounds = {name.sound_plain for name in names if name.sound_plain}
    kinds: set[NameKind] = set().union(*(kinds_beside(name.kind) for name in names))
    alike = Q(specific__in=specifics) | Q(sound_plain__in=sounds)
    return names_of_kinds(kinds).filter(alike, where).values_list(*COLUMNS)
