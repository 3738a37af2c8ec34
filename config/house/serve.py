"""Serve with gunicorn and what runs beside it, and end cleanly on Ctrl-C."""

import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from config import environment
from config.house import locks, places, say
from config.house.beside import Beside, end, launch
from config.house.prepare import House, own_database
from config.house.say import Trouble

LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}
GRACE = 20.0  # seconds for the requests that are being answered
UPLOAD_PATIENCE = 300  # seconds one request may take: a file of 100 MB is read and checked within it


class Stopped(Exception):
    """Ctrl-C, `make stop` or the end of the terminal."""


def port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT 应为 1 至 65535 的整数，现为“{text}”", fix="例如 make run PORT=8001")
    return int(text)


@dataclass(frozen=True)
class Door:
    """Where the server listens and with which certificate: without one, HTTP behind a balancer or on this machine."""

    host: str
    port: int
    certificate: str = ""
    key: str = ""

    @property
    def address(self) -> str:
        """How this machine itself reaches it."""
        scheme = "https" if self.certificate else "http"
        host = "127.0.0.1" if self.host in {"0.0.0.0", "[::]"} else self.host
        return f"{scheme}://{host}:{self.port}/"

    @property
    def options(self) -> list[str]:
        """What gunicorn is told of it."""
        secure = ["--certfile", self.certificate, "--keyfile", self.key] if self.certificate else []
        return ["--bind", f"{self.host}:{self.port}", *secure]


def door(number: int) -> Door:
    """The door of the settings BIND, TLS_CERT and TLS_KEY. Trouble where the certificate cannot be used."""
    host = environment.text("BIND", "127.0.0.1") or "127.0.0.1"
    certificate, key = environment.text("TLS_CERT"), environment.text("TLS_KEY")
    if not certificate and not key:
        return Door(host, number)
    for name, path in (("TLS_CERT", certificate), ("TLS_KEY", key)):
        if not path or not Path(path).is_file():
            raise Trouble(f"{name} 应指向一个文件，现为“{path}”", fix="证书和私钥都要设，见运行维护指南")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError) as error:
        raise Trouble(
            "证书和私钥不能用",
            where=f"{certificate}，{key}：{error}",
            fix="须为 PEM，证书与私钥成对，私钥不设口令、运行网站的账户读得到",
        ) from error
    return Door(host, number, certificate, key)


def claim(number: int, host: str = "127.0.0.1") -> IO[str] | None:
    """The right to serve this port from this checkout, kept while we live; None where another start has it."""
    held = locks.attempt(places.VAR / f"server-{number}.lock")
    if held is None:
        return None
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), number))
        except OSError as error:
            held.close()
            raise Trouble(
                f"端口 {number} 不能使用（{error.strerror}）",
                where=f"{host}:{number}",
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


def start(house: House, at: Door) -> subprocess.Popen[bytes]:
    """gunicorn with its workers."""
    workers, number = os.environ.get("WEB_WORKERS", "").strip() or "2", at.port
    argv = [str(places.VENV / "bin" / "gunicorn"), "config.wsgi:application", *at.options]
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


def _asking() -> urllib.request.OpenerDirector:
    """Asks this machine directly; the certificate is made for the name that phones use, not for 127.0.0.1."""
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=unchecked))


def wait_until_answering(server: subprocess.Popen[bytes], at: Door) -> None:
    """Return when the first page was answered; Trouble where the server ends or stays silent."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if server.poll() is not None:
            break
        try:
            with _asking().open(at.address, timeout=30):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            break
        except OSError:
            time.sleep(0.1)
    raise Trouble(
        "网站没有正常应答",
        where=f"{at.address}，日志 {places.LOGS / f'gunicorn-{at.port}.log'}",
        fix=".venv/bin/python manage.py check；看日志最后几行",
    )


def until_stopped(house: House, at: Door) -> int:
    """Serve until a signal comes; returns the exit code."""
    number = at.port
    server = start(house, at)
    beside = Beside(house, number)
    try:
        wait_until_answering(server, at)
        _announce(at)
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


def _announce(at: Door) -> None:
    say.line()
    say.line(f"  地界已在服务：{at.address}   （Ctrl-C 停止）")
    if not at.certificate and at.host not in LOCAL and not environment.flag("HTTPS"):
        say.line(
            f"  注意：{at.host} 上是 HTTP，手机不能离线作业，口令不加密；请设 TLS_CERT、TLS_KEY，或放在 HTTPS 代理后。"
        )
    if places.ACCOUNTS_FILE.exists() and environment.flag("DEMO", default=not own_database()):
        say.line(f"  演示账号（登录 {at.address}accounts/login/，同文件 {places.ACCOUNTS_FILE}）：")
        say.line(places.ACCOUNTS_FILE.read_text(encoding="utf-8").rstrip())
    say.line()
