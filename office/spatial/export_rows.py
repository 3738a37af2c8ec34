"""What a file of map data is made of (导出): rows, columns, formats, systems. No ORM.

Geometry comes in CGCS2000 degrees (EPSG:4490, longitude before latitude). It leaves in these degrees or
in a Gauss–Krüger zone of the same datum; a datum is never changed. GeoJSON (RFC 7946) and KML know
degrees only; KML calls them WGS 84, for which CGCS2000 counts here. What a format cannot hold is never cut
off silently: it is refused, or named in the notes of the file.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

import numpy as np
import shapely

from office.spatial.systems import CATALOGUE, Datum, Shape, System, from_degrees

DEGREES = CATALOGUE["EPSG:4490"]
NAME_BYTES = 10  # dBASE: a longer field name would be cut
CHUNK = 1000
Value = str | int | float | bool | datetime.date | None


class ExportError(ValueError):
    """Why a file cannot be written; the message is for the user."""


class Format(StrEnum):
    """The formats of a file; the value is the ending of its name."""

    GPKG = "gpkg"
    GEOJSON = "geojson"
    SHAPEFILE = "zip"
    KML = "kml"
    CSV = "csv"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def media_type(self) -> str:
        return _MEDIA[self]

    @property
    def degrees_only(self) -> bool:
        """Whether the format's own standard knows degrees only."""
        return self in {Format.GEOJSON, Format.KML}


_LABELS = {
    Format.GPKG: "GeoPackage",
    Format.GEOJSON: "GeoJSON（只用经纬度）",
    Format.SHAPEFILE: "Shapefile（zip，带 .prj、.cpg）",
    Format.KML: "KML（只用经纬度，按 WGS 84）",
    Format.CSV: "CSV（WKT，另列经纬度）",
}
_MEDIA = {
    Format.GPKG: "application/geopackage+sqlite3",
    Format.GEOJSON: "application/geo+json",
    Format.SHAPEFILE: "application/zip",
    Format.KML: "application/vnd.google-earth.kml+xml",
    Format.CSV: "text/csv; charset=utf-8",
}
ENCODINGS = {"UTF-8": "UTF-8", "GBK": "GBK"}


@dataclass(frozen=True)
class Column:
    """A column of the file: an ASCII name of at most ten bytes, its Chinese title, and the type of its values."""

    name: str
    title: str
    kind: type = str

    def __post_init__(self) -> None:
        if not self.name.isascii() or len(self.name) > NAME_BYTES:
            raise ValueError(f"field name over {NAME_BYTES} bytes: {self.name}")


@dataclass(frozen=True)
class Row:
    """One thing: its values by column name, its geometry in degrees (None where it is not known)."""

    values: Mapping[str, Value]
    geometry: shapely.Geometry | None


@dataclass(frozen=True)
class Layer:
    """What is written: a name in ASCII, one kind of geometry (Point, MultiLineString, MultiPolygon), the rows."""

    name: str
    title: str
    geometry_type: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]


@dataclass(frozen=True)
class About:
    """What every file says of itself: day of the data, source, terms of use, map approval number or its absence."""

    title: str
    as_of: datetime.date
    source: str
    licence: str
    approval: str


@dataclass(frozen=True)
class Wanted:
    """How the file is wanted; `system` is CGCS2000 degrees or one of `zones()`."""

    format: Format
    system: System = DEGREES
    encoding: str = "UTF-8"


@dataclass
class Written:
    """The file, how many rows and how many of them are sample, and everything that a reader has to know of it."""

    path: Path
    rows: int = 0
    samples: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


#: what every row carries besides its own columns
ABOUT_COLUMNS = (
    Column("as_of", "截至日期"),
    Column("is_sample", "示例数据", bool),
    Column("data_src", "数据来源"),
    Column("approval", "审图号"),
    Column("licence", "使用条件"),
)


def zones() -> list[System]:
    """The Gauss–Krüger zones of CGCS2000 that Jilin needs, with and without the zone in front of Y."""
    return [
        system
        for system in CATALOGUE.values()
        if system.datum is Datum.CGCS2000 and system.shape in {Shape.GK3, Shape.GK6}
    ]


def system_of(code: str) -> System:
    """CGCS2000 degrees or one of its zones by EPSG code. Raises ExportError for any other: no datum is changed."""
    system = CATALOGUE.get(code)
    if system is None or (system != DEGREES and system not in zones()):
        raise ExportError("坐标系须为 CGCS2000 经纬度或其高斯投影带；不同基准之间不作转换。")
    return system


def chunks(layer: Layer, about: About, written: Written, system: System = DEGREES) -> Iterator[list[Row]]:
    """The rows in pieces, complete with what the file says of itself, projected, counted; at least one piece."""
    rows = iter(layer.rows)
    first = True
    while piece := list(islice(rows, CHUNK)):
        first = False
        made = [Row(_complete(row.values, about), row.geometry) for row in piece]
        written.rows += len(made)
        written.samples += sum(bool(row.values["is_sample"]) for row in made)
        _warn_of_far(made, system, written)
        yield projected(made, system)
    if first:
        yield []


def columns_of(layer: Layer) -> tuple[Column, ...]:
    """The columns of a layer and those that every file has."""
    own = {column.name for column in layer.columns}
    return (*layer.columns, *(column for column in ABOUT_COLUMNS if column.name not in own))


def projected(rows: list[Row], system: System) -> list[Row]:
    """The rows with their geometry in a system of the same datum: X is north, Y is east, stored east before north."""
    if system == DEGREES:
        return rows
    transformer = from_degrees(system)

    def place(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1], errcheck=True))

    return [Row(row.values, row.geometry and shapely.transform(row.geometry, place)) for row in rows]


def _complete(values: Mapping[str, Value], about: About) -> dict[str, Value]:
    return {
        "as_of": about.as_of.isoformat(),
        "is_sample": False,
        "data_src": about.source,
        "approval": about.approval,
        "licence": about.licence,
        **values,
    }


def _warn_of_far(rows: list[Row], system: System, written: Written) -> None:
    """Say so where things lie outside the zone: exact all the same, but with much distortion."""
    if system.meridian is None:
        return
    half = 1.5 if system.shape is Shape.GK3 else 3.0
    for row in rows:
        if row.geometry is None or row.geometry.is_empty:
            continue
        west, _, east, _ = row.geometry.bounds
        if west < system.meridian - half or east > system.meridian + half:
            written.note(
                f"部分图形超出本带（中央经线 {system.meridian:g}° 两侧各 {half:g}°），坐标仍准确，长度和面积变形较大。"
            )
            return
