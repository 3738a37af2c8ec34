"""The assertions on a database: silent on ours, one sentence on each that would not do."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.checks import run_checks
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from config import checks
from config.checks import DatabaseFacts

GOOD = DatabaseFacts(
    version=150018,
    version_text="15.18",
    encoding="UTF8",
    ctype="C.UTF-8",
    user="dijie",
    may_create=True,
    superuser=False,
    installed=("plpgsql", "postgis", "btree_gist", "pg_trgm"),
    available=("postgis", "btree_gist", "pg_trgm"),
    trusted=("btree_gist", "pg_trgm"),
)


@pytest.mark.django_db
def test_our_own_database_passes() -> None:
    assert checks.assess("default") == []
    assert [m for m in run_checks(tags=["database"], databases=["default"]) if (m.id or "").startswith("house.")] == []


@pytest.mark.parametrize(
    ("change", "number", "said"),
    [
        ({"version": 140011, "version_text": "14.11"}, "E002", "PostgreSQL 14.11"),
        ({"encoding": "SQL_ASCII"}, "E003", "SQL_ASCII"),
        ({"ctype": "C"}, "E004", "LC_CTYPE 是 C"),
        ({"ctype": "POSIX"}, "E004", "POSIX"),
        ({"ctype": "zh_CN.GB18030"}, "E004", "GB18030"),
        ({"installed": (), "available": ("btree_gist", "pg_trgm")}, "E005", "PostGIS 未安装"),
        ({"installed": ("btree_gist", "pg_trgm")}, "E006", "无权建立扩展 postgis"),
        ({"installed": ("postgis",), "may_create": False}, "E006", "btree_gist、pg_trgm"),
    ],
)
def test_each_fault_is_named(change: dict, number: str, said: str) -> None:
    (error,) = checks.judge(replace(GOOD, **change))
    assert error.id == f"house.{number}"
    assert said in error.msg
    assert error.hint


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"ctype": "zh_CN.utf8"},
        {"installed": (), "superuser": True},
        {"installed": ("postgis",)},
        {"version": 170002},
    ],
)
def test_what_will_do_is_left_alone(change: dict) -> None:
    assert checks.judge(replace(GOOD, **change)) == []


@pytest.fixture
def without_chinese(django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A real database with LC_CTYPE=C on the same server, dropped afterwards."""
    name = f"ctype_c_{uuid.uuid4().hex[:8]}"
    with django_db_blocker.unblock():
        keeper, other = connection.copy(), connection.copy()
        with keeper.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        other.settings_dict["NAME"] = name
        yield other
        other.close()
        with keeper.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
        keeper.close()


@pytest.mark.django_db
def test_a_real_database_in_the_c_locale_is_refused(without_chinese: BaseDatabaseWrapper) -> None:
    known = checks.facts(without_chinese)
    assert known.ctype == "C"
    assert "house.E004" in {error.id for error in checks.judge(known)}
    with without_chinese.cursor() as cursor:
        cursor.execute("SELECT '长春市' ~ '^\\w+$'")
        assert cursor.fetchone() == (False,)  # the very thing the check protects from


@pytest.mark.django_db
def test_an_unreachable_server_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = connection.copy()
    lost.settings_dict.update(HOST="/nowhere", PORT="5432")
    monkeypatch.setattr(checks, "connections", {"default": lost})
    (error,) = checks.assess("default")
    assert error.id == checks.UNREACHABLE
    assert "连不上数据库" in error.msg
    assert "\n" not in error.msg
    assert connections["default"].settings_dict["HOST"] != "/nowhere"
