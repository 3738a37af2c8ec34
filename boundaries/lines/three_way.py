"""Whether three-way points still tie their three lines to one coordinate after edges changed (三交点复核, S12)."""

import datetime
from collections.abc import Collection, Iterator

from django.db.models import Q
from psycopg2.extras import DateRange

from boundaries.journal import Journal
from boundaries.lines.markers.models import ThreeWayPoint
from boundaries.lines.meeting import ends_of_lines
from boundaries.lines.periods import stable_periods
from boundaries.lines.topology import Point


def untied(since: datetime.date, lines: Collection[int]) -> Iterator[tuple[ThreeWayPoint, datetime.date]]:
    """The points of some lines at which, in a period from `since` on, not all three end any more; and the first day."""
    open_still = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=since)
    points = ThreeWayPoint.objects.filter(open_still).select_related("junction").prefetch_related("members")
    found = list(points.filter(lines__in=list(lines)).distinct().order_by("pk"))
    periods = [begin for begin, _ in stable_periods(since)] if found else []
    told: set[int] = set()
    for day in periods:
        standing = [point for point in found if point.pk not in told and day in point.valid]
        ends = ends_of_lines({member.line_id for point in standing for member in point.members.all()}, day)
        for point in standing:
            if any(point.junction_id not in ends[member.line_id] for member in point.members.all()):
                told.add(point.pk)
                yield point, day


def place_of(point: ThreeWayPoint) -> Point:
    """Where it is (longitude, latitude)."""
    return point.junction.point.x, point.junction.point.y


def end_untied(since: datetime.date, lines: Collection[int], journal: Journal) -> list[int]:
    """Let the points end that a change of divisions has untied, on the day it does; a new agreement is signed later.

    A point that began no earlier goes altogether. The journal brings all of it back.
    """
    ended = []
    for point, day in untied(since, lines):
        members = list(point.members.all())
        journal.before([point, *members])
        ended.append(point.pk)
        if point.valid.lower is not None and point.valid.lower >= day:
            point.delete()
        else:
            ThreeWayPoint.objects.filter(pk=point.pk).update(valid=DateRange(point.valid.lower, day))
    return ended
