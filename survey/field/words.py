"""The words of a point that stand now, and writing the next version (登记表内容与版本).

With an open survey they are its point's (`SurveyPoint`); without one, those of the latest record of that number.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from office.people.models import User
from survey.demarcation.models import LineSurvey, SurveyPoint, SurveyState
from survey.demarcation.pointing import write_point
from survey.demarcation.rights import Refused as NotWritten
from survey.field.models import FieldItem
from survey.townships.refusals import Refused

ROLES = {"marker": SurveyPoint.Role.MARKER, "point": SurveyPoint.Role.BOUNDARY}


@dataclass(frozen=True)
class Words:
    """The content of a point's sheet in one version, without its number, and whose it is."""

    version: int
    sheet: Mapping[str, Any]
    by: str
    at: datetime.datetime


def open_survey(line_id: int) -> LineSurvey | None:
    """The survey that is going on over a line."""
    return LineSurvey.objects.filter(line=line_id, state=SurveyState.OPEN).first()


def hold(survey: LineSurvey | None, line_id: int, number: str) -> None:
    """Let nobody else change these words until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"field.words:{line_id}:{number}"])
    if survey is not None:
        LineSurvey.objects.select_for_update().get(pk=survey.pk)


def current(survey: LineSurvey | None, line_id: int, number: str) -> Words | None:
    """The words that stand now; None where the number is new."""
    if survey is not None:
        point = survey.points.filter(number=number).select_related("changed_by").first()
        return Words(point.version, _plain(point.sheet), str(point.changed_by), point.changed_at) if point else None
    found = latest(line_id, [number])
    return found.get(number)


def latest(line_id: int, numbers: Iterable[str] | None = None) -> dict[str, Words]:
    """Number → the words of the latest record, of what was recorded without a survey."""
    items = FieldItem.objects.filter(line=line_id, survey=None, version__isnull=False)
    items = items.filter(number__in=list(numbers)) if numbers is not None else items
    found = items.order_by("number", "-version").distinct("number").select_related("sender", "settled_by")
    return {
        item.number: Words(
            item.version or 0, words_of(item), str(item.settled_by or item.sender), item.settled_at or item.received_at
        )
        for item in found
    }


def words_of(item: FieldItem) -> dict[str, Any]:
    """What an item says of the point, or what was settled over it."""
    return _plain(item.settled_sheet if item.settled_sheet is not None else item.payload["sheet"])


def _plain(sheet: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sheet.items() if key != "number"}


def write(survey: LineSurvey | None, before: Words | None, number: str, kind: str, sheet: Any, by: User) -> int:
    """Write the next version and answer its number; to be called while the words are held. Raises Refused."""
    if survey is None:
        return before.version + 1 if before else 1
    point = survey.points.filter(number=number).first()
    known, role = (point.pk, point.role) if point else (None, ROLES[kind])
    stood = before.version if before else 0
    try:
        written = write_point(by, survey.pk, number, role, _plain(sheet), point_id=known, version=stood)
    except NotWritten as refused:
        raise Refused(str(refused)) from refused
    return written.version


def is_over(survey: LineSurvey) -> bool:
    """Whether the result of a survey is accepted, so that its points stay as they are."""
    return survey.steps.filter(key="acceptance", done_on__isnull=False).exists()


def differing(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The keys in which two contents differ; an empty value and none at all are the same."""
    keys = [key for key in {**mine, **theirs} if key != "number"]
    return [key for key in keys if (mine.get(key) or None) != (theirs.get(key) or None)]
