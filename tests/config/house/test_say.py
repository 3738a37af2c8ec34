"""What a person sees of a step: its name, its seconds, and on failure the last lines and where the rest is."""

import sys
from pathlib import Path

import pytest

from config.house import say
from config.house.say import AlreadySaid, Trouble


def test_a_step_is_named_with_its_seconds_and_its_output_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log" / "step.log"
    say.command("数数", [sys.executable, "-c", "print('一'); print('二')"], log=log)
    told = capsys.readouterr().out
    assert "▶ 数数" in told
    assert "✓ 数数（" in told
    assert "秒" in told
    assert log.read_text("utf-8").split() == ["一", "二"]


def test_a_failed_step_shows_its_last_lines_and_the_log(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    with pytest.raises(Trouble) as failed:
        say.command("会败", [sys.executable, "-c", "print('坏在这里'); raise SystemExit(3)"], log=log)
    text = "\n".join(failed.value.lines())
    assert "退出码 3" in text
    assert "坏在这里" in text
    assert str(log) in text


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="无法运行"):
        say.command("没有", ["/nowhere/program"], log=tmp_path / "x.log")


def test_signs_of_life_on_a_long_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(say, "HEARTBEAT", 0.3)
    script = "import time; print('第一件', flush=True); time.sleep(1.5)"
    say.command("久", [sys.executable, "-c", script], log=tmp_path / "x.log")
    assert "第一件" in capsys.readouterr().out


def test_trouble_has_three_parts_and_leaves_out_empty_ones(capsys: pytest.CaptureFixture[str]) -> None:
    say.trouble(Trouble("坏了", where="此处", fix="修"))
    assert capsys.readouterr().err == "✗ 坏了\n  位置：此处\n  处理：修\n"
    say.trouble(Trouble("坏了"))
    assert capsys.readouterr().err == "✗ 坏了\n"
    say.trouble(AlreadySaid("说过了"))
    assert capsys.readouterr().err == ""
