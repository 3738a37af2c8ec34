"""Generalised copies of areas and lines for the map tiles: computed, stored, compared.

Each band of zooms has its own simplification of the edges; areas of every level and the lines are
built from the same simplified edges, so they coincide to the vertex.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.db import connection
from psycopg2.extras import DateRange
from shapely.geometry import LineString

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, AreaTileShape
from boundaries.lines.areas import AREA_LEVELS, geos_of, group_of
from boundaries.lines.faces import areas_from_edges
from boundaries.lines.generalise import generalised, web_edges
from boundaries.lines.models import Edge, LineEdge, LineTileShape
from boundaries.lines.network import stretch_of
from boundaries.lines.topology import Stretch
from boundaries.lines.tree import tree_on
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


def computed_shapes() -> tuple[Rows, Rows]:
    """The rows of AreaTileShape and of LineTileShape, as the areas and edges of today give them."""
    areas: Rows = []
    for day, found in _areas_by_first_day():
        for band in BANDS:
            areas += _area_rows(day, found, band)
    return areas, _line_rows()


def _areas_by_first_day() -> Iterator[tuple[datetime.date, dict[int, Area]]]:
    days: dict[datetime.date, dict[int, Area]] = {}
    for area in Area.objects.defer("geom", "label_point").order_by("id"):
        days.setdefault(area.valid.lower or datetime.date.min, {})[area.division_id] = area
    yield from sorted(days.items())


def _area_rows(day: datetime.date, areas: dict[int, Area], band: Band) -> Rows:
    tree = tree_on(day)
    rows: Rows = []
    whole = [stretch for _, stretch in _simplified(day, band, pieces=False)]
    for level in AREA_LEVELS:
        if level == Level.TOWNSHIP:
            edges = [stretch for _, stretch in _simplified(day, band, pieces=True)] if band.townships else []
        else:
            edges = whole
        groups = {owner: group_of(owner, level, tree) for edge in edges for owner in (edge.left, edge.right)}
        for division, shape in areas_from_edges(edges, groups.get).items():
            if division in areas:
                rows.append(
                    {
                        "area_id": areas[division].pk,
                        "level": str(level),
                        "min_zoom": band.min_zoom,
                        "max_zoom": band.max_zoom,
                        "geom": shape,
                    }
                )
    return sorted(rows, key=lambda row: row["area_id"])


def _simplified(day: datetime.date, band: Band, pieces: bool) -> list[tuple[Edge, Stretch]]:
    """The edges of a day in web Mercator: whole ones, or cut by the townships where `pieces`."""
    edges = Edge.objects.filter(valid__contains=day).order_by("id")
    if pieces:
        edges = edges.exclude(pk__in=Edge.objects.filter(valid__contains=day, parent__isnull=False).values("parent"))
    else:
        edges = edges.filter(parent__isnull=True)
        if not band.townships:
            edges = edges.exclude(level=Level.TOWNSHIP)
    found = list(edges)
    stretches = web_edges([stretch_of(edge) for edge in found])
    return list(zip(found, generalised(stretches, band.tolerance), strict=True))


def _line_rows() -> Rows:
    lines = _line_of_edges()
    rows: Rows = []
    for band in BANDS:
        seen: set[int] = set()
        for day in sorted({valid.lower or datetime.date.min for valid in Edge.objects.values_list("valid", flat=True)}):
            for edge, stretch in _simplified(day, band, pieces=False):
                if edge.pk in seen:
                    continue
                seen.add(edge.pk)
                rows.append(
                    {
                        "edge_id": edge.pk,
                        "line_id": lines.get((edge.pk, edge.level)),
                        "level": edge.level,
                        "min_zoom": band.min_zoom,
                        "max_zoom": band.max_zoom,
                        "locked": edge.locked,
                        "is_sample": edge.is_sample,
                        "valid": edge.valid,
                        "geom": LineString(stretch.points),
                    }
                )
    return rows


def _line_of_edges() -> dict[tuple[int, str], int]:
    """Edge and level → legal line of that level."""
    rows = LineEdge.objects.values_list("edge_id", "line__level", "line_id").order_by("line_id")
    return {(edge, level): line for edge, level, line in rows}


def store_shapes() -> int:
    """Make the stored copies those of today; a copy that is right already stays. Answers how many there are."""
    areas, lines = computed_shapes()
    _store(areas, AreaTileShape, "area_id")
    _store(lines, LineTileShape, "edge_id")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE divisions_areatileshape, lines_linetileshape")
    return len(areas) + len(lines)


def _store(rows: Rows, model: Any, owner: str) -> None:
    wanted = {(row[owner], row["min_zoom"]): row for row in rows}
    wrong = []
    for item in model.objects.all().iterator(500):
        key = (getattr(item, owner), item.min_zoom)
        if _difference(wanted.get(key), item):
            wrong.append(item.pk)
        else:
            del wanted[key]
    model.objects.filter(pk__in=wrong).delete()
    model.objects.bulk_create(
        [model(**{**row, "geom": geos_of(row["geom"], settings.WEB_SRID)}) for row in wanted.values()], batch_size=500
    )


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
