"""Serve with gunicorn and what runs beside it, and end cleanly on Ctrl-C."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

from config import environment
from config.house import locks, places, say
from config.house.beside import Beside, end, launch
from config.house.prepare import House, own_database
from config.house.say import Trouble

GRACE = 20.0  # seconds for the requests that are being answered
UPLOAD_PATIENCE = 300  # seconds one request may take: a file of 100 MB is read and checked within it


class Stopped(Exception):
    """Ctrl-C, `make stop` or the end of the terminal."""


def port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT 应为 1 至 65535 的整数，现为“{text}”", fix="例如 make run PORT=8001")
    return int(text)


def address(number: int) -> str:
    return f"http://127.0.0.1:{number}/"


def claim(number: int) -> IO[str] | None:
    """The right to serve this port from this checkout, kept while we live; None where another start has it."""
    held = locks.attempt(places.VAR / f"server-{number}.lock")
    if held is None:
        return None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            held.close()
            raise Trouble(
                f"端口 {number} 不能使用（{error.strerror}）",
                where=f"127.0.0.1:{number}",
                fix=f"停掉占用它的程序，或换一个：make run PORT={number + 1}",
            ) from error
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def heed_signals() -> None:
    """From now on Ctrl-C, SIGTERM and a closed terminal raise Stopped, once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def start(house: House, number: int) -> subprocess.Popen[bytes]:
    """gunicorn with its workers."""
    workers = os.environ.get("WEB_WORKERS", "").strip() or "2"
    argv = [str(places.VENV / "bin" / "gunicorn"), "config.wsgi:application", "--bind", f"127.0.0.1:{number}"]
    argv += ["--workers", workers, "--threads", "4", "--timeout", str(UPLOAD_PATIENCE), "--graceful-timeout", "15"]
    argv += [
        "--no-control-socket",
        "--log-level",
        "warning",
        "--error-logfile",
        str(places.LOGS / f"gunicorn-{number}.log"),
    ]
    argv += ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else []
    return launch(argv, house, places.LOGS / f"server-{number}.log")


def wait_until_answering(server: subprocess.Popen[bytes], number: int) -> None:
    """Return when the first page was answered; Trouble where the server ends or stays silent."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if server.poll() is not None:
            break
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address(number), timeout=30):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            break
        except OSError:
            time.sleep(0.1)
    raise Trouble(
        "网站没有正常应答",
        where=f"{address(number)}，日志 {places.LOGS / f'gunicorn-{number}.log'}",
        fix=".venv/bin/python manage.py check；看日志最后几行",
    )


def until_stopped(house: House, number: int) -> int:
    """Serve until a signal comes; returns the exit code."""
    server = start(house, number)
    beside = Beside(house, number)
    try:
        wait_until_answering(server, number)
        _announce(number)
        beside.start()
        code = server.wait()
        raise Trouble(
            f"网站意外结束（退出码 {code}）", where=str(places.LOGS / f"gunicorn-{number}.log"), fix="make run"
        )
    except Stopped:
        say.line("\n正在停止……")
        return 0
    finally:
        beside.ask_to_end()
        end(server, GRACE)
        beside.wait()


def _announce(number: int) -> None:
    say.line()
    say.line(f"  地界已在服务：{address(number)}   （Ctrl-C 停止）")
    if places.ACCOUNTS_FILE.exists() and environment.flag("DEMO", default=not own_database()):
        say.line(f"  演示账号（登录 {address(number)}accounts/login/，同文件 {places.ACCOUNTS_FILE}）：")
        say.line(places.ACCOUNTS_FILE.read_text(encoding="utf-8").rstrip())
    say.line()
