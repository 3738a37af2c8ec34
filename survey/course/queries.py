"""The course of a line of the register (边界线走向): its way, stations and sections on a day."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from boundaries.divisions.queries import codes_on, names_of
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.meeting import meetings_of, states_at
from boundaries.lines.models import LineVersion, ThreeWayPoint
from boundaries.lines.nearby import names_near
from boundaries.lines.queries import members_of
from boundaries.lines.topology import Point
from survey.course.following import PASSING_M, with_names
from survey.course.sections import Section, sections_of
from survey.course.sentences import paragraph_of, text_of
from survey.course.stations import Station, station_of, stations_of
from survey.course.way import Way

LAST = "9"  # who has no code of ours, a neighbouring state, is named last


class NoCourse(LookupError):
    """The course cannot be described; the message is for the user."""


@dataclass(frozen=True)
class Course:
    """A line ready to be described: `sections` are those asked for, `stations` all of the line."""

    line: str
    name: str
    way: Way
    stations: tuple[Station, ...]
    sections: tuple[Section, ...]
    is_sample: bool = False

    @property
    def text(self) -> str:
        return text_of(self.name, self.sections)

    def as_json(self) -> dict[str, Any]:
        """The outside shape of `course --json`; degrees from true north, metres on the ellipsoid."""
        return {
            "line": self.line,
            "text": self.text,
            "sections": [
                {
                    "from": section.begin.name,
                    "to": section.end.name,
                    "direction": section.direction or None,
                    "azimuth": None if section.azimuth is None else round(section.azimuth, 4),
                    "length_m": round(section.length_m, 1),
                    "text": paragraph_of(section),
                }
                for section in self.sections
            ],
        }


def course_of_line(line: LineVersion, day: datetime.date, begin: str = "", end: str = "") -> Course:
    """The course of a line on a day, all of it or between two markers. Raises NoCourse, NoMarker."""
    members = members_of(line.line_id, day)
    if not members:
        raise NoCourse(f"{line.name}在 {day} 的线形未知，不能说明走向。")
    markers = [
        (marker.number, (marker.point.x, marker.point.y)) for marker in markers_of(line.line_id, day) if marker.point
    ]
    return course_over(line, day, [member.stretch.points for member in members], markers, begin, end)


def course_over(
    line: LineVersion,
    day: datetime.date,
    paths: Sequence[Sequence[Point]],
    markers: Sequence[tuple[str, Point]],
    begin: str = "",
    end: str = "",
) -> Course:
    """The course of a line over other paths and markers than the register has, as a survey lays them."""
    way = Way(paths)
    stations = stations_of(way, markers, end_words(line, day))
    chosen = between(stations, begin, end)
    names = names_near(shapely.MultiLineString(list(paths)), PASSING_M, day)
    sections = with_names(way, sections_of(way, chosen), names)
    return Course(line.code, line.name, way, tuple(stations), tuple(sections), line.is_sample)


def end_words(line: LineVersion, day: datetime.date) -> dict[Point, str]:
    """What the ends of a line are called: the name of their three-way point, else the divisions that meet there.

    Where the same meet at both ends, the quarter tells them apart: 西端的龙山区、西安区、东辽县交界处.
    """
    points = ThreeWayPoint.objects.filter(members__line=line.line_id, valid__contains=day).select_related("junction")
    named = {(each.junction.point.x, each.junction.point.y): each.name for each in points}
    meetings = meetings_of(line, day)
    states = states_at({meeting.junction for meeting in meetings}, day)
    there = {
        meeting.place: {line.first_id, line.second_id}
        | {side for other in meeting.others if other.level == line.level for side in (other.first_id, other.second_id)}
        | states.get(meeting.junction, set())
        for meeting in meetings
    }
    ids = {division for divisions in there.values() for division in divisions}
    names, codes = names_of(ids, day), _codes(ids, day)
    for place, divisions in there.items():
        if place not in named and len(divisions) > 2:
            ordered = sorted(divisions, key=lambda pk: (codes.get(pk, LAST), pk))
            named[place] = "、".join(names.get(pk, "") for pk in ordered) + "交界处"
    return _told_apart(named)


def _told_apart(named: dict[Point, str]) -> dict[Point, str]:
    """The words of each end; where two ends share theirs, each with its quarter; where more do, none."""
    sharing: dict[str, list[Point]] = {}
    for place, words in named.items():
        sharing.setdefault(words, []).append(place)
    found = {}
    for words, places in sharing.items():
        if len(places) == 1:
            found[places[0]] = words
        elif len(places) == 2:
            (west, east), (south, north) = sorted(places), sorted(places, key=lambda place: place[1])
            across = abs(east[0] - west[0]) * math.cos(math.radians(north[1])) >= north[1] - south[1]
            ends = {west: "西端", east: "东端"} if across else {south: "南端", north: "北端"}
            found |= {place: f"{end}的{words}" for place, end in ends.items()}
    return found


def _codes(divisions: set[int], day: datetime.date) -> dict[int, str]:
    return dict(codes_on(day).filter(scheme="MCA", division_id__in=divisions).values_list("division_id", "code"))


def between(stations: list[Station], begin: str, end: str) -> list[Station]:
    """The stations from one marker to another, in the order of the line. Raises NoMarker, NoCourse."""
    first = stations.index(station_of(stations, begin)) if begin else 0
    last = stations.index(station_of(stations, end)) if end else len(stations) - 1
    if first == last:
        raise NoCourse(f"起止界桩相同（{begin or end}），没有可说明的界段。")
    if first > last:
        raise NoCourse(f"沿界线走向，界桩 {begin} 在 {end} 之后，请把两者对调。")
    return stations[first : last + 1]
