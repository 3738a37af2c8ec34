"""The coordinate of a point out of its observations (坐标取定): single, mean, weighted; error and spread. Pure.

Projection inside CGCS2000 is exact; nothing crosses a datum. An observation in WGS 84 counts as CGCS2000 where it is
worse than 2 m, and never decides a marker (S04).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.lines.network import ELLIPSOID
from office.spatial.systems import Datum, System, from_code, from_degrees, to_degrees
from survey.checks.neighbourhood import plane_near


class NotDecidable(ValueError):
    """No coordinate follows from these observations; the message is for the person."""


@dataclass(frozen=True)
class Observed:
    """One observation: degrees in CGCS2000, its declared system, error and height in metres or None."""

    id: int
    lon: float
    lat: float
    crs: str
    accuracy_m: float | None = None
    height_m: float | None = None

    @property
    def phone(self) -> bool:
        """Whether it was given in WGS 84."""
        system = from_code(self.crs)
        return system is not None and system.datum is Datum.WGS84


@dataclass(frozen=True)
class Decided:
    """`x` north and `y` east in `crs`; `error_m` of the point, `spread_m` to the farthest observation."""

    x: float
    y: float
    crs: str
    lon: float
    lat: float
    height: float | None
    error_m: float | None
    spread_m: float


def decide(observed: Sequence[Observed], method: str, *, legal: bool) -> Decided:
    """The coordinate by a method; `legal` where it is to be that of a marker. Raises NotDecidable."""
    if not observed:
        raise NotDecidable("没有选中任何观测。")
    if method == "single" and len(observed) != 1:
        raise NotDecidable("“单次观测”只能选一次观测；多次的请用平均。")
    if method != "single" and len(observed) < 2:
        raise NotDecidable("取平均至少要两次观测。")
    if legal and any(each.phone for each in observed):
        raise NotDecidable("WGS84 观测（手机、手持机）不能作为界桩的成果坐标（S04），请选 CGCS2000 观测。")
    weights = _weights(observed, method)
    system = _system(observed)
    plane = from_degrees(system)
    placed = [plane.transform(each.lon, each.lat) for each in observed]
    total = math.fsum(weights)
    east, north = (
        math.fsum(weight * pair[axis] for weight, pair in zip(weights, placed, strict=True)) / total for axis in (0, 1)
    )
    lon, lat = to_degrees(system).transform(east, north)
    away = [ELLIPSOID.inv(lon, lat, each.lon, each.lat)[2] for each in observed]
    heights = [each.height_m for each in observed]
    height = (
        math.fsum(weight * (each or 0.0) for weight, each in zip(weights, heights, strict=True)) / total
        if None not in heights
        else None
    )
    return Decided(north, east, system.code, lon, lat, height, _error(observed, weights, away), max(away))


def _weights(observed: Sequence[Observed], method: str) -> list[float]:
    if method != "weighted":
        return [1.0] * len(observed)
    if any(not each.accuracy_m for each in observed):
        raise NotDecidable("加权平均须每次观测都有点位中误差。")
    return [1 / (each.accuracy_m or 1.0) ** 2 for each in observed]


def _system(observed: Sequence[Observed]) -> System:
    """The projected CGCS2000 system that all share, else the 3° zone in which they lie."""
    named = {each.crs for each in observed}
    only = from_code(named.pop()) if len(named) == 1 else None
    if only is not None and only.projected and only.datum is Datum.CGCS2000:
        return only
    return plane_near(observed[0].lon)


def _error(observed: Sequence[Observed], weights: Sequence[float], away: Sequence[float]) -> float | None:
    """The greater of what the stated errors give and what the scatter shows; None where neither is known."""
    total = math.fsum(weights)
    stated = [each.accuracy_m for each in observed]
    found = []
    if None not in stated:
        found.append(
            math.sqrt(math.fsum((weight * (each or 0.0)) ** 2 for weight, each in zip(weights, stated, strict=True)))
            / total
        )
    if len(observed) > 1:
        squares = math.fsum(weight * each**2 for weight, each in zip(weights, away, strict=True)) / total
        found.append(math.sqrt(squares / (len(observed) - 1)))
    return max(found) if found else None


def spread_of(observed: Sequence[Observed]) -> float:
    """The greatest distance between two observations of one point, in metres."""
    pairs = [(one, other) for place, one in enumerate(observed) for other in observed[place + 1 :]]
    return max((ELLIPSOID.inv(one.lon, one.lat, other.lon, other.lat)[2] for one, other in pairs), default=0.0)
