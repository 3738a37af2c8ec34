"""What the house says: steps with elapsed seconds, and trouble in three parts (what, where, what to do)."""

import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HEARTBEAT = 10.0  # seconds between two signs of life where the output is not a terminal
TAIL = 15  # last lines of a failed step that are shown


class Trouble(Exception):
    """Something a person has to know: what happened, where, what to do (出了什么、在哪里、怎么办)."""

    def __init__(self, what: str, *, where: str = "", fix: str = "", code: int = 2) -> None:
        super().__init__(what)
        self.what, self.where, self.fix, self.code = what, where, fix, code

    def lines(self) -> list[str]:
        """The text as it is printed; parts that are empty are left out."""
        parts = [("✗", self.what), ("  位置：", self.where), ("  处理：", self.fix)]
        return [f"{head} {text}" if head == "✗" else f"{head}{text}" for head, text in parts if text]


class AlreadySaid(Trouble):
    """Trouble that a program we started has explained itself."""

    def lines(self) -> list[str]:
        return []


def line(text: str = "") -> None:
    print(text, flush=True)


def trouble(problem: Trouble) -> None:
    if problem.lines():
        print("\n".join(problem.lines()), file=sys.stderr, flush=True)


def took(start: float) -> str:
    return f"{time.monotonic() - start:.1f} 秒"


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a short step and say how long it took."""
    start = time.monotonic()
    yield
    line(f"✓ {title}（{took(start)}）")


class _Pulse:
    """Signs of life of a running command: one line rewritten on a terminal, a line now and then elsewhere."""

    def __init__(self, start: float) -> None:
        self.start, self.terminal, self.next = start, sys.stdout.isatty(), start + HEARTBEAT

    def beat(self, latest: str) -> None:
        now = time.monotonic()
        text = f"  … {now - self.start:.0f} 秒  {latest.strip()[:90]}"
        if self.terminal:
            print(f"\r\033[K{text}", end="", flush=True)
        elif now >= self.next:
            self.next = now + HEARTBEAT
            line(text)

    def clear(self) -> None:
        if self.terminal:
            print("\r\033[K", end="", flush=True)


def command(
    title: str, argv: Sequence[object], *, log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Run a long step: its output goes to `log`, its latest line is shown with the seconds so far.

    Raises Trouble with the last lines where the command fails.
    """
    line(f"▶ {title}")
    log.parent.mkdir(parents=True, exist_ok=True)
    start, last = time.monotonic(), deque([""], maxlen=TAIL)
    try:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
        )
    except OSError as error:
        raise Trouble(f"{title}：无法运行 {argv[0]}", where=str(error), fix="检查该程序是否存在、可否执行") from error
    reader = threading.Thread(target=_read, args=(process, log, last), daemon=True)
    reader.start()
    _follow(process, _Pulse(start), last)
    reader.join(timeout=5)
    if process.returncode:
        raise Trouble(
            f"{title}没有成功（退出码 {process.returncode}）", where="\n    ".join([*last]), fix=f"全部输出见 {log}"
        )
    line(f"✓ {title}（{took(start)}）")


def _read(process: subprocess.Popen[bytes], log: Path, last: deque[str]) -> None:
    assert process.stdout is not None
    with log.open("wb") as out:
        for raw in process.stdout:
            out.write(raw)
            out.flush()
            text = raw.decode("utf-8", "replace").rstrip()
            if text:
                last.append(text.rsplit("\r", 1)[-1])


def _follow(process: subprocess.Popen[bytes], pulse: _Pulse, last: deque[str]) -> None:
    try:
        while process.poll() is None:
            pulse.beat(last[-1])
            try:
                process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
    finally:
        pulse.clear()
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)
