"""A backup holds everything, proves it, and comes back onto something empty only."""

import json
import os
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from config.house import backup, debian, places
from config.house.cluster import Cluster
from config.house.prepare import House
from config.house.say import Trouble


@pytest.fixture
def house(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house with a database, kept files and anchors of its own, furnished by the real migrations."""
    cluster.start()
    (tmp_path / "var").mkdir()
    monkeypatch.setattr(places, "VAR", tmp_path / "var")
    monkeypatch.setattr(places, "LOGS", tmp_path / "log")
    monkeypatch.setenv("DATABASE_URL", cluster.url())
    monkeypatch.delenv("DEMO", raising=False)
    monkeypatch.setenv("ARCHIVE_DIR", str(tmp_path / "files"))
    monkeypatch.setenv("ANCHOR_DIR", str(tmp_path / "anchors"))
    house = House(environment={**os.environ, **debian.surroundings()}, cluster=cluster)
    assert house.module("config.furnish") == 0
    return house


def test_there_and_back(
    house: House, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "files" / "ab" / "界桩.csv"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"\x00\xff 1")
    cluster.psql("dijie", "SET ROLE dijie; CREATE TABLE witness AS SELECT '珲春'::text AS name")
    file = backup.save(house)
    assert file.stat().st_mode & 0o077 == 0
    assert "files/ab/界桩.csv" in backup.verify(file)

    with pytest.raises(Trouble, match="空的数据库"):
        backup.bring_back(house, file)

    kept.unlink()
    cluster.psql("postgres", "CREATE DATABASE second OWNER dijie")
    other = cluster.url().replace("/dijie?", "/second?")
    monkeypatch.setenv("DATABASE_URL", other)
    backup.bring_back(House(environment={**house.environment, "DATABASE_URL": other}), file)
    assert kept.read_bytes() == b"\x00\xff 1"
    assert cluster.psql("second", "SELECT name FROM witness") == "珲春"
    count = "SELECT count(*) FROM django_migrations"
    assert cluster.psql("second", count) == cluster.psql("dijie", count)


def made(file: Path, parts: dict[str, bytes], sums: dict[str, str] | None = None) -> Path:
    """A tar with these parts and a manifest, right unless `sums` says otherwise."""
    import hashlib

    right = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    manifest = json.dumps({"format": backup.FORMAT, "sha256": right if sums is None else sums}).encode()
    with tarfile.open(file, "w") as tar:
        for name, data in {**parts, "manifest.json": manifest}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, BytesIO(data))
    return file


def test_a_right_one_passes(tmp_path: Path) -> None:
    assert set(backup.verify(made(tmp_path / "b.tar", {"database.dump": b"x", "files/a": b"y"}))) == {
        "database.dump",
        "files/a",
    }


@pytest.mark.parametrize(
    ("parts", "sums", "said"),
    [
        ({"database.dump": b"x"}, {"database.dump": "0" * 64}, "散列值不符"),
        ({"database.dump": b"x"}, {}, "清单与内容不符"),
        ({}, {"database.dump": "0" * 64}, "清单与内容不符"),
        ({"../out": b"x"}, None, "不该有的项"),
        ({"/etc/out": b"x"}, None, "不该有的项"),
    ],
)
def test_a_wrong_one_is_refused(tmp_path: Path, parts: dict, sums: dict | None, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        backup.verify(made(tmp_path / "b.tar", parts, sums))


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\x00" * 10240])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "b.tar"
    file.write_bytes(content)
    with pytest.raises(Trouble, match="不是完整的备份"):
        backup.verify(file)


def test_one_cut_off_is_refused(tmp_path: Path) -> None:
    file = made(tmp_path / "b.tar", {"database.dump": b"x" * 100_000})
    file.write_bytes(file.read_bytes()[:50_000])
    with pytest.raises(Trouble):
        backup.verify(file)
