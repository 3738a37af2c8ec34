"""Writing edges and junctions; every function runs inside the transaction of its action."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import LineString
from django.db import connection
from psycopg2.extras import DateRange
from pyproj import Geod

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge, Junction, LineState
from boundaries.lines.topology import Owner, Stretch, line_strings, pairs_of
from boundaries.lines.tree import Tree
from office.bulk import copy_columns, reserve

ELLIPSOID = Geod(ellps="GRS80")


def length_m(points: Iterable[tuple[float, float]]) -> float:
    """The geodesic length of a path in metres, on the ellipsoid."""
    lons, lats = zip(*points, strict=True)
    return ELLIPSOID.line_length(lons, lats)


def write_edges(
    stretches: Sequence[Stretch], divisions: Mapping[Owner, int], tree: Tree, valid: DateRange, source: str
) -> int:
    """Store stretches whose owners are keys of `divisions`, with their junctions; answers how many."""
    places = sorted({end for stretch in stretches for end in (stretch.points[0], stretch.points[-1])})
    junctions = dict(zip(places, reserve(Junction, len(places)), strict=True))
    sides = [(divisions[stretch.left], divisions[stretch.right]) for stretch in stretches]
    levels = [tree.level_between(*side) for side in sides]
    copy_columns(Junction, {"id": list(junctions.values()), "point": list(shapely.points(places))})
    return copy_columns(
        Edge,
        {
            "start_id": [junctions[stretch.points[0]] for stretch in stretches],
            "end_id": [junctions[stretch.points[-1]] for stretch in stretches],
            "left_id": [left for left, _ in sides],
            "right_id": [right for _, right in sides],
            "geom": list(line_strings([stretch.points for stretch in stretches])),
            "level": levels,
            "locked": [
                level == Level.STATE or (tree.external(left) and tree.external(right))
                for level, (left, right) in zip(levels, sides, strict=True)
            ],
            "state": [LineState.SURVEYED] * len(stretches),
            "valid": [valid] * len(stretches),
            "source": [source] * len(stretches),
        },
    )


def read_points(edges: Collection[int]) -> dict[int, tuple[tuple[float, float], ...]]:
    """The points of edges, exactly as they stand in the register; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsBinary(geom) FROM lines_edge WHERE id = ANY(%s)", [list(edges)])
        return by_key(cursor.fetchall())


def by_key(rows: Collection[tuple[int, Any]]) -> dict[int, tuple[tuple[float, float], ...]]:
    """Key → points, of rows of a key and a line as well-known binary."""
    lines = shapely.from_wkb([bytes(line) for _, line in rows])
    places, found, begin = pairs_of(shapely.get_coordinates(lines)), {}, 0
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
