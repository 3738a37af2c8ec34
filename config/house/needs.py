"""What the house needs from the system, found by what a package provides, not by the package's name."""

import importlib.util
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRES = 15
LIBRARY_FOLDERS = ("usr/lib/*-linux-*", "lib/*-linux-*", "usr/lib64", "usr/lib", "usr/local/lib")
FONT_FILES = ("NotoSansCJK*", "NotoSansSC*", "SourceHanSans*")


@dataclass(frozen=True)
class Need:
    """One thing that has to be there: what it is for, Debian's packages that bring it."""

    purpose: str
    packages: tuple[str, ...]


@dataclass(frozen=True)
class Postgres:
    """Programs of one PostgreSQL that has PostGIS; `root` is / or the folder of unpacked packages."""

    version: int
    root: Path

    @property
    def programs(self) -> Path:
        return self.root / "usr/lib/postgresql" / str(self.version) / "bin"


def find_postgres(roots: Iterable[Path]) -> Postgres | None:
    """The oldest supported PostgreSQL with PostGIS below any of the roots; the system's own comes first."""
    for root in roots:
        versions = []
        for program in root.glob("usr/lib/postgresql/*/bin/postgres"):
            name = program.parent.parent.name
            share = root / "usr/share/postgresql" / name / "extension"
            library = root / "usr/lib/postgresql" / name / "lib"
            complete = any(share.glob("postgis-3.control")) or any(share.glob("postgis.control"))
            if name.isdigit() and int(name) >= OLDEST_POSTGRES and complete and any(library.glob("postgis-3.so")):
                versions.append(int(name))
        if versions:
            return Postgres(min(versions), root)
    return None


def has_library(name: str, roots: Iterable[Path]) -> bool:
    """Whether a shared library of this file name (libpango-1.0.so.0) stands where the loader looks."""
    return any(any(root.glob(f"{folder}/{name}")) for root in roots for folder in LIBRARY_FOLDERS)


def has_chinese_font(roots: Iterable[Path]) -> bool:
    """Whether a font with the rare characters of place names is there."""
    folders = [root / folder for root in roots for folder in ("usr/share/fonts", "usr/local/share/fonts")]
    return any(any(folder.rglob(pattern)) for folder in folders for pattern in FONT_FILES)


def has_program(roots: Iterable[Path], *paths: str) -> bool:
    return any((root / path).exists() for root in roots for path in paths)


def has_ensurepip() -> bool:
    """Debian splits ensurepip from python3; without it `python3 -m venv` cannot bring pip."""
    return importlib.util.find_spec("ensurepip") is not None


def pip_wheel(roots: Iterable[Path]) -> Path | None:
    """pip as Debian packs it for virtual environments, from which a pip can be started where ensurepip is missing."""
    return next((wheel for root in roots for wheel in root.glob("usr/share/python-wheels/pip-*.whl")), None)


def package_version(names: Iterable[str]) -> int:
    """The PostgreSQL to install: the oldest supported one for which a PostGIS package is on offer."""
    found = (re.fullmatch(r"postgresql-(\d+)-postgis-3", name) for name in names)
    versions = sorted(int(match[1]) for match in found if match)
    return next((version for version in versions if version >= OLDEST_POSTGRES), OLDEST_POSTGRES)


def missing(purpose: str, roots: Sequence[Path], *, postgres: bool, postgres_version: int = 15) -> list[Need]:
    """What is still missing for `run`, `test` or `bench`; `postgres` is whether a private cluster is wanted."""
    wanted: list[tuple[bool, Need]] = [
        (has_ensurepip() or pip_wheel(roots) is not None, Need("Python 虚拟环境", ("python3-venv",))),
        (has_program(roots, "usr/share/zoneinfo/Asia/Shanghai"), Need("时区数据", ("tzdata",))),
        (
            all(
                has_library(name, roots)
                for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
            ),
            Need("公文排版（PDF）", ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")),
        ),
        (has_chinese_font(roots), Need("含生僻字的中文字体", ("fonts-noto-cjk",))),
    ]
    if postgres:
        names = (f"postgresql-{postgres_version}", f"postgresql-{postgres_version}-postgis-3")
        wanted.append((find_postgres(roots) is not None, Need("PostgreSQL 与 PostGIS", names)))
    if purpose == "test":
        browser = has_program(roots, "usr/bin/chromium", "usr/lib/chromium/chromium")
        wanted.append((browser, Need("浏览器（测试用）", ("chromium",))))
        wanted.append((has_library("libatomic.so.1", roots), Need("驱动浏览器（测试用）", ("libatomic1",))))
        wanted.append((has_program(roots, "usr/bin/pdftotext"), Need("读 PDF（测试用）", ("poppler-utils",))))
    if purpose == "backup":
        client = any(any(root.glob("usr/lib/postgresql/*/bin/pg_dump")) for root in roots)
        wanted.append((client, Need("备份程序 pg_dump", ("postgresql-client",))))
    if purpose == "bench":
        wanted.append((has_program(roots, "usr/bin/wrk"), Need("压力发生器（测速用）", ("wrk",))))
        wanted.append((has_program(roots, "usr/bin/ogr2ogr"), Need("ogr2ogr（测速用）", ("gdal-bin",))))
    return [need for present, need in wanted if not present]
