"""What really runs otherwise than on the eve (走向、范围的实际变动): areas and lines, whatever vertices were added.

A drawn line that ends on another one puts a vertex there. The coordinates of that one are others then, its ground is
not: nobody has to survey it again.
"""

import datetime
from collections.abc import Collection

import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.models import Area
from boundaries.lines.models import LineEdge, LineVersion
from boundaries.lines.periods import ONE_DAY

SAME_DEGREES = 1e-9  # about 0.1 mm: a computed point on a stretch never lies on it to the last digit

Segment = tuple[tuple[float, float], tuple[float, float]]


def same_course(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two lines, or the outlines of two areas, run in the same place, longitude and latitude in degrees.

    Only stretches between vertices that one of them has alone are looked at: their ends and middles lie on the other.
    """
    mine, theirs = _segments(one), _segments(other)
    return _lies_on(mine - theirs, other) and _lies_on(theirs - mine, one)


def _segments(shape: BaseGeometry) -> set[Segment]:
    found: set[Segment] = set()
    for path in _paths(shape):
        points = [(x, y) for x, y, *_ in path.coords]
        found |= {(min(pair), max(pair)) for pair in zip(points, points[1:], strict=False)}
    return found


def _paths(shape: BaseGeometry) -> list[BaseGeometry]:
    lines = shape.boundary if shape.geom_type.endswith("Polygon") else shape
    return list(shapely.get_parts(lines))


def _lies_on(segments: Collection[Segment], shape: BaseGeometry) -> bool:
    if not segments:
        return True
    lines = shapely.multilinestrings(_paths(shape))
    shapely.prepare(lines)
    places = {end for segment in segments for end in segment} | {
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in segments
    }
    return bool(shapely.dwithin(lines, shapely.points(list(places)), SAME_DEGREES).all())


def moved_areas(divisions: Collection[int], day: datetime.date) -> set[int]:
    """Those of the divisions whose ground on a day is not what it was on the eve; who begins or ends is among them."""
    eve, now = _areas_on(divisions, day - ONE_DAY), _areas_on(divisions, day)
    return {pk for pk in divisions if not (pk in eve and pk in now and same_course(eve[pk], now[pk]))}


def moved_lines(lines: Collection[int], day: datetime.date) -> set[int]:
    """Those of the lines that run elsewhere than on the eve, or bear another code; who begins or ends is among them."""
    facts = [_versions_on(lines, on) for on in (day - ONE_DAY, day)]
    found = {pk for pk in lines if facts[0].get(pk) != facts[1].get(pk)}
    return found | rerouted(set(lines) - found, day)


def rerouted(lines: Collection[int], day: datetime.date) -> set[int]:
    """Those of the lines whose course on a day is not what it was on the eve, or is not known on both."""
    eve, now = _courses_on(lines, day - ONE_DAY), _courses_on(lines, day)
    return {pk for pk in lines if not (pk in eve and pk in now and same_course(eve[pk], now[pk]))}


def _areas_on(divisions: Collection[int], day: datetime.date) -> dict[int, BaseGeometry]:
    rows = Area.objects.filter(division__in=divisions, valid__contains=day).values_list("division", "geom")
    return {division: shapely.from_wkb(bytes(geom.wkb)) for division, geom in rows}


def _versions_on(lines: Collection[int], day: datetime.date) -> dict[int, tuple[str, str]]:
    rows = LineVersion.objects.filter(line__in=lines, valid__contains=day)
    return {line: (code, level) for line, code, level in rows.values_list("line", "code", "level")}


def _courses_on(lines: Collection[int], day: datetime.date) -> dict[int, BaseGeometry]:
    rows = LineEdge.objects.filter(line__in=lines, valid__contains=day).values_list("line", "edge__geom")
    parts: dict[int, list[BaseGeometry]] = {}
    for line, geom in rows:
        parts.setdefault(line, []).append(shapely.from_wkb(bytes(geom.wkb)))
    return {line: shapely.multilinestrings(some) for line, some in parts.items()}
