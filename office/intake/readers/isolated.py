"""Run the reading process for one file in a folder that is thrown away; only the wanted GDAL driver is there."""

import functools
import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from office.intake import reading_process
from office.intake.readers import faults
from office.intake.readers.shapes import Limits, Unreadable

_PROJECT = Path(__file__).resolve().parents[3]


@functools.cache
def _all_drivers() -> frozenset[str]:
    import pyogrio

    return frozenset(pyogrio.list_drivers())


def _environment(driver: str | None) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "PROJ_DATA", "GDAL_DATA", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {
        **kept,
        "PYTHONPATH": str(_PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_SKIP": ",".join(sorted(_all_drivers() - {driver})) if driver else "",
        "GDAL_NUM_THREADS": "1",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
        "GPX_USE_EXTENSIONS": "NO",
        "DXF_ENCODING": "UTF-8",  # drawings are handed over in UTF-8
        "DXF_INLINE_BLOCKS": "FALSE",  # a symbol stays the point where it was put, and nested blocks cannot explode
        "OPENPYXL_LXML": "False",  # with lxml in the house openpyxl would leave defusedxml, and follow entities
    }


def run(
    files: Mapping[str, bytes], job: Mapping[str, Any], limits: Limits, driver: str | None = None
) -> tuple[dict[str, Any], list[BaseGeometry | None]]:
    """The result of a job over files written to a folder of their own, and a geometry for each row.

    Raises Unreadable: F11 where time or memory ran out, F02 where the library could not open the file.
    """
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        order = {
            **job,
            "seconds": limits.seconds,
            "memory_mb": limits.memory_mb,
            "max_rows": limits.max_rows,
            "max_unpacked_bytes": limits.max_unpacked_bytes * 2,
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", reading_process.__name__],
                input=json.dumps(order).encode(),
                capture_output=True,
                cwd=folder,
                env=_environment(driver),
                timeout=limits.seconds + 5,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(faults.exhausted(f"超过 {limits.seconds} 秒")) from error
        if done.returncode != 0:
            raise Unreadable(_why(done))
        result = json.loads((Path(folder) / reading_process.RESULT).read_text(encoding="utf-8"))
        sink = Path(folder) / reading_process.GEOMETRIES
        return result, _geometries(sink.read_bytes()) if sink.exists() else []


def _why(done: subprocess.CompletedProcess[bytes]) -> Any:
    words = done.stderr.decode("utf-8", errors="replace").strip()
    last = words.splitlines()[-1] if words else ""
    if "EntitiesForbidden" in words or "DTDForbidden" in words:
        return faults.entity()
    if done.returncode < 0 or "MemoryError" in last:
        return faults.exhausted("所需时间或内存超过上限")
    return faults.damaged("读取库打不开", reason=last.partition(":")[2].strip()[:200] or last[:200])


def _blobs(data: bytes) -> Iterator[bytes | None]:
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from("<i", data, at)
        at += 4
        yield None if size < 0 else data[at : at + size]
        at += max(size, 0)


def _geometries(data: bytes) -> list[BaseGeometry | None]:
    with np.errstate(invalid="ignore"):  # NaN in a damaged file is judged later (S28)
        return list(shapely.from_wkb(list(_blobs(data)), on_invalid="ignore"))
