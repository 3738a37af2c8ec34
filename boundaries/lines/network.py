"""Writing edges and junctions; every function runs inside the transaction of its action."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import LineString, Point
from django.db import connection
from psycopg2.extras import DateRange
from pyproj import Geod

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge, Junction, LineState
from boundaries.lines.topology import Owner, Stretch
from boundaries.lines.tree import Tree

ELLIPSOID = Geod(ellps="GRS80")


def length_m(points: Iterable[tuple[float, float]]) -> float:
    """The geodesic length of a path in metres, on the ellipsoid."""
    lons, lats = zip(*points, strict=True)
    return ELLIPSOID.line_length(lons, lats)


def write_edges(
    stretches: list[Stretch], divisions: Mapping[Owner, int], tree: Tree, valid: DateRange, source: str
) -> list[Edge]:
    """Store stretches whose owners are keys of `divisions`, with their junctions."""
    points = sorted({end for stretch in stretches for end in (stretch.points[0], stretch.points[-1])})
    made = Junction.objects.bulk_create(Junction(point=Point(*point, srid=settings.REGISTER_SRID)) for point in points)
    junctions = dict(zip(points, made, strict=True))
    return Edge.objects.bulk_create(
        [_edge(stretch, junctions, divisions, tree, valid=valid, source=source) for stretch in stretches],
        batch_size=2000,
    )


def _edge(
    stretch: Stretch, junctions: Mapping[Any, Junction], divisions: Mapping[Owner, int], tree: Tree, **facts: Any
) -> Edge:
    left, right = divisions[stretch.left], divisions[stretch.right]
    level = tree.level_between(left, right)
    return Edge(
        start=junctions[stretch.points[0]],
        end=junctions[stretch.points[-1]],
        left_id=left,
        right_id=right,
        geom=LineString(stretch.points, srid=settings.REGISTER_SRID),
        level=level,
        state=LineState.SURVEYED,
        locked=level == Level.STATE or (tree.external(left) and tree.external(right)),
        **facts,
    )


def read_points(edges: Collection[int]) -> dict[int, tuple[tuple[float, float], ...]]:
    """The points of edges, exactly as they stand in the register; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsBinary(geom) FROM lines_edge WHERE id = ANY(%s)", [list(edges)])
        return by_key(cursor.fetchall())


def by_key(rows: Collection[tuple[int, Any]]) -> dict[int, tuple[tuple[float, float], ...]]:
    """Key → points, of rows of a key and a line as well-known binary."""
    lines = shapely.from_wkb([bytes(line) for _, line in rows])
    places = [(x, y) for x, y in shapely.get_coordinates(lines).tolist()]
    found, begin = {}, 0
    for (pk, _), count in zip(rows, shapely.get_num_coordinates(lines).tolist(), strict=True):
        found[pk] = tuple(places[begin : begin + count])
        begin += count
    return found


def points_of(line: LineString) -> tuple[tuple[float, float], ...]:
    """The points of a stored line, exactly as they stand there."""
    places = shapely.get_coordinates(shapely.from_wkb(bytes(line.wkb)))
    return tuple((x, y) for x, y in places.tolist())


def stretch_of(edge: Edge) -> Stretch:
    """An edge as a plain value; owners are division ids."""
    return Stretch(points_of(edge.geom), edge.left_id, edge.right_id)
