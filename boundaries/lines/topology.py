"""From polygons to edges (边): every shared stretch once, with the owner on each side. No ORM, no I/O.

Coordinates are taken as they are, in the order (x, y) = (longitude, latitude), and never rounded:
two polygons share a stretch where they have the same vertices, and what comes back is vertex-exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

Point = tuple[float, float]
Segment = tuple[Point, Point]
Numbers = np.ndarray[Any, Any]
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


def pairs_of(corners: Numbers) -> list[Point]:
    """An array of coordinates as plain points."""
    return list(zip(corners[:, 0].tolist(), corners[:, 1].tolist(), strict=True))


def line_strings(paths: Sequence[Sequence[Point]]) -> Numbers:
    """The paths as an array of Shapely's lines, made at once."""
    owners = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    return shapely.linestrings(corners_of(paths), indices=owners)


def corners_of(paths: Iterable[Sequence[Point]]) -> Numbers:
    """The points of paths, one path after the other, as an array of coordinates."""
    return np.fromiter(chain.from_iterable(chain.from_iterable(paths)), dtype=float).reshape(-1, 2)


def undirected(a: Point, b: Point) -> Segment:
    """A segment without direction."""
    return (a, b) if a < b else (b, a)


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
    """The edges of a partition, each once, in an order and direction that depend on the geometry only.

    `outside` names the owner on the other side of an outer segment, `beyond` the one where it says nothing.
    Raises BrokenPartition where two polygons claim the same side. Vertices are numbered from west to east and
    south to north, so that numbers compare as points do.
    """
    owned = [(owner, ring) for owner, polygon in polygons.items() for ring in _rings_of(polygon)]
    if not owned:
        return []
    points, numbers = _numbered(np.concatenate([ring for _, ring in owned]))
    rings = np.split(numbers, np.cumsum([len(ring) for _, ring in owned])[:-1])
    rings = [ring[np.append(True, ring[1:] != ring[:-1])] for ring in rings]
    before, after = (np.concatenate([ring[part] for ring in rings]) for part in (slice(-1), slice(1, None)))
    left = [owner for (owner, _), ring in zip(owned, rings, strict=True) for _ in ring[1:]]
    opposite = _opposites(before, after, points)
    ends = zip(before.tolist(), after.tolist(), opposite.tolist(), strict=True)
    known = outside or {}
    right = [left[i] if i >= 0 else known.get(undirected(points[a], points[b]), beyond) for a, b, i in ends]
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if one == other:
            raise BrokenPartition("边界两侧是同一区划", [points[before[place]]])
    once = (before < after) | (opposite < 0)
    degree = np.bincount(before[once], minlength=len(points)) + np.bincount(after[once], minlength=len(points))
    rest = iter(right)
    sides = [(owner, list(islice(rest, len(ring) - 1))) for (owner, _), ring in zip(owned, rings, strict=True)]
    return _edges_of_rings(rings, sides, degree != 2, points)


def _edges_of_rings(
    rings: list[Numbers], sides: list[tuple[Owner, list[Owner]]], stops: Numbers, points: list[Point]
) -> list[Stretch]:
    """The edges of rings given the owner on the left of each and those on the right of its segments.

    Edges end at `stops` and where the owner on the right changes.
    """
    for ring, (_, beside) in zip(rings, sides, strict=True):
        for place, owner in enumerate(beside):
            if owner != beside[place - 1]:
                stops[ring[place]] = True
    found: dict[tuple[int, int], Stretch] = {}
    for ring, (left, beside) in zip(rings, sides, strict=True):
        for path, place in _between(ring[:-1], stops):
            key, owners = path.tolist(), (left, beside[place])
            if key[::-1] < key:
                key, owners = key[::-1], owners[::-1]
            if (key[0], key[1]) not in found:
                found[key[0], key[1]] = Stretch(tuple(points[number] for number in key), *owners)
    return sorted(found.values(), key=lambda edge: edge.points)


def _rings_of(polygon: Polygon | MultiPolygon) -> Iterable[Numbers]:
    """The rings with the polygon on their left."""
    for part in getattr(polygon, "geoms", [polygon]):
        for ring, is_shell in [(part.exterior, True), *((hole, False) for hole in part.interiors)]:
            corners = shapely.get_coordinates(ring)
            yield corners if shapely.is_ccw(ring) == is_shell else corners[::-1]


def _numbered(corners: Numbers) -> tuple[list[Point], Numbers]:
    """The different points in order, and for every corner the number of its point."""
    order = np.lexsort((corners[:, 1], corners[:, 0]))
    ranked = corners[order]
    new = np.append(True, (ranked[1:] != ranked[:-1]).any(axis=1))
    numbers = np.empty(len(corners), dtype=np.int64)
    numbers[order] = np.cumsum(new) - 1
    return pairs_of(ranked[new]), numbers


def _opposites(before: Numbers, after: Numbers, points: list[Point]) -> Numbers:
    """For every directed segment the place of the one in the other direction, -1 where there is none."""
    keys, turned = before * len(points) + after, after * len(points) + before
    order = np.argsort(keys)
    twice = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(twice):
        raise BrokenPartition("两个区划占有边界的同一侧，范围重叠", [points[before[order[one]]] for one in twice])
    at = np.minimum(np.searchsorted(keys, turned, sorter=order), len(keys) - 1)
    return np.where(keys[order[at]] == turned, order[at], -1)


def _between(ring: Numbers, stops: Numbers) -> Iterable[tuple[Numbers, int]]:
    """The paths of a ring from stop to stop with the place of their first segment; all of it from its west end."""
    places = np.flatnonzero(stops[ring])
    if not len(places):
        places = np.array([int(np.argmin(ring))])
    around = np.concatenate([ring, ring, ring[:1]])
    for start, end in zip(places, [*places[1:], places[0] + len(ring)], strict=True):
        yield around[start : end + 1], int(start)


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
