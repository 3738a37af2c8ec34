"""Everything before the server: system packages, Python, front end, database, contents."""

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from config.house import account as accounts
from config.house import debian, needs, places, python, say
from config.house.cluster import Cluster
from config.house.say import AlreadySaid, Trouble

LOCK = places.VAR / "house.lock"
KEPT = places.VAR / "cluster-kept"  # `make db` left the database running on purpose
WAITING = "另一个 make 正在准备这个检出，等它做完……"
OLDEST_PYTHON = (3, 11)


@dataclass
class House:
    """What a command works with: environment of the programs it starts, the private cluster if there is one."""

    environment: dict[str, str] = field(default_factory=dict)
    cluster: Cluster | None = None
    started: bool = False  # whether this process started the cluster

    def manage(self, *arguments: str) -> int:
        """Run manage.py, its output straight to ours; returns the exit code."""
        argv = [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments]
        return subprocess.run(argv, cwd=places.ROOT, env=self.environment).returncode

    def module(self, name: str, *arguments: str) -> int:
        argv = [str(places.PYTHON), "-m", name, *arguments]
        return subprocess.run(argv, cwd=places.ROOT, env=self.environment).returncode


def own_database() -> bool:
    """Whether the operator named a database of his own."""
    return bool(os.environ.get("DATABASE_URL", "").strip())


def folder() -> None:
    """var/ itself: the database account has to pass through it, so its rights do not follow the caller's umask."""
    try:
        places.VAR.mkdir(exist_ok=True)
        places.LOGS.mkdir(exist_ok=True)
        (places.VAR / "staticfiles").mkdir(exist_ok=True)  # whitenoise looks for it before collectstatic made it
    except PermissionError as error:
        raise Trouble(
            f"不能写 {places.VAR}", where=f"属主 uid {_owner(places.VAR)}", fix="用检出的属主运行，或改正文件夹属主"
        ) from error
    if places.VAR.stat().st_uid == os.geteuid():
        places.VAR.chmod(0o755)


def _owner(path: Path) -> int:
    return next(parent for parent in (path, *path.parents) if parent.exists()).stat().st_uid


def programs(purpose: str) -> House:
    """Bring system packages, .venv and node_modules for `run`, `test` or `bench`."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise Trouble("需要 Python 3.11 或更新", where=sys.executable, fix="apt-get install python3（Debian 12 起）")
    debian.provide(purpose, postgres=not own_database() or purpose == "test")
    python.venv("dev" if purpose in {"test", "check"} else "run")
    python.node_modules()
    return House(environment={**os.environ, **surroundings()})


def surroundings() -> dict[str, str]:
    """Additions to the environment: unpacked libraries, the browser for tests, PostgreSQL's programs."""
    added = debian.surroundings()
    browser = debian.program("usr/bin/chromium", "usr/lib/chromium/chromium")
    if browser and str(browser).startswith(str(places.UNPACKED)):
        browser = debian.program("usr/lib/chromium/chromium")  # the wrapper in usr/bin knows only the system's folders
    if browser and not os.environ.get("CHROMIUM"):
        added["CHROMIUM"] = str(browser)
    extra = [str(places.VENV / "bin")]
    postgres = needs.find_postgres(debian.roots())
    if postgres:
        added["PG_BIN"] = str(postgres.programs)
        extra.append(str(postgres.programs))
    if (places.UNPACKED / "usr/bin").is_dir():
        extra.append(str(places.UNPACKED / "usr/bin"))
    added["PATH"] = os.pathsep.join([*extra, os.environ.get("PATH", os.defpath)])
    return added


def private(name: str, *, durable: bool) -> Cluster:
    """The private cluster `pg` or `test-pg` of this checkout, not yet started."""
    postgres = needs.find_postgres(debian.roots())
    if postgres is None:
        raise Trouble("找不到带 PostGIS 的 PostgreSQL", where=str(places.ROOT), fix="make db")
    account = accounts.for_cluster(places.VAR / name / "data")
    outside = Path("/var/lib") if os.geteuid() == 0 else Path("/tmp")
    layout = places.choose(
        places.ROOT,
        name,
        account.name,
        enterable=lambda where: account.is_caller or accounts.can_enter(account, where),
        outside=outside,
    )
    return Cluster(layout, postgres, account, durable, debian.surroundings())


def database(house: House) -> House:
    """Start the private cluster, unless DATABASE_URL names another, and write var/house.json for the settings."""
    if own_database():
        say.line("使用 DATABASE_URL 指定的数据库，不启动自带的数据库")
        return house
    cluster = private("pg", durable=True)
    for note in cluster.layout.notes:
        say.line(f"注意：{note}")
    house.cluster, house.started = cluster, cluster.start()
    if house.started:
        KEPT.unlink(missing_ok=True)
    write_house_file(cluster)
    return house


def write_house_file(cluster: Cluster) -> None:
    """What the settings need to know of this house; the secret key is made once and kept."""
    known = json.loads(places.HOUSE_FILE.read_text()) if places.HOUSE_FILE.exists() else {}
    text = json.dumps(
        {
            "database": cluster.settings(),
            "secret_key": known.get("secret_key") or secrets.token_urlsafe(48),
            "environment": debian.surroundings(),
            "programs": str(cluster.postgres.programs),
        },
        ensure_ascii=False,
        indent=1,
    )
    if places.HOUSE_FILE.exists() and places.HOUSE_FILE.read_text() == text:
        return
    fresh = places.HOUSE_FILE.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(places.HOUSE_FILE)


def contents(house: House) -> None:
    """Migrate, load Jilin the first time, make demo accounts, gather static files, check."""
    code = house.module("config.furnish")
    if code == 2:
        raise AlreadySaid("准备数据没有成功")
    if code:
        raise Trouble("准备数据没有成功", where="见上面的说明", fix="处理后再次运行，已完成的步骤不会重做")
