"""Two starts at once do no harm."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.house import locks, places, serve
from config.house.say import Trouble

HOLD = """
import sys
from pathlib import Path
from config.house import locks
held = locks.attempt(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_keeps_another_process_out_and_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], cwd=places.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    assert locks.attempt(file) is None
    other.kill()
    other.communicate()
    held = locks.attempt(file)
    assert held is not None
    held.close()


def test_waiting_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locks.alone(tmp_path / "b.lock", "等一等"):
        pass
    assert capsys.readouterr().out == ""


def test_shared_holders_go_together_but_not_with_one_alone(tmp_path: Path) -> None:
    file = tmp_path / "c.lock"
    first, second = locks.attempt(file, shared=True), locks.attempt(file, shared=True)
    assert first is not None
    assert second is not None
    assert locks.attempt(file) is None
    first.close()
    second.close()
    alone = locks.attempt(file)
    assert alone is not None
    alone.close()


def test_a_port_is_served_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    monkeypatch.setattr(places, "VAR", tmp_path)
    first = serve.claim(unused_port)
    assert first is not None
    assert serve.claim(unused_port) is None
    first.close()


def test_a_port_of_another_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.setattr(places, "VAR", tmp_path)
    with pytest.raises(Trouble) as refused:
        serve.claim(taken_port)
    assert str(taken_port) in refused.value.what
    assert "PORT=" in refused.value.fix


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "８０００x"])
def test_a_wrong_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Trouble):
        serve.port()
