"""GeoJSON and CSV, written row by row (导出：文本格式)."""

import csv
import datetime
import json
from typing import Any

import shapely

from office.spatial.export_rows import DEGREES, About, Layer, Row, Value, Wanted, Written, chunks, columns_of, projected
from office.tables import harmless

DEGREE_DECIMALS = 9  # a tenth of a millimetre
METRE_DECIMALS = 4


def write_geojson(layer: Layer, wanted: Wanted, about: About, written: Written) -> None:
    """A feature collection (RFC 7946); `about` is a member of it, beside the features."""
    head = {
        "type": "FeatureCollection",
        "name": layer.name,
        "about": {
            "title": about.title,
            "as_of": about.as_of.isoformat(),
            "source": about.source,
            "licence": about.licence,
            "approval": about.approval,
            "datum": "CGCS2000（EPSG:4490），经度在前",
            "columns": {column.name: column.title for column in columns_of(layer)},
        },
    }
    names = [column.name for column in columns_of(layer)]
    with written.path.open("w", encoding="utf-8") as out:
        out.write(_text(head)[:-1] + ',"features":[')
        separator = "\n"
        for rows in chunks(layer, about, written):
            for row in rows:
                out.write(separator + _feature(row, names))
                separator = ",\n"
        out.write("\n]}\n")


def _feature(row: Row, names: list[str]) -> str:
    properties = _text({name: _plain(row.values.get(name)) for name in names})
    geometry = "null"
    if row.geometry is not None:
        geometry = shapely.to_geojson(shapely.transform(row.geometry, lambda points: points.round(DEGREE_DECIMALS)))
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def write_csv(layer: Layer, wanted: Wanted, about: About, written: Written) -> None:
    """UTF-8 with a byte order mark; `lon` and `lat` of a point of each thing in degrees, `wkt` in the system wanted."""
    columns = columns_of(layer)
    decimals = DEGREE_DECIMALS if wanted.system == DEGREES else METRE_DECIMALS
    with written.path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow([*(column.name for column in columns), "lon", "lat", "crs", "wkt"])
        for rows in chunks(layer, about, written):
            places = [_place(row.geometry) for row in rows]
            moved = projected(rows, wanted.system)
            for row, place in zip(moved, places, strict=True):
                cells = [_cell(row.values.get(column.name), written) for column in columns]
                table.writerow([*cells, *place, wanted.system.code, _wkt(row.geometry, decimals)])


def _place(geometry: shapely.Geometry | None) -> tuple[Any, Any]:
    if geometry is None or geometry.is_empty:
        return ("", "")
    point = shapely.point_on_surface(geometry)
    return (round(point.x, DEGREE_DECIMALS), round(point.y, DEGREE_DECIMALS))


def _wkt(geometry: shapely.Geometry | None, decimals: int) -> str:
    return "" if geometry is None else shapely.to_wkt(geometry, rounding_precision=decimals)


def _cell(value: Value, written: Written) -> Any:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "1" if plain else "0"
    safe = harmless(plain)
    if safe != plain:
        written.note("以 = + - @ 开头或含控制字符的文字，前面加了撇号或去掉了控制字符，免得表格软件当作公式。")
    return safe


def _plain(value: Value) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
