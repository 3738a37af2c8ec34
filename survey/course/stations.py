"""Where the sections of a course begin and end (分段点): markers, and the ends of the line. No ORM, no I/O."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from boundaries.lines.topology import Point
from survey.course.way import Way

END_REACH_M = 5.0  # a marker this near to an end stands at it
BEGIN, END = "界线起点", "界线终点"
FEW = 12


class NoMarker(LookupError):
    """There is no such marker on the line; the message is for the user."""


@dataclass(frozen=True)
class Station:
    """A place on the line with the numbers of the markers that stand for it; without any, `label` is its words."""

    at_m: float
    run: int
    numbers: tuple[str, ...] = ()
    label: str = ""

    @property
    def name(self) -> str:
        """What a table shows: the first number, or the words."""
        return self.numbers[0] if self.numbers else self.label

    @property
    def words(self) -> str:
        """What a sentence says."""
        return f"{'、'.join(self.numbers)}号界桩" if self.numbers else self.label


def stem(number: str) -> str:
    """What markers of one number share: 2223008A and 2223008B stand for one place of the line (同号双立)."""
    return re.sub(r"[ABCDE]$", "", number)


def stations_of(
    way: Way, markers: Sequence[tuple[str, Point]], ends: Mapping[Point, str] | None = None
) -> list[Station]:
    """The stations in their order along the line; `ends` has words for ends that bear a name (三交点)."""
    feet = [(number, way.nearest(place)) for number, place in markers]
    feet.sort(key=lambda each: (stem(each[0]), each[0]))
    stations = []
    for _, found in groupby(feet, key=lambda each: stem(each[0])):
        group = list(found)
        run = group[0][1].run
        at = sum(foot.at_m for _, foot in group) / len(group)
        stations.append(Station(_on_run(way, run, at), run, tuple(number for number, _ in group)))
    for number, part in enumerate(way.runs):
        there = {station.at_m for station in stations if station.run == number}
        named = ends or {}
        if part.begin_m not in there:
            words = named.get(way.place(part.begin_m, after=True), _end_words(way, number, BEGIN))
            stations.append(Station(part.begin_m, number, label=words))
        if part.end_m not in there:
            words = named.get(way.place(part.end_m), _end_words(way, number, END))
            stations.append(Station(part.end_m, number, label=words))
    return sorted(stations, key=lambda station: (station.run, station.at_m, station.name))


def _on_run(way: Way, run: int, at: float) -> float:
    """The chainage within a run; very near to an end it is the end."""
    begin, end = way.runs[run].begin_m, way.runs[run].end_m
    if at - begin <= END_REACH_M and at - begin <= end - at:
        return begin
    return end if end - at <= END_REACH_M else at


def _end_words(way: Way, run: int, words: str) -> str:
    return words if len(way.runs) == 1 else f"第{run + 1}部分{words}"


def station_of(stations: Sequence[Station], number: str) -> Station:
    """The station of a marker number. Raises NoMarker."""
    for station in stations:
        if number in station.numbers or number == station.label:
            return station
    known = [number for station in stations for number in station.numbers]
    raise NoMarker(f"本界线上没有界桩 {number}。{_known_words(number, known)}。")


def _known_words(number: str, known: Sequence[str]) -> str:
    """The numbers that could be meant: all where they are few, else the nearest in writing, the first and the last."""
    if not known:
        return "本界线没有登记界桩"
    if len(known) <= FEW:
        return f"本界线现有界桩：{'、'.join(known)}"
    near = get_close_matches(number, known, n=3)
    alike = f"相近的有 {'、'.join(near)}；" if near else ""
    return f"{alike}本界线现有界桩 {len(known)} 个，自 {known[0]} 至 {known[-1]}"
