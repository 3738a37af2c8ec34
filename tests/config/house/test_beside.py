"""What runs beside the server: kept alive, ended in order, and gone when its parent is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.house import beside, places
from config.house.prepare import House

PARENT = """
import os, sys
from pathlib import Path
from config.house import beside
from config.house.prepare import House
child = beside.launch(["sleep", "600"], House(environment=dict(os.environ)), Path(sys.argv[1]))
print(child.pid, flush=True)
child.wait()
"""
NOTING = 'echo "$@" >> "$NOTES"; case "$1" in db_worker) exec sleep 600;; esac'


def eventually(true: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or while it was read
        return False


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(places, "LOGS", tmp_path)
    monkeypatch.setattr(beside, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(beside, "RESTART_AFTER", 0.0)
    monkeypatch.setattr(beside, "JOBS_EVERY", 0.05)
    monkeypatch.setattr(beside, "_manage", lambda *words: ["/bin/sh", "-c", NOTING, "manage", *words])
    return House(environment={**os.environ, "NOTES": str(tmp_path / "notes")})


def test_a_program_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    parent = subprocess.Popen(argv, cwd=places.ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not alive(child))


def test_what_does_not_end_when_asked_is_ended(tmp_path: Path) -> None:
    house = House(environment=dict(os.environ))
    script = "trap '' TERM; echo up; while true; do sleep 1; done"
    program = beside.launch(["/bin/sh", "-c", script], house, tmp_path / "log")
    assert eventually(lambda: (tmp_path / "log").read_text() == "up\n")
    beside.end(program, 0.1)
    assert program.returncode == -signal.SIGKILL
    beside.end(program, 0.1)


def test_jobs_run_again_and_again_and_the_worker_once(house: House, tmp_path: Path) -> None:
    both = beside.Beside(house, 8123)
    both.start()
    notes = tmp_path / "notes"

    def noted() -> list[str]:
        return notes.read_text().splitlines() if notes.exists() else []

    assert eventually(lambda: noted().count("run_due_jobs") > 1)
    assert eventually(lambda: "db_worker --queue-name * --no-reload" in noted())
    both.ask_to_end()
    both.wait()
    assert noted().count("db_worker --queue-name * --no-reload") == 1
    assert (tmp_path / "worker-8123.log").exists()
    settled = len(noted())
    time.sleep(0.2)
    assert len(noted()) == settled


def test_a_worker_that_ended_is_started_again(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_manage", lambda *words: ["/bin/sh", "-c", 'echo "$@" >> "$NOTES"', "manage", *words])
    both = beside.Beside(house, 8123)
    both.start()
    notes = tmp_path / "notes"
    assert eventually(lambda: notes.exists() and notes.read_text().count("db_worker") > 2)
    both.ask_to_end()
    both.wait()


def test_what_never_began_need_not_be_waited_for(house: House) -> None:
    both = beside.Beside(house, 8123)
    both.ask_to_end()
    both.wait()
