"""Houses for the browser: each a database with Jilin, gunicorn in front of it, Debian's Chromium.

Jilin is loaded once, into the ground; most browser tests share one house on a copy of it, a test that needs another
register opens its own.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg2
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class House:
    """Where the house stands, and the demo accounts' passwords."""

    url: str
    passwords: dict[str, str]
    environment: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py against the database of this house."""
        return _manage(self.environment, *arguments)


def _manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _database_url(name: str) -> str:
    given = settings.DATABASES["default"]
    user = quote(given["USER"]) + (":" + quote(given["PASSWORD"], safe="") if given.get("PASSWORD") else "")
    query = urlencode({"host": given["HOST"], "port": given.get("PORT") or 5432})
    return f"postgres://{user}@/{name}?{query}"


def _statements(*statements: str) -> list[tuple[Any, ...]]:
    """Run statements beside all databases; answers the rows of the last one that has any."""
    given = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname="postgres",
        user=given["USER"],
        password=given.get("PASSWORD"),
        host=given["HOST"],
        port=given["PORT"] or None,
    )
    connection.autocommit = True
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else rows
    connection.close()
    return rows


def _drop_orphans() -> None:
    """Databases left by a run that was killed."""
    for (old,) in _statements("SELECT datname FROM pg_database WHERE datname LIKE 'e2e\\_%'"):
        if not Path(f"/proc/{old.split('_')[1]}").exists():
            _statements(f'DROP DATABASE "{old}" WITH (FORCE)')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{url}/accounts/login/", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert server.poll() is None, "the server stopped while starting"
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@dataclass(frozen=True)
class Ground:
    """A database with Jilin and the demo accounts that nobody is connected to: houses are built on copies of it."""

    name: str
    folder: Path
    passwords: dict[str, str]


def _environment(database: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": _database_url(database),
        "DEMO": "1",
        "SECRET_KEY": "browser-tests",
        "ARCHIVE_DIR": str(folder / "files"),
        "ANCHOR_DIR": str(folder / "anchors"),
        "ARRIVAL_DIR": str(folder / "arrivals"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Loaded once for all houses, by the commands that `make run` uses."""
    folder = tmp_path_factory.mktemp("ground")
    name = f"e2e_{os.getpid()}"
    _drop_orphans()
    _statements(f'CREATE DATABASE "{name}"')  # template1 of the tests' cluster brings PostGIS
    environment = _environment(name, folder)
    for arguments in (
        ["migrate", "--verbosity=0"],
        ["load_jilin"],
        ["demo_accounts", f"--file={folder}/accounts"],
        ["collectstatic", "--no-input", "--verbosity=0"],
    ):
        done = _manage(environment, *arguments)
        assert done.returncode == 0, done.stderr
    passwords = dict(re.findall(r"^\s+(\S+)\s+(\S+)", (folder / "accounts").read_text("utf-8"), re.M))
    return Ground(name, folder, passwords)


@contextmanager
def open_house(
    ground: Ground, name: str, prepare: Sequence[Sequence[str]] = (), **settings_of_it: str
) -> Iterator[House]:
    """A house on a copy of the ground, with settings of its own; `prepare`: what manage.py runs in it first."""
    database, folder = f"{ground.name}_{name}", ground.folder / name
    _statements(f'CREATE DATABASE "{database}" TEMPLATE "{ground.name}" STRATEGY FILE_COPY')
    (ground.folder / "files").mkdir(exist_ok=True)
    shutil.copytree(ground.folder / "files", folder / "files")
    environment = {**_environment(database, folder), **settings_of_it}
    for arguments in prepare:
        done = _manage(environment, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    port = _free_port()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--no-control-socket",
            "--workers=2",
            "--threads=4",
            f"--bind=127.0.0.1:{port}",
        ],
        env=environment,
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server)
        yield House(url, ground.passwords, environment)
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()
        _statements(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture(scope="session")
def house(ground: Ground) -> Iterator[House]:
    with open_house(ground, "house") as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a browser: opens addresses of the house, signs in; notes errors and outside requests."""

    page: Page
    house: House
    errors: list[str]
    outside: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.house.url + path)
        return self.page

    def sign_in(self, username: str) -> "Visitor":
        page = self.open("/accounts/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", self.house.passwords[username])
        page.click("button[type=submit], input[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self


def _visitor(context: BrowserContext, house: House) -> Visitor:
    page = context.new_page()
    visitor = Visitor(page, house, [], [])
    page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    page.on(
        "console", lambda message: visitor.errors.append(message.text) if "Content Security" in message.text else None
    )

    def note(request) -> None:
        if not request.url.startswith((house.url, "data:", "blob:")):
            visitor.outside.append(request.url)

    page.on("request", note)
    return visitor


@pytest.fixture
def visitor(house: House, chromium: Browser) -> Iterator:
    """Makes visitors, each with a browser of their own; at the end none saw an error or left the house."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(*, phone: bool = False) -> Visitor:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = chromium.new_context(viewport=size, has_touch=phone, locale="zh-CN")
        context.set_default_timeout(20_000)
        contexts.append(context)
        visitors.append(_visitor(context, house))
        return visitors[-1]

    yield make
    for context in contexts:
        context.close()
    assert [error for each in visitors for error in each.errors] == []
    assert [url for each in visitors for url in each.outside] == []
