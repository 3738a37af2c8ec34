"""Simpler edges for small scales that still fit each other (制图综合). No ORM, no I/O."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon

from boundaries.lines.soundness import bad_meetings
from boundaries.lines.topology import Point, Stretch

EARTH_RADIUS_M = 6378137.0  # web Mercator is defined on this sphere
RING_POINTS = 4
HALVINGS = 12
Path = tuple[Point, ...]
Together = Callable[[int, int], bool]


def to_web(points: Sequence[Point]) -> tuple[Point, ...]:
    """Degrees (longitude, latitude) to web Mercator metres; CGCS2000 counts as WGS 84 for showing."""
    degrees = np.radians(np.asarray(points, dtype=float))
    x = EARTH_RADIUS_M * degrees[:, 0]
    y = EARTH_RADIUS_M * np.log(np.tan(math.pi / 4 + degrees[:, 1] / 2))
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def generalised(
    edges: Sequence[Stretch], tolerance: float, together: Together = lambda one, other: True
) -> list[Stretch]:
    """The edges with all their ends, simplified by at most `tolerance` (in the unit of the coordinates).

    Where simpler edges would cross, coincide or leave an island on the wrong side, those edges are
    simplified less, in the end not at all; so what was a partition stays one. `together(i, j)` says
    whether two edges stand at the same time: those that never do may cross.
    """
    return beside_walls(edges, (), tolerance, together)[0]


def beside_walls(
    edges: Sequence[Stretch], walls: Sequence[Stretch], tolerance: float, together: Together
) -> tuple[list[Stretch], set[int]]:
    """`generalised` for edges beside others that are simplified by all of `tolerance` and stay so.

    Answers with them the places in `walls` that would have to give way: where there are any, the answer is not
    the one that `generalised` would give for all of them, and those walls are to be edges. `together` counts
    the walls after the edges.
    """
    if tolerance <= 0:
        return list(edges), set()
    originals = [*edges, *walls]
    tolerances = [tolerance] * len(originals)
    result = [simpler(edge, tolerance) for edge in originals]
    for attempt in range(HALVINGS + 1):
        bad = _troubled(originals, result, together)
        hit = {index - len(edges) for index in bad if index >= len(edges)}
        if not bad or hit:
            return result[: len(edges)], hit
        for index in bad:
            tolerances[index] = tolerances[index] / 2 if attempt < HALVINGS else 0.0
            result[index] = simpler(originals[index], tolerances[index])
    return result[: len(edges)], set()


class Surroundings(Protocol):
    """A network of edges by their ids, of which only what is asked for is looked at."""

    def beside(self, edges: Collection[int]) -> set[int]:
        """The edges whose envelopes meet those of some edges, these among them."""

    def edges(self, edges: Collection[int]) -> Mapping[int, Stretch]:
        """Some edges as they are."""

    def stored(self, edges: Collection[int]) -> Mapping[int, Path]:
        """What some edges were simplified to before the change; nothing for those that are new."""

    def together(self, edges: Sequence[int]) -> Together:
        """Whether two of the edges, by their places in the list, stand at the same time."""


def generalised_near(seeds: Collection[int], around: Surroundings, tolerance: float) -> dict[int, Path]:
    """The shapes of the edges that may be other ones after a change, as `generalised` for all edges would give them.

    `seeds`: what changed and whatever lies beside that or lay beside what is gone. Edges beside these that are
    stored as simplified by the whole tolerance take part as walls; where one of them would have to give way, or
    had to before, it is looked at with its own neighbours. No simplified edge leaves its envelope.
    """
    inside = set(seeds)
    while True:
        outside = around.beside(inside) - inside
        known, stored = around.edges(inside | outside), around.stored(outside)
        uneasy = {edge for edge in outside if stored.get(edge) != simpler(known[edge], tolerance).points}
        if not uneasy:
            edges, walls = sorted(inside), sorted(outside)
            at_once = around.together([*edges, *walls])
            found, hit = beside_walls(
                [known[edge] for edge in edges], [known[wall] for wall in walls], tolerance, at_once
            )
            uneasy = {walls[place] for place in hit}
            if not uneasy:
                return {edge: shape.points for edge, shape in zip(edges, found, strict=True)}
        inside |= uneasy


def simpler(edge: Stretch, tolerance: float) -> Stretch:
    """One edge for itself, simplified; a closed one stays a ring."""
    if tolerance <= 0:
        return edge
    points = tuple(LineString(edge.points).simplify(tolerance, preserve_topology=False).coords)
    if edge.closed and len(points) < RING_POINTS:
        return simpler(edge, tolerance / 2 if tolerance > 1e-3 else 0)
    return Stretch(points, edge.left, edge.right)


def _troubled(originals: Sequence[Stretch], simpler: list[Stretch], together: Together) -> set[int]:
    """The places in the list of edges that take part in a flaw."""
    found: set[int] = set()
    for i, j, _ in bad_meetings(simpler):
        if i == j or together(i, j):
            found |= {i, j}
    found |= {edge for edge, island in _swept_islands(originals, simpler) if together(edge, island)}
    return found


def _swept_islands(originals: Sequence[Stretch], simpler: list[Stretch]) -> Iterable[tuple[int, int]]:
    """(edge, closed edge) where simplifying the edge moved it over the beginning of the closed one."""
    islands = [index for index, edge in enumerate(simpler) if edge.closed]
    if not islands:
        return
    places = shapely.STRtree([shapely.Point(simpler[index].points[0]) for index in islands])
    for index, (before, after) in enumerate(zip(originals, simpler, strict=True)):
        if before.closed or before.points == after.points:
            continue
        swept = Polygon([*before.points, *after.points[::-1]])
        for hit in places.query(swept).tolist():
            if islands[hit] != index and _odd(swept, simpler[islands[hit]].points[0]):
                yield index, islands[hit]


def _odd(swept: Polygon, point: Point) -> bool:
    """Whether a point is enclosed an odd number of times by a ring that may cross itself."""
    x, y = point
    ring = swept.exterior.coords
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1
