"""Writing edges, junctions and legal lines; every function runs inside the transaction of its action."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import LineString, Point
from psycopg2.extras import DateRange
from pyproj import Geod

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge, Junction, Line, LineEdge, LineState
from boundaries.lines.naming import line_code, ordered_members
from boundaries.lines.topology import Owner, Stretch
from boundaries.lines.tree import Tree

ELLIPSOID = Geod(ellps="GRS80")
LINE_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)


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


def points_of(line: LineString) -> tuple[tuple[float, float], ...]:
    """The points of a stored line, exactly as they stand there."""
    places = shapely.get_coordinates(shapely.from_wkb(bytes(line.wkb)))
    return tuple((x, y) for x, y in places.tolist())


def stretch_of(edge: Edge) -> Stretch:
    """An edge as a plain value; owners are division ids."""
    return Stretch(points_of(edge.geom), edge.left_id, edge.right_id)


def write_lines(edges: Iterable[Edge], tree: Tree, length_source: str, **facts: Any) -> list[Line]:
    """Make the legal lines that a set of edges forms: of every level at which their two sides differ.

    Lines are between provinces, prefectures and counties of which one at least is ours; between
    provinces only the line 2223 and its like are made, not the county pairs, which are its sections.
    """
    members: dict[tuple[int, int], list[tuple[Edge, Stretch]]] = defaultdict(list)
    for edge in edges:
        if tree.external(edge.left_id) and tree.external(edge.right_id):
            continue
        for pair in _pairs(edge, tree):
            members[pair].append((edge, stretch_of(edge)))
    drafts = [_line(pair, found, tree, length_source, facts) for pair, found in members.items()]
    drafts.sort(key=lambda draft: (LINE_LEVELS.index(draft[0].level), draft[0].code))
    lines = Line.objects.bulk_create([line for line, _ in drafts])
    LineEdge.objects.bulk_create(
        [
            LineEdge(line=line, edge=edge, position=position, reversed=reversed_)
            for line, (_, ordered) in zip(lines, drafts, strict=True)
            for position, (edge, reversed_) in enumerate(ordered)
        ],
        batch_size=2000,
    )
    return lines


def _pairs(edge: Edge, tree: Tree) -> Iterable[tuple[int, int]]:
    for level in LINE_LEVELS:
        one, other = tree.ancestor(edge.left_id, level), tree.ancestor(edge.right_id, level)
        if one is None or other is None or one == other:
            continue
        yield (one, other) if tree.nodes[one].code < tree.nodes[other].code else (other, one)
        if level == Level.PROVINCE:
            return


def _line(
    pair: tuple[int, int], found: list[tuple[Edge, Stretch]], tree: Tree, source: str, facts: dict[str, Any]
) -> tuple[Line, list[tuple[Edge, bool]]]:
    first, second = (tree.nodes[division] for division in pair)
    line = Line(
        code=line_code(first.code, second.code),
        name=f"{first.name}与{second.name}界线",
        level=first.level,
        first_id=first.division,
        second_id=second.division,
        state=LineState.SURVEYED,
        length_m=sum(length_m(stretch.points) for _, stretch in found),
        length_source=source,
        **facts,
    )
    return line, ordered_members(found)
