"""Backup and restore: one tar with the database, the kept files, the anchors and a manifest of SHA-256 sums."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from config import environment
from config.house import cluster, debian, places, say
from config.house.prepare import House
from config.house.say import Trouble

FORMAT = "dijie-backup/1"
BLOCK = 1 << 20
NOT_OURS = (" EXTENSION ", " TABLE DATA public spatial_ref_sys ")  # of the superuser, made before we restore
EXTENSIONS = "".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in cluster.EXTENSIONS)
EMPTY = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def stores() -> dict[str, Path]:
    """Folders that belong to a backup beside the database: name in the tar, place on the disk."""
    anchors = {"anchors": places.ROOT / (environment.text("ANCHOR_DIR") or "var/anchors")}
    if _in_bucket():
        return anchors
    return {"files": places.ROOT / (environment.text("ARCHIVE_DIR") or "var/files"), **anchors}


def _in_bucket() -> bool:
    """Whether the originals lie in a store outside; a backup then carries them through a folder."""
    return bool(environment.text("ARCHIVE_S3_BUCKET"))


def _carry(house: House, way: str, folder: Path) -> None:
    if house.manage("carry_originals", way, str(folder)):
        raise Trouble("对象存储中的原件没有全部搬到", where="见上面的说明", fix="检查 ARCHIVE_S3_* 设置后重试")


class _Counted:
    """A file that is hashed while tarfile reads it, so that the sum is of the very bytes that were stored."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.sum = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.sum.update(data)
        return data


def save(house: House) -> Path:
    """Write var/backups/dijie-TIME.tar and return its path; the database first, so that no file it names is missing."""
    folder = places.VAR / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / time.strftime("dijie-%Y%m%d-%H%M%S.tar")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        dump, fresh = Path(place) / "database.dump", Path(place) / target.name
        argv = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"]
        say.command("导出数据库", argv, log=places.LOGS / "backup.log", env=_connection(house))
        with say.step("收集文件"), tarfile.open(fresh, "w") as tar:
            sums = {"database.dump": _add(tar, "database.dump", dump)}
            folders = stores()
            if _in_bucket():
                folders["files"] = Path(place) / "files"
                _carry(house, "--out", folders["files"])
            for name, store in folders.items():
                for path in sorted(path for path in store.rglob("*") if path.is_file()):
                    inside = f"{name}/{path.relative_to(store).as_posix()}"
                    sums[inside] = _add(tar, inside, path)
            manifest = {"format": FORMAT, "made": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "sha256": sums}
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(text)
            tar.addfile(entry, BytesIO(text))
        fresh.chmod(0o600)
        fresh.rename(target)
    say.line(f"  {len(sums)} 项，{target.stat().st_size / 1e6:.1f} MB")
    return target


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as source:
        entry = tar.gettarinfo(arcname=name, fileobj=source)
        counted = _Counted(source)
        tar.addfile(entry, counted)
    return counted.sum.hexdigest()


def verify(file: Path) -> dict[str, str]:
    """The sums of a backup whose every part is there and right. Raises Trouble that names the first wrong one."""
    try:
        found = dict(_sums(file))
        manifest: dict[str, Any] = json.loads(found.pop("manifest.json"))
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise Trouble("这不是完整的备份文件", where=f"{file}：{error}", fix="换一份备份") from error
    expected = manifest.get("sha256", {}) if isinstance(manifest, dict) else {}
    if manifest.get("format") != FORMAT or set(expected) != set(found):
        raise Trouble("备份文件的清单与内容不符", where=str(file), fix="换一份备份")
    wrong = next((name for name in expected if expected[name] != found[name]), None)
    if wrong:
        raise Trouble("备份文件中有一项的散列值不符", where=f"{file}：{wrong}", fix="换一份备份")
    return found


def _sums(file: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(file) as tar:
        for entry in tar:
            source = tar.extractfile(entry) if entry.isfile() else None
            if source is None or entry.name.startswith("/") or ".." in Path(entry.name).parts:
                raise Trouble("备份文件中有不该有的项", where=f"{file}：{entry.name}", fix="换一份备份")
            if entry.name == "manifest.json":
                yield entry.name, source.read().decode()
                continue
            total = hashlib.sha256()
            while block := source.read(BLOCK):
                total.update(block)
            yield entry.name, total.hexdigest()


def bring_back(house: House, file: Path) -> None:
    """Restore onto an empty database and empty folders; nothing that exists is overwritten."""
    with say.step(f"核对备份 {file.name}"):
        sums = verify(file)
    env = _connection(house)
    _must_be_empty(env)
    with tempfile.TemporaryDirectory(dir=places.VAR) as place:
        _extract(file, sums, Path(place))
        _load(Path(place) / "database.dump", env)
        with say.step("放回文件"):
            for name, store in stores().items():
                source = Path(place) / name
                if source.is_dir():
                    shutil.copytree(source, store, dirs_exist_ok=True)
            if _in_bucket():
                _carry(house, "--in", Path(place) / "files")
    say.line(f"  已恢复 {len(sums)} 项")
    if house.module("config.furnish", "--restored") or house.manage("verify_log"):
        raise Trouble("恢复之后的核对没有通过", where="见上面的说明", fix="换一份备份重试")


def _extract(file: Path, sums: dict[str, str], place: Path) -> None:
    """Write the verified parts below `place`; by hand, because Debian 12's tarfile has no filters yet."""
    with tarfile.open(file) as tar:
        for entry in tar:
            source = tar.extractfile(entry) if entry.name in sums and entry.isfile() else None
            if source is None:
                continue
            target = place / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                shutil.copyfileobj(source, out, BLOCK)


def _psql(statement: str, env: dict[str, str]) -> str:
    argv = [_program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement]
    asked = subprocess.run(argv, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if asked.returncode:
        raise Trouble("要恢复到的数据库不能用", where=asked.stderr.strip(), fix="检查 DATABASE_URL 与 PostGIS 扩展")
    return asked.stdout.strip()


def _must_be_empty(env: dict[str, str]) -> None:
    full = [str(store) for store in stores().values() if any(path.is_file() for path in store.rglob("*"))]
    if _psql(EMPTY, env) != "0":
        full.insert(0, f"数据库 {env['PGDATABASE']}")
    if full:
        raise Trouble(
            "只能恢复到空的数据库和空的文件夹，现有数据不会被覆盖",
            where="、".join(full),
            fix="在新的检出里恢复；或先 make backup、make stop，再把 var 移走（mv var var.old）",
        )


def _load(dump: Path, env: dict[str, str]) -> None:
    """pg_restore in one transaction; the extensions are there already and belong to the superuser."""
    _psql(EXTENSIONS, env)
    tool = _program("pg_restore")
    listed = subprocess.run([tool, "--list", str(dump)], env=env, capture_output=True, text=True, check=True)
    chosen = dump.with_suffix(".list")
    rows = [row for row in listed.stdout.splitlines() if not any(part in row for part in NOT_OURS)]
    chosen.write_text("\n".join(rows))
    argv = [tool, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    argv += [f"--use-list={chosen}", f"--dbname={env['PGDATABASE']}", str(dump)]
    say.command("恢复数据库", argv, log=places.LOGS / "restore.log", env=env)


def _program(name: str) -> str:
    found = [path for root in debian.roots() for path in root.glob(f"usr/lib/postgresql/*/bin/{name}")]
    if not found:
        raise Trouble(f"找不到 {name}", fix="apt-get install --no-install-recommends postgresql-client")
    return str(max(found, key=lambda path: int(path.parent.parent.name)))


def _connection(house: House) -> dict[str, str]:
    """Environment of libpq's programs for the database of the settings."""
    known = environment.database_settings()
    named = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | house.environment
    env.update({key: str(known[name]) for key, name in named.items() if known.get(name)})
    if "sslmode" in known.get("OPTIONS", {}):
        env["PGSSLMODE"] = known["OPTIONS"]["sslmode"]
    return env
