"""Loading a province as edges, beside ogr2ogr loading the same outlines; for bench.py, on an empty database.

`python scripts/bench_load.py` with DATABASE_URL: makes the tables, then loads 4,387 made-up areas of about 350
vertices the way Jilin is loaded, with every check, and prints the seconds of each step as one JSON object, and what
processor time they took in this process and in the database's (where that runs on this machine).
"""

import datetime
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
SINCE = datetime.date(2020, 1, 1)
DERIVED = ("lines", "map", "commit")  # the steps after edges, areas and all checks
seconds: dict[str, float] = {}
work: dict[str, float] = {}


@contextmanager
def step(name: str) -> Iterator[None]:
    """Time one step."""
    begin, spent = time.perf_counter(), processor()
    yield
    seconds[name] = time.perf_counter() - begin
    work[name] = processor() - spent


def processor() -> float:
    """Seconds of processor time that this process and its database connection have taken."""
    from django.db import connection

    connection.ensure_connection()
    host = str(connection.settings_dict["HOST"])
    if host and not host.startswith("/"):  # elsewhere, as far as we know
        return time.process_time()
    fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def write_divisions(outlines: dict[Any, Any]) -> tuple[dict[Any, int], int]:
    """Province, prefectures, counties and a township for every outline; answers the townships and who lies outside."""
    from psycopg2.extras import DateRange

    from boundaries.divisions.models import Division, DivisionCode, DivisionVersion

    partition = import_module("bench_partition")
    counties = sorted({partition.county_of(brick) for brick in outlines})
    prefectures = sorted({partition.prefecture_of(county) for county in counties})
    above: dict[Any, Any] = {("P", one): "top" for one in prefectures}
    above |= {("C", one): ("P", partition.prefecture_of(one)) for one in counties}
    above |= {("T", one): ("C", partition.county_of(one)) for one in sorted(outlines)}
    keys = ["outside", "top", *above]
    made = Division.objects.bulk_create([Division(external=key == "outside") for key in keys])
    ids = {key: division.pk for key, division in zip(keys, made, strict=True)}
    level = {"o": "province", "t": "province", "P": "prefecture", "C": "county", "T": "township"}
    always: dict[str, Any] = {"valid": DateRange(None, None), "source": "测速"}
    codes = {"outside": "99", "top": "98"}
    below: Counter[Any] = Counter()
    for key, parent in above.items():
        below[parent] += 1
        codes[key] = f"{codes[parent]}{below[parent]:0{3 if key[0] == 'T' else 2}}"
    DivisionVersion.objects.bulk_create(
        DivisionVersion(
            division_id=ids[key],
            name=f"区划{codes[key]}",
            level=level[key[0]],
            kind="",
            parent_id=ids.get(above.get(key)),
            **always,
        )
        for key in keys
    )
    DivisionCode.objects.bulk_create(
        DivisionCode(division_id=ids[key], scheme="MCA", code=codes[key], **always) for key in keys
    )
    return {one: ids["T", one] for one in outlines}, ids["outside"]


def load(outlines: dict[Any, Any], townships: dict[Any, int], outside: int) -> None:
    """Edges, areas, lines, map copies and all checks in one transaction, as Jilin is loaded."""
    from django.db import connection, transaction
    from psycopg2.extras import DateRange

    from boundaries.lines.areas import rebuild_areas
    from boundaries.lines.legal import rebuild_lines
    from boundaries.lines.network import write_edges
    from boundaries.lines.soundness import flaws_of
    from boundaries.lines.tiles import store_shapes
    from boundaries.lines.topology import edges_from_polygons
    from boundaries.lines.tree import tree_on

    with ExitStack() as transacting:
        transacting.enter_context(transaction.atomic())
        with step("edges"):
            stretches = edges_from_polygons({townships[one]: shape for one, shape in outlines.items()}, beyond=outside)
        with step("check"):
            flaws = flaws_of(stretches, townships.values(), {outside})
            if flaws:
                raise SystemExit(f"做出的区划不能成面：{flaws[0]}")
        with step("write"):
            same = {division: division for division in [*townships.values(), outside]}
            write_edges(stretches, same, tree_on(SINCE), DateRange(SINCE, None), "测速")
        with step("areas"):
            rebuild_areas()
        with step("constraints"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with step("lines"):
            rebuild_lines()
        with step("map"):
            store_shapes()
        with step("commit"):
            transacting.close()


def plain(outlines: dict[Any, Any], folder: Path) -> float:
    """The seconds that ogr2ogr takes to load the outlines with an index, from a FlatGeobuf file; the better of two."""
    import numpy as np
    import pyogrio
    import shapely

    file = folder / "outlines.fgb"
    names = np.array([f"{row}-{column}" for row, column in outlines], dtype=object)
    geometry = shapely.to_wkb(list(outlines.values()))
    pyogrio.raw.write(file, geometry, [names], ["name"], geometry_type="Polygon", crs="EPSG:4490", driver="FlatGeobuf")
    return round(import_module("bench_ogr").seconds(file), 2)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)
    outlines = import_module("bench_partition").bricks()
    townships, outside = write_divisions(outlines)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ogr = plain(outlines, Path(folder))
    load(outlines, townships, outside)
    found: dict[str, Any] = {"areas": len(outlines), "ogr2ogr": ogr, "load": os.getloadavg()[0]}
    for name, steps in (("core", [one for one in seconds if one not in DERIVED]), ("derived", DERIVED)):
        found[name] = {
            "seconds": round(sum(seconds[one] for one in steps), 1),
            "processor": round(sum(work[one] for one in steps), 1),
            "steps": {one: round(seconds[one], 1) for one in steps},
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
