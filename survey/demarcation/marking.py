"""The markers that a survey sets (界桩): the 界桩登记表 out of words and decided coordinate, judged beforehand."""

from dataclasses import replace
from typing import Any

from boundaries.lines.markers.judging import findings_of
from boundaries.lines.markers.models import Change, MarkerVersion
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.markers.sheet import LISTS, Sheet
from boundaries.lines.models import LineVersion
from office.people.calendar import today
from office.rulesets.findings import Finding
from survey.demarcation import queries
from survey.demarcation.models import LineSurvey, PointDecision, SurveyPoint


def markers_of_survey(survey: LineSurvey) -> list[SurveyPoint]:
    """The points that become markers."""
    return [point for point in survey.points.all() if point.role != SurveyPoint.Role.BOUNDARY]


def standing(survey: LineSurvey) -> dict[str, MarkerVersion]:
    """The markers that the register has of the line today, by their number."""
    return {marker.number: marker for marker in markers_of(survey.line_id, today())}


def words_of(point: SurveyPoint) -> Sheet:
    """What the 界桩登记表 of a point says, without a coordinate."""
    words: dict[str, Any] = {key: tuple(value) if key in LISTS else value for key, value in point.sheet.items()}
    known = {key: value for key, value in words.items() if key in Sheet.__dataclass_fields__}
    return Sheet(**{**known, "number": point.number})


def sheet_of(point: SurveyPoint, decided: PointDecision, survey: LineSurvey, line: LineVersion) -> Sheet:
    """The 界桩登记表 of a point: its words, and the coordinate that was decided."""
    words = words_of(point)
    return replace(
        words,
        level=line.level,
        x=decided.x,
        y=decided.y,
        crs=decided.crs,
        height=decided.height,
        height_system="" if decided.height is None else words.height_system or "1985",
        accuracy_m=decided.error_m or None,
        scale=words.scale or survey.scale,
    )


def findings_by_point(survey: LineSurvey) -> dict[int, list[Finding]]:
    """What the rules of the register say of each marker that is decided, by point."""
    day = today()
    line = survey.line.on(day)
    points = markers_of_survey(survey)
    decided, there = queries.decisions_of(points), standing(survey)
    found = {}
    for point in points:
        if point.pk in decided:
            old = there.get(point.number)
            sheet = sheet_of(point, decided[point.pk], survey, line)
            change = Change.RESURVEYED if old else Change.SET
            found[point.pk] = findings_of(sheet, line, day, change=change, but=old.marker_id if old else None)
    return found
