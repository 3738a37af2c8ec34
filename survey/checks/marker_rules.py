"""S06–S08 and S10 over a table of markers (界桩成果表、登记表): the rules of the register's markers, row by row. Pure.

A table is one of markers where the heading of its numbers says 界桩 or it names kinds or reference objects; numbers
of other points are nobody's business.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.lines.markers.numbers import Standing, line_findings, number_findings, pattern_of
from boundaries.lines.markers.placing import reference_findings
from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.network import ELLIPSOID
from office.intake.columns import REFERENCES, reference
from office.rulesets.findings import Basis, Finding, Severity
from office.spatial.numbers import number
from survey.checks.further import Placed, Told, point_limit

MOST = 1000  # rows that are compared with each other; a line has some hundreds of markers
KINDS = {"单": "single", "双": "double", "三": "triple", "Q": "single", "A": "double", "B": "double"}
KINDS |= {"C": "triple", "D": "triple", "E": "triple"}


def is_marker_table(placed: Placed) -> bool:
    """Whether the rows are markers of a line."""
    heading = placed.mapping.get("number", "")
    named = "界桩" in heading or "marker" in heading.lower()
    return placed.context.line is not None and (named or bool(_references(placed)))


def marker_findings(placed: Placed) -> Told:
    """What S06–S08 and S10 say of the rows of a table of markers."""
    if not is_marker_table(placed):
        return
    yield from _numbers(placed)
    yield from _reference_objects(placed)
    if placed.exact:
        yield from _on_the_line(placed)


def kind_of(placed: Placed, index: int) -> str:
    """Single, double or triple, by the column of kinds, else by the letter of the number."""
    words = placed.text(index, "kind")
    for sign, kind in KINDS.items():
        if sign in words:
            return kind
    return KINDS.get(placed.labels[index][-1:].upper(), "single")


def _numbers(placed: Placed) -> Told:
    line, settings = placed.context.line, placed.standard.numbering(placed.context.marker_rules)
    assert line is not None
    chainages = _chainages(placed)
    told = [index for index, label in enumerate(placed.labels) if label]
    standings = [Standing(placed.labels[index], kind_of(placed, index), chainages[index]) for index in told]
    if not standings:
        return
    if pattern_of(line.level, settings) is None:
        for finding in line_findings(standings, line.level, line.code, settings):
            yield None, finding
        return
    for place, (index, one) in enumerate(zip(told, standings, strict=True)):
        others = [*standings[:place], *standings[place + 1 :]] if len(standings) <= MOST else []
        others = [other for other in others if other.number != one.number]  # the same number twice is S29
        complete = len(standings) <= MOST
        for finding in number_findings(one, line.level, line.code, others, settings, complete=complete):
            yield placed.row(index), finding


def _chainages(placed: Placed) -> list[float | None]:
    """How far along the line each row stands, where the line is one piece; in degrees, enough for the order."""
    line = placed.context.line
    if line is None or line.geometry.geom_type != "LineString":
        return [None] * len(placed.places)
    points = [place if place is not None and place.geom_type == "Point" else None for place in placed.places]
    along = shapely.line_locate_point(line.geometry, np.array(points, dtype=object))
    return [None if value != value else float(value) for value in along.tolist()]


def _references(placed: Placed) -> list[int]:
    return [place for place in REFERENCES if reference(place, "name") in placed.mapping]


def _reference_objects(placed: Placed) -> Told:
    """S08: the table has columns of reference objects, so every row has its three."""
    places = _references(placed)
    if not places:
        return
    for index, label in enumerate(placed.labels):
        items = tuple(_item(placed, index, place) for place in places if placed.text(index, reference(place, "name")))
        sheet = Sheet(number=label, references=items)
        for finding in reference_findings(sheet, placed.context.marker_rules):
            yield placed.row(index), finding


def _item(placed: Placed, index: int, place: int) -> dict[str, object]:
    azimuth, distance = (number(placed.value(index, reference(place, what))) for what in ("azimuth", "distance"))
    return {
        "name": placed.text(index, reference(place, "name")),
        "part": placed.text(index, reference(place, "part")),
        "azimuth": azimuth,
        "distance_m": distance,
        "x": None,
        "y": None,
    }


def _on_the_line(placed: Placed) -> Told:
    """S10: a single marker on the line, the line between the two of a double one."""
    line = placed.context.line
    assert line is not None
    known = [index for index, place in enumerate(placed.places) if place is not None and place.geom_type == "Point"]
    if not known:
        return
    points = np.array([placed.places[index] for index in known], dtype=object)
    for index, off in zip(known, _off_line(points, line.geometry), strict=True):
        limit = max(point_limit(placed, index), placed.accuracy[index] or 0.0)
        if kind_of(placed, index) == "single" and off > limit:
            words = f"单立界桩离界线 {off:,.2f} 米，大于 {limit:g} 米。"
            yield placed.row(index), _s10(words, "核对坐标，或确认为双立界桩。", off, limit)
    yield from _pairs(placed, known, line.geometry)


def _off_line(points: np.ndarray, line: BaseGeometry) -> list[float]:
    """Metres from each point to the line, whose stretches are straight in degrees as the register has them."""
    lat = math.radians(float(shapely.get_y(points).mean()))

    def turned(shapes: Any, east: float) -> Any:
        return shapely.transform(shapes, lambda pairs: pairs * np.array([east, 1.0]))

    ways = turned(shapely.shortest_line(turned(points, math.cos(lat)), turned(line, math.cos(lat))), 1 / math.cos(lat))
    ends = shapely.get_coordinates(ways).reshape(-1, 4).T
    return [float(off) for off in ELLIPSOID.inv(*ends)[2]]


def _pairs(placed: Placed, known: list[int], course: BaseGeometry) -> Iterator[tuple[int, Finding]]:
    by_number: dict[str, list[int]] = {}
    for index in known:
        if kind_of(placed, index) == "double":
            by_number.setdefault(placed.labels[index][:-1], []).append(index)
    for pair in by_number.values():
        if len(pair) == 2 and not course.intersects(shapely.LineString([placed.places[index] for index in pair])):
            words = f"双立界桩 {placed.labels[pair[0]]}、{placed.labels[pair[1]]} 在界线同一侧。"
            yield placed.row(pair[1]), _s10(words, "核对两桩坐标：应分立界线两侧。", 0.0, 0.0)


def _s10(message: str, fix: str, off: float, limit: float) -> Finding:
    return Finding(
        rule="S10",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=message,
        clause="GB/T 17796-2009",
        fix=fix,
        evidence={"value": round(off, 3), "limit": limit},
        field="geometry",
    )
