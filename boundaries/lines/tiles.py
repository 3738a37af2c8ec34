"""Generalised copies of areas and lines for the map tiles: computed, stored, compared.

Each band of zooms has its own simplification of the edges, one for all times; areas of every level and
the lines are built from the same simplified edges, so they coincide to the vertex.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from psycopg2.extras import DateRange
from shapely.geometry import LineString

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, AreaTileShape
from boundaries.lines.areas import AREA_LEVELS, geos_of
from boundaries.lines.faces import areas_from_edges
from boundaries.lines.generalise import generalised, to_web
from boundaries.lines.models import Edge, LineEdge, LineTileShape
from boundaries.lines.network import points_of
from boundaries.lines.periods import begin_of
from boundaries.lines.snapshot import Snapshot, Snapshots, group_of
from boundaries.lines.topology import Stretch
from boundaries.progress import Comparison


@dataclass(frozen=True)
class Band:
    """Zooms that share a generalisation; tolerance in metres of web Mercator, under a pixel of the largest zoom."""

    min_zoom: int
    max_zoom: int
    tolerance: float
    townships: bool


BANDS = (Band(4, 7, 800.0, False), Band(8, 9, 200.0, False), Band(10, 22, 0.0, True))
Rows = list[dict[str, Any]]


class WebEdges:
    """The active edges of all times, or some of them, in web Mercator, simplified for each band once."""

    def __init__(self, edges: QuerySet[Edge] | None = None) -> None:
        self.edges = list((Edge.objects.filter(dormant=False) if edges is None else edges).order_by("id"))
        self.whole = {
            edge.pk: Stretch(to_web(points_of(edge.geom)), edge.left_id, edge.right_id) for edge in self.edges
        }
        self._bands: dict[int, dict[int, Stretch]] = {}

    def simplified(self, band: Band, _wanted: Iterable[int] = ()) -> dict[int, Stretch]:
        """Edge id → its shape in a band; without the edges inside a county where the band shows no townships."""
        if band.min_zoom not in self._bands:
            edges = [edge for edge in self.edges if band.townships or edge.level != Level.TOWNSHIP]
            shapes = generalised([self.whole[edge.pk] for edge in edges], band.tolerance, _together(edges))
            self._bands[band.min_zoom] = {edge.pk: shape for edge, shape in zip(edges, shapes, strict=True)}
        return self._bands[band.min_zoom]


class StoredShapes:
    """The shapes of edges in each band as they are stored."""

    def simplified(self, band: Band, wanted: Iterable[int]) -> dict[int, Stretch]:
        rows = LineTileShape.objects.filter(edge__in=set(wanted), min_zoom=band.min_zoom).select_related("edge")
        return {row.edge_id: Stretch(points_of(row.geom), row.edge.left_id, row.edge.right_id) for row in rows}


def _in_web(edge: Edge) -> Stretch:
    return Stretch(to_web(points_of(edge.geom)), edge.left_id, edge.right_id)


def _together(edges: list[Edge]) -> Callable[[int, int], bool]:
    def together(one: int, other: int) -> bool:
        a, b = edges[one].valid, edges[other].valid
        return begin_of(a) < _end_of(b) and begin_of(b) < _end_of(a)

    return together


def _end_of(valid: DateRange) -> datetime.date:
    return valid.upper or datetime.date.max


def computed_shapes() -> tuple[Rows, Rows]:
    """The rows of AreaTileShape and of LineTileShape, as the areas and edges give them."""
    web = WebEdges()
    return _area_rows(web, None, Snapshots()), _line_rows(web, BANDS)


def refresh_shapes(edges: Collection[int], lines: Collection[int], snapshots: Snapshots) -> None:
    """Bring the copies to the present after some edges were closed or opened and some lines derived anew.

    New edges get their shape in full; where one of them is a line of county level or above, the small
    scales are simplified again as a whole, since edges make room for each other there.
    """
    touched = Edge.objects.filter(dormant=False).filter(Q(pk__in=edges) | Q(memberships__line__in=lines)).distinct()
    changed = _store(_line_rows(WebEdges(touched), BANDS[-1:]), _stored(touched, BANDS[-1:]), "edge_id")
    if touched.exclude(level=Level.TOWNSHIP).exists():
        main = Edge.objects.filter(dormant=False).exclude(level=Level.TOWNSHIP)
        changed |= _store(_line_rows(WebEdges(main), BANDS[:-1]), _stored(main, BANDS[:-1]), "edge_id")
    areas = Area.objects.filter(Q(tile_shapes__isnull=True) | Q(pk__in=_areas_beside(changed, snapshots))).distinct()
    ids = list(areas.values_list("pk", flat=True))
    _store(_area_rows(StoredShapes(), ids, snapshots), AreaTileShape.objects.filter(area__in=ids), "area_id")


def _stored(edges: QuerySet[Edge], bands: Sequence[Band]) -> QuerySet[LineTileShape]:
    """The stored copies of edges in some bands, and of any edge that has gone."""
    return LineTileShape.objects.filter(edge__in=edges, min_zoom__in=[band.min_zoom for band in bands])


def _areas_beside(edges: set[int], snapshots: Snapshots) -> set[int]:
    """The areas that have one of the edges on their boundary, over all levels and times."""
    found: set[int] = set()
    for edge in Edge.objects.filter(pk__in=edges).defer("geom"):
        begin = begin_of(edge.valid)
        tree = snapshots.on(begin).tree
        for level in AREA_LEVELS:
            sides = {group_of(side, level, tree) for side in (edge.left_id, edge.right_id)}
            if len(sides) == 2:
                areas = Area.objects.filter(division__in=sides - {None}, valid__overlap=edge.valid)
                found |= set(areas.values_list("pk", flat=True))
    return found


def _area_rows(web: WebEdges | StoredShapes, wanted: Collection[int] | None, snapshots: Snapshots) -> Rows:
    found = Area.objects.defer("geom", "label_point").order_by("id")
    if wanted is not None:
        found = found.filter(pk__in=wanted)
    days: dict[datetime.date, dict[int, int]] = defaultdict(dict)
    for area in found:
        days[begin_of(area.valid)][area.division_id] = area.pk
    return sorted(
        (row for day, areas in days.items() for row in _rows_of_day(web, snapshots.on(day), areas)),
        key=lambda row: (row["area_id"], row["min_zoom"]),
    )


def _rows_of_day(web: WebEdges | StoredShapes, snapshot: Snapshot, areas: dict[int, int]) -> Iterable[dict[str, Any]]:
    """The shapes of the areas (division → area) that begin on a day."""
    for level in AREA_LEVELS:
        edges = snapshot.around(level, areas.__contains__)
        home = _homes(snapshot.grouping(level), areas)
        for band in BANDS:
            if level == Level.TOWNSHIP and not band.townships:
                continue
            shapes = web.simplified(band, (edge.id for edge in edges))
            stretches = [shapes[edge.id] for edge in edges]
            for division, shape in areas_from_edges(stretches, home).items():
                zooms = {"min_zoom": band.min_zoom, "max_zoom": band.max_zoom}
                yield {"area_id": areas[division], "level": str(level), **zooms, "geom": shape}


def _homes(group: Callable[[int], int | None], areas: dict[int, int]) -> Callable[[int], int | None]:
    """Owner of a side → the division, where its area is one of those wanted."""

    def home(owner: int) -> int | None:
        division = group(owner)
        return division if division in areas else None

    return home


def _line_rows(web: WebEdges, bands: Iterable[Band]) -> Rows:
    lines = _line_of_edges()
    return [
        {
            "edge_id": edge.pk,
            "line_id": lines.get((edge.pk, edge.level)),
            "level": edge.level,
            "min_zoom": band.min_zoom,
            "max_zoom": band.max_zoom,
            "locked": edge.locked,
            "is_sample": edge.is_sample and (edge.parent_id is None or edge.level == Level.TOWNSHIP),
            "valid": edge.valid,
            "geom": LineString(web.simplified(band)[edge.pk].points),
        }
        for band in bands
        for edge in web.edges
        if edge.pk in web.simplified(band)
    ]


def _line_of_edges() -> dict[tuple[int, str], int]:
    """Edge and level → legal line of that level."""
    rows = LineEdge.objects.values_list("edge_id", "line__versions__level", "line_id").order_by("line_id").distinct()
    return {(edge, level): line for edge, level, line in rows}


def store_shapes() -> int:
    """Make the stored copies those of today; a copy that is right already stays. Answers how many there are."""
    areas, lines = computed_shapes()
    _store(areas, AreaTileShape.objects.all(), "area_id")
    _store(lines, LineTileShape.objects.all(), "edge_id")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE divisions_areatileshape, lines_linetileshape")
    return len(areas) + len(lines)


def _store(rows: Rows, stored: QuerySet[Any], owner: str) -> set[int]:
    """Make the stored copies those of `rows`; answers the owners whose copies are new."""
    wanted = {(row[owner], row["min_zoom"]): row for row in rows}
    wrong = []
    for item in stored.iterator(500):
        key = (getattr(item, owner), item.min_zoom)
        if _difference(wanted.get(key), item):
            wrong.append(item.pk)
        else:
            del wanted[key]
    stored.filter(pk__in=wrong).delete()
    stored.model.objects.bulk_create(
        [stored.model(**{**row, "geom": geos_of(row["geom"], settings.WEB_SRID)}) for row in wanted.values()],
        batch_size=500,
    )
    return {key[0] for key in wanted}


def compare_shapes() -> Comparison:
    """Whether the stored copies are what the edges give today."""
    result = Comparison("tiles")
    areas, lines = computed_shapes()
    _compare(result, "区域瓦片图形", areas, AreaTileShape, "area_id")
    _compare(result, "界线瓦片图形", lines, LineTileShape, "edge_id")
    return result


def _compare(result: Comparison, what: str, rows: Rows, model: Any, owner: str) -> None:
    wanted = {(row[owner], row["min_zoom"]): row for row in rows}
    stored = {(getattr(item, owner), item.min_zoom): item for item in model.objects.all().iterator(500)}
    for key in sorted(wanted.keys() | stored.keys()):
        name = f"{what} {owner.removesuffix('_id')} {key[0]} 自 {key[1]} 级"
        result.compare(name, _difference(wanted.get(key), stored.get(key)))


def _difference(row: dict[str, Any] | None, item: Any) -> str:
    if row is None:
        return "库中多出"
    if item is None:
        return "库中缺少"
    for name, value in row.items():
        found = getattr(item, name)
        if name == "geom":
            value, found = shapely.to_wkb(value), bytes(found.wkb)
        if isinstance(value, DateRange):
            value, found = (value.lower, value.upper), (found.lower, found.upper)
        if found != value:
            return f"{name} 不同"
    return ""
