"""The sheet of a 协议书附图: plane, scale, frame, kilometre grid. Paper in millimetres from its upper left. No I/O.

The plane is the 3° zone of Gauss–Krüger nearest to the line, so distances are true to 1:3000 and grid north is up.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.lines.topology import Numbers, Point, corners_of
from office.papers.content import Sheet
from office.spatial.systems import from_degrees
from survey.checks.neighbourhood import plane_near

SCALES = (5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
AROUND = 1.16  # of the extent of the line, so that both sides show
LEFT, TOP, RIGHT, BELOW = 18.0, 27.0, 18.0, 52.0  # from the edge of the sheet to the frame of the map
LEAST_GRID_MM = 40.0
STEPS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True)
class MapSheet:
    """A sheet with its plane: `middle` is east and north of the middle of the frame in metres."""

    paper: Sheet
    scale: int
    meridian: int
    convergence: float
    middle: tuple[float, float]

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the map."""
        return LEFT, TOP, self.paper.width - RIGHT, self.paper.height - BELOW

    @property
    def zone(self) -> int:
        return self.meridian // 3

    def at(self, places: Sequence[Point]) -> Numbers:
        """Where places (longitude, latitude) are on the paper."""
        return self.on_paper(planar(places, self.meridian))

    def on_paper(self, plane: Numbers) -> Numbers:
        left, top, right, bottom = self.frame
        mm = 1000 / self.scale
        across = (left + right) / 2 + (plane[:, 0] - self.middle[0]) * mm
        return np.column_stack((across, (top + bottom) / 2 - (plane[:, 1] - self.middle[1]) * mm))

    def shows(self, x: float, y: float) -> bool:
        """Whether a place on the paper lies in the frame."""
        left, top, right, bottom = self.frame
        return left <= x <= right and top <= y <= bottom

    def corners(self, other: "MapSheet") -> tuple[float, float, float, float]:
        """The frame of another sheet of the same plane on this one: left, top, right, bottom in millimetres."""
        left, top, right, bottom = other.frame
        half = np.array([right - left, bottom - top]) / 2 * other.scale / 1000
        (west, south), (east, north) = self.on_paper(np.array([other.middle - half, other.middle + half]))
        return float(west), float(north), float(east), float(south)

    @property
    def step(self) -> int:
        """From one line of the grid to the next, in metres: a kilometre where there is room."""
        return next((step for step in STEPS if step * 1000 / self.scale >= LEAST_GRID_MM), STEPS[-1])

    def grid(self) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        """The lines of the grid: (x on paper, Y in kilometres with its zone) and (y on paper, X in kilometres)."""
        left, top, right, bottom = self.frame
        mm = 1000 / self.scale
        half = (right - left) / 2 / mm, (bottom - top) / 2 / mm
        east = [
            ((left + right) / 2 + (metres - self.middle[0]) * mm, f"{self.zone}{metres // 1000:03}")
            for metres in _round(self.middle[0] - half[0], self.middle[0] + half[0], self.step)
        ]
        north = [
            ((top + bottom) / 2 - (metres - self.middle[1]) * mm, f"{metres // 1000}")
            for metres in _round(self.middle[1] - half[1], self.middle[1] + half[1], self.step)
        ]
        return east, north

    def bar(self) -> tuple[int, float]:
        """A round length of about 50 mm: metres, and millimetres on paper."""
        aim = 55 * self.scale / 1000
        power = 10 ** math.floor(math.log10(aim))
        metres = int(max(step * power for step in (1, 2, 5) if step * power <= aim))
        return metres, metres * 1000 / self.scale


def _round(low: float, high: float, step: int) -> Iterator[int]:
    yield from range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)


def planar(places: Sequence[Point], meridian: int) -> Numbers:
    """East and north in metres in the 3° zone of a central meridian."""
    pairs = corners_of([places])
    return np.column_stack(from_degrees(plane_near(float(meridian))).transform(pairs[:, 0], pairs[:, 1]))


def sheet_for(places: Sequence[Point], working: int) -> MapSheet:
    """The smallest sheet that holds all at the working scale; else A3 at the largest round scale that does."""
    pairs = corners_of([places])
    lon, lat = (float(value) for value in (pairs.min(axis=0) + pairs.max(axis=0)) / 2)
    meridian = min(max(round(lon / 3) * 3, 120), 132)
    plane = planar(places, meridian)
    low, high = plane.min(axis=0), plane.max(axis=0)
    wide, tall = (float(value) for value in np.maximum(high - low, 100.0) * AROUND)
    middle = tuple(float(value) for value in (low + high) / 2)
    convergence = (lon - meridian) * math.sin(math.radians(lat))
    paper, scale = _fitting(wide, tall, working)
    return MapSheet(paper, scale, meridian, convergence, (middle[0], middle[1]))


def _fitting(wide: float, tall: float, working: int) -> tuple[Sheet, int]:
    sheets = [Sheet(size, across, (0, 0, 0, 0)) for size in ("A4", "A3") for across in (wide >= tall, wide < tall)]
    for scale in sorted({working, *(scale for scale in SCALES if scale > working)}):
        for sheet in sheets if scale == working else sheets[2:]:
            room = sheet.width - LEFT - RIGHT, sheet.height - TOP - BELOW
            if wide * 1000 / scale <= room[0] and tall * 1000 / scale <= room[1]:
                return sheet, scale
    return sheets[2], max(SCALES[-1], working)
