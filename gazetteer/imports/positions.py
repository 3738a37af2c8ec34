"""Where a row lies: its numbers in its declared system, or why they cannot be used. Pure.

CGCS2000 in every projection and WGS 84 are taken; 北京54, 西安80 and the shifted grids of web maps are refused,
because no public parameters lead from them to CGCS2000. X is north, Y is east.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from office.intake.readers.shapes import ReadFile, ReadRow
from office.spatial.numbers import number, said
from office.spatial.systems import CATALOGUE, Datum, Declared, Shape, System, declaration, from_code, to_degrees

DEGREES = ("EPSG:4490", "EPSG:4326")
WGS84_NOTE = "WGS 84 的经纬度按 CGCS2000 使用（差别远小于地名位置的精度）。"


@dataclass(frozen=True)
class Systems:
    """The system of a file: `chosen`, or the `candidates` to choose from; neither where none is needed."""

    chosen: System | None = None
    candidates: tuple[System, ...] = ()
    by_rows: bool = False

    @property
    def confirmed(self) -> bool:
        return self.chosen is not None or self.by_rows or not self.candidates

    @property
    def tried(self) -> System | None:
        """What the rows are placed with meanwhile."""
        return self.chosen or next(iter(self.candidates), None)


def systems_of(read: ReadFile, mapping: Mapping[str, str], code: str | None) -> Systems:
    """What a person said, else what the file says, else candidates from the numbers."""
    if code and (system := from_code(code)):
        return Systems(system)
    degrees = not read.has_geometry and "lon" in mapping and "lat" in mapping
    plane = not read.has_geometry and "x" in mapping and "y" in mapping
    if not (read.has_geometry or degrees or plane):
        return Systems()
    east = None if degrees else _first_east(read, mapping)
    if read.crs and (system := _told(declaration(read.crs), degrees, east)):
        return Systems(system)
    if degrees or east is not None and abs(east) <= 180:
        candidates = tuple(CATALOGUE[code] for code in DEGREES)
        degrees = True
    else:
        candidates = _zones(east)
    return Systems(candidates=candidates, by_rows=_every_row_tells(read.rows, mapping, degrees))


def _first_east(read: ReadFile, mapping: Mapping[str, str]) -> float | None:
    if read.has_geometry:
        return next((row.geometry.bounds[0] for row in read.rows if row.geometry and not row.geometry.is_empty), None)
    return next((east for row in read.rows if (east := number(row.values.get(mapping["y"]))) is not None), None)


def _told(told: Declared, degrees: bool, east: float | None) -> System | None:
    """The system that words name whole, or whose zone the numbers tell."""
    if told.system is not None or told.datum is None:
        return told.system
    of_datum = [system for system in CATALOGUE.values() if system.datum is told.datum]
    if degrees or east is None or abs(east) <= 180 or told.datum in {Datum.GCJ02, Datum.BD09}:
        return next((system for system in of_datum if system.shape is Shape.DEGREES), None)
    zone = told.zone or (int(east / 1_000_000) or None)
    prefixed = east >= 1_000_000
    fitting = [
        system
        for system in of_datum
        if system.projected
        and bool(system.zone) is prefixed
        and (not prefixed or system.zone == zone)
        and (prefixed or told.meridian is None or system.meridian == told.meridian)
        and (told.width is None or system.shape is (Shape.GK3 if told.width == 3 else Shape.GK6))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _zones(east: float | None) -> tuple[System, ...]:
    """The zones of CGCS2000 that a Y can stand in."""
    prefix = int(east / 1_000_000) if east else 0
    return tuple(
        system
        for system in CATALOGUE.values()
        if system.datum is Datum.CGCS2000 and system.projected and (system.zone or 0) == prefix
    )


def _every_row_tells(rows: Iterable[ReadRow], mapping: Mapping[str, str], degrees: bool) -> bool:
    """Whether each row that has a position says in which system."""
    heading = mapping.get("crs", "")
    placed = [row for row in rows if _numbers(row, mapping) is not None]
    texts = {str(row.values.get(heading) or "").strip() for row in placed}
    return all(_told(declaration(text), degrees, None if degrees else 1.0) for text in texts)


@dataclass(frozen=True)
class Position:
    """A row's place in CGCS2000 degrees, or a sentence why it has none; both empty where the row gives none."""

    point: tuple[float, float] | None = None
    shape: BaseGeometry | None = None
    refused: str = ""
    fault: str = ""


NOWHERE = Position()


def place(row: ReadRow, mapping: Mapping[str, str], system: System | None) -> Position:
    """The place of a row; `system` is the file's, a row that names another one has its own."""
    cells = row.values
    own = str(cells.get(mapping.get("crs", ""), "") or "").strip()
    given = _numbers(row, mapping)
    if given is None:
        return NOWHERE
    if isinstance(given, str):
        return Position(fault=given)
    east, degrees = (given[0], given[2]) if isinstance(given, tuple) else (given.bounds[0], abs(given.bounds[0]) <= 180)
    system = (_told(declaration(own), degrees, east) if own else None) or system
    if system is None:
        return Position(refused=f"坐标系“{own or '未说明'}”不明，坐标不能使用")
    if not system.placeable:
        return Position(refused=_unplaceable(system))
    return _placed(given, system)


def _unplaceable(system: System) -> str:
    if system.encrypted:
        return f"坐标是 {system.datum}（网络地图的加密坐标），不能还原为 CGCS2000"
    return f"坐标系为{system.datum}：没有公开可靠的转换参数，本系统不转换，请提供 CGCS2000 坐标"


def _numbers(row: ReadRow, mapping: Mapping[str, str]) -> tuple[float, float, bool] | BaseGeometry | str | None:
    """(east or longitude, north or latitude, whether degrees), the geometry, a fault, or None where nothing stands."""
    if row.geometry is not None:
        return None if row.geometry.is_empty else row.geometry
    for across, up, degrees in (("lon", "lat", True), ("y", "x", False)):
        cells = [row.values.get(mapping[field]) if field in mapping else None for field in (across, up)]
        if any(map(said, cells)):
            east, north = map(number, cells)
            if east is None or north is None:
                return f"坐标“{_shown(cells)}”不是数"
            return east, north, degrees
    return None


def _shown(cells: Sequence[Any]) -> str:
    return "，".join(str(cell if cell is not None else "")[:20] for cell in cells)


def _placed(given: tuple[float, float, bool] | BaseGeometry, system: System) -> Position:
    change = to_degrees(system) if system.projected else None
    if isinstance(given, tuple):
        lon, lat = change.transform(given[0], given[1]) if change else given[:2]
        if 3 <= lon <= 54 and 73 <= lat <= 136:
            return Position(fault=f"经度（{lon:g}）和纬度（{lat:g}）填反了")
        return (
            Position(point=(lon, lat)) if _possible(lon, lat) else Position(fault=f"坐标（{lon:g}，{lat:g}）不是经纬度")
        )
    shape = shapely.force_2d(given)
    if change:
        shape = shapely.transform(shape, change.transform, interleaved=False)
    if not shape.is_valid:
        return Position(fault=f"图形无效：{shapely.is_valid_reason(shape)}")
    if not _possible(*shape.bounds[:2]) or not _possible(*shape.bounds[2:]):
        return Position(fault="图形的坐标不是经纬度")
    middle = shape if shape.geom_type == "Point" else _middle(shape)
    return Position((middle.x, middle.y), None if shape.geom_type == "Point" else shape)


def _middle(shape: BaseGeometry) -> shapely.Point:
    if shape.geom_type == "LineString":
        return shape.interpolate(0.5, normalized=True)
    return shape.representative_point()


def _possible(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90
