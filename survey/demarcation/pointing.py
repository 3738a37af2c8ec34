"""The points of a survey (勘界点的办理): gathered from observations, described, photographed, decided."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from boundaries.lines.markers.models import PhotoKind
from boundaries.lines.markers.numbers import parsed, pattern_of
from office.constraints import constraints_said_as
from office.intake.storage import store
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.rulesets.queries import settings_in_force
from survey.demarcation import queries, rights
from survey.demarcation.deciding import NotDecidable, decide
from survey.demarcation.models import LineSurvey, PointDecision, PointPhoto, SurveyPoint
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse

LONGEST_NUMBER = 32
LEGAL = (SurveyPoint.Role.MARKER, SurveyPoint.Role.THREE_WAY)
PHOTO_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def _opened(user: User, survey_id: int) -> LineSurvey:
    """The survey under lock, where this person may work on it and the result is not accepted yet."""
    survey = locked(survey_id)
    refuse(rights.working(user, survey, today()))
    if survey.steps.filter(key="acceptance", done_on__isnull=False).exists():
        raise Refused("成果已经验收，不能再改。")
    return survey


def _point(survey: LineSurvey, point_id: int) -> SurveyPoint:
    found = survey.points.select_for_update().filter(pk=point_id).first()
    if found is None:
        raise Refused("这项勘界工作中没有这个点。")
    return found


@transaction.atomic
def gather_points(user: User, survey_id: int) -> list[SurveyPoint]:
    """Make a point of every number that accepted observations bear and no point has yet; in the line's order."""
    survey = _opened(user, survey_id)
    rows = queries.by_number(queries.observations_of(survey))
    if long := [number for number in rows if len(number) > LONGEST_NUMBER]:
        told = "、".join(f"{number[:LONGEST_NUMBER]}…" for number in long[:3])
        raise Refused(f"观测里的点号 {told} 超过 {LONGEST_NUMBER} 字，不能作勘界点；请在来件中改短后重新报送。")
    known = set(survey.points.values_list("number", flat=True))
    now = timezone.now()
    made = [
        SurveyPoint(
            survey=survey,
            number=number,
            role=role_of(survey, number),
            sheet={"method": "gnss"} if all(row.accuracy_m for row in rows[number]) else {},
            position=0,
            changed_by=user,
            changed_at=now,
        )
        for number in rows
        if number not in known
    ]
    with constraints_said_as(Refused, SurveyPoint):
        SurveyPoint.objects.bulk_create(made)
    order_points(survey)
    if made:
        record(
            user,
            "demarcation.gather",
            survey,
            f"由观测生成 {len(made)} 个点",
            {"numbers": [each.number for each in made]},
        )
    return made


def role_of(survey: LineSurvey, number: str) -> str:
    """A number written as a marker's is one; anything else is a boundary point."""
    level = survey.line.on(today()).level
    pattern = pattern_of(level, settings_in_force("survey", today()))
    is_marker = pattern is not None and parsed(number, pattern[0]) is not None
    return SurveyPoint.Role.MARKER if is_marker else SurveyPoint.Role.BOUNDARY


def order_points(survey: LineSurvey) -> None:
    """Number the points of a survey along its line; what has no place yet goes last, by its number."""
    course = queries.course_now(survey, today())
    points = list(survey.points.all())
    decided = queries.decisions_of(points)
    observed = queries.by_number(queries.observations_of(survey))

    def along(point: SurveyPoint) -> tuple[float, str]:
        known = decided[point.pk].geom if point.pk in decided else None
        place = known or (observed[point.number][0].geom if point.number in observed else None)
        return (course.at((place.x, place.y)).chainage_m if course and place else float("inf"), point.number)

    for position, point in enumerate(sorted(points, key=along), 1):
        if point.position != position:
            point.position = position
            point.save(update_fields=["position"])


@transaction.atomic
def write_point(
    user: User, survey_id: int, number: str, role: str, sheet: Mapping[str, Any], *, point_id: int | None, version: int
) -> SurveyPoint:
    """Describe a point, or enter a new one (`point_id` None). `version` is what the form was made from.

    Raises Refused, also where somebody changed the point meanwhile.
    """
    survey = _opened(user, survey_id)
    point = _point(survey, point_id) if point_id else SurveyPoint(survey=survey, position=0, version=0)
    if point_id and point.version != version:
        who = f"{point.changed_by}于 {timezone.localtime(point.changed_at):%Y-%m-%d %H:%M}"
        raise Refused(f"点 {point.number} 已由{who} 改动，您的填写没有写入。请核对现在的内容后再保存。")
    before = {"number": point.number, "role": point.role, "sheet": point.sheet}
    words = {key: value for key, value in sheet.items() if value}
    after = {"number": number.strip(), "role": role, "sheet": words}
    if point_id and before == after:
        return point
    point.number, point.role, point.sheet = number.strip(), role, words
    point.version, point.changed_by, point.changed_at = point.version + 1, user, timezone.now()
    with constraints_said_as(Refused, SurveyPoint):
        point.save()
    order_points(survey)
    told = {"point": point.pk, "before": before if point_id else None, "after": after}
    record(user, "demarcation.point", survey, f"{'改写' if point_id else '登记'}勘界点 {point.number}", told)
    point.refresh_from_db()
    return point


@transaction.atomic
def drop_point(user: User, survey_id: int, point_id: int, reason: str) -> None:
    """Take a point out of the survey, with its photographs and decisions; its observations stay. Raises Refused."""
    survey = _opened(user, survey_id)
    point = _point(survey, point_id)
    refuse(None if reason.strip() else "删去勘界点须写明理由。")
    told = {"number": point.number, "sheet": point.sheet, "reason": reason.strip()}
    record(user, "demarcation.drop_point", survey, f"删去勘界点 {point.number}：{reason.strip()}", told)
    point.delete()
    order_points(survey)


@transaction.atomic
def decide_point(
    user: User, survey_id: int, point_id: int, observations: Collection[int], method: str, reason: str = ""
) -> PointDecision:
    """取定: the coordinate of a point over chosen observations; an earlier decision stays on record. Raises Refused."""
    survey = _opened(user, survey_id)
    point = _point(survey, point_id)
    refuse(None if method in PointDecision.Method.values else "没有这种取定方法。")
    there = queries.by_number(queries.observations_of(survey)).get(point.number, [])
    rows = [row for row in there if row.pk in set(observations)]
    if len(rows) != len(set(observations)):
        raise Refused("选中的观测有的已经撤销，或不是此点的观测，请刷新后再选。")
    if len(there) > len(rows) and not reason.strip():
        raise Refused("没有采用全部观测，请写明理由。")
    try:
        found = decide([queries.as_observed(row) for row in rows], method, legal=point.role in LEGAL)
    except NotDecidable as error:
        raise Refused(str(error)) from error
    made = PointDecision(
        point=point,
        method=method,
        x=round(found.x, 4),
        y=round(found.y, 4),
        crs=found.crs,
        height=found.height,
        geom=Point(found.lon, found.lat),
        error_m=found.error_m,
        spread_m=found.spread_m,
        reason=reason.strip()[:300],
        by=user,
    )
    with constraints_said_as(Refused, PointDecision):
        made.save()
    made.observations.set(rows)
    order_points(survey)
    told = {
        "point": point.pk,
        "observations": sorted(row.pk for row in rows),
        "method": method,
        "x": made.x,
        "y": made.y,
    }
    record(
        user,
        "demarcation.decide",
        survey,
        f"取定 {point.number} 的坐标",
        told | {"x": made.x, "y": made.y, "error_m": made.error_m},
    )
    return made


@transaction.atomic
def decide_all(user: User, survey_id: int) -> int:
    """Decide every point that is not decided yet by the mean of all its observations; how many. Raises Refused.

    Points whose observations allow none (WGS 84 for a marker) are left for a person.
    """
    survey = _opened(user, survey_id)
    observed = queries.by_number(queries.observations_of(survey))
    points = list(survey.points.all())
    decided = queries.decisions_of(points)
    count = 0
    for point in points:
        rows = observed.get(point.number, [])
        if point.pk in decided or not rows:
            continue
        method = PointDecision.Method.SINGLE if len(rows) == 1 else PointDecision.Method.MEAN
        try:
            decide([queries.as_observed(row) for row in rows], method, legal=point.role in LEGAL)
        except NotDecidable:
            continue
        decide_point(user, survey_id, point.pk, [row.pk for row in rows], method)
        count += 1
    return count


@transaction.atomic
def add_photo(user: User, survey_id: int, point_id: int, kind: str, filename: str, content: bytes) -> PointPhoto:
    """Keep a photograph or sketch of a point. Raises Refused."""
    survey = _opened(user, survey_id)
    point = _point(survey, point_id)
    refuse(None if kind in PhotoKind.values else "没有这种照片。")
    media = next((media for mark, media in PHOTO_TYPES.items() if content.startswith(mark)), None)
    if media is None:
        raise Refused(f"{filename} 不是 JPEG 或 PNG 图片。")
    made = PointPhoto(point=point, kind=kind, filename=filename[:255], content_type=media, added_by=user)
    made.file = store(content)
    with constraints_said_as(Refused, PointPhoto):
        made.save()
    told = {"point": point.pk, "kind": kind, "sha256": made.file_id}
    record(user, "demarcation.photo", survey, f"{point.number} 加{PhotoKind(kind).label}照片", told)
    return made
