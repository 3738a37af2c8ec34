"""Choose the geometry libraries before anything loads them.

GeoDjango takes the GDAL that pyogrio carries and the GEOS that Shapely carries: Debian's GDAL 3.6
cannot be kept from opening files and network addresses while it reads an upload, and two copies of
GEOS in one process would differ in last digits. PROJ_DATA and GDAL_DATA have to stand in the
environment before pyogrio is imported.
"""

import importlib.util
import os
from pathlib import Path


def _site(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"缺少 Python 包 {package}，请先运行 make run 或 make test")
    return Path(spec.origin).parent.parent


def _library(folder: Path, pattern: str) -> str:
    found = sorted(folder.glob(pattern))
    if not found:
        raise RuntimeError(f"在 {folder.name} 中找不到 {pattern}")
    return str(found[0])


def prepare() -> tuple[str, str]:
    """Set PROJ_DATA and GDAL_DATA; return the paths of (libgdal, libgeos_c)."""
    site = _site("pyogrio")
    os.environ["PROJ_DATA"] = str(site / "pyogrio" / "proj_data")
    os.environ["GDAL_DATA"] = str(site / "pyogrio" / "gdal_data")
    gdal = _library(site / "pyogrio.libs", "libgdal-*.so*")
    geos = _library(_site("shapely") / "shapely.libs", "libgeos_c-*.so*")
    return gdal, geos
