"""From polygons to edges (边): every shared stretch once, with the owner on each side. No ORM, no I/O.

Coordinates are taken as they are, in the order (x, y) = (longitude, latitude), and never rounded:
two polygons share a stretch where they have the same vertices, and what comes back is vertex-exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

Point = tuple[float, float]
Segment = tuple[Point, Point]
Owner = Any  # whatever identifies the owner of a side: an id, a code; None is nobody


class BrokenPartition(ValueError):
    """The polygons do not fit each other; `places` are the points where."""

    def __init__(self, message: str, places: Sequence[Point]) -> None:
        super().__init__(message)
        self.places = list(places)


@dataclass(frozen=True)
class Stretch:
    """A piece of boundary between two junctions, or a closed one; owners seen from first to last point."""

    points: tuple[Point, ...]
    left: Owner
    right: Owner

    @property
    def closed(self) -> bool:
        """Whether it comes back to its own beginning (hole, island)."""
        return self.points[0] == self.points[-1]

    def turned(self) -> "Stretch":
        """The same stretch in the other direction."""
        return Stretch(self.points[::-1], self.right, self.left)


def undirected(a: Point, b: Point) -> Segment:
    """A segment without direction."""
    return (a, b) if a < b else (b, a)


def sides_from_polygons(
    polygons: Mapping[Owner, Polygon | MultiPolygon], outside: Mapping[Segment, Owner], beyond: Owner = None
) -> dict[Segment, tuple[Owner, Owner]]:
    """For every undirected segment the owner on its left and right.

    `outside` names the owner on the other side of an outer segment, `beyond` the one where it says
    nothing. Raises BrokenPartition where two polygons claim the same side.
    """
    left_of: dict[Segment, Owner] = {}
    clashes: list[Point] = []
    for owner, polygon in polygons.items():
        for segment in directed_segments(polygon):
            if segment in left_of:
                clashes.append(segment[0])
            left_of[segment] = owner
    if clashes:
        raise BrokenPartition("两个区划占有边界的同一侧，范围重叠", clashes)
    sides = {}
    for a, b in left_of:
        key = undirected(a, b)
        if key in sides:
            continue
        other = outside.get(key, beyond)
        left, right = left_of.get(key, other), left_of.get(key[::-1], other)
        if left == right:
            raise BrokenPartition("边界两侧是同一区划", [a])
        sides[key] = (left, right)
    return sides


def directed_segments(polygon: Polygon | MultiPolygon) -> Iterable[Segment]:
    """All segments with the polygon on their left: shells counter-clockwise, holes clockwise."""
    for part in getattr(polygon, "geoms", [polygon]):
        rings = [(part.exterior, True), *((hole, False) for hole in part.interiors)]
        for ring, is_shell in rings:
            points = [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
            if shapely.is_ccw(ring) != is_shell:
                points.reverse()
            yield from ((a, b) for a, b in zip(points, points[1:], strict=False) if a != b)


def junctions_of(sides: Mapping[Segment, tuple[Owner, Owner]]) -> set[Point]:
    """The points where not exactly two segments with the same two owners meet."""
    around: dict[Point, list[tuple[Owner, Owner]]] = defaultdict(list)
    for (a, b), (left, right) in sides.items():
        around[a].append((left, right))  # seen leaving a
        around[b].append((right, left))  # seen leaving b
    return {point for point, pairs in around.items() if len(pairs) != 2 or pairs[0] != pairs[1][::-1]}


def edges_from_polygons(
    polygons: Mapping[Owner, Polygon | MultiPolygon],
    outside: Mapping[Segment, Owner] | None = None,
    beyond: Owner = None,
) -> list[Stretch]:
    """The edges of a partition, each once, in an order and direction that depend on the geometry only."""
    return edges_from_sides(sides_from_polygons(polygons, outside or {}, beyond))


def edges_from_sides(
    sides: Mapping[Segment, tuple[Owner, Owner]], more_junctions: Iterable[Point] = ()
) -> list[Stretch]:
    """The edges between junctions (and `more_junctions`), from west to east, closed ones from their west end."""
    neighbours: dict[Point, list[Point]] = defaultdict(list)
    for a, b in sides:
        neighbours[a].append(b)
        neighbours[b].append(a)
    stops = junctions_of(sides) | (set(more_junctions) & neighbours.keys())
    open_segments = set(sides)
    edges = []
    for start in [*sorted(stops), *sorted(neighbours.keys() - stops)]:
        for step in sorted(neighbours[start]):
            if undirected(start, step) not in open_segments:
                continue
            points = _walk(start, step, neighbours, stops, open_segments)
            left, right = _owners(sides, points[0], points[1])
            edges.append(_towards_east(Stretch(tuple(points), left, right)))
    return sorted(edges, key=lambda edge: edge.points)


def _walk(
    start: Point, step: Point, neighbours: Mapping[Point, list[Point]], stops: set[Point], open_segments: set[Segment]
) -> list[Point]:
    points = [start, step]
    open_segments.discard(undirected(start, step))
    while points[-1] not in stops and points[-1] != start:
        before, here = points[-2], points[-1]
        one, two = neighbours[here]
        points.append(two if one == before else one)
        open_segments.discard(undirected(here, points[-1]))
    return points


def _owners(sides: Mapping[Segment, tuple[Owner, Owner]], a: Point, b: Point) -> tuple[Owner, Owner]:
    left, right = sides[undirected(a, b)]
    return (left, right) if a < b else (right, left)


def _towards_east(edge: Stretch) -> Stretch:
    turned = edge.points[::-1]
    return edge.turned() if turned < edge.points else edge
