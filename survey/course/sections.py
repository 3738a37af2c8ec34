"""The sections of a course (走向分段): from station to station, each with the legs between its turning points.

A turning point matters where leaving it out would move the line by more than a share of the section; legs of the
same direction are one. The lengths of the legs are those along the line, so they add up. No ORM, no I/O.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely

from boundaries.lines.topology import Numbers
from survey.course.directions import azimuth, word_of
from survey.course.stations import Station
from survey.course.way import Way

LEAST_TURN_M, TURN_SHARE, MOST_LEGS = 15.0, 0.04, 8
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Leg:
    """The line from one turning point to the next; `azimuth` of its chord, None where it comes back to itself.

    `along`: the feature that it follows; `past`: features that it passes, each with the side on which it does.
    """

    from_m: float
    to_m: float
    azimuth: float | None
    along: str = ""
    past: tuple[tuple[str, str], ...] = ()

    @property
    def direction(self) -> str:
        return "" if self.azimuth is None else word_of(self.azimuth)

    @property
    def metres(self) -> int:
        """Whole metres, so that the legs of a section and the sections of a line add up."""
        return round(self.to_m) - round(self.from_m)


@dataclass(frozen=True)
class Section:
    """The line from one station to the next."""

    begin: Station
    end: Station
    azimuth: float | None
    legs: tuple[Leg, ...] = field(default=())

    @property
    def direction(self) -> str:
        return "" if self.azimuth is None else word_of(self.azimuth)

    @property
    def length_m(self) -> float:
        return self.end.at_m - self.begin.at_m

    @property
    def metres(self) -> int:
        return round(self.end.at_m) - round(self.begin.at_m)


def sections_of(way: Way, stations: Sequence[Station]) -> list[Section]:
    """From each station to the next one of the same run."""
    return [
        section_between(way, one, other)
        for one, other in pairwise(stations)
        if one.run == other.run and other.at_m > one.at_m
    ]


def section_between(way: Way, begin: Station, end: Station) -> Section:
    """One section; its legs end where the line turns so that it matters."""
    return Section(begin, end, chord_azimuth(way, begin.at_m, end.at_m), tuple(legs_between(way, begin, end)))


def chord_azimuth(way: Way, from_m: float, to_m: float) -> float | None:
    """The true azimuth from one chainage to another."""
    return azimuth(way.place(from_m, after=True), way.place(to_m))


def legs_between(way: Way, begin: Station, end: Station) -> list[Leg]:
    """At most MOST_LEGS legs, neighbours in different directions."""
    places, gone = way.part(begin.at_m, end.at_m)
    turns = _merged(way, [float(each) for each in gone[_turning(places, end.at_m - begin.at_m)]])
    return [Leg(one, other, chord_azimuth(way, one, other)) for one, other in pairwise(turns)]


def _turning(places: Numbers, length_m: float) -> list[int]:
    """The numbers of the points that stay when what does not matter is left out."""
    scale = np.array([math.cos(math.radians(float(places[:, 1].mean()))), 1.0]) * METRES_PER_DEGREE
    flat = places * scale
    tolerance = max(LEAST_TURN_M, TURN_SHARE * length_m)
    while True:
        kept = shapely.get_coordinates(shapely.simplify(shapely.LineString(flat), tolerance, preserve_topology=False))
        if len(kept) <= MOST_LEGS + 1:
            return _numbers(flat, kept)
        tolerance *= 1.5


def _numbers(flat: Numbers, kept: Numbers) -> list[int]:
    """Which of the points stayed; first and last always do."""
    numbers, here = [0], 1
    for place in kept[1:-1]:
        while (flat[here] != place).any():
            here += 1
        numbers.append(here)
        here += 1
    return [*numbers, len(flat) - 1]


def _merged(way: Way, turns: list[float]) -> list[float]:
    """Turning points between legs of one direction, or of no length, are none."""
    index = 1
    while index < len(turns) - 1:
        before, after = (chord_azimuth(way, *turns[at : at + 2]) for at in (index - 1, index))
        same = before is not None and after is not None and word_of(before) == word_of(after)
        if same or round(turns[index]) in (round(turns[index - 1]), round(turns[index + 1])):
            del turns[index]
            index = max(1, index - 1)
        else:
            index += 1
    return turns
