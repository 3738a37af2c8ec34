"""Find out in which reference system numbers are (坐标系识别): candidates and a question, never a silent guess.

X is north, Y is east. A zone prefix tells zone and width, never the datum; so without a declaration the
answer is a list of candidates. East and north are numpy arrays, NaN where a row has no number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from office.spatial.systems import CATALOGUE, Datum, Declared, Shape, System, to_degrees

Numbers = NDArray[np.float64]

#: the extent of Jilin with a margin, degrees
WEST, SOUTH, EAST, NORTH = 121.4, 40.6, 131.6, 46.6
_REACH = {Shape.GK3: 3.0, Shape.GK6: 4.5}  # how far from its meridian a zone is still used, degrees
_DATUMS = (Datum.CGCS2000, Datum.XIAN80, Datum.BEIJING54)


class Trouble(StrEnum):
    """What is wrong with one pair of numbers under one system (S02)."""

    EXCHANGED = "exchanged"
    ZONE = "zone"
    UNIT = "unit"


def like_degrees(east: Numbers, north: Numbers) -> NDArray[np.bool_]:
    """Where both numbers can only be degrees."""
    return (np.abs(east) <= 180) & (np.abs(north) <= 180)


def looks_exchanged(east: Numbers, north: Numbers) -> NDArray[np.bool_]:
    """Where the numbers make sense only the other way round: a northing in Y, or a latitude in the longitude."""
    northing = (east > 3.5e6) & (east < 6.0e6)
    easting = ((north > 1e5) & (north < 9e5)) | ((north > 1.3e7) & (north < 4.6e7))
    latitude = (east > 15) & (east < 56) & (north > 72) & (north < 137)
    return (northing & easting) | latitude


def unexchanged(east: Numbers, north: Numbers) -> tuple[Numbers, Numbers]:
    """The pairs with those put right that look exchanged."""
    swap = looks_exchanged(east, north)
    return np.where(swap, north, east), np.where(swap, east, north)


def prefix_of(east: float) -> int | None:
    """The zone number in front of a Y of eight digits, else None."""
    zone = int(east // 1_000_000)
    return zone if 13 <= zone <= 45 else None


def in_jilin(lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Where degrees lie in the extent of Jilin."""
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def degrees(system: System, east: Numbers, north: Numbers) -> tuple[Numbers, Numbers]:
    """(longitude, latitude) of pairs in a system, on its own datum; infinite where that cannot be."""
    if not system.projected:
        return east, north
    lon, lat = to_degrees(system).transform(east, north)
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def _fit(system: System, east: Numbers, north: Numbers) -> tuple[float, float]:
    """(share of the pairs that lie in Jilin and near the meridian, mean distance from it in degrees)."""
    lon, lat = degrees(system, east, north)
    off = np.abs(lon - (system.meridian or 0))
    inside = in_jilin(lon, lat) & (off <= _REACH[system.shape])
    return float(inside.mean()), float(off[inside].mean()) if inside.any() else 180.0


def candidates(east: Numbers, north: Numbers) -> list[System]:
    """The systems in which most of the pairs would lie in Jilin, the likeliest first, CGCS2000 before other datums."""
    known = np.isfinite(east) & np.isfinite(north)
    if not known.any():
        return []
    east, north = unexchanged(east[known], north[known])
    angular = like_degrees(east, north)
    if angular.mean() > 0.5:
        return [CATALOGUE[code] for code in ("EPSG:4490", "EPSG:4326", "EPSG:4610", "EPSG:4214")]
    east, north = east[~angular], north[~angular]
    ranked = []
    for system in CATALOGUE.values():
        if system.datum is Datum.CGCS2000 and system.projected:
            share, off = _fit(system, east, north)
            if share > 0:
                usual = off <= (1.7 if system.shape is Shape.GK3 else 3.2)
                ranked.append((-round(share, 1), not usual, system.shape, off, system))
    ranked.sort(key=lambda item: item[:4])
    best = ranked[0][0] if ranked else 0
    kept = [item[4] for item in ranked if item[0] <= best / 2]
    return [_twin(system, datum) for datum in _DATUMS for system in kept]


def _twin(system: System, datum: Datum) -> System:
    """The same projection on another datum."""
    wanted = (datum, system.shape, system.meridian, system.zone)
    return next(item for item in CATALOGUE.values() if (item.datum, item.shape, item.meridian, item.zone) == wanted)


@dataclass(frozen=True)
class Placement:
    """The answer: the declared system, or None with the candidates among which a person must choose."""

    system: System | None
    candidates: tuple[System, ...]


def place(east: Numbers, north: Numbers, declared: Declared) -> Placement:
    """The system of the pairs. A declared system stands; a declared datum stands if only one place remains."""
    possible = candidates(east, north)
    if declared.system is not None:
        return Placement(declared.system, (declared.system, *(item for item in possible if item != declared.system)))
    if declared.datum is None:
        return Placement(None, tuple(possible))
    kept = [item for item in possible if item.datum is declared.datum and _agrees(item, declared)]
    places = {(item.meridian, item.zone) for item in kept}
    return Placement(kept[0] if len(places) == 1 else None, tuple(kept or possible))


def _agrees(system: System, declared: Declared) -> bool:
    if declared.meridian is not None and system.meridian not in {None, declared.meridian}:
        return False
    if declared.width is not None and system.shape not in {Shape.DEGREES, Shape(f"gk{declared.width}")}:
        return False
    if declared.zone is None or system.shape is Shape.DEGREES:
        return True
    meridian = declared.zone * 3 if declared.zone >= 25 else declared.zone * 6 - 3
    return system.meridian == meridian and (system.shape is Shape.GK3) == (declared.zone >= 25)


def trouble(system: System, east: float, north: float) -> Trouble | None:
    """What is wrong with one pair under a system, judged from the ranges alone; None if nothing is."""
    pair = np.array([east]), np.array([north])
    angular = bool(like_degrees(*pair)[0])
    if not system.projected:
        if not angular:
            return Trouble.UNIT
        return Trouble.EXCHANGED if looks_exchanged(*pair)[0] else None
    if angular:
        return Trouble.UNIT
    if looks_exchanged(*pair)[0]:
        return Trouble.EXCHANGED
    if system.shape in {Shape.GK3, Shape.GK6} and prefix_of(east) != system.zone:
        return Trouble.ZONE
    return None


def suspicious(system: System, east: Numbers, north: Numbers) -> NDArray[np.bool_]:
    """Where a pair may be in trouble under a system; `trouble` says what it is."""
    angular, flagged = like_degrees(east, north), looks_exchanged(east, north)
    flagged = flagged | (angular if system.projected else ~angular)
    if system.shape in {Shape.GK3, Shape.GK6}:
        zones = np.floor(np.nan_to_num(east) / 1_000_000)
        flagged |= np.where((zones >= 13) & (zones <= 45), zones, 0) != (system.zone or 0)
    return flagged & np.isfinite(east) & np.isfinite(north)


def others_that_fit(system: System, possible: Iterable[System]) -> list[System]:
    """Candidates on the same datum that mean another place."""
    return [
        item
        for item in possible
        if item.datum is system.datum and (item.meridian, item.zone) != (system.meridian, system.zone)
    ]
