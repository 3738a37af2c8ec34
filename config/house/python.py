"""The virtual environment from the lock file, and the front-end packages from theirs; skipped where nothing changed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.house import debian, needs, places, say

STAMP = places.VENV / "house-stamp.json"
LOCKS = {"run": places.ROOT / "requirements.lock", "dev": places.ROOT / "requirements-dev.lock"}
NODE_LOCK = places.ROOT / "package-lock.json"
NODE_STAMP = places.ROOT / "node_modules" / ".house-stamp"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def venv(kind: str) -> None:
    """Bring .venv to the lock of `run` or `dev`; the larger one serves for the smaller."""
    here = str(places.VENV)
    stamp = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if not _runs() or stamp.get("place", here) != here:  # programs in .venv/bin hold the path they were made for
        _make()
        stamp = {}
    if any(stamp.get(name) == digest(LOCKS[name]) for name in ({"run", "dev"} if kind == "run" else {"dev"})):
        return
    STAMP.unlink(missing_ok=True)
    lock = LOCKS[kind]
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
    install = [places.PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    say.command(
        f"安装 {count} 个 Python 包（{lock.name}，逐个核对散列值）",
        [*install, "--no-compile", "--require-hashes", "--progress-bar", "off", "-r", lock],  # compiled when imported
        log=places.LOGS / "pip.log",
    )
    STAMP.write_text(json.dumps({kind: digest(lock), "place": here}))


def _runs() -> bool:
    """Whether .venv has a Python that starts, of the version that asks."""
    if not places.PYTHON.exists():
        return False
    version = f"import sys, pip; print(sys.version_info[:2] == {sys.version_info[:2]!r})"
    asked = subprocess.run([places.PYTHON, "-c", version], capture_output=True, text=True)
    return asked.returncode == 0 and asked.stdout.strip() == "True"


def _make() -> None:
    if places.VENV.exists():
        say.line(f"{places.VENV} 不完整、搬动过或属于另一个 Python，重新建立")
        shutil.rmtree(places.VENV)
    base = getattr(sys, "_base_executable", sys.executable)
    if needs.has_ensurepip():
        say.command("建立 Python 虚拟环境", [base, "-m", "venv", places.VENV], log=places.LOGS / "venv.log")
        return
    wheel = needs.pip_wheel(debian.roots())
    make = [base, "-m", "venv", "--without-pip", places.VENV]
    say.command("建立 Python 虚拟环境", make, log=places.LOGS / "venv.log")
    start = [places.PYTHON, f"{wheel}/pip", "install", "--no-index", "--disable-pip-version-check", str(wheel)]
    say.command("装入 pip", start, log=places.LOGS / "venv-pip.log")


def node_modules() -> None:
    """Bring node_modules to package-lock.json with the Node that is one of the Python packages."""
    if NODE_STAMP.exists() and NODE_STAMP.read_text() == digest(NODE_LOCK):
        return
    npm = [places.VENV / "bin" / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    env = {**os.environ, "PATH": f"{places.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    say.command("安装前端软件包（package-lock.json）", npm, log=places.LOGS / "npm.log", env=env, cwd=places.ROOT)
    NODE_STAMP.write_text(digest(NODE_LOCK))
