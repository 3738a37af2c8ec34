"""From edges back to areas (区域): the polygon of each owner, exactly of the vertices of its edges. No ORM, no I/O."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import shapely
from shapely.geometry import LinearRing, MultiPolygon

from boundaries.lines.topology import BrokenPartition, Owner, Point, Stretch, corners_of

Path = tuple[Point, ...]


def areas_from_edges(
    edges: Iterable[Stretch], group: Callable[[Owner], Owner | None] = lambda owner: owner
) -> dict[Owner, MultiPolygon]:
    """The area of every group of owners; `group` gives the group of an owner, None for those not wanted.

    An edge with the same group on both sides lies inside and is left out, so areas of every level
    come from the same edges. Raises BrokenPartition where the edges of a group do not close.
    """
    around: dict[Owner, list[Path]] = defaultdict(list)
    for edge in edges:
        left, right = group(edge.left), group(edge.right)
        if left == right:
            continue
        if left is not None:
            around[left].append(edge.points)
        if right is not None:
            around[right].append(edge.points[::-1])
    return {owner: area_of_paths(paths) for owner, paths in around.items()}


def area_of_paths(paths: Sequence[Path]) -> MultiPolygon:
    """The area to the left of the paths, normalised, so that equal areas have equal bytes."""
    rings = [simple for ring in _rings(paths) for simple in _without_touching(ring)]
    shells: list[LinearRing] = []
    holes: list[LinearRing] = []
    for ring in (shapely.linearrings(corners_of([ring])) for ring in rings):
        (shells if shapely.is_ccw(ring) else holes).append(ring)
    return _normal(_assemble(shells, holes))


def _rings(paths: Sequence[Path]) -> list[list[Point]]:
    """Join the paths end to start; where several go on, the sharpest turn to the left is taken."""
    leaving: dict[Point, list[Path]] = defaultdict(list)
    for path in sorted(paths):
        leaving[path[0]].append(path)
    rings = []
    for first in sorted(paths):
        if first not in leaving[first[0]]:
            continue
        leaving[first[0]].remove(first)
        ring = list(first)
        while ring[-1] != ring[0]:
            choices = leaving[ring[-1]]
            if not choices:
                raise BrokenPartition("边没有闭合成面", [ring[-1]])
            following = max(choices, key=lambda path: _turn(ring[-2], path[0], path[1]))
            choices.remove(following)
            ring.extend(following[1:])
        rings.append(ring)
    return rings


def _turn(before: Point, here: Point, after: Point) -> float:
    """The turn at `here` in radians, left positive."""
    into = math.atan2(here[1] - before[1], here[0] - before[0])
    out = math.atan2(after[1] - here[1], after[0] - here[0])
    return (out - into + math.pi) % (2 * math.pi) - math.pi


def _without_touching(ring: list[Point]) -> list[list[Point]]:
    """Cut a ring that touches itself in points into rings that do not."""
    if len(set(ring)) == len(ring) - 1:
        return [ring]
    found: list[list[Point]] = []
    path: list[Point] = []
    place: dict[Point, int] = {}
    for point in ring:
        if point in place:
            cut = place[point]
            loop = [*path[cut:], point]
            for passed in path[cut + 1 :]:
                del place[passed]
            del path[cut + 1 :]
            found.append(loop)
        else:
            place[point] = len(path)
            path.append(point)
    return found


def _assemble(shells: list[LinearRing], holes: list[LinearRing]) -> MultiPolygon:
    outers = sorted((shapely.polygons(shell) for shell in shells), key=shapely.area)
    inside: dict[int, list[LinearRing]] = defaultdict(list)
    for hole in holes:
        inner = shapely.polygons(hole)
        home = next((i for i, outer in enumerate(outers) if outer.area > inner.area and outer.covers(inner)), None)
        if home is None:
            raise BrokenPartition("孔洞不在任何外环之内", [hole.coords[0]])
        inside[home].append(hole)
    whole = [shapely.polygons(outer.exterior, inside[i]) if inside[i] else outer for i, outer in enumerate(outers)]
    return shapely.multipolygons(whole)


def _normal(area: MultiPolygon) -> MultiPolygon:
    return shapely.normalize(area)
