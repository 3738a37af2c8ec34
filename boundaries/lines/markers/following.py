"""Which line a marker stands on after its own ended (界桩随线): the one that now runs through its place."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.contrib.gis.geos import Point
from psycopg2.extras import DateRange

from boundaries.journal import Journal
from boundaries.lines.markers.actions import reattach_markers
from boundaries.lines.markers.chainage import Course
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.queries import course_of
from boundaries.lines.models import LineEdge, LineVersion
from boundaries.lines.periods import ONE_DAY
from boundaries.lines.tree import LEVELS
from office.people.models import User

SAME_PLACE = 1e-7  # degrees, a centimetre: the foot of a marker on an edge is a computed point


def follow_lines(
    user: User | None, ended: Collection[int], day: datetime.date, reason: str, document: str, journal: Journal
) -> list[MarkerVersion]:
    """Let the markers of lines that a change ended go on at the lines that run through their places from a day on.

    One without a place, or where no line runs any more, stays as it is: a person decides (a task of the change).
    """
    heirs = heirs_of(ended, day)
    return reattach_markers(user, heirs, day, reason, document, journal) if heirs else []


def heirs_of(ended: Collection[int], day: datetime.date) -> dict[int, int]:
    """Marker → the line on which it stands from a day on, for the markers of lines that end then.

    Where a marker was moved after the day, its first place counts.
    """
    if not ended:
        return {}
    versions = list(
        MarkerVersion.objects.filter(line__in=ended, valid__overlap=DateRange(day, None)).order_by("-valid")
    )
    eve = day - ONE_DAY
    courses = {line: course_of(line, eve) for line in {version.line_id for version in versions}}
    levels = dict(LineVersion.objects.filter(line__in=ended, valid__contains=eve).values_list("line", "level"))
    found = {}
    for version in versions:
        course = courses[version.line_id]
        if version.point is None or course is None:
            continue
        if (line := _line_at(_foot(course, version.point), levels.get(version.line_id, ""), day)) is not None:
            found[version.marker_id] = line
    return found


def _foot(course: Course, place: Point) -> Point:
    return Point(*course.at((place.x, place.y)).foot, srid=settings.REGISTER_SRID)


def _line_at(foot: Point, level: str, day: datetime.date) -> int | None:
    """The line through a point: of the same level as the old one, else of the highest."""
    here = LineEdge.objects.filter(valid__contains=day, edge__geom__dwithin=(foot, SAME_PLACE)).values("line")
    found = LineVersion.objects.filter(line__in=here, valid__contains=day).order_by("-line")
    lines = dict(found.values_list("level", "line"))
    order = [level, *LEVELS]
    return next((lines[each] for each in order if each in lines), None)
