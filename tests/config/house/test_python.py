"""The virtual environment is left alone while nothing changed, and made anew where it cannot work."""

import json
from pathlib import Path

import pytest

from config.house import places, python, say


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A checkout with a working .venv (the Python that runs this) and lock files; records what would be run."""
    ran: list[list[str]] = []
    monkeypatch.setattr(places, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(python, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(python, "LOCKS", {name: tmp_path / f"{name}.lock" for name in ("run", "dev")})

    def record(_title: str, argv: list[object], **_more: object) -> None:
        ran.append([str(part) for part in argv])
        if "venv" in argv:
            places.VENV.mkdir()

    monkeypatch.setattr(say, "command", record)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "run.lock").write_text("django==5.2.19 \\\n    --hash=sha256:00\n")
    (tmp_path / "dev.lock").write_text(
        "django==5.2.19 \\\n    --hash=sha256:00\npytest==9.0 \\\n    --hash=sha256:01\n"
    )
    return ran


def test_a_second_start_installs_nothing(steps: list[list[str]]) -> None:
    python.venv("run")
    assert len(steps) == 1
    assert "--require-hashes" in steps[0]
    python.venv("run")
    assert len(steps) == 1


def test_the_larger_lock_serves_for_the_smaller(steps: list[list[str]]) -> None:
    python.venv("dev")
    python.venv("run")
    assert len(steps) == 1


def test_the_smaller_lock_does_not_serve_for_the_larger(steps: list[list[str]]) -> None:
    python.venv("run")
    python.venv("dev")
    assert [step[-1].rsplit("/", 1)[-1] for step in steps] == ["run.lock", "dev.lock"]


def test_a_changed_lock_is_installed(steps: list[list[str]], tmp_path: Path) -> None:
    python.venv("run")
    (tmp_path / "run.lock").write_text("django==5.2.20 \\\n    --hash=sha256:02\n")
    python.venv("run")
    assert len(steps) == 2


def test_a_moved_checkout_gets_a_new_environment(steps: list[list[str]]) -> None:
    python.venv("run")
    stamp = json.loads(python.STAMP.read_text())
    python.STAMP.write_text(json.dumps({**stamp, "place": "/elsewhere/.venv"}))
    places.VENV.joinpath("old").touch()
    python.venv("run")
    assert steps[1][1:3] == ["-m", "venv"]
    assert not (places.VENV / "old").exists()
    assert len(steps) == 3


def test_our_lock_files_hold_hashes_and_no_hosts() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (places.ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert "resolved" not in (places.ROOT / "package-lock.json").read_text()
