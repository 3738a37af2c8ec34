"""The process that opens a file with GDAL or openpyxl, apart from the server, under limits of time and memory.

Started as `python -m office.intake.reading_process` in a folder of its own; reads a job as JSON from
standard input, writes `result.json` and `geometries.bin` (length, then WKB, for each row) beside the file.
"""

import json
import math
import resource
import struct
import sys
from pathlib import Path
from typing import Any

RESULT, GEOMETRIES = "result.json", "geometries.bin"
EMPTY_RUN = 5000


def _limit(job: dict[str, Any]) -> None:
    memory = job["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], job["seconds"]))
    size = job["max_unpacked_bytes"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _plain(value: Any) -> Any:
    """A cell as JSON holds it: numbers, words, ISO dates; NaN is nothing."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def read_layers(job: dict[str, Any]) -> dict[str, Any]:
    """All layers with geometry that the job asks for, one after the other, cells by heading."""
    import pyogrio
    from pyogrio.raw import read

    path, wanted = job["path"], job.get("layers")
    layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None or not job["geometry_only"]]
    if wanted:
        layers = [name for name in layers if name in wanted]
    if job["first_only"]:
        layers, rest = _first_filled(path, layers)
    else:
        rest = []
    columns: list[str] = []
    rows: list[list[Any]] = []
    crs = None
    with Path(GEOMETRIES).open("wb") as sink:
        for layer in layers:
            meta, _, shapes, fields = read(
                path, layer=layer, encoding=job.get("codec"), max_features=job["max_rows"] + 1 - len(rows)
            )
            crs = crs or meta["crs"]
            names = [str(name) for name in meta["fields"]]
            columns.extend(name for name in names if name not in columns)
            for index in range(len(shapes) if shapes is not None else len(fields[0]) if fields else 0):
                cells = {name: _plain(values[index]) for name, values in zip(names, fields, strict=True)}
                rows.append([cells.get(name) for name in columns])
                wkb = shapes[index] if shapes is not None else None
                sink.write(struct.pack("<i", -1 if wkb is None else len(wkb)) + (wkb or b""))
            if len(rows) > job["max_rows"]:
                break
    return {"columns": columns, "rows": rows, "crs": crs, "layers": layers, "not_read": rest}


def _first_filled(path: str, layers: list[str]) -> tuple[list[str], list[str]]:
    import pyogrio

    filled = [name for name in layers if pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]]
    return filled[:1], filled[1:]


def read_gpx(job: dict[str, Any]) -> dict[str, Any]:
    """Waypoints and routes as GDAL gives them, tracks with height and time of every point."""
    from office.intake.reading_tracks import tracks

    plain = read_layers({**job, "layers": ["waypoints", "routes"]})
    headings, rows, shapes = tracks(job["path"], job["max_rows"])
    columns = [*plain["columns"], *(name for name in headings if name not in plain["columns"])]
    with Path(GEOMETRIES).open("ab") as sink:
        for row, wkb in zip(rows, shapes, strict=True):
            cells = dict(zip(headings, row, strict=True))
            plain["rows"].append([_plain(cells.get(name)) for name in columns])
            sink.write(struct.pack("<i", -1 if wkb is None else len(wkb)) + (wkb or b""))
    return {**plain, "columns": columns}


def read_photos(job: dict[str, Any]) -> dict[str, Any]:
    """A row for each photograph, and those that are damaged."""
    from office.intake.reading_photos import HEADINGS, photographs

    rows, broken = photographs(job["files"])
    return {"columns": HEADINGS, "rows": rows, "broken": broken}


def read_workbook(job: dict[str, Any]) -> dict[str, Any]:
    """Every visible sheet as a grid of cells, streamed, and the formulas without a stored value."""
    import openpyxl

    book = openpyxl.load_workbook(job["path"], data_only=True, read_only=True)
    written = openpyxl.load_workbook(job["path"], data_only=False, read_only=True)
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()
        written[sheet.title].reset_dimensions()
        grid = _grid(sheet.iter_rows(values_only=True), job["max_rows"] + 50)
        sheets.append({"title": sheet.title, "grid": grid, "formulas": _bare_formulas(written[sheet.title], grid)})
    return {"sheets": sheets}


def _grid(lines: Any, limit: int) -> list[list[Any]]:
    """Rows of plain cells up to the last filled one; an endless run of empty rows ends the sheet."""
    grid: list[list[Any]] = []
    filled = 0
    for number, line in enumerate(lines, 1):
        cells = [_plain(cell) for cell in line]
        if any(cell not in (None, "") for cell in cells):
            filled = number
        elif number - filled > EMPTY_RUN:
            break
        grid.append(cells)
        if number >= limit:
            break
    return grid[:filled]


def _bare_formulas(sheet: Any, grid: list[list[Any]]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for row, line in zip(sheet.iter_rows(max_row=max(len(grid), 1)), grid, strict=False):
        for cell, value in zip(row, line, strict=False):
            if value is None and getattr(cell, "data_type", "") == "f":
                found.append([cell.row, cell.column, cell.coordinate])
        if len(found) > 200:
            break
    return found


_KINDS = {"layers": read_layers, "gpx": read_gpx, "photos": read_photos, "workbook": read_workbook}


def main() -> None:
    job = json.load(sys.stdin)
    _limit(job)
    result = _KINDS[job["kind"]](job)
    with Path(RESULT).open("w", encoding="utf-8") as sink:
        json.dump(result, sink, ensure_ascii=False)


if __name__ == "__main__":
    main()
