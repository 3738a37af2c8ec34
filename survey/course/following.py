"""What the legs of a section follow and pass (沿线地物), from names with shapes near the line. No ORM, no I/O.

A leg follows a feature with a length where most of it lies within reach; it passes a place whose foot is on it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.lines.nearby import Named
from survey.course.directions import azimuth
from survey.course.sections import METRES_PER_DEGREE, Leg, Section
from survey.course.way import Way

REACH_M, SHARE, PASSING_M = 60.0, 0.7, 400.0
SIDES = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
MOST_PASSED = 2


def with_names(way: Way, sections: Sequence[Section], names: Sequence[Named]) -> list[Section]:
    """The sections with what their legs follow and pass; every name is passed once, where the line comes nearest."""
    if not names:
        return list(sections)
    long = [named for named in names if named.shape.geom_type not in ("Point", "MultiPoint")]
    short = [named for named in names if named.shape.geom_type == "Point"]
    passed = list(_passed(way, short))
    return [replace(section, legs=tuple(_with(way, leg, long, passed) for leg in section.legs)) for section in sections]


Passing = tuple[float, float, str, str]  # chainage, metres off, name, side of the feature on which the line runs


def _passed(way: Way, names: Iterable[Named]) -> Iterable[Passing]:
    for named in names:
        place = (float(named.shape.x), float(named.shape.y))
        foot = way.nearest(place)
        turned = azimuth(place, way.place(foot.at_m))
        if foot.off_m <= PASSING_M and turned is not None:
            yield foot.at_m, foot.off_m, named.name, SIDES[int((turned + 22.5) // 45) % 8]


def _with(way: Way, leg: Leg, long: Sequence[Named], passed: Sequence[Passing]) -> Leg:
    here = sorted((off, at, name, side) for at, off, name, side in passed if leg.from_m <= at < leg.to_m)
    nearest = sorted((at, name, side) for _, at, name, side in here[:MOST_PASSED])
    return replace(leg, along=_followed(way, leg, long), past=tuple((name, side) for _, name, side in nearest))


def _followed(way: Way, leg: Leg, long: Sequence[Named]) -> str:
    """The feature that most of a leg lies along; of several the one that more of it does."""
    places = np.array([way.place(each) for each in np.linspace(leg.from_m, leg.to_m, 21)])
    best = max(((_share(places, named.shape), named.name) for named in long), default=(0.0, ""))
    return best[1] if best[0] >= SHARE else ""


def _share(places: np.ndarray, shape: BaseGeometry) -> float:
    """How much of some places lies within reach of the outline of a shape, in a plane that fits there."""
    scale = np.array([math.cos(math.radians(float(places[:, 1].mean()))), 1.0]) * METRES_PER_DEGREE
    flat = shapely.transform(shape.boundary if shape.geom_type.endswith("Polygon") else shape, lambda at: at * scale)
    away = shapely.distance(shapely.points(places * scale), flat)
    return float((away <= REACH_M).mean())
