"""The numbers of a file: east and north of every row, heights, accuracies, labels; cells that are no numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from office.intake.columns import LABELS
from office.intake.readers import ReadFile, ReadRow
from office.rulesets.findings import Finding
from office.spatial.numbers import number, packed, unpacked
from office.spatial.systems import System
from survey.checks import place_rules
from survey.checks.placement import Numbers, degrees, like_degrees, looks_exchanged

_ELLIPSOID = pyproj.Geod(ellps="GRS80")


@dataclass(frozen=True)
class Measured:
    """`east`, `north`: one pair per row (of a shape its first vertex), NaN where there is none; `second`: the
    longitudes and latitudes that a table gives beside its X and Y."""

    east: Numbers
    north: Numbers
    second: tuple[Numbers, Numbers] | None
    labels: list[str]
    heights: list[float | None]
    accuracy: list[float | None]
    has_columns: bool
    findings: list[Finding]

    def shapes(self, read: ReadFile) -> list[BaseGeometry | None]:
        """Geometries in the file's own system, x = east; None where there is nothing finite."""
        if read.has_geometry:
            return [_finite(row.geometry) for row in read.rows]
        known = np.isfinite(self.east) & np.isfinite(self.north)
        points = shapely.points(np.where(known, self.east, 0), np.where(known, self.north, 0))
        return [point if good else None for point, good in zip(points, known, strict=True)]

    def apart(self, system: System) -> Numbers:
        """Metres between X, Y and the degrees beside them, row by row; NaN where one of them is missing."""
        if self.second is None:
            return np.full(len(self.east), np.nan)
        lon, lat = degrees(system, self.east, self.north)
        known = np.isfinite(lon) & np.isfinite(lat) & np.isfinite(self.second[0]) & np.isfinite(self.second[1])
        known &= (np.abs(self.second[1]) <= 90) & (np.abs(lat) <= 90)
        result = np.full(len(self.east), np.nan)
        if known.any():
            ends = lon[known], lat[known], self.second[0][known], self.second[1][known]
            result[known] = _ELLIPSOID.inv(*ends)[2]
        return result

    def is_point(self, index: int, row: ReadRow) -> bool:
        return row.geometry is None or row.geometry.geom_type == "Point"

    def spot(self, index: int, row: ReadRow, grain: float) -> Any:
        """What two rows share that lie at the same place: the pair to a millimetre, or the whole shape."""
        if row.geometry is not None and row.geometry.geom_type != "Point":
            return row.geometry.wkb
        east, north = float(self.east[index]), float(self.north[index])
        if not (abs(east) < 1e12 and abs(north) < 1e12):  # not finite, or beyond every plane
            return None
        step = grain / 100_000 if abs(east) <= 180 else grain
        return round(east / step), round(north / step)

    def shown(self, index: int, row: ReadRow) -> str:
        """The coordinates as people read them: X 4 970 086.077 Y 42 480 635.255."""
        if row.geometry is not None and row.geometry.geom_type != "Point":
            return f"{row.geometry.geom_type} {shapely.get_num_coordinates(row.geometry)} 个顶点"
        east, north = float(self.east[index]), float(self.north[index])
        if not (np.isfinite(east) and np.isfinite(north)):
            return ""
        if abs(east) <= 180:
            return f"{east:.7f}°，{north:.7f}°"
        return f"X {_grouped(north)} Y {_grouped(east)}"


def _grouped(value: float) -> str:
    return f"{value:,.3f}".replace(",", "\u2009")


def _finite(shape: BaseGeometry | None) -> BaseGeometry | None:
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    return shape


def _column(read: ReadFile, heading: str | None) -> list[float | None]:
    if heading is None:
        return [None] * len(read.rows)
    values = [number(row.values.get(heading)) for row in read.rows]
    return [unpacked(value) for value in values] if packed(heading) else values


def _array(values: list[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def measured(read: ReadFile, mapping: Mapping[str, str], wants_degrees: bool) -> Measured:
    """Take the numbers out of a file; X is north and Y is east in a table, x is east in a vector file.

    A table with both X, Y and degrees is judged by X, Y, unless degrees were declared.
    """
    labels = [_label(row, mapping.get("number")) for row in read.rows]
    heights, accuracy = _column(read, mapping.get("height")), _column(read, mapping.get("accuracy"))
    if read.has_geometry:
        firsts = [_first(row.geometry) for row in read.rows]
        east, north = (np.array([pair[axis] for pair in firsts], dtype=float) for axis in (0, 1))
        return Measured(east, north, None, labels, heights, accuracy, True, [])
    planar, angular = {"x", "y"} <= mapping.keys(), {"lon", "lat"} <= mapping.keys()
    if not planar and not angular:
        nothing = np.full(len(read.rows), np.nan)
        return Measured(nothing, nothing, None, labels, heights, accuracy, False, [])
    fields = ("lon", "lat") if angular and (wants_degrees or not planar) else ("y", "x")
    east, north = (_array(_column(read, mapping[field])) for field in fields)
    given = east, north
    if fields[0] == "y":
        east, north = _degrees_under_xy(east, north)
    second = None
    if fields[0] == "y" and angular:
        second = _array(_column(read, mapping["lon"])), _array(_column(read, mapping["lat"]))
    findings = [
        place_rules.not_a_number(LABELS[field], row.values.get(mapping[field]), row.number, field)
        for field, values in zip(fields, given, strict=True)
        for row, missing in zip(read.rows, np.isnan(values), strict=True)
        if missing
    ]
    return Measured(east, north, second, labels, heights, accuracy, True, findings)


def _degrees_under_xy(east: Numbers, north: Numbers) -> tuple[Numbers, Numbers]:
    """Degrees under the headings X and Y stand in either order; the ranges of Jilin leave no doubt which is which."""
    swap = like_degrees(east, north) & looks_exchanged(east, north)
    return np.where(swap, north, east), np.where(swap, east, north)


def _first(shape: BaseGeometry | None) -> tuple[float, float]:
    pairs = shapely.get_coordinates(shape) if shape is not None else np.empty((0, 2))
    return (float(pairs[0][0]), float(pairs[0][1])) if len(pairs) else (float("nan"), float("nan"))


def _label(row: ReadRow, heading: str | None) -> str:
    value = row.values.get(heading) if heading else None
    return "" if value is None else str(value).strip()[:120]
