"""The 走向说明 of a survey: kept as edited, judged against the geometry (S15, S16), made anew from it."""

import datetime

from django.db import transaction
from django.utils import timezone

from boundaries.lines.nearby import names_that_exist
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import Finding
from survey.checks.queries import standard_on
from survey.course.comparing import Comparing, Tolerance
from survey.course.queries import Course
from survey.course.reading import read_text
from survey.demarcation import rights
from survey.demarcation.models import CourseText, LineSurvey
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse
from survey.papers.gathering import course_of_survey

MOST_CHARACTERS = 200_000


def geometry_hash(course: Course) -> str:
    """What a text describes: places of the line and stations on it."""
    stations = [[station.name, station.at_m, station.run] for station in course.stations]
    return digest({"points": course.way.points.tolist(), "stations": stations})


def findings_of_text(text: str, course: Course, survey: LineSurvey, day: datetime.date) -> list[Finding]:
    """What the text and the line do not agree on, as strong as the standard of the survey has it."""
    standard = standard_on(survey.opened_on, survey.standard)
    tolerance = Tolerance(
        directions=int(standard.direction_classes),
        share=standard.course_length_share,
    )
    read = read_text(text)
    existing = names_that_exist(read.names, day) if read.names else set()
    return standard.weighed(Comparing(course.way, course.stations, existing, tolerance).findings(read))


def may_write(user: User, survey: LineSurvey) -> str | None:
    """Why a person may not write the text: only the sides do, until the result is accepted."""
    if survey.state != "open":
        return f"这项勘界工作{survey.get_state_display()}，不能再改走向说明。"
    if survey.steps.filter(key="acceptance", done_on__isnull=False).exists():
        return "成果已经验收，不能再改。"
    return rights.working(user, survey, today())


@transaction.atomic
def write_course(user: User, survey_id: int, text: str, seen: str) -> CourseText:
    """Keep an edited text; `seen` is the hash of the text that the form began from, empty where there was none.

    Raises Refused, also where another person has saved in between.
    """
    survey = locked(survey_id)
    refuse(may_write(user, survey))
    plain = text.replace("\r\n", "\n").strip()
    refuse(None if plain else "走向说明不能为空。")
    refuse("走向说明过长。" if len(plain) > MOST_CHARACTERS else None)
    course = course_of_survey(survey, today())
    if course is None:
        raise Refused("本线的线形未知，不能编写走向说明。")
    kept = CourseText.objects.select_for_update().filter(survey=survey).select_related("edited_by").first()
    if kept and text_hash(kept.text) != seen:
        when = timezone.localtime(kept.edited_at).strftime("%H:%M")
        raise Refused(f"{kept.edited_by} 在 {when} 已改过走向说明，您的改动没有保存。请对照现有文字再改。")
    before = kept.text if kept else ""
    kept = kept or CourseText(survey=survey)
    kept.text, kept.made_from = plain, geometry_hash(course)
    kept.edited_by, kept.edited_at = user, timezone.now()
    kept.save()
    if before != plain:
        told = {"text": plain, "before": text_hash(before), "geometry": kept.made_from}
        record(user, "demarcation.course_text", survey, "编写走向说明", told)
    return kept


def text_hash(text: str) -> str:
    """What a form carries to know the text that it began from."""
    return digest(text) if text else ""
