"""GeoPackage, Shapefile and KML, written by GDAL (导出：GDAL 格式)."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from office.spatial.export_rows import (
    About,
    Column,
    ExportError,
    Layer,
    Row,
    Value,
    Wanted,
    Written,
    chunks,
    columns_of,
)

DBF_BYTES = 254  # the longest text that a field of dBASE holds
DTYPES: dict[type, Any] = {str: object, int: np.int64, float: np.float64, bool: np.bool_}


def write_gpkg(layer: Layer, wanted: Wanted, about: About, written: Written) -> None:
    """One table, with what the file says of itself in its metadata."""
    facts = {
        "title": about.title,
        "as_of": about.as_of.isoformat(),
        "source": about.source,
        "licence": about.licence,
        "approval": about.approval,
        **{f"column.{column.name}": column.title for column in columns_of(layer)},
    }
    for number, rows in enumerate(chunks(layer, about, written, wanted.system)):
        first = {"dataset_metadata": facts} if number == 0 else {"append": True}
        _put(written.path, "GPKG", layer, rows, wanted.system.code, **first)


def write_kml(layer: Layer, wanted: Wanted, about: About, written: Written) -> None:
    """Degrees; the document says that they are CGCS2000, which counts as WGS 84 for showing."""
    said = (
        f"{about.title}，截至 {about.as_of.isoformat()}。{about.approval}。来源：{about.source}。{about.licence}。"
        "坐标为 CGCS2000 经纬度；KML 规定用 WGS 84，显示时二者视为一致，不作为界桩成果使用。"
    )
    rows = [row for piece in chunks(layer, about, written) for row in piece]
    _put(
        written.path,
        "LIBKML",
        layer,
        rows,
        "EPSG:4326",
        dataset_options={"NAME": about.title, "DESCRIPTION": said},
    )
    written.note("KML 按 WGS 84 解释坐标；CGCS2000 显示时视为一致，不作为界桩成果使用。")


def write_shapefile(layer: Layer, wanted: Wanted, about: About, written: Written) -> None:
    """A zip of .shp, .shx, .dbf, .prj, .cpg and a page that says what the columns are and what was shortened."""
    base = written.path.parent / f"{layer.name}.shp"
    for number, rows in enumerate(chunks(layer, about, written, wanted.system)):
        fitted = _fitted(rows, columns_of(layer), wanted.encoding, written)
        more = {"append": True} if number else {"encoding": wanted.encoding}
        _put(base, "ESRI Shapefile", layer, fitted, wanted.system.code, layer_options={"RESIZE": "YES"}, **more)
    base.with_suffix(".cpg").write_text(wanted.encoding, "ascii")
    base.with_suffix(".txt").write_text(_readme(layer, wanted, about, written), "utf-8-sig")
    with zipfile.ZipFile(written.path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for part in sorted(base.parent.glob(f"{layer.name}.*")):
            if part != written.path:
                bundle.write(part, part.name)
                part.unlink()


def _readme(layer: Layer, wanted: Wanted, about: About, written: Written) -> str:
    facts = [
        about.title,
        f"截至 {about.as_of.isoformat()}",
        about.approval,
        f"来源：{about.source}",
        f"使用条件：{about.licence}",
        f"坐标系：{wanted.system.label}（{wanted.system.code}）；文字编码 {wanted.encoding}",
        "",
        *(f"{column.name}　{column.title}" for column in columns_of(layer)),
        "",
        *written.notes,
    ]
    return "\n".join(facts) + "\n"


def _fitted(rows: list[Row], columns: tuple[Column, ...], encoding: str, written: Written) -> list[Row]:
    """The rows with texts that dBASE can hold; each that was shortened is named, what cannot be encoded is refused."""
    texts = [column for column in columns if column.kind is str]
    fitted = []
    for row in rows:
        values = dict(row.values)
        for column in texts:
            value = values.get(column.name)
            if isinstance(value, str):
                values[column.name] = _short(value, column, encoding, _known_as(row), written)
        fitted.append(Row(values, row.geometry))
    return fitted


def _known_as(row: Row) -> str:
    return str(next((row.values[name] for name in ("code", "name", "number", "id") if row.values.get(name)), "一条"))


def _short(value: str, column: Column, encoding: str, whose: str, written: Written) -> str:
    try:
        octets = value.encode(encoding)
    except UnicodeEncodeError as error:
        lost = value[error.start : error.end]
        raise ExportError(f"{whose} 的“{column.title}”里的“{lost}”不能用 {encoding} 写出，请改用 UTF-8。") from error
    if len(octets) <= DBF_BYTES:
        return value
    written.note(f"{whose} 的“{column.title}”超过 {DBF_BYTES} 字节，Shapefile 存不下，已从 {len(octets)} 字节截短。")
    return octets[:DBF_BYTES].decode(encoding, "ignore")


def _put(path: Path, driver: str, layer: Layer, rows: list[Row], crs: str, **options: Any) -> None:
    columns = columns_of(layer)
    shapes = np.array([_wkb(row.geometry, layer.geometry_type) for row in rows], dtype=object)
    data = [_array([row.values.get(column.name) for row in rows], column) for column in columns]
    pyogrio.raw.write(
        path,
        shapes,
        [values for values, _ in data],
        [column.name for column in columns],
        field_mask=[mask for _, mask in data],
        layer=layer.name,
        driver=driver,
        geometry_type=layer.geometry_type,
        crs=crs,
        promote_to_multi=False,
        **options,
    )


def _wkb(geometry: shapely.Geometry | None, wanted: str) -> bytes | None:
    if geometry is None:
        return None
    if wanted.startswith("Multi") and not geometry.geom_type.startswith("Multi"):
        kind = {"MultiPolygon": shapely.multipolygons, "MultiLineString": shapely.multilinestrings}[wanted]
        geometry = kind([geometry])
    return shapely.to_wkb(geometry)


def _array(values: list[Value], column: Column) -> tuple[np.ndarray, np.ndarray | None]:
    """The values of a column and, where the type knows no None, which of them are missing."""
    if column.kind is str:
        texts = [value.isoformat() if isinstance(value, datetime.date) else value for value in values]
        return np.array(texts, dtype=object), None
    missing = np.array([value is None for value in values], dtype=bool)
    filled = [column.kind() if value is None else value for value in values]
    return np.array(filled, dtype=DTYPES[column.kind]), missing if missing.any() else None
