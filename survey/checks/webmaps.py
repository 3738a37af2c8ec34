"""S31: coordinates of web maps that do not say so (疑似 GCJ-02、BD-09): shifted from the line by exactly that vector.

The shift of GCJ-02 at a place (about 500 to 700 m in Jilin) and of BD-09 on top of it are known formulas; they serve
here to recognise, never to take a shift off a result. Degrees throughout, longitude first.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from office.rulesets.findings import Basis, Finding, Severity
from survey.checks.context import LineContext
from survey.checks.neighbourhood import plane_near, projected
from survey.checks.placement import Numbers
from survey.checks.standards import Standard

_AXIS, _FLATTENING = 6378245.0, 0.00669342162296594323  # of the published GCJ-02 formula (Krassovsky)
_FEWEST, _LOOKED_AT = 3, 2000


def gcj02(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """What GCJ-02 makes of true degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * x * math.pi) + 20 * np.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(y * math.pi) + 40 * np.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * math.pi) + 320 * np.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(x * math.pi) + 40 * np.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * math.pi) + 300 * np.sin(x / 30 * math.pi)) * 2 / 3
    angle = np.radians(lat)
    magic = 1 - _FLATTENING * np.sin(angle) ** 2
    north = north * 180 / ((_AXIS * (1 - _FLATTENING)) / (magic * np.sqrt(magic)) * math.pi)
    east = east * 180 / (_AXIS / np.sqrt(magic) * np.cos(angle) * math.pi)
    return lon + east, lat + north


def bd09(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """What BD-09 makes of true degrees, by way of GCJ-02."""
    x, y = gcj02(lon, lat)
    turn = math.pi * 3000 / 180
    radius = np.sqrt(x * x + y * y) + 0.00002 * np.sin(y * turn)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * turn)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


_GRIDS = {"GCJ-02": gcj02, "BD-09": bd09}


def suspicions(places: Sequence[BaseGeometry | None], line: LineContext | None, standard: Standard) -> list[Finding]:
    """S31 where three points or more lie off the line, and on it once the shift of a web map is taken off.

    The median has to be farther off than twice the spread allowed, and within it afterwards, so that a line
    surveyed elsewhere, or points well on the line, are not suspected.
    """
    shapes = [place for place in places if place is not None]
    if line is None or not shapes:
        return []
    pairs = np.unique(shapely.get_coordinates(shapes), axis=0)
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if len(pairs) < _FEWEST:
        return []
    pairs = pairs[:: max(len(pairs) // _LOOKED_AT, 1)]
    limit = standard.web_map_spread_m
    away = _median(pairs, line.geometry)
    if away <= 2 * limit:
        return []
    back = {name: _median(_without(pairs, grid), line.geometry) for name, grid in _GRIDS.items()}
    name = min(back, key=lambda item: back[item])
    return [_finding(name, away, back[name], limit)] if back[name] <= limit else []


def _without(pairs: Numbers, grid: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]) -> Numbers:
    """The shift at a place taken off; a second step makes it exact to a centimetre."""
    back = pairs
    for _ in range(2):
        back = pairs - (np.column_stack(grid(back[:, 0], back[:, 1])) - back)
    return back


def _median(pairs: Numbers, line: BaseGeometry) -> float:
    system = plane_near(float(pairs[0][0]))
    points = projected(list(shapely.points(pairs)), system)
    return float(np.median(shapely.distance(points, projected([line], system)[0])))


def _finding(name: str, away: float, left: float, limit: float) -> Finding:
    return Finding(
        rule="S31",
        severity=Severity.BLOCK,
        basis=Basis.PRACTICE,
        message=f"各点偏离本线约 {away:.0f} 米，扣除 {name} 的偏移后只差 {left:.0f} 米，疑似网络地图的加密坐标。",
        clause="勘界检查规则 S31",
        fix="从接收机或测量软件导出 CGCS2000 坐标重报；确是实测坐标的，附说明报管理员调整规则强度。",
        evidence={"value": round(away, 1), "left": round(left, 1), "limit": limit, "problem": name},
        field="crs",
    )
