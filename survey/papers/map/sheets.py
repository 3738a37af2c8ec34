"""How a line that one sheet cannot hold at the working scale is cut into sheets (分幅): along the line, one by one.

The first sheet then shows the whole line, reduced, with the frames of the others: it is their index (接图表). No I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from boundaries.lines.topology import Numbers, Point
from survey.papers.map.sheet import BELOW, LEFT, RIGHT, TOP, MapSheet, planar, sheet_for

FILLED = 0.88  # of a frame by the line: neighbouring sheets share the rest
STRIDE = 0.02  # of a frame: how finely the line is walked
MOST = 60  # sheets; of a longer line there is the whole alone, at a smaller scale


@dataclass(frozen=True)
class Atlas:
    """The sheets of a map: `whole` shows all; `parts` are at the working scale, none where the whole is."""

    whole: MapSheet
    parts: tuple[MapSheet, ...] = ()

    @property
    def sheets(self) -> tuple[MapSheet, ...]:
        return (self.whole, *self.parts)


def atlas_of(paths: Sequence[Sequence[Point]], working: int) -> Atlas:
    """The sheets over the paths of a line (longitude, latitude) for a working scale 1:n."""
    whole = sheet_for([place for path in paths for place in path], working)
    if whole.scale == working:
        return Atlas(whole)
    paper = whole.paper
    room = np.array([paper.width - LEFT - RIGHT, paper.height - TOP - BELOW]) * working / 1000
    middles = [middle for path in paths for middle in _windows(planar(path, whole.meridian), room * FILLED)]
    if len(middles) > MOST:
        return Atlas(whole)
    parts = [replace(whole, scale=working, middle=middle) for middle in middles]
    return Atlas(whole, tuple(parts))


def _windows(path: Numbers, room: Numbers) -> list[tuple[float, float]]:
    """The middles of frames that follow a path: each goes on until the path would leave it."""
    found: list[tuple[float, float]] = []
    low = high = path[0]
    for place in _walked(path, float(room.min()) * STRIDE):
        lower, higher = np.minimum(low, place), np.maximum(high, place)
        if (higher - lower > room).any():
            found.append(_middle(low, high))
            lower = higher = place
        low, high = lower, higher
    return [*found, _middle(low, high)]


def _middle(low: Numbers, high: Numbers) -> tuple[float, float]:
    east, north = (low + high) / 2
    return float(east), float(north)


def _walked(path: Numbers, stride: float) -> Numbers:
    """The vertices of a path with as many places between them that no step is longer than a stride."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    parts = [
        np.linspace(begin, end, max(int(np.ceil(step / stride)), 1), endpoint=False)
        for begin, end, step in zip(path, path[1:], steps, strict=False)
    ]
    return np.concatenate([*parts, path[-1:]])
