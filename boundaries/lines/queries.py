"""Questions about lines (界线): by code, their members in order, their sections, their markers."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import codes_on, names_of
from boundaries.lines.models import LineEdge, LineVersion, MarkerVersion
from boundaries.lines.naming import normal_line_code
from boundaries.lines.network import length_m, stretch_of
from boundaries.lines.topology import Stretch
from boundaries.lines.tree import tree_on


class UnknownLine(LookupError):
    """There is no line of this code; the message is for the user."""


def lines_on(day: datetime.date) -> QuerySet[LineVersion]:
    """The lines of a day."""
    return LineVersion.objects.filter(valid__contains=day).select_related("line")


def line_of_code(code: str, day: datetime.date) -> LineVersion:
    """The line of a code on a day, in any of its spellings; of a code no longer or not yet in use, its nearest version.

    Raises ValueError for what is no code, UnknownLine where nothing ever had it.
    """
    normal = normal_line_code(code)
    versions = list(LineVersion.objects.filter(code=normal).select_related("line", "first", "second").order_by("valid"))
    if not versions:
        raise UnknownLine(f"没有编号为 {normal} 的界线")
    return next((version for version in versions if day in version.valid), versions[-1])


def lines_beside(divisions: RawSQL, day: datetime.date) -> QuerySet[Any, Any]:
    """The ids of the lines of a day that have one of the divisions on a side, as a subquery for `line__in`."""
    return lines_on(day).filter(Q(first__in=divisions) | Q(second__in=divisions)).values("line")


@dataclass(frozen=True)
class Member:
    """One edge of a line, seen in the direction of the line."""

    edge_id: int
    stretch: Stretch
    length_m: float
    made_up: bool


def members_of(line_id: int, day: datetime.date) -> list[Member]:
    """The edges of a line on a day, in its legal order and direction; owners are division ids."""
    rows = LineEdge.objects.filter(line=line_id, valid__contains=day).select_related("edge").order_by("position")
    members = []
    for row in rows:
        stretch = stretch_of(row.edge).turned() if row.reversed else stretch_of(row.edge)
        members.append(
            Member(row.edge_id, stretch, length_m(stretch.points), row.edge.is_sample and not row.edge.parent_id)
        )
    return members


@dataclass(frozen=True)
class Section:
    """A part of a line between one pair of counties, on a township line of townships (界段); `first` as in the line."""

    first: int
    second: int
    length_m: float
    stretches: tuple[Stretch, ...]


def sections_by_pair(line: LineVersion, day: datetime.date) -> list[Section]:
    """The sections of a line from its beginning; 2223 has 19, one for each pair of counties."""
    tree = tree_on(day)
    level = Level(line.level)
    parts = Level.TOWNSHIP if level == Level.TOWNSHIP else Level.COUNTY

    def pair(member: Member) -> tuple[int, int]:
        left, right = (tree.ancestor(side, parts) or side for side in (member.stretch.left, member.stretch.right))
        return (left, right) if tree.ancestor(left, level) == line.first_id else (right, left)

    return [
        Section(first, second, sum(member.length_m for member in group), tuple(member.stretch for member in group))
        for (first, second), group in (
            (key, list(found)) for key, found in groupby(members_of(line.line_id, day), key=pair)
        )
    ]


def line_facts(code: str, day: datetime.date) -> dict[str, Any]:
    """What may be published of a line on a day; no coordinates of markers.

    Raises ValueError for no code and UnknownLine.
    """
    line = line_of_code(code, day)
    sections = sections_by_pair(line, day)
    ids = {line.first_id, line.second_id} | {side for item in sections for side in (item.first, item.second)}
    names = names_of(ids, day)
    codes = dict(codes_on(day).filter(scheme="MCA", division_id__in=ids).values_list("division_id", "code"))

    def side(division: int) -> dict[str, Any]:
        return {"id": f"D{division}", "code": codes.get(division), "name": names.get(division)}

    counts = MarkerVersion.objects.filter(line=line.line_id, valid__contains=day).aggregate(
        count=Count("id"), sample=Count("id", filter=Q(is_sample=True))
    )
    return {
        "line": line.code,
        "name": line.name,
        "level": line.level,
        "level_label": line.get_level_display(),
        "state": line.line.state,
        "state_label": line.line.get_state_display(),
        "sides": [side(line.first_id), side(line.second_id)],
        "length_m": round(line.length_m, 1),
        "length_source": line.length_source,
        "locked": line.line.locked,
        "sample": line.is_sample,
        "date": day.isoformat(),
        "known": bool(sections),
        "sections": [
            {
                "pair": [codes.get(item.first), codes.get(item.second)],
                "sides": [side(item.first), side(item.second)],
                "length_m": round(item.length_m, 1),
            }
            for item in sections
        ],
        "markers": counts,
    }
