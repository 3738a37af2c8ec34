"""python3 -m config.house COMMAND: the commands of the Makefile."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.house import backup, checking, locks, places, prepare, say, serve
from config.house.prepare import KEPT, LOCK, WAITING, House
from config.house.say import Trouble

USERS = places.VAR / "cluster-users.lock"  # every serving start holds it shared; the last one stops the cluster


def run() -> int:
    at = serve.door(serve.port())
    serve.heed_signals()
    house = House()
    using = None
    try:
        with locks.alone(LOCK, WAITING):
            claim = serve.claim(at.port, at.host)
            if claim is None:
                say.line(f"已经在服务：{at.address}（换端口再开一个：make run PORT={at.port + 1}）")
                return 0
            house = prepare.programs("run")
            using = locks.attempt(USERS, shared=True)
            prepare.database(house)
            prepare.contents(house)
        return serve.until_stopped(house, at)
    except serve.Stopped:
        say.line("\n已中断。")
        return 130
    finally:
        if using is not None:
            using.close()
            _last_one_out(house)


def _last_one_out(house: House) -> None:
    """Stop the cluster where nobody else serves from it and nobody asked to keep it."""
    if house.cluster is None or KEPT.exists():
        return
    with locks.alone(LOCK, WAITING):
        nobody = locks.attempt(USERS)
        if nobody is None:
            return
        with nobody:
            if house.cluster.stop():
                say.line("数据库已停止。")


def db() -> int:
    house = House()
    try:
        with locks.alone(LOCK, WAITING):
            house = prepare.programs("run")
            prepare.database(house)
            prepare.contents(house)
            KEPT.touch()
    finally:
        _rest(house)
    say.line("数据库就绪，保持运行；make stop 停止它。" if house.cluster else "数据库就绪。")
    return 0


def stop() -> int:
    """End every server of this checkout, then its clusters."""
    for lock in sorted(places.VAR.glob("server-*.lock")):
        if locks.attempt(lock) is None:
            number = int(lock.read_text() or 0)
            say.line(f"停止 {lock.stem.replace('server-', '端口 ')}")
            if number:
                os.kill(number, signal.SIGTERM)
            for _ in range(300):
                if locks.attempt(lock) is not None:
                    break
                time.sleep(0.1)
    with locks.alone(LOCK, WAITING):
        for name in ("pg", "test-pg"):
            if places.HOUSE_FILE.exists() or (places.VAR / name).exists():
                stopped = prepare.private(name, durable=True).stop()
                say.line(f"数据库 {name} {'已停止' if stopped else '没有在运行'}。")
        KEPT.unlink(missing_ok=True)
    return 0


def _pytest(*arguments: str) -> int:
    """Tests on a cluster of their own; `make run` and its data are not touched."""
    with locks.alone(LOCK, WAITING):
        house = prepare.programs("test")
    with locks.alone(places.VAR / "test.lock", "另一个 make test 正在运行，等它做完……"):
        cluster = None
        if not prepare.own_database():
            cluster = prepare.private("test-pg", durable=False)
            cluster.start()
            house.environment["DATABASE_URL"] = cluster.url()
        try:
            failed = checking.check(house.environment)
            if failed:
                say.line(f"✗ 检查没有通过：{'；'.join(failed)}（测试照跑，整体算作失败）")
            return house.module("pytest", *arguments) or (1 if failed else 0)
        finally:
            if cluster is not None:
                cluster.stop()


def test() -> int:
    return _pytest("-m", "not soak", *os.environ.get("ARGS", "").split())


def soak() -> int:
    return _pytest("-m", "soak", *os.environ.get("ARGS", "").split())


def check() -> int:
    with locks.alone(LOCK, WAITING):
        house = prepare.programs("check")
    return 1 if checking.check(house.environment) else 0


def bench() -> int:
    house, using = House(), None
    try:
        with locks.alone(LOCK, WAITING):
            house = prepare.programs("bench")
            using = locks.attempt(USERS, shared=True)
            prepare.database(house)
            prepare.contents(house)
        script = places.ROOT / "scripts" / "bench.py"
        argv = [str(places.PYTHON), str(script), *os.environ.get("ARGS", "").split()]
        with house.cluster.spare("bench") if house.cluster else contextlib.nullcontext(None) as spare:
            more = {"BENCH_DATABASE_URL": spare} if spare else {}
            return subprocess.run(argv, cwd=places.ROOT, env={**house.environment, **more}).returncode
    finally:
        if using is not None:
            using.close()
        _last_one_out(house)


def bench_national() -> int:
    """Millions of names in spare databases of the tests' cluster, which may lose what it holds."""
    with locks.alone(LOCK, WAITING):
        house = prepare.programs("test")
    with locks.alone(places.VAR / "test.lock", "测试正在运行，等它做完……"), contextlib.ExitStack() as spares:
        cluster = prepare.private("test-pg", durable=False)
        cluster.start()
        spares.callback(cluster.stop)
        for name in ("national", "national_small", "national_import"):
            house.environment[f"{name.upper()}_URL"] = spares.enter_context(cluster.spare(name))
        script = str(places.ROOT / "scripts" / "bench_national.py")
        argv = [str(places.PYTHON), script, *os.environ.get("ARGS", "").split()]
        return subprocess.run(argv, cwd=places.ROOT, env=house.environment).returncode


def save() -> int:
    house = House()
    try:
        with locks.alone(LOCK, WAITING):
            house = prepare.programs("backup")
            prepare.database(house)
            say.line(f"备份完成：{backup.save(house)}")
    finally:
        _rest(house)
    return 0


def restore() -> int:
    file = Path(os.environ.get("FILE", "").strip() or ".")
    if not file.is_file():
        raise Trouble("没有指明备份文件，或文件不存在", where=str(file), fix="make restore FILE=var/backups/….tar")
    house = House()
    try:
        with locks.alone(LOCK, WAITING):
            house = prepare.programs("backup")
            prepare.database(house)
            backup.bring_back(house, file.resolve())
    finally:
        _rest(house)
    return 0


def _rest(house: House) -> None:
    """Stop the cluster again where this command started it."""
    if house.started:
        _last_one_out(house)


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "db": db,
    "stop": stop,
    "test": test,
    "soak": soak,
    "check": check,
    "bench": bench,
    "bench-national": bench_national,
    "backup": save,
    "restore": restore,
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        say.line(f"用法：python3 -m config.house {'|'.join(COMMANDS)}")
        return 2
    try:
        prepare.folder()
        return COMMANDS[name]()
    except Trouble as problem:
        say.trouble(problem)
        return problem.code
    except KeyboardInterrupt:
        say.line("\n已中断。")
        return 130


if __name__ == "__main__":
    sys.exit(main())
