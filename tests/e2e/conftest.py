"""A house of its own for the browser: a database with Jilin, gunicorn in front of it, Debian's Chromium.

The house is made once for all browser tests, by the commands that `make run` uses.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
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


def _fresh_database() -> str:
    given = settings.DATABASES["default"]
    name = f"e2e_{os.getpid()}"
    connection = psycopg2.connect(
        dbname="postgres",
        user=given["USER"],
        password=given.get("PASSWORD"),
        host=given["HOST"],
        port=given["PORT"] or None,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'e2e\\_%'")
        for (old,) in cursor.fetchall():
            if not Path(f"/proc/{old.removeprefix('e2e_')}").exists():  # left by a run that was killed
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')  # template1 of the tests' cluster brings PostGIS
    connection.close()
    return name


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


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(_fresh_database()),
        "DEMO": "1",
        "SECRET_KEY": "browser-tests",
        "ARCHIVE_DIR": str(folder / "files"),
        "ANCHOR_DIR": str(folder / "anchors"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for arguments in (
        ["migrate", "--verbosity=0"],
        ["load_jilin"],
        ["demo_accounts", f"--file={folder}/accounts"],
        ["collectstatic", "--no-input", "--verbosity=0"],
    ):
        done = _manage(environment, *arguments)
        assert done.returncode == 0, done.stderr
    passwords = dict(re.findall(r"^\s+(\S+)\s+(\S+)", (folder / "accounts").read_text("utf-8"), re.M))
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--no-control-socket",
            "--workers=2",
            f"--bind=127.0.0.1:{port}",
        ],
        env=environment,
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    _wait_for(url, server)
    yield House(url, passwords, environment)
    server.terminate()
    server.wait(timeout=20)
    log.close()


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
