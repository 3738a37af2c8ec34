"""Generalised copies of areas and lines for the map tiles: computed, stored, compared.

Areas of every level and the lines are built from the same simplified edges of a band, so they coincide
to the vertex.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import shapely
from django.db import connection
from django.db.models import Q, QuerySet
from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, AreaTileShape
from boundaries.lines.areas import rims_of
from boundaries.lines.bands import BANDS, LARGE_SCALE, SMALL_SCALES, Band, Neighbourhood, Path, WebEdges, stored_shapes
from boundaries.lines.faces import area_of_paths
from boundaries.lines.models import Edge, LineEdge, LineTileShape
from boundaries.lines.periods import begin_of, span_of
from boundaries.lines.regrouping import Reworked
from boundaries.lines.snapshot import Snapshots
from boundaries.lines.topology import line_strings
from boundaries.lines.tree import LEVELS
from boundaries.progress import Comparison
from office.bulk import copy_columns

Rows = list[dict[str, Any]]
Shapes = Callable[[Band, Collection[int]], Mapping[int, Path]]


def computed_shapes() -> tuple[Rows, Rows]:
    """The rows of AreaTileShape and of LineTileShape, as the areas and edges give them."""
    web = WebEdges(Edge.objects.all())
    lines = _line_of_edges()
    rows = [row for band in BANDS for row in _line_rows(web.edges, band, web.shapes(band), lines)]
    return _area_rows(Area.objects.all(), lambda band, _: web.shapes(band), Snapshots()), rows


def refresh_shapes(reworked: Reworked, lines: Collection[int], snapshots: Snapshots) -> None:
    """Bring the copies to the present after some edges were closed or opened and some lines derived anew.

    In the small scales the neighbours of an edge may have to make room, or need not any more.
    """
    touched = Q(pk__in=reworked.edges) | Q(memberships__line__in=lines)
    web = WebEdges(Edge.objects.filter(touched).distinct())
    members = _line_of_edges([edge.pk for edge in web.edges])
    changed = _store_lines(web.edges, LARGE_SCALE, web.shapes(LARGE_SCALE), members)
    near = Neighbourhood(reworked.edges, reworked.gone)
    for band in SMALL_SCALES:
        shapes = stored_shapes(band, web.whole) | near.shapes(band)
        edges = list(Edge.objects.filter(pk__in=shapes).defer("geom").order_by("id"))
        changed |= _store_lines(edges, band, shapes, _line_of_edges(shapes))
    areas = Area.objects.filter(Q(tile_shapes__isnull=True) | Q(pk__in=_areas_beside(changed, snapshots))).distinct()
    ids = list(areas.values_list("pk", flat=True))
    rows = _area_rows(Area.objects.filter(pk__in=ids), stored_shapes, snapshots)
    _store(rows, AreaTileShape.objects.filter(area__in=ids), "area_id")


def _store_lines(
    edges: list[Edge], band: Band, shapes: Mapping[int, Path], lines: dict[tuple[int, str], int]
) -> set[int]:
    stored = LineTileShape.objects.filter(edge__in=[edge.pk for edge in edges], min_zoom=band.min_zoom)
    return _store(_line_rows(edges, band, shapes, lines), stored, "edge_id")


def _areas_beside(edges: set[int], snapshots: Snapshots) -> set[int]:
    """The areas that have one of the edges on their boundary, over all levels and times."""
    beside: dict[int, list[DateRange]] = defaultdict(list)
    for valid, *sides in Edge.objects.filter(pk__in=edges).values_list("valid", "left_id", "right_id"):
        tree = snapshots.on(begin_of(valid)).tree
        for level in LEVELS:
            groups = {tree.area_of(side, level) for side in sides}
            for division in groups if len(groups) == 2 else ():
                if division is not None:
                    beside[division].append(valid)
    found = Area.objects.filter(division__in=beside).values_list("pk", "division_id", "valid")
    return {pk for pk, division, valid in found if any(_overlap(valid, other) for other in beside[division])}


def _overlap(one: DateRange, other: DateRange) -> bool:
    (begin, end), (start, stop) = span_of(one), span_of(other)
    return max(begin, start) < min(end, stop)


def _area_rows(areas: QuerySet[Area], shapes: Shapes, snapshots: Snapshots) -> Rows:
    days: dict[datetime.date, dict[int, int]] = defaultdict(dict)
    for pk, division, valid in areas.values_list("pk", "division_id", "valid"):
        days[begin_of(valid)][division] = pk
    rims = [(here[rim.division], rim) for day, here in days.items() for rim in rims_of(snapshots.on(day), here)]
    found = []
    for band in BANDS:
        shown = [(area, rim) for area, rim in rims if band.townships or rim.level != Level.TOWNSHIP]
        known = shapes(band, {edge.id for _, rim in shown for edge, _ in rim.edges})
        for area, rim in shown:
            paths = [known[edge.id] if ahead else known[edge.id][::-1] for edge, ahead in rim.edges]
            zooms = {"min_zoom": band.min_zoom, "max_zoom": band.max_zoom}
            found.append({"area_id": area, "level": str(rim.level), **zooms, "geom": area_of_paths(paths)})
    return sorted(found, key=lambda row: (row["area_id"], row["min_zoom"]))


def _line_rows(
    edges: Iterable[Edge], band: Band, shapes: Mapping[int, Path], lines: dict[tuple[int, str], int]
) -> Rows:
    shown = [edge for edge in edges if edge.pk in shapes]
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
            "geom": geom,
        }
        for edge, geom in zip(shown, line_strings([shapes[edge.pk] for edge in shown]), strict=True)
    ]


def _line_of_edges(edges: Collection[int] | None = None) -> dict[tuple[int, str], int]:
    """Edge and level → legal line of that level, of all edges or of some."""
    found = LineEdge.objects.all() if edges is None else LineEdge.objects.filter(edge__in=edges)
    rows = found.values_list("edge_id", "line__versions__level", "line_id").order_by("line_id").distinct()
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
    if wanted:
        new = list(wanted.values())
        copy_columns(stored.model, {name: [row[name] for row in new] for name in new[0]})
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
