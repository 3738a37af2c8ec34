"""Writing map data to files (导出): GeoPackage, GeoJSON, Shapefile, KML, CSV, out of plain rows. No ORM."""

import tempfile
from pathlib import Path

from office.spatial import export_gdal, export_text
from office.spatial.export_rows import (
    DEGREES,
    ENCODINGS,
    About,
    Column,
    ExportError,
    Format,
    Layer,
    Row,
    Wanted,
    Written,
    system_of,
    zones,
)

__all__ = [
    "About",
    "Column",
    "DEGREES",
    "ExportError",
    "Format",
    "Layer",
    "Row",
    "Wanted",
    "Written",
    "system_of",
    "write",
    "zones",
]


def write(layer: Layer, wanted: Wanted, about: About, folder: Path | None = None) -> Written:
    """Write a layer into a new file of `folder` (the temporary folder without); rows are read piece by piece.

    Raises ExportError where the format cannot hold the values. The caller removes the file.
    """
    system_of(wanted.system.code)
    if wanted.encoding not in ENCODINGS:
        raise ExportError(f"文字编码只能是 {'、'.join(ENCODINGS)}。")
    place = Path(tempfile.mkdtemp(prefix="export-", dir=folder))
    written = Written(place / f"{layer.name}.{wanted.format.value}")
    if wanted.format.degrees_only and wanted.system != DEGREES:
        written.note(f"{wanted.format.name} 只用经纬度，已按 CGCS2000 经纬度写出，没有投影到{wanted.system.label}。")
        wanted = Wanted(wanted.format, DEGREES, wanted.encoding)
    write_format = {
        Format.GEOJSON: export_text.write_geojson,
        Format.CSV: export_text.write_csv,
        Format.GPKG: export_gdal.write_gpkg,
        Format.SHAPEFILE: export_gdal.write_shapefile,
        Format.KML: export_gdal.write_kml,
    }[wanted.format]
    write_format(layer, wanted, about, written)
    if written.samples:
        written.note(f"其中 {written.samples} 条为示例数据，不是事实（is_sample 为真）。")
    return written
