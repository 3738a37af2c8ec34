"""The position sketch (位置略图) of a marker: its reference objects by azimuth and distance, the line nearby. No I/O.

North is up; metres from the marker. The azimuth is the grid's, the line is shown in true directions: for a sketch the
difference (the convergence, under 1.5°) is of no account.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boundaries.lines.network import ELLIPSOID
from boundaries.lines.topology import Point

SIZE, MARGIN = 400, 46
LEAST_REACH_M = 40.0


@dataclass(frozen=True)
class Seen:
    """A reference object on the sketch: number, words, place in the picture and where its words begin."""

    number: int
    words: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Sketch:
    """The picture in units of its own: the paths of the line, the objects, the length of 1/4 of the width in metres."""

    paths: list[str]
    seen: list[Seen]
    bar_m: int
    bar: float
    size: int = SIZE


def sketch_of(
    place: Point | None, stretches: Sequence[Sequence[Point]], references: Sequence[Mapping[str, Any]]
) -> Sketch:
    """The sketch of a marker at (longitude, latitude); without a known place it shows the objects only."""
    reach = max([LEAST_REACH_M, *(float(item["distance_m"]) * 1.15 for item in references)])
    scale = (SIZE / 2 - MARGIN) / reach
    seen = [_seen(number, item, scale) for number, item in enumerate(references, 1)]
    paths = [path for points in stretches if place and (path := _path(place, points, scale))]
    bar_m = _round_length(reach / 2)
    return Sketch(paths, seen, bar_m, bar_m * scale)


def _seen(number: int, item: Mapping[str, Any], scale: float) -> Seen:
    turned, distance = math.radians(float(item["azimuth"])), float(item["distance_m"]) * scale
    x, y = SIZE / 2 + distance * math.sin(turned), SIZE / 2 - distance * math.cos(turned)
    words = f"{item['name']} {item['distance_m']:g} m"
    return Seen(number, words, round(x, 1), round(y, 1), "end" if x > SIZE / 2 else "start")


def _path(place: Point, points: Sequence[Point], scale: float) -> str:
    """The stretch in the picture, with what lies far outside left out."""
    lons, lats = zip(*points, strict=True)
    azimuths, _, distances = ELLIPSOID.inv([place[0]] * len(lons), [place[1]] * len(lats), lons, lats)
    shown = [
        (SIZE / 2 + d * scale * math.sin(math.radians(a)), SIZE / 2 - d * scale * math.cos(math.radians(a)))
        for a, d in zip(azimuths, distances, strict=True)
    ]
    near = [index for index, (a, b) in enumerate(zip(shown, shown[1:], strict=False)) if _crosses(a, b)]
    if not near:
        return ""
    kept = shown[near[0] : near[-1] + 2]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def _crosses(a: Point, b: Point) -> bool:
    """Whether the box of a piece meets the picture."""
    return max(a[0], b[0]) > 0 and min(a[0], b[0]) < SIZE and max(a[1], b[1]) > 0 and min(a[1], b[1]) < SIZE


def _round_length(metres: float) -> int:
    """1, 2 or 5 of a power of ten, at most the length."""
    power = 10 ** math.floor(math.log10(metres))
    return int(max(step * power for step in (1, 2, 5) if step * power <= metres)) or 1
