"""Where things of this checkout live. Pure: nothing is made or looked at here, except by `enterable`."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOGS = VAR / "log"
UNPACKED = VAR / "debian"  # Debian's packages where they may not be installed
HOUSE_FILE = VAR / "house.json"
ACCOUNTS_FILE = VAR / "demo-accounts.txt"

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT = 107  # bytes: sun_path holds 108 with the closing zero


@dataclass(frozen=True)
class Layout:
    """The folders of one private cluster, and in Chinese why they are not below var/ where they are not."""

    base: Path
    socket: Path
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def logs(self) -> Path:
        return self.base / "log"


def mark(checkout: Path) -> str:
    """A short name for a checkout, the same at every start."""
    return hashlib.sha256(str(checkout).encode("utf-8", "surrogateescape")).hexdigest()[:10]


def socket_fits(folder: Path) -> bool:
    """Whether a socket in this folder has a path of at most 107 bytes."""
    return len(bytes(folder / SOCKET_NAME)) <= SOCKET_LIMIT


def choose(checkout: Path, name: str, account: str, *, enterable: Callable[[Path], bool], outside: Path) -> Layout:
    """Choose data and socket folder for the cluster `name` (pg or test-pg) of a checkout.

    `enterable(folder)` says whether the database account can reach a folder; `outside` is where a folder of its
    own may be made that it can (/var/lib for root, /tmp for a user).
    """
    base, notes = checkout / "var" / name, []
    if not enterable(checkout / "var"):
        base = outside / f"dijie-{mark(checkout)}-{name}"
        notes.append(f"数据库账户 {account} 进不了 {checkout}（上级目录权限），数据库改放在 {base}")
    socket = base / "sock"
    if not socket_fits(socket):
        socket = Path("/tmp") / f"dijie-{mark(checkout)}-{name}"
        notes.append(f"路径过长，放不下 Unix 套接字（上限 {SOCKET_LIMIT} 字节），套接字改放在 {socket}")
    return Layout(base, socket, tuple(notes))
