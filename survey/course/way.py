"""The geometry of a line from its beginning to its end, to be walked by chainage (里程). No ORM, no I/O.

Points are (longitude, latitude) in CGCS2000 degrees, lengths geodesic metres on the ellipsoid. Between parts of a
line that do not hang together no length is counted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.lines.network import ELLIPSOID
from boundaries.lines.topology import Numbers, Point, corners_of


@dataclass(frozen=True)
class Run:
    """A part of the line that hangs together, from `begin_m` to `end_m`."""

    begin_m: float
    end_m: float


@dataclass(frozen=True)
class Foot:
    """The place of the line nearest to somewhere, and how far off it that is."""

    at_m: float
    run: int
    off_m: float


class Way:
    """A line as paths in its order and direction; paths that meet end to end are one run."""

    def __init__(self, paths: Sequence[Sequence[Point]]) -> None:
        kept = [path for path in paths if len(path) > 1]
        if not kept:
            raise ValueError("a way needs a path")
        self.points = corners_of(kept)
        firsts = np.cumsum([0, *(len(path) for path in kept)])[1:-1]
        steps = ELLIPSOID.inv(*self.points[:-1].T, *self.points[1:].T)[2]
        steps[firsts - 1] = 0.0
        self.gone = np.concatenate(([0.0], np.cumsum(steps)))
        apart = [int(first) for first in firsts if (self.points[first - 1] != self.points[first]).any()]
        bounds = [0, *apart, len(self.points)]
        self.firsts = bounds[:-1]
        self.runs = [
            Run(float(self.gone[first]), float(self.gone[after - 1]))
            for first, after in zip(bounds, bounds[1:], strict=False)
        ]

    @property
    def length_m(self) -> float:
        return float(self.gone[-1])

    def place(self, at_m: float, *, after: bool = False) -> Point:
        """Where a chainage lies; `after`: where two runs share it, the beginning of the later one."""
        at = min(max(at_m, 0.0), self.length_m)
        index = int(np.searchsorted(self.gone, at, "right" if after else "left")) - (1 if after else 0)
        index = min(max(index, 0), len(self.gone) - 1)
        if self.gone[index] == at:
            return _pair(self.points[index])
        before = index if after else index - 1
        share = (at - self.gone[before]) / (self.gone[before + 1] - self.gone[before])
        return _pair(self.points[before] + (self.points[before + 1] - self.points[before]) * share)

    def part(self, from_m: float, to_m: float) -> tuple[Numbers, Numbers]:
        """The points from one chainage to another, and the chainage of each."""
        inside = np.flatnonzero((self.gone > from_m) & (self.gone < to_m))
        ends = np.array([self.place(from_m, after=True)]), np.array([self.place(to_m)])
        return (
            np.concatenate((ends[0], self.points[inside], ends[1])),
            np.concatenate(([from_m], self.gone[inside], [to_m])),
        )

    def nearest(self, place: Point) -> Foot:
        """The foot of a place: in a plane that fits there, then measured on the ellipsoid."""
        scale = np.array([math.cos(math.radians(place[1])), 1.0])
        starts = (self.points[:-1] - place) * scale
        steps = (self.points[1:] - self.points[:-1]) * scale
        share = np.clip(-(starts * steps).sum(axis=1) / np.maximum((steps**2).sum(axis=1), 1e-30), 0.0, 1.0)
        away = ((starts + steps * share[:, None]) ** 2).sum(axis=1)
        away[[first - 1 for first in self.firsts if first]] = np.inf  # from one run to the next there is no line
        index = int(np.argmin(away))
        foot = self.points[index] + (self.points[index + 1] - self.points[index]) * share[index]
        along = float(ELLIPSOID.inv(*self.points[index], *foot)[2])
        run = sum(first <= index for first in self.firsts) - 1
        return Foot(float(self.gone[index]) + along, run, float(ELLIPSOID.inv(*place, *foot)[2]))


def _pair(place: Numbers) -> Point:
    return float(place[0]), float(place[1])
