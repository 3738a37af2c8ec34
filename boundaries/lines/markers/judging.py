"""A sheet judged among the markers of its line by the rules in force on a day (界桩检查)."""

import datetime
from collections.abc import Sequence

from boundaries.divisions.kinds import Level
from boundaries.lines.markers.models import Change, MarkerVersion
from boundaries.lines.markers.numbers import Standing, line_findings, number_findings
from boundaries.lines.markers.placing import corridor_findings, place_findings, place_of, reference_findings
from boundaries.lines.markers.queries import course_of, markers_of
from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.models import LineVersion
from boundaries.lines.tree import Tree, tree_on
from office.rulesets.findings import Finding, by_weight
from office.rulesets.queries import settings_in_force

ONLY_THE_NUMBER = (Change.RENUMBERED, Change.REATTACHED)


def findings_of(
    sheet: Sheet, line: LineVersion, day: datetime.date, *, change: str = "", but: int | None = None
) -> list[Finding]:
    """What S03–S08 say of a sheet; `but`: the marker itself, if it stands already."""
    settings = settings_in_force("survey", day)
    others = [_standing(other, None) for other in markers_of(line.line_id, day) if other.marker_id != but]
    one = _standing_of(sheet, line, day)
    found = number_findings(one, line.level, line.code, others, settings)
    if change not in ONLY_THE_NUMBER:
        found += place_findings(sheet, settings) + reference_findings(sheet, settings)
        place, course = place_of(sheet), course_of(line.line_id, day)
        found += corridor_findings(course.at(place).off_m, settings) if place and course else []
    return by_weight(found)


def findings_of_line(line: LineVersion, markers: Sequence[MarkerVersion], day: datetime.date) -> list[Finding]:
    """What S06 and S07 say of all markers of a line together."""
    found = [_standing(marker, None) for marker in markers]
    return by_weight(line_findings(found, line.level, line.code, settings_in_force("survey", day)))


def _standing(marker: MarkerVersion, side: str | None) -> Standing:
    return Standing(marker.number, marker.kind, marker.chainage_m, side or "")


def _standing_of(sheet: Sheet, line: LineVersion, day: datetime.date) -> Standing:
    place, course = place_of(sheet), course_of(line.line_id, day)
    if place is None or course is None:
        return Standing(sheet.number, sheet.kind)
    spot = course.at(place)
    side = _side(spot.side, line, tree_on(day)) if sheet.kind == "double" else ""
    return Standing(sheet.number, sheet.kind, spot.chainage_m, side)


def _side(owner: int | None, line: LineVersion, tree: Tree) -> str:
    above = None if owner is None else tree.ancestor(owner, Level(line.level)) or owner
    return {line.first_id: "first", line.second_id: "second"}.get(above or 0, "")
