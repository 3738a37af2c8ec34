"""Vector files: GeoPackage, Shapefile, GPX, KML through GDAL in a process apart; GeoJSON here."""

import json
import struct
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from office.intake import columns
from office.intake.readers import archives, encodings, faults, isolated, markup, shapefile
from office.intake.readers.shapes import FIRST_DATA_ROW, Limits, ReadFile, ReadRow, Unreadable
from office.spatial.systems import shifted_in

WGS84 = "EPSG:4326"
HEIGHT = "高程"
_KML_SWITCHES = {"tessellate", "extrude", "visibility", "drawOrder", "altitudeMode"}


def filled(start: ReadFile, headings: list[str], cells: list[list[Any]], shapes: list[BaseGeometry | None]) -> ReadFile:
    """Rows out of cells and a geometry for each, counted as a spreadsheet would."""
    names = columns.unique(headings)
    rows = []
    for index, (row, shape) in enumerate(zip(cells, shapes, strict=True)):
        values = dict(zip(names, row + [None] * (len(names) - len(row)), strict=True))
        rows.append(ReadRow(index + FIRST_DATA_ROW, values, shape))
    findings = start.findings if rows else (*start.findings, faults.no_rows("没有任何要素"))
    return replace(start, columns=names, rows=tuple(rows), has_geometry=True, findings=findings)


def _through_gdal(
    start: ReadFile, files: dict[str, bytes], path: str, driver: str, limits: Limits, **job: Any
) -> tuple[ReadFile, dict[str, Any]]:
    order = {"kind": "layers", "path": path, "geometry_only": True, "first_only": False, **job}
    result, shapes = isolated.run(files, order, limits, driver)
    return filled(start, result["columns"], result["rows"], shapes), result


def read_geopackage(start: ReadFile, data: bytes, limits: Limits) -> ReadFile:
    """The first layer with features of a GeoPackage; its reference system is what the layer declares."""
    if len(data) < 100:
        raise Unreadable(faults.damaged("文件头不完整", value=len(data)))
    page = struct.unpack(">H", data[16:18])[0] or 65536
    page = 65536 if page == 1 else page
    stated = struct.unpack(">I", data[28:32])[0] * page
    if stated > len(data):
        raise Unreadable(faults.damaged(f"应有 {stated} 字节，只有 {len(data)}", value=len(data), expected=stated))
    begun = replace(start, format="GeoPackage", encoding="UTF-8")
    read, result = _through_gdal(begun, {"in.gpkg": data}, "in.gpkg", "GPKG", limits, first_only=True)
    further = (faults.not_read("图层", result["not_read"]),) if result["not_read"] else ()
    return replace(
        read,
        crs=result["crs"],
        crs_source="format" if result["crs"] else "",
        detail=(result["layers"] or [""])[0],
        findings=(*read.findings, *further),
    )


def read_shapefile(start: ReadFile, archive: zipfile.ZipFile, encoding: str | None, limits: Limits) -> ReadFile:
    """The Shapefile in a zip; without .prj its reference system stays unknown."""
    members = archives.members_of(archive)
    parts = shapefile.parts_of(list(members))
    kept = {suffix: archives.unpacked(archive, members[name], limits) for suffix, name in parts.items()}
    shapefile.check_whole(kept[".shp"], kept[".dbf"])
    name, codec, findings = shapefile.encoding_of(kept[".dbf"], kept.get(".cpg"), encoding)
    prj = kept.get(".prj", b"").decode("utf-8", errors="replace").strip() or None
    begun = replace(
        start,
        format="Shapefile",
        encoding=name,
        detail=PurePosixPath(parts[".shp"]).name,
        crs=prj,
        crs_source="prj" if prj else "",
        findings=(*start.findings, *findings),
    )
    files = {f"in{suffix}": kept[suffix] for suffix in (".shp", ".shx", ".dbf")}
    read, _ = _through_gdal(begun, files, "in.shp", "ESRI Shapefile", limits, codec=codec)
    return read


def read_markup(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    """GPX (waypoints, tracks, routes) or KML, told apart by the root tag. Raises Unreadable with F06 else."""
    document, root, name = markup.guarded(data, encoding)
    begun = replace(start, encoding=name, crs=WGS84, crs_source="format")
    if root == "gpx":
        begun = replace(begun, format="GPX")
        read, _ = _through_gdal(begun, {"in.gpx": document}, "in.gpx", "GPX", limits, kind="gpx")
    elif root == "kml":
        begun = replace(begun, format="KML")
        read, _ = _through_gdal(begun, {"in.kml": document}, "in.kml", "LIBKML", limits)
    else:
        raise Unreadable(faults.unknown_format(f"是 XML，根元素为 {root}", value=root))
    read = _told_shifted(read, document[:5000].decode("utf-8", errors="ignore"))
    return _without_empty_columns(_with_heights(read))


def _told_shifted(read: ReadFile, head: str) -> ReadFile:
    """A head that names the grid of a web map (GCJ-02, BD-09) declares it, whatever the format stands for."""
    shifted = shifted_in(head)
    return replace(read, crs=shifted.code, crs_source="text") if shifted else read


def _with_heights(read: ReadFile) -> ReadFile:
    """Heights of points as a column, where the file has no column of heights and one is not zero."""
    if "height" in columns.recognise(read.columns) or not any(_height(row.geometry) for row in read.rows):
        return read
    rows = tuple(replace(row, values={**row.values, HEIGHT: _height(row.geometry)}) for row in read.rows)
    return replace(read, columns=(*read.columns, HEIGHT), rows=rows)


def _height(shape: BaseGeometry | None) -> float | None:
    return shape.z if isinstance(shape, shapely.Point) and shape.has_z else None


def _without_empty_columns(read: ReadFile) -> ReadFile:
    kept = tuple(name for name in read.columns if _says_something(name, read))
    rows = tuple(replace(row, values={name: row.values[name] for name in kept}) for row in read.rows)
    return replace(read, columns=kept, rows=rows)


def _says_something(name: str, read: ReadFile) -> bool:
    if name in _KML_SWITCHES:
        return False
    return any(row.values.get(name) not in (None, "") for row in read.rows)


def read_geojson(start: ReadFile, data: bytes, encoding: str | None) -> ReadFile:
    """GeoJSON (RFC 7946: WGS 84, longitude first), or the older kind that names its own reference system."""
    text, name, findings = encodings.decode(data, encoding)
    try:
        document = json.loads(text.lstrip("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(faults.damaged(f"JSON 不完整（{error}）")) from error
    features = _features(document)
    headings: list[str] = []
    for feature in features:
        headings.extend(key for key in feature["properties"] if key not in headings)
    stated = _stated_crs(document)
    begun = replace(
        start,
        format="GeoJSON",
        encoding=name,
        crs=stated or WGS84,
        crs_source="format",
        findings=(*start.findings, *findings),
    )
    cells = [[_cell(feature["properties"].get(key)) for key in headings] for feature in features]
    head = " ".join(str(value) for key, value in document.items() if key != "features")[:5000]
    return _told_shifted(_with_heights(filled(begun, headings, cells, _shapes(features))), head)


def _no_constant(text: str) -> float:
    raise ValueError(f"JSON 不允许 {text}")


def _features(document: Any) -> list[dict[str, Any]]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        raw = document["features"]
    elif kind == "Feature":
        raw = [document]
    elif kind in {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}:
        raw = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        raise Unreadable(faults.unknown_format("是 JSON，但不是 GeoJSON 要素集", value=kind))
    features: list[dict[str, Any]] = []
    for number, item in enumerate(raw, FIRST_DATA_ROW):
        if not isinstance(item, dict):
            raise Unreadable(faults.damaged(f"第 {number} 行的要素不是对象"))
        properties = item.get("properties")
        features.append({**item, "properties": properties if isinstance(properties, dict) else {}})
    return features


def _shapes(features: list[dict[str, Any]]) -> list[BaseGeometry | None]:
    texts = [json.dumps(feature["geometry"]) if feature.get("geometry") else None for feature in features]
    return list(shapely.from_geojson(texts, on_invalid="ignore"))


def _stated_crs(document: dict[str, Any]) -> str | None:
    named = document.get("crs")
    name = named.get("properties", {}).get("name") if isinstance(named, dict) else None
    if not isinstance(name, str):
        return None
    if name.upper().endswith(("CRS84", "EPSG::4326")):
        return WGS84
    return f"EPSG:{name.rpartition(':')[2]}" if "EPSG" in name.upper() else name


def _cell(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, str | int | float | bool) else json.dumps(value, ensure_ascii=False)
    )
