"""Every reader over damaged bytes: no traceback, no hang, no wrong row accepted, little memory.

An accepted row lies where the undamaged file has it, or the bytes of the damaged file truly say another place.
"""

import io
import re
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.intake.readers import read_many
from office.spatial.numbers import number
from survey.checks.judge import Declaration, Judgement, judge
from survey.checks.standards import Standard
from tests.survey.corpus import good
from tests.survey.corpus.mutator import mutated
from tests.survey.test_strange import CONTEXT, TRUE

LIGHT = {
    "csv": (good.csv_file, "EPSG:4530"),
    "csv in GBK": (lambda: good.csv_file("gbk"), "EPSG:4530"),
    "degrees": (good.degrees_csv, None),
    "cass": (good.cass, "EPSG:4530"),
    "controller": (good.controller, "EPSG:4530"),
    "headless": (lambda: good.controller(headed=False), "EPSG:4530"),
    "land survey": (good.cadastre, None),
    "geojson": (good.geojson, None),
}
HEAVY = {
    "gpx": (good.gpx, None),
    "track": (good.gpx_track, None),
    "kml": (good.kml, None),
    "kmz": (good.kmz, None),
    "xlsx": (good.xlsx_file, None),
    "geopackage": (good.geopackage, None),
    "shapefile": (good.shapefile, None),
    "dxf": (good.dxf, "EPSG:4530"),
    "photographs": (good.photos, None),
    "package": (good.package, "EPSG:4530"),
}
EVERY = {**LIGHT, **HEAVY}
_MADE: dict[str, tuple[str, bytes]] = {}
ROOT = Path(__file__).resolve().parents[2]


def _made(kind: str) -> tuple[str, bytes]:
    return _MADE.setdefault(kind, EVERY[kind][0]())


def _unpacked(data: bytes) -> bytes:
    """The bytes, and those of the members where they are a zip that still opens."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return data + b"".join(archive.read(name) for name in archive.namelist())
    except Exception:
        return data


def _says(data: bytes, judgement: Judgement, row) -> bool:
    """Whether the damaged bytes themselves say where an accepted row lies."""
    if judgement.read.format == "照片":  # EXIF has no checksum; what it says now is what the camera library reads
        return True
    read = next(item for item in judgement.read.rows if item.number == row.row)
    if read.geometry is None:
        fields = ("x", "y") if {"x", "y"} <= judgement.mapping.keys() else ("lon", "lat")
        codec = {"UTF-16": "utf-16"}.get(judgement.read.encoding or "", judgement.read.encoding or "utf-8")
        text = data.decode(codec, errors="replace")
        cells = [str(row.values[judgement.mapping[field]]) for field in fields]
        return all(cell in text and number(cell) is not None for cell in cells)
    pairs = [value for point in _vertices(read.geometry) for value in point]
    if judgement.read.format in {"GeoPackage", "Shapefile"}:
        return all(struct.pack("<d", value) in data for value in pairs)
    told = {
        float(text)
        for text in re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", data.decode("utf-8", "replace"))
    }
    return all(value in told for value in pairs)


def _vertices(shape) -> list[tuple[float, float]]:
    return [tuple(pair[:2]) for part in getattr(shape, "geoms", [shape]) for pair in part.coords]


def survives(kind: str, seed: int) -> None:
    name, whole = _made(kind)
    data = mutated(whole, seed)
    begun = time.monotonic()
    results = [judge(item, Declaration(crs=EVERY[kind][1]), CONTEXT, Standard()) for item in read_many(data, name)]
    assert time.monotonic() - begun < 30, (kind, seed)
    inside = None
    for result in results:
        assert result.rows or any(finding.blocks for finding in result.findings), (kind, seed)
        for row in result.rows:
            if row.verdict == "refused":
                continue
            pairs = [(round(x, 6), round(y, 6)) for x, y in _vertices(row.geometry)]
            if not set(pairs) <= set(TRUE):
                inside = inside or _unpacked(data)
                assert _says(inside, result, row), (kind, seed, row)


@pytest.mark.parametrize("kind", LIGHT)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_damaged_texts(kind, seed):
    survives(kind, seed)


@pytest.mark.parametrize("kind", HEAVY)
def test_damaged_containers(kind):
    for seed in range(4):
        survives(kind, seed)


LARGEST = """
import resource
import django
django.setup()
from tests.survey.test_fuzz import HEAVY, survives
for kind in HEAVY:
    survives(kind, 0)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_workers_stay_small():
    """In KiB, of a process of its own whose children are only reading processes; the limit is their RLIMIT_AS."""
    told = subprocess.run([sys.executable, "-c", LARGEST], capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout.split()[-1]) < 1024 * 1024


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=6), min_size=1, max_size=6
    ),
    st.sampled_from([",", "\t", " ", ";"]),
    st.sampled_from(["a.csv", "a.dat", "a.txt"]),
)
def test_any_table_is_read_or_refused(rows, mark, name):
    data = "\n".join(mark.join(row) for row in rows).encode()
    for item in read_many(data, name):
        result = judge(item, Declaration(crs="EPSG:4530"), CONTEXT, Standard())
        assert result.rows or any(finding.blocks for finding in result.findings)


@pytest.mark.soak
@pytest.mark.parametrize("kind", LIGHT)
def test_thousands_of_damaged_texts(kind):
    for seed in range(1000, 4000):
        survives(kind, seed)


@pytest.mark.soak
@pytest.mark.parametrize("kind", HEAVY)
def test_hundreds_of_damaged_containers(kind):
    for seed in range(1000, 1300):
        survives(kind, seed)
