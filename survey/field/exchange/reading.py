"""Reads an exchange package that came back (读回交换包): which rows were changed, which are new. No ORM."""

import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from office.log.hashing import digest
from survey.field.exchange.tables import ABOUT, CRS, MARKERS, OBSERVATIONS, POINTS, REMARKS, Table

COMING_BACK = (POINTS, MARKERS, OBSERVATIONS, REMARKS)
SYSTEMS = (CRS, "EPSG:4326")


class NoPackage(Exception):
    """The file is no exchange package of ours; the message is for the person."""


@dataclass(frozen=True)
class Returned:
    """One row that was changed or added: `row` counts in its table from 1, `version` is what it was made from."""

    table: Table
    row: int
    key: str
    version: int
    values: Mapping[str, Any]
    place: tuple[float, float] | None
    moved: bool
    fresh: bool


@dataclass(frozen=True)
class Package:
    """What came back: what the file says of itself, and the rows that are not as they went out."""

    about: Mapping[str, str]
    rows: tuple[Returned, ...]
    unchanged: int


def content_of(values: Mapping[str, Any], place: tuple[float, float] | None, table: Table) -> str:
    """The hash by which a row is known as unchanged: everything that may be edited, and where it lies."""
    said = {column.name: values.get(column.name) or None for column in table.columns if not column.fixed}
    said = {key: round(value, 6) if isinstance(value, float) else value for key, value in said.items()}
    return digest({"words": said, "place": [round(one, 8) for one in place] if place else None})


def place_hash(place: tuple[float, float] | None) -> str:
    """A short sign of where a row lay when it went out."""
    return digest([round(one, 8) for one in place] if place else None)[:16]


def read(data: bytes) -> Package:
    """Read a package. Raises NoPackage."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.gpkg"
        path.write_bytes(data)
        try:
            _count_anew(path)
            about = {row["key"]: str(row["value"]) for row, _place in _rows(path, ABOUT)}
            if "token" not in about:
                raise NoPackage("文件中没有交换包说明，请送回由本系统导出的交换包。")
            found = [one for table in COMING_BACK for one in _returned(path, table)]
        except (DataSourceError, DataLayerError, sqlite3.DatabaseError) as error:
            raise NoPackage("文件不是由本系统导出的交换包，或已损坏。") from error
    changed = tuple(one for one, same in found if not same)
    return Package(about, changed, len(found) - len(changed))


def _count_anew(path: Path) -> None:
    """Let GDAL count the rows itself: an editor that ran no triggers left a count by which new rows stay unseen."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA trusted_schema = OFF")
        if database.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_ogr_contents' AND type = 'table'"
        ).fetchone():
            database.execute("UPDATE gpkg_ogr_contents SET feature_count = NULL")


def _rows(path: Path, layer: str) -> Iterator[tuple[dict[str, Any], tuple[float, float] | None]]:
    meta, _fids, shapes, columns = pyogrio.raw.read(path, layer=layer)
    if shapes is not None and len(shapes) and meta["crs"] not in SYSTEMS:
        raise NoPackage(f"图层 {layer} 的坐标系是 {meta['crs'] or '未知'}，应保持 CGCS2000 经纬度（{CRS}）。")
    names = list(meta["fields"])
    for place in range(len(columns[0]) if columns else 0):
        values = {name: _plain(column[place]) for name, column in zip(names, columns, strict=True)}
        yield values, _place(shapes[place]) if shapes is not None else None


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if value != value else value
    return value.strip() if isinstance(value, str) else value


def _place(shape: bytes | None) -> tuple[float, float] | None:
    point = shapely.from_wkb(shape) if shape is not None else None
    if point is None or point.is_empty:
        return None
    if point.geom_type != "Point":
        raise NoPackage("点图层里有不是点的图形。")
    return (float(point.x), float(point.y))


def _returned(path: Path, table: Table) -> Iterator[tuple[Returned, bool]]:
    """Each row of a table, and whether it is as it went out."""
    for number, (values, place) in enumerate(_rows(path, table.name), 1):
        missing = [column.name for column in table.columns if column.name not in values]
        if missing:
            raise NoPackage(f"图层 {table.name} 少了栏目：{'、'.join(missing)}。")
        went_out = str(values["content"] or "")
        sign, _, where = went_out.partition(":")
        key = _key(values["uuid"]) or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{table.name}:{number}"))
        version = values["version"] if isinstance(values["version"], int) else 0
        returned = Returned(
            table=table,
            row=number,
            key=key,
            version=max(version, 0),
            values=values,
            place=place,
            moved=place is not None and where != place_hash(place),
            fresh=not went_out,
        )
        yield returned, bool(went_out) and sign == content_of(values, place, table)


def _key(value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        return ""
