"""Reading and judging what the field brings, beside ogr2ogr that only loads it (外业成果的检查); for bench.py.

4,387 polygons of a GeoPackage, a million points of a GPX track, a marker table of 40 rows: each read in the process
apart and judged by every rule of the standard in force, as an upload is. `python scripts/bench_survey.py` with
DATABASE_URL prints one JSON object: name → seconds, seconds of ogr2ogr, rows.
"""

import datetime
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
TRACK_POINTS, TABLE_ROWS = 1_000_000, 40
DAY = datetime.date(2026, 6, 1)
GPX = '<?xml version="1.0"?><gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'


def surroundings() -> Any:
    """What an upload is judged against: the province and its counties, made of the same outlines."""
    import shapely

    kinds, partition = import_module("survey.checks.context"), import_module("bench_partition")
    inside: dict[tuple[int, int], list[Any]] = {}
    for (row, column), outline in partition.bricks().items():
        inside.setdefault((row // partition.COUNTY[0], column // partition.COUNTY[1]), []).append(outline)
    shapes = {place: shapely.coverage_union_all(outlines) for place, outlines in inside.items()}
    counties = tuple(kinds.CountyContext(f"{row}-{column}县", shape) for (row, column), shape in shapes.items())
    return kinds.Context(day=DAY, province=shapely.coverage_union_all(list(shapes.values())), counties=counties)


def checked(path: Path, crs: str | None, context: Any) -> tuple[float, int]:
    """(seconds, rows) of reading a file and judging it by all rules."""
    judge, queries = import_module("survey.checks.judge"), import_module("survey.checks.queries")
    standard = queries.standard_on(DAY)
    data, limits = path.read_bytes(), queries.reading_limits()
    begin = time.perf_counter()
    taken = import_module("office.intake.readers").read(data, path.name, limits=limits)
    found = judge.judge(taken, judge.Declaration(crs=crs), context, standard)
    spent = time.perf_counter() - begin
    if not found.rows or any(finding.rule in {"S13", "S14"} for finding in found.findings):
        raise SystemExit(f"{path.name} 没有读出：{[finding.message for finding in found.findings]}")
    return spent, len(found.rows)


def polygons(path: Path) -> None:
    """4,387 polygons of about 350 vertices with a name each."""
    import numpy as np
    import pyogrio
    import shapely

    outlines = import_module("bench_partition").bricks()
    names = np.array([f"第{row}-{column}镇" for row, column in outlines], dtype=object)
    geometry = shapely.to_wkb(list(outlines.values()))
    pyogrio.raw.write(path, geometry, [names], ["名称"], geometry_type="Polygon", crs="EPSG:4490", driver="GPKG")


def track(path: Path) -> None:
    """A walk of a million points, timed, with heights."""
    with path.open("w", encoding="utf-8") as sink:
        sink.write(GPX)
        for n in range(TRACK_POINTS):
            lon, lat, high = 125.2 + n * 3e-7, 44.3 + n % 1000 * 2e-7, 200 + n % 30
            time_ = "<time>2026-05-01T08:00:00Z</time>"
            sink.write(f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><ele>{high}</ele>{time_}</trkpt>\n')
        sink.write("</trkseg></trk></gpx>")


def markers(path: Path) -> None:
    """A marker table of 40 rows with projected coordinates."""
    rows = [f"J{n:02},{4_930_000 + n * 150:.3f},{42_450_000 + n * 90:.3f},{200 + n},0.05" for n in range(TABLE_ROWS)]
    path.write_text("界桩号,X,Y,高程,精度\n" + "\n".join(rows) + "\n", encoding="utf-8")


FILES: dict[str, tuple[str, Callable[[Path], None], str | None, tuple[str, ...]]] = {
    "polygons": ("townships.gpkg", polygons, "EPSG:4490", ()),
    "track": ("track.gpx", track, None, ("tracks",)),
    "markers": ("markers.csv", markers, "EPSG:4530", ()),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import_module("django").setup()
    ogr, found, context = import_module("bench_ogr"), {}, surroundings()
    with tempfile.TemporaryDirectory(prefix="bench-survey-") as folder:
        for name, (filename, write, crs, layers) in FILES.items():
            path = Path(folder) / filename
            write(path)
            seconds, rows = checked(path, crs, context)
            told: dict[str, Any] = {"seconds": seconds, "rows": rows, "mb": path.stat().st_size / 2**20}
            found[name] = told | {"ogr2ogr": ogr.seconds(path, *layers)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
