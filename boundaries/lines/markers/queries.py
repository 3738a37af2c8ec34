"""Questions about markers (界桩): those of a line on a day, one through time, their chainages."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

import pgtrigger
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from psycopg2.extras import DateRange

from boundaries.lines.markers.chainage import Course
from boundaries.lines.models import LineVersion, MarkerVersion
from boundaries.lines.queries import members_of
from boundaries.progress import Comparison


def markers_on(day: datetime.date) -> QuerySet[MarkerVersion]:
    """The markers of a day, in the order in which they stand along their lines."""
    return MarkerVersion.objects.filter(valid__contains=day)


def markers_of(line_id: int, day: datetime.date) -> QuerySet[MarkerVersion]:
    """The markers of a line on a day."""
    return markers_on(day).filter(line=line_id)


def marker_count(day: datetime.date, line: str = "line_id") -> Coalesce:
    """How many markers a line has on a day, to annotate a queryset whose field `line` names the line."""
    rows = markers_on(day).filter(line=OuterRef(line)).order_by().values("line").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def version_on(marker_id: int, day: datetime.date) -> MarkerVersion | None:
    """What stood in the register of a marker on a day; of one not there that day, its last version before it."""
    found = MarkerVersion.objects.filter(marker=marker_id).select_related("line", "duty", "marker")
    return found.filter(valid__contains=day).first() or found.order_by("-valid").first()


def versions_of(marker_id: int) -> list[MarkerVersion]:
    """All versions of a marker, the oldest first."""
    found = MarkerVersion.objects.filter(marker=marker_id).select_related("line", "duty")
    return list(found.prefetch_related("photos__file").order_by("valid"))


def course_of(line_id: int, day: datetime.date) -> Course | None:
    """The course of a line on a day; None where its geometry is not known."""
    members = members_of(line_id, day)
    return Course([member.stretch for member in members]) if members else None


def chainage_of(version: MarkerVersion) -> float | None:
    """How far along its line a version stands, in metres; None where its place or its line is not known."""
    known = LineVersion.objects.filter(line=version.line_id).values_list("valid", flat=True)
    return _metres(version, course_of(version.line_id, _day_of(version.valid, known))) if version.point else None


def _metres(version: MarkerVersion, course: Course | None) -> float | None:
    place = (version.point.x, version.point.y) if version.point else None
    return round(course.at(place).chainage_m, 1) if course and place else None


def _day_of(valid: DateRange, known: Iterable[DateRange]) -> datetime.date:
    """The day on which the chainage of a version counts: its first one on which the course of the line is known."""
    begin, end = valid.lower or datetime.date.min, valid.upper or datetime.date.max
    shared = [(max(begin, each.lower or begin), min(end, each.upper or end)) for each in known]
    return min((first for first, last in shared if first < last), default=begin)


def computed_chainages(lines: Collection[int] | None = None) -> dict[int, float | None]:
    """The chainage of every version, by its id."""
    found = MarkerVersion.objects.all() if lines is None else MarkerVersion.objects.filter(line__in=lines)
    known: dict[int, list[DateRange]] = defaultdict(list)
    for line, valid in LineVersion.objects.filter(line__in=found.values("line")).values_list("line_id", "valid"):
        known[line].append(valid)
    courses: dict[tuple[int, datetime.date], Course | None] = {}
    chainages: dict[int, float | None] = {}
    for version in found.only("id", "line_id", "valid", "point"):
        key = (version.line_id, _day_of(version.valid, known[version.line_id]))
        if key not in courses:
            courses[key] = course_of(*key)
        chainages[version.pk] = _metres(version, courses[key])
    return chainages


def refresh_chainages(lines: Collection[int] | None = None) -> int:
    """Derive the chainages again, of some lines where given, after edges changed. Answers how many differed."""
    stored = dict(MarkerVersion.objects.values_list("id", "chainage_m"))
    wrong = [(pk, metres) for pk, metres in computed_chainages(lines).items() if stored[pk] != metres]
    _write(wrong)
    return len(wrong)


def _write(chainages: Iterable[tuple[int, float | None]]) -> None:
    """What is derived is no fact that a record is kept of: the row history stays as it is."""
    with pgtrigger.ignore("lines.MarkerVersion:before_update"), connection.cursor() as cursor:
        for pk, metres in chainages:
            cursor.execute("UPDATE lines_markerversion SET chainage_m = %s WHERE id = %s", [metres, pk])


def rebuild_chainages() -> int:
    refresh_chainages()
    return MarkerVersion.objects.count()


def compare_chainages() -> Comparison:
    """Whether the stored chainages are what the lines give."""
    result = Comparison("chainages")
    stored = {row[0]: row[1:] for row in MarkerVersion.objects.values_list("id", "number", "chainage_m")}
    for pk, metres in computed_chainages().items():
        number, known = stored[pk]
        result.compare(f"界桩 {number} 的里程", "" if known == metres else f"应为 {metres}，库中为 {known}")
    return result


def marker_of_number(number: str, day: datetime.date) -> MarkerVersion | None:
    """The marker that has a number on a day, or had it last."""
    found = MarkerVersion.objects.filter(number=number).select_related("line", "marker").order_by("-valid")
    return found.filter(valid__contains=day).first() or found.first()
