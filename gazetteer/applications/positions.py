"""A position as an official types it (坐标文字): “经度,纬度”, several parted by semicolons make a line."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

_PAIR = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[°]?\s*[EeNn]?[,\s]\s*(-?\d+(?:\.\d+)?)\s*[°]?\s*[EeNn]?\s*$")

LonLat = tuple[float, float]


def read_position(text: str) -> list[LonLat]:
    """The points of a typed position, longitude before latitude, degrees; empty for empty text.

    Raises ValueError with a sentence for the user: unreadable, exchanged, metres instead of degrees.
    """
    plain = unicodedata.normalize("NFKC", text).replace("；", ";").replace("、", ",")
    parts = [part for part in re.split(r"[;\n]", plain) if part.strip()]
    return [_pair(part, place) for place, part in enumerate(parts, 1)]


def _pair(text: str, place: int) -> LonLat:
    match = _PAIR.match(text)
    if not match:
        raise ValueError(f"第 {place} 个点“{text.strip()}”读不出经纬度，请写成 126.7450,42.9720（先经度后纬度）。")
    lon, lat = float(match[1]), float(match[2])
    if abs(lon) > 180 or abs(lat) > 180:
        raise ValueError(f"第 {place} 个点“{text.strip()}”不是经纬度（像是以米为单位的平面坐标），请填写度。")
    if abs(lat) > 90:
        raise ValueError(f"第 {place} 个点“{text.strip()}”像是纬度写在了前面，请先写经度、后写纬度。")
    return lon, lat


def write_position(points: Sequence[LonLat]) -> str:
    """The text that `read_position` reads back, six decimals (about 0.1 m)."""
    return "; ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)


def points_of(geom: Any) -> list[LonLat]:
    """The vertices of a point or a line, longitude before latitude; none for None."""
    if geom is None:
        return []
    pairs = [geom.coords] if geom.geom_type == "Point" else geom.coords
    return [(pair[0], pair[1]) for pair in pairs]


def wkt_of(points: Sequence[LonLat]) -> str | None:
    """One point as POINT, several as LINESTRING, none as None; a line of one place twice is a point."""
    distinct = list(dict.fromkeys(points))
    if not distinct:
        return None
    if len(distinct) == 1:
        return f"POINT ({distinct[0][0]!r} {distinct[0][1]!r})"
    return "LINESTRING (" + ", ".join(f"{lon!r} {lat!r}" for lon, lat in points) + ")"
