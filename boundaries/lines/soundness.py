"""Whether edges form a partition (拓扑检查): no crossing, no gap, no overlap, one area per owner. No ORM, no I/O."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from boundaries.lines.faces import area_of_paths
from boundaries.lines.topology import BrokenPartition, Owner, Point, Stretch, line_strings


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a set of edges, where, and which owners it concerns."""

    message: str
    place: Point | None
    owners: tuple[Owner, ...]


def flaws_of(edges: Collection[Stretch], expected: Iterable[Owner], outside: Collection[Owner] = ()) -> list[Flaw]:
    """Everything that keeps the edges from being a partition into exactly one area per expected owner.

    `outside` are owners that need no area of their own (neighbours seen only from this side).
    """
    edges = list(edges)
    flaws = crossings(edges) + contradictions(edges, set(outside))
    if flaws:
        return flaws
    around = _around(edges)
    inner = [owner for owner in dict.fromkeys([*expected, *around]) if owner is not None and owner not in outside]
    areas, flaws = closed({owner: around.get(owner, ()) for owner in inner})
    return flaws + misplaced_islands(areas)


def crossings(edges: list[Stretch]) -> list[Flaw]:
    """Edges that cross, overlap or touch elsewhere than at a common junction, and edges that cross themselves."""
    flaws = []
    for i, j, place in bad_meetings(edges):
        one, other = edges[i], edges[j]
        if i == j:
            flaws.append(Flaw("边与自身相交", place, (one.left, one.right)))
        else:
            flaws.append(Flaw("两条边在交会点以外相交或重合", place, (one.left, one.right, other.left, other.right)))
    return flaws


def bad_meetings(edges: Sequence[Stretch]) -> list[tuple[int, int, Point]]:
    """(i, j, where) for every pair of edges that meets elsewhere than at a common end; (i, i, where) for itself."""
    if not edges:
        return []
    lines = line_strings([edge.points for edge in edges])
    found = [(i, i, edges[i].points[0]) for i in np.flatnonzero(~shapely.is_simple(lines)).tolist()]
    ones, others = shapely.STRtree(lines).query(lines, predicate="intersects")
    ones, others = ones[ones < others], others[ones < others]
    meetings = shapely.intersection(lines[ones], lines[others]).tolist()
    for i, j, meeting in zip(ones.tolist(), others.tolist(), meetings, strict=True):
        common = {edges[i].points[0], edges[i].points[-1]} & {edges[j].points[0], edges[j].points[-1]}
        places = [(x, y) for x, y in shapely.get_coordinates(meeting).tolist()]
        wrong = [place for place in places if place not in common]
        if wrong or meeting.length > 0:
            found.append((i, j, (wrong or places)[0]))
    return found


def contradictions(edges: list[Stretch], outside: set[Owner]) -> list[Flaw]:
    """Junctions where the sector between two neighbouring edges is claimed by different owners: gap or overlap."""
    leaving: dict[Point, list[tuple[float, Owner, Owner]]] = defaultdict(list)
    for edge in edges:
        for seen in (edge, edge.turned()):
            (x, y), (x2, y2) = seen.points[0], seen.points[1]
            leaving[(x, y)].append((math.atan2(y2 - y, x2 - x), seen.left, seen.right))
    flaws = []
    for point, fan in sorted(leaving.items()):
        fan.sort(key=lambda item: item[0])
        for (_, left, _), (_, _, right) in zip(fan, fan[1:] + fan[:1], strict=True):
            if left != right and not {left, right} <= outside:
                flaws.append(Flaw("交会点两条相邻边之间的归属不一致，存在空隙或重叠", point, (left, right)))
    return flaws


def _around(edges: Iterable[Stretch]) -> dict[Owner, list[tuple[Point, ...]]]:
    """The paths around every owner, which lies on their left."""
    found: dict[Owner, list[tuple[Point, ...]]] = defaultdict(list)
    for edge in edges:
        found[edge.left].append(edge.points)
        found[edge.right].append(edge.points[::-1])
    return found


def closed(around: Mapping[Owner, Sequence[tuple[Point, ...]]]) -> tuple[dict[Owner, MultiPolygon], list[Flaw]]:
    """The areas of owners by the paths around them, and what keeps paths from closing to a valid area."""
    areas: dict[Owner, MultiPolygon] = {}
    flaws = []
    for owner, paths in around.items():
        if not paths:
            flaws.append(Flaw("区划没有边，不能成面", None, (owner,)))
            continue
        try:
            area = areas[owner] = area_of_paths(paths)
        except BrokenPartition as broken:
            flaws.append(Flaw(str(broken), broken.places[0], (owner,)))
            continue
        if not area.is_valid:
            flaws.append(Flaw(shapely.is_valid_reason(area), paths[0][0], (owner,)))
    return areas, flaws


def misplaced_islands(areas: Mapping[Owner, MultiPolygon]) -> list[Flaw]:
    """Areas that overlap although no edges cross: one lies inside another that has no hole for it."""
    parts = [(owner, part) for owner, area in areas.items() for part in area.geoms]
    if not parts:
        return []
    points = [part.representative_point() for _, part in parts]
    pairs = shapely.STRtree([part for _, part in parts]).query(points, predicate="within")
    return [
        Flaw("一个区划的范围落在另一区划之内而未挖除", (points[one].x, points[one].y), (parts[one][0], parts[other][0]))
        for one, other in pairs.T.tolist()
        if parts[one][0] != parts[other][0]
    ]
