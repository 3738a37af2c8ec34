"""The files in fixtures/ as plain values. No ORM, no rules."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from shapely.geometry import MultiPolygon, Polygon, shape

from boundaries.changes.history import Event
from boundaries.lines.topology import Segment, undirected

FOLDER = Path(settings.BASE_DIR) / "fixtures"
REAL = (
    "country/divisions.csv",
    "jilin/divisions_mca.csv",
    "jilin/divisions_nbs.csv",
    "jilin/county_changes.csv",
    "jilin/counties.geojson",
    "jilin/heilongjiang_counties.geojson",
    "jilin/outside.geojson",
)
SAMPLE = "jilin/sample_townships.geojson.gz"


def digest_of(paths: tuple[str, ...]) -> str:
    """SHA-256 over the bytes of several fixtures, in this order."""
    found = hashlib.sha256()
    for path in paths:
        found.update((FOLDER / path).read_bytes())
    return found.hexdigest()


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV fixture."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def names(path: str) -> dict[str, str]:
    """Code → name of a list of divisions."""
    return {row["code"]: row["name"] for row in rows(path)}


def features(path: str) -> list[dict[str, Any]]:
    """The features of a GeoJSON fixture, packed or not."""
    raw = (FOLDER / path).read_bytes()
    return json.loads(gzip.decompress(raw) if path.endswith(".gz") else raw)["features"]


def outlines(path: str) -> dict[str, Polygon | MultiPolygon]:
    """Code → outline."""
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features(path)}


def outside_segments() -> dict[Segment, str]:
    """For every outer segment what lies beyond: 15, 21, 23, KP or RU."""
    found = {}
    for feature in features("jilin/outside.geojson"):
        points = [(x, y) for x, y in feature["geometry"]["coordinates"]]
        for a, b in zip(points, points[1:], strict=False):
            found[undirected(a, b)] = feature["properties"]["outside"]
    return found


def change_events() -> list[Event]:
    """The change events that are true; those left out stay in the file with the reason."""
    return [
        Event(
            year=int(row["year"]),
            kind=row["kind"],
            same=row["same"] == "1",
            old_code=row["old_code"],
            old_name=row["old_name"],
            new_code=row["new_code"],
            new_name=row["new_name"],
            source_kind=row["source_kind"],
            document=row["document"],
            source=row["source"],
            note=row["note"],
        )
        for row in rows("jilin/county_changes.csv")
        if not row["left_out"]
    ]
