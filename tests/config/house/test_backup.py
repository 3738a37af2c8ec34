"""A backup holds everything, proves it, and comes back onto something empty only."""

import hashlib
import json
import os
import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

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


TABLES = (
    "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' AND relname <> 'spatial_ref_sys' ORDER BY 1"
)
SEQUENCES = "SELECT sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences ORDER BY 1"


def hashes_of(cluster: Cluster, database: str) -> dict[str, str]:
    """Every table of a database with the number and the hash of its rows, and where every sequence stands."""
    found = {"sequences": cluster.psql(database, SEQUENCES)}
    for table in cluster.psql(database, TABLES).splitlines():
        rows = (
            f"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM {table} t"
        )
        found[table] = cluster.psql(database, rows)
    return found


def files_below(*folders: Path) -> dict[str, str]:
    """Every file below some folders with its SHA-256."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_there_and_back_every_hash_is_the_same(
    house: House,
    cluster: Cluster,
    empty_cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    files, anchors = tmp_path / "files", tmp_path / "anchors"
    house.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    assert house.module("tests.config.house.contents") == 0
    (files / "界桩.csv").write_bytes(b"\x00\xff 1")
    rows, kept = hashes_of(cluster, "dijie"), files_below(files, anchors)
    assert rows["archive_item"].startswith("3 ") and rows["log_seal"].startswith("1 ") and len(kept) == 6
    file = backup.save(house)
    assert file.stat().st_mode & 0o077 == 0
    assert "files/界桩.csv" in backup.verify(file)

    with pytest.raises(Trouble, match="空的数据库"):
        backup.bring_back(house, file)

    for folder in (files, anchors):
        shutil.rmtree(folder)
    empty_cluster.start()
    there = empty_cluster.url()
    monkeypatch.setenv("DATABASE_URL", there)
    restored = House(environment={**house.environment, "DATABASE_URL": there}, cluster=empty_cluster)
    backup.bring_back(restored, file)
    assert files_below(files, anchors) == kept
    assert hashes_of(empty_cluster, "dijie") == rows
    capfd.readouterr()
    assert restored.manage("verify_archive") == 0
    assert "原件 4 件、回执 0 份、档案 3 件、利用证明 1 份，全部相符" in capfd.readouterr().out


@pytest.mark.soak
def test_originals_in_a_bucket_travel_in_the_backup(
    house: House, empty_cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"ACCESS_KEY": "reader", "SECRET_KEY": "secret", "REGION": "us-east-1"}
    told = {"BUCKET": "originals", "ENDPOINT": f"http://{host}:{port}", "ADDRESSING": "path", **keys}
    for name, value in told.items():
        monkeypatch.setenv(f"ARCHIVE_S3_{name}", value)
        house.environment[f"ARCHIVE_S3_{name}"] = value
    names = {"aws_access_key_id": "reader", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=told["ENDPOINT"], **names).create_bucket(Bucket="originals")
    house.environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    assert house.module("tests.config.house.contents") == 0
    kept = {item.key: item.e_tag for item in bucket.objects.all()}
    assert len(kept) == 4 and not (tmp_path / "files").exists()
    file = backup.save(house)
    assert sum(name.startswith("files/") for name in backup.verify(file)) == 4

    bucket.objects.all().delete()
    shutil.rmtree(tmp_path / "anchors")
    empty_cluster.start()
    there = empty_cluster.url()
    monkeypatch.setenv("DATABASE_URL", there)
    restored = House(environment={**house.environment, "DATABASE_URL": there}, cluster=empty_cluster)
    backup.bring_back(restored, file)
    assert {item.key: item.e_tag for item in bucket.objects.all()} == kept
    assert restored.manage("verify_archive") == 0
    server.stop()


def made(file: Path, parts: dict[str, bytes], sums: dict[str, str] | None = None) -> Path:
    """A tar with these parts and a manifest, right unless `sums` says otherwise."""
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
