"""Photographs (照片): each is a row with the place, time and direction of its EXIF, on WGS 84."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import shapely

from office.intake.readers import faults, isolated
from office.intake.readers.shapes import Limits, ReadFile
from office.intake.readers.vector import WGS84, filled
from office.intake.reading_photos import DATUM, HEADINGS, LAT, LON

FORMAT = "照片"
JPEG = b"\xff\xd8\xff"
SUFFIXES = frozenset({".jpg", ".jpeg"})


def read_photographs(start: ReadFile, files: Mapping[str, bytes], limits: Limits) -> ReadFile:
    """All photographs in one process; a damaged one keeps its row, which is refused (F02).

    EXIF counts as WGS 84 unless the camera names another datum; then that stands as declared.
    """
    kept = {f"{index}.jpg": data for index, data in enumerate(files.values())}
    names = dict(zip(kept, files, strict=True))
    result, _ = isolated.run(kept, {"kind": "photos", "files": names}, limits)
    shapes = [_place(dict(zip(HEADINGS, row, strict=True))) for row in result["rows"]]
    begun = replace(start, format=FORMAT, encoding=None, crs=_datum(result["rows"]), crs_source="format")
    read = filled(begun, result["columns"], result["rows"], shapes)
    broken = [faults.broken_photo(read.rows[index].number, list(files)[index], why) for index, why in result["broken"]]
    damaged = {index for index, _ in result["broken"]}
    bare = [
        faults.photo_without_place(read.rows[index].number, name)
        for index, name in enumerate(files)
        if shapes[index] is None and index not in damaged
    ]
    return replace(read, findings=(*read.findings, *broken, *bare))


def _place(cells: dict[str, Any]) -> shapely.Point | None:
    return None if cells[LON] is None or cells[LAT] is None else shapely.Point(cells[LON], cells[LAT])


def _datum(rows: list[list[Any]]) -> str:
    at = HEADINGS.index(DATUM)
    named = sorted({str(row[at]) for row in rows if row[at]})
    others = [name for name in named if name.upper().replace("-", "").replace(" ", "") not in {"WGS84", "WGS1984"}]
    return others[0] if others else WGS84
