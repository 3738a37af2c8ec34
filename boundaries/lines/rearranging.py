"""Rearranging a partition (界线重组): faces merged, cut by drawn lines, one edge replaced. No ORM, no I/O.

Everything is done on segments: where nothing is drawn anew every vertex stays exactly what it was, and
nothing snaps to anything else. Points are (longitude, latitude) in degrees, CGCS2000.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from boundaries.lines.faces import area_of_paths
from boundaries.lines.topology import Point, Segment, Stretch, directed_segments, edges_from_sides, undirected

SAME_PLACE = 1e-9  # degrees, a tenth of a millimetre: closer than that is the same point


class NotPossible(ValueError):
    """What was asked for cannot be drawn; `places` are the points where."""

    def __init__(self, message: str, places: Sequence[Point] = ()) -> None:
        super().__init__(message)
        self.places = list(places)


@dataclass(frozen=True)
class Side:
    """The owner on one side of a segment, and whatever else its edge says; unlike facts are never joined."""

    owner: int
    facts: Any


Sides = dict[Segment, tuple[Side, Side]]


def sides_of(edges: Iterable[tuple[Stretch, Any]]) -> Sides:
    """Segment → (left, right), seen from its smaller end, of edges with their facts."""
    found: Sides = {}
    for edge, facts in edges:
        left, right = Side(edge.left, facts), Side(edge.right, facts)
        for a, b in zip(edge.points, edge.points[1:], strict=False):
            found[undirected(a, b)] = (left, right) if a < b else (right, left)
    return found


def merged(sides: Sides, owner_of: Mapping[int, int]) -> Sides:
    """The sides after owners went into others; what then has one owner on both sides is no boundary any more."""
    found: Sides = {}
    for segment, pair in sides.items():
        left, right = (replace(side, owner=owner_of.get(side.owner, side.owner)) for side in pair)
        if left.owner != right.owner:
            found[segment] = (left, right)
    return found


def face_of(sides: Sides, owner: int) -> MultiPolygon:
    """The area of one owner. Raises BrokenPartition where its sides do not close."""
    paths: list[tuple[Point, ...]] = []
    for (a, b), (left, right) in sides.items():
        if left.owner == owner:
            paths.append((a, b))
        elif right.owner == owner:
            paths.append((b, a))
    if not paths:
        raise NotPossible("区划没有边，不能划分")
    return area_of_paths(paths)


def cut(sides: Sides, owner: int, line: Sequence[Point], inside: Point, new: int, facts: Any) -> Sides:
    """Cut the part in which `inside` lies off the face of `owner` along a drawn line and give it to `new`.

    The line may reach beyond the face. Raises NotPossible where it does not part the face, or where
    `inside` lies outside.
    """
    face = face_of(sides, owner)
    if not shapely.contains_xy(face, *inside):
        raise NotPossible("所指的一侧不在被划分的区划之内", [inside])
    if loose := _ends_within(face, line):
        raise NotPossible("所画的线没有把区划分开：有一端止于区划之内，须落在界线上或伸出界外", loose)
    split, pieces = _noded(sides, owner, line)
    shapely.prepare(face)
    within = [(a, b) for a, b in pieces if undirected(a, b) not in split and _middle_in(face, a, b)]
    part = _part_with(split, owner, within, inside)
    if part.equals(face):
        raise NotPossible("所画的线没有把区划分开：两端须落在界线上或伸出界外", [line[0], line[-1]])
    return _given(split, part, owner, new, facts)


def _ends_within(face: MultiPolygon, line: Sequence[Point]) -> list[Point]:
    """The ends of an open line that lie off the rim inside a face: what hangs there would part nothing."""
    ends = [] if line[0] == line[-1] else [line[0], line[-1]]
    inside = [end for end in ends if shapely.contains_xy(face, *end)]
    return [end for end in inside if face.boundary.distance(shapely.Point(end)) > SAME_PLACE]


def _middle_in(face: MultiPolygon, a: Point, b: Point) -> bool:
    return bool(shapely.contains_xy(face, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2))


def _part_with(sides: Sides, owner: int, within: list[Segment], inside: Point) -> Polygon:
    rim = [segment for segment, pair in sides.items() if owner in (pair[0].owner, pair[1].owner)]
    parts = shapely.get_parts(shapely.polygonize([LineString(segment) for segment in [*rim, *within]]))
    found = next((part for part in parts.tolist() if shapely.contains_xy(part, *inside)), None)
    if found is None:
        raise NotPossible("所指的点正在界线上，请点在要划出的一侧之内", [inside])
    return found


def _given(sides: Sides, part: Polygon, owner: int, new: int, facts: Any) -> Sides:
    """The sides after the part of `owner` went to `new`."""
    found = dict(sides)
    for a, b in directed_segments(part):
        key = undirected(a, b)
        left, right = found.get(key, (Side(owner, facts), Side(owner, facts)))
        if a < b:
            found[key] = (replace(left, owner=new), right)
        else:
            found[key] = (left, replace(right, owner=new))
    return {segment: pair for segment, pair in found.items() if pair[0].owner != pair[1].owner}


def _noded(sides: Sides, owner: int, line: Sequence[Point]) -> tuple[Sides, list[Segment]]:
    """The sides of a face and the segments of a line, both parted where they meet."""
    rim = [segment for segment, pair in sides.items() if owner in (pair[0].owner, pair[1].owner)]
    drawn = [(a, b) for a, b in zip(line, line[1:], strict=False) if a != b]
    tree = shapely.STRtree([LineString(segment) for segment in rim])
    on_rim: dict[Segment, set[Point]] = {}
    on_line: dict[int, set[Point]] = {}
    for index, segment in enumerate(drawn):
        path = LineString(segment)
        for hit in tree.query(path, predicate="dwithin", distance=SAME_PLACE).tolist():
            for place in _meetings(rim[hit], segment):
                on_rim.setdefault(rim[hit], set()).add(place)
                on_line.setdefault(index, set()).add(place)
    split = dict(sides)
    for segment, places in on_rim.items():
        pair = split.pop(segment)
        split |= dict.fromkeys(_parted(segment, places), pair)
    pieces = [piece for index, segment in enumerate(drawn) for piece in _parted(segment, on_line.get(index, set()))]
    return split, pieces


def _meetings(rim: Segment, drawn: Segment) -> list[Point]:
    """Where two segments meet: an end of the rim where one is near enough, an end of the drawn one, a crossing."""
    one, other = LineString(rim), LineString(drawn)
    found = [end for end in rim if shapely.Point(end).distance(other) <= SAME_PLACE]
    found += [end for end in drawn if shapely.Point(end).distance(one) <= SAME_PLACE and not _near(end, found)]
    for x, y in shapely.get_coordinates(one.intersection(other)).tolist():
        if not _near((x, y), found):
            found.append((x, y))
    return found


def _near(place: Point, others: Iterable[Point]) -> bool:
    return any(abs(place[0] - x) <= SAME_PLACE and abs(place[1] - y) <= SAME_PLACE for x, y in others)


def _parted(segment: Segment, places: Collection[Point]) -> list[Segment]:
    """A segment cut at places on it, in its own direction; an end that is the same place takes that place's numbers."""
    a, b = segment
    inner = [place for place in places if not _near(place, segment)]
    inner.sort(key=lambda place: (place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1]))
    start = next((place for place in places if _near(place, [a])), a)
    end = next((place for place in places if _near(place, [b])), b)
    points = [start, *inner, end]
    return [(p, q) for p, q in zip(points, points[1:], strict=False) if p != q]


def redrawn(sides: Sides, old: Stretch, line: Sequence[Point], facts: Any) -> Sides:
    """The sides with one edge replaced by a drawn line between the same two junctions.

    Raises NotPossible where the line does not begin and end at the junctions of the edge.
    """
    points = list(line)
    if _near(points[0], [old.points[-1]]) and not _near(points[0], [old.points[0]]):
        points.reverse()
    ends = (old.points[0], old.points[-1])
    if len(points) < 2 or not (_near(points[0], ends[:1]) and _near(points[-1], ends[1:])):
        raise NotPossible("新线的两端须与原边两端的交会点重合，否则会留下悬空的交会点", [points[0], points[-1]])
    points[0], points[-1] = ends
    found = dict(sides)
    for a, b in zip(old.points, old.points[1:], strict=False):
        found.pop(undirected(a, b), None)
    for a, b in zip(points, points[1:], strict=False):
        if a == b:
            continue
        if undirected(a, b) in found:
            raise NotPossible("新线与另一条边重合", [a, b])
        left, right = Side(old.left, facts), Side(old.right, facts)
        found[undirected(a, b)] = (left, right) if a < b else (right, left)
    return found


def self_crossings(line: Sequence[Point]) -> list[Point]:
    """Where a line meets itself elsewhere than from one segment to the next; a ring may close."""
    segments = [LineString(pair) for pair in zip(line, line[1:], strict=False) if pair[0] != pair[1]]
    if len(segments) < 2 or LineString(line).is_simple:
        return []
    tree = shapely.STRtree(segments)
    found: list[Point] = []
    for one, other in zip(*(each.tolist() for each in tree.query(segments, predicate="intersects")), strict=True):
        if one >= other:
            continue
        meeting = segments[one].intersection(segments[other])
        joint = segments[one].coords[-1] if other == one + 1 else None
        found += [(x, y) for x, y in shapely.get_coordinates(meeting).tolist() if (x, y) != joint]
    return list(dict.fromkeys(place for place in found if place not in (line[0], line[-1]))) or [line[0]]


def edges_of(sides: Sides, junctions: Iterable[Point] = ()) -> list[tuple[Stretch, Any]]:
    """The edges between junctions with their facts; `junctions` are kept although nothing changes sides there."""
    edges = edges_from_sides(sides, junctions)
    return [(Stretch(edge.points, edge.left.owner, edge.right.owner), edge.left.facts) for edge in edges]
