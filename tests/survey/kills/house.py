"""The house that is killed again and again: gunicorn and the queue's worker over the database of the test."""

import http.client
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from office.people.models import User

ROOT = Path(__file__).resolve().parents[3]
CSRF = "k" * 32
BROKEN = (OSError, http.client.HTTPException)


def database_url() -> str:
    given = connection.settings_dict
    user = quote(given["USER"]) + (":" + quote(given["PASSWORD"], safe="") if given.get("PASSWORD") else "")
    return f"postgres://{user}@/{given['NAME']}?{urlencode({'host': given['HOST'], 'port': given.get('PORT') or 5432})}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Person:
    """A browser of one person, whose requests tell when the connection broke."""

    def __init__(self, user: User, port: int) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self._cookies = f"{name}={client.cookies[name].value}; csrftoken={CSRF}"
        self._port = port

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        """The answer, read whole. Raises one of BROKEN."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        told = {"Cookie": self._cookies, "X-CSRFToken": CSRF, **{k.replace("_", "-"): v for k, v in headers.items()}}
        try:
            line.request(method, path, body, told)
            answer = line.getresponse()
            answer.text = answer.read().decode()  # type: ignore[attr-defined]
            return answer
        finally:
            line.close()

    def post(self, path: str, **fields: str) -> Any:
        form = {"Content_Type": "application/x-www-form-urlencoded", "X_Requested_With": "XMLHttpRequest"}
        return self.ask("POST", path, urlencode(fields).encode(), **form)


class House:
    """Starts what was killed, kills what runs, and waits until the database has let go of the dead."""

    def __init__(self, folder: Path, chance: random.Random, large: int) -> None:
        self.port, self.chance, self.kills = free_port(), chance, 0
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "AS_OF_DATE": settings.AS_OF_DATE,
            "ARCHIVE_DIR": str(settings.ARCHIVE_DIR),
            "ANCHOR_DIR": str(settings.ANCHOR_DIR),
            "ARRIVAL_DIR": str(settings.ARRIVAL_DIR),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        argv = [sys.executable, "-m", "tests.survey.kills.zygote", str(self.port), str(large)]
        self._log = (folder / "house.log").open("wb")
        self._zygote = subprocess.Popen(
            argv, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        self._server = 0
        assert self._answer() == "ready", (folder / "house.log").read_text()

    def _answer(self) -> str:
        assert self._zygote.stdout is not None
        assert select.select([self._zygote.stdout], [], [], 60)[0], "the zygote is silent"
        return self._zygote.stdout.readline().decode().strip()

    def _fork(self, what: str) -> int:
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(f"{what}\n".encode())
        self._zygote.stdin.flush()
        return int(self._answer())

    def serve(self) -> None:
        """Start the server; it answers when this returns."""
        self._server = self._fork("serve")
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("the server did not come up")

    def rest(self) -> None:
        """No server for a while."""
        if self._server:
            _kill(self._server)
            self._gone(self._server)
            self._server = 0

    def stop(self) -> None:
        self.rest()
        self._zygote.kill()
        self._zygote.wait()
        self._log.close()

    def _gone(self, pid: int) -> None:
        while _lives(pid):
            time.sleep(0.01)
        _wait_for_the_database()

    def cut_off(self, deed: Callable[[], Any], takes: float) -> Any:
        """Do something over the line and kill the server at a random moment of it; the answer, or None."""
        pid = self._server
        timer = threading.Timer(self.chance.uniform(0, takes), _kill, (pid,))
        timer.start()
        try:
            answer = deed()
        except BROKEN:
            answer = None
        timer.join()
        self.kills += 1
        self._gone(pid)
        self.serve()
        return answer

    def work(self, takes: float | None = None) -> None:
        """Let a worker do what waits, while the server rests; with `takes`, killed within so many seconds."""
        pid = self._fork("work")
        if takes is not None:
            time.sleep(self.chance.uniform(0, takes))
            if _lives(pid):
                _kill(pid)
            self.kills += 1
        self._gone(pid)


def _kill(group: int) -> None:
    """SIGKILL for a server with all its workers, or a worker with what it started."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    """Whether anybody of a process group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for_the_database() -> None:
    """Until the database has noticed that the dead are dead: what they began is rolled back or committed."""
    words = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _try in range(500):
        with connection.cursor() as cursor:
            cursor.execute(f"{words} AND backend_type = 'client backend'")
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("somebody is still connected")
