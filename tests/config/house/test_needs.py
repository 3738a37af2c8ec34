"""What is missing is found by what packages provide."""

from pathlib import Path

import pytest

from config.house import needs

POSTGRES = (
    "usr/lib/postgresql/{v}/bin/postgres",
    "usr/lib/postgresql/{v}/lib/postgis-3.so",
    "usr/share/postgresql/{v}/extension/postgis.control",
)
SYSTEM = (
    "usr/share/zoneinfo/Asia/Shanghai",
    "usr/lib/x86_64-linux-gnu/libpango-1.0.so.0",
    "usr/lib/x86_64-linux-gnu/libpangoft2-1.0.so.0",
    "usr/lib/x86_64-linux-gnu/libharfbuzz-subset.so.0",
    "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)


def put(root: Path, *files: str) -> Path:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()
    return root


def packages(purpose: str, *roots: Path, postgres: bool = True) -> set[str]:
    return {name for need in needs.missing(purpose, roots, postgres=postgres) for name in need.packages} - {
        "python3-venv"
    }


def test_a_bare_system_lacks_everything(tmp_path: Path) -> None:
    assert packages("run", tmp_path) == {
        "tzdata",
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "fonts-noto-cjk",
        "postgresql-15",
        "postgresql-15-postgis-3",
    }
    assert packages("test", tmp_path) - packages("run", tmp_path) == {"chromium", "libatomic1", "poppler-utils"}
    assert packages("bench", tmp_path) - packages("run", tmp_path) == {"wrk", "gdal-bin"}


def test_a_complete_system_lacks_nothing(tmp_path: Path) -> None:
    put(tmp_path, *SYSTEM, *(file.format(v=15) for file in POSTGRES))
    assert packages("run", tmp_path) == set()
    put(
        tmp_path,
        "usr/bin/chromium",
        "usr/bin/pdftotext",
        "usr/bin/wrk",
        "usr/bin/ogr2ogr",
        "usr/lib/x86_64-linux-gnu/libatomic.so.1",
    )
    assert packages("test", tmp_path) == packages("bench", tmp_path) == set()


def test_a_database_of_your_own_needs_no_postgres(tmp_path: Path) -> None:
    put(tmp_path, *SYSTEM)
    assert packages("run", tmp_path, postgres=False) == set()
    assert packages("backup", tmp_path, postgres=False) == {"postgresql-client"}


@pytest.mark.parametrize("gone", POSTGRES)
def test_postgres_counts_only_with_postgis(tmp_path: Path, gone: str) -> None:
    put(tmp_path, *(file.format(v=15) for file in POSTGRES if file != gone))
    assert needs.find_postgres([tmp_path]) is None


def test_too_old_a_postgres_does_not_count(tmp_path: Path) -> None:
    put(tmp_path, *(file.format(v=14) for file in POSTGRES))
    assert needs.find_postgres([tmp_path]) is None
    put(tmp_path, *(file.format(v=17) for file in POSTGRES))
    assert needs.find_postgres([tmp_path]) == needs.Postgres(17, tmp_path)


def test_the_system_goes_before_the_unpacked(tmp_path: Path) -> None:
    system, unpacked = tmp_path / "system", tmp_path / "unpacked"
    put(unpacked, *(file.format(v=15) for file in POSTGRES))
    found = needs.find_postgres([system, unpacked])
    assert found is not None
    assert found.programs == unpacked / "usr/lib/postgresql/15/bin"
    put(system, *(file.format(v=15) for file in POSTGRES))
    assert needs.find_postgres([system, unpacked]) == needs.Postgres(15, system)


@pytest.mark.parametrize(
    ("offered", "version"),
    [
        (["postgresql-15-postgis-3", "postgresql-15-postgis-3-scripts", "postgresql-15"], 15),
        (["postgresql-17-postgis-3"], 17),
        (["postgresql-13-postgis-3", "postgresql-16-postgis-3", "postgresql-18-postgis-3"], 16),
        ([], 15),
    ],
)
def test_the_oldest_supported_on_offer_is_installed(offered: list[str], version: int) -> None:
    assert needs.package_version(offered) == version
