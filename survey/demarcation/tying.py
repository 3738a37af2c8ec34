"""Three-way points of an accepted survey enter the register (三交点登记): three lines, one place, one agreement."""

import datetime

from boundaries.lines.fact_actions import ThreeWay, register_three_way
from boundaries.lines.markers.models import ThreeWayPoint
from boundaries.lines.meeting import Meeting, meetings_of
from boundaries.lines.models import LineVersion
from boundaries.lines.network import ELLIPSOID
from office.people.models import User
from survey.demarcation import marking, queries
from survey.demarcation.models import LineSurvey, PointDecision, SurveyPoint
from survey.demarcation.rights import Refused

MEET = 2  # other lines that end where three divisions meet


def tie(
    user: User, survey: LineSurvey, since: datetime.date, agreement_number: str, agreement_date: datetime.date
) -> list[ThreeWayPoint]:
    """Register every three-way point of a survey whose line has been laid; one that is there already stays.

    Raises Refused where not just two other lines of the parties end there; the register's own refusals go through.
    """
    line = survey.line.on(since)
    points = list(survey.points.filter(role=SurveyPoint.Role.THREE_WAY))
    decided, made = queries.decisions_of(points), []
    for point in points:
        meeting = _nearest(meetings_of(line, since), decided[point.pk])
        if meeting is None or _stands(meeting, since):
            continue
        marker = marking.standing(survey).get(point.number)
        told = ThreeWay(
            name=point.sheet.get("name") or f"{'、'.join(_parties(survey))}三交点",
            line_ids=_others(survey, line, meeting, point.number),
            number=point.number,
            agreement_body="、".join(_parties(survey)),
            agreement_number=agreement_number,
            agreement_date=agreement_date,
            begin=since,
            marker_id=marker.marker_id if marker else None,
        )
        made.append(register_three_way(user, line, told, since))
    return made


def _parties(survey: LineSurvey) -> list[str]:
    return [party.name for party in survey.parties.all()]


def _nearest(meetings: list[Meeting], decided: PointDecision) -> Meeting | None:
    """The end of the line at which a point stands; S12 has said before how near it is."""
    here = (decided.geom.x, decided.geom.y)
    return min(meetings, key=lambda meeting: float(ELLIPSOID.inv(*here, *meeting.place)[2]), default=None)


def _stands(meeting: Meeting, day: datetime.date) -> bool:
    return ThreeWayPoint.objects.filter(junction=meeting.junction, valid__contains=day).exists()


def _others(survey: LineSurvey, line: LineVersion, meeting: Meeting, number: str) -> list[int]:
    """The lines between each side and the third party."""
    sides = {party.division_id for party in survey.parties.all()}
    found = [
        other.line_id
        for other in meeting.others
        if other.level == line.level and {other.first_id, other.second_id} <= sides
    ]
    if len(found) != MEET:
        said = f"三交点 {number} 处应另有两条各方之间的界线相会，现有 {len(found)} 条"
        raise Refused(f"{said}，不能登记三交点；请核对第三方和点的种类。")
    return found
