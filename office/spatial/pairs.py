"""Coordinates as people type them (坐标文本): one “经度,纬度” per line, CGCS2000 degrees. No ORM, no I/O."""

import math
import re
from collections.abc import Iterable

Point = tuple[float, float]
_BETWEEN = re.compile(r"[,，\s]+")


def points_of(text: str) -> tuple[Point, ...]:
    """The points of a text, longitude before latitude; empty lines count for nothing.

    Raises ValueError with a sentence for the person where a line is no pair of degrees.
    """
    return tuple(_point(part) for part in map(str.strip, text.splitlines()) if part)


def _point(text: str) -> Point:
    try:
        lon, lat = (float(part) for part in _BETWEEN.split(text))
    except ValueError as error:
        raise ValueError(f"“{text}”应写成 经度,纬度，如 125.3,43.9。") from error
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"“{text}”不是经纬度；经度在前，纬度在后。")
    return lon, lat


def text_of(points: Iterable[Point]) -> str:
    """Points as such a text, digit for digit: reading it gives the same numbers back."""
    return "\n".join(f"{lon!r},{lat!r}" for lon, lat in points)
