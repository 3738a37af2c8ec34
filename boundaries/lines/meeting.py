"""Where a line ends, and which other lines end there (界线端点): what a three-way point can be made of."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import versions_on
from boundaries.lines.models import Edge, Junction, LineEdge, LineVersion
from boundaries.lines.queries import lines_on
from boundaries.lines.topology import Point


@dataclass(frozen=True)
class Meeting:
    """An end of a line: its junction, where it is (longitude, latitude), and the other lines that end there."""

    junction: int
    place: Point
    others: tuple[LineVersion, ...]


def meetings_of(line: LineVersion, day: datetime.date) -> list[Meeting]:
    """The ends of a line on a day, in the order of their places."""
    ends = ends_of_lines({line.line_id}, day)[line.line_id]
    here = LineEdge.objects.filter(valid__contains=day).exclude(line=line.line_id)
    beside = set(here.filter(edge__start__in=ends).values_list("line", flat=True))
    beside |= set(here.filter(edge__end__in=ends).values_list("line", flat=True))
    found: dict[int, list[LineVersion]] = {pk: [] for pk in ends}
    odd = ends_of_lines(beside, day)
    for other in lines_on(day).filter(line__in=beside).order_by("code"):
        for junction in odd[other.line_id] & ends:
            found[junction].append(other)
    places = {pk: (point.x, point.y) for pk, point in Junction.objects.filter(pk__in=ends).values_list("pk", "point")}
    return sorted(
        (Meeting(pk, places[pk], tuple(others)) for pk, others in found.items()), key=lambda meeting: meeting.place
    )


def states_at(junctions: set[int], day: datetime.date) -> dict[int, set[int]]:
    """Junction → the neighbouring states whose border is there: no line of the register runs along it."""
    found: dict[int, set[int]] = defaultdict(set)
    edges = Edge.objects.filter(Q(start__in=junctions) | Q(end__in=junctions), valid__contains=day)
    rows = list(edges.values_list("start_id", "end_id", "left_id", "right_id"))
    sides = {side for *_, left, right in rows for side in (left, right)}
    states = set(versions_on(day).filter(division__in=sides, level=Level.STATE).values_list("division_id", flat=True))
    for start, end, left, right in rows:
        for junction in {start, end} & junctions:
            found[junction] |= {left, right} & states
    return found


def ends_of_lines(lines: set[int], day: datetime.date) -> dict[int, set[int]]:
    """Line → the junctions at which an odd number of its edges meets: there it ends."""
    odd: dict[int, set[int]] = defaultdict(set)
    members = LineEdge.objects.filter(line__in=lines, valid__contains=day)
    for line, start, end in members.values_list("line", "edge__start_id", "edge__end_id"):
        odd[line] ^= {start}
        odd[line] ^= {end}
    return odd
