"""The account that runs the private PostgreSQL: never root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.house.say import Trouble

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the system (系统账户)."""

    name: str
    uid: int
    gid: int

    @property
    def is_caller(self) -> bool:
        return self.uid == os.geteuid()


def caller() -> Account:
    """Who started us. Raises Trouble where the system does not know this number: PostgreSQL would refuse it too."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise Trouble(
            f"系统不认识当前账户（uid {os.geteuid()}），PostgreSQL 无法以它运行",
            where="/etc/passwd",
            fix="换用 /etc/passwd 中有的账户运行",
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def for_cluster(data: Path) -> Account:
    """Root hands over to the owner of existing data, else to `postgres`; anybody else runs it as himself."""
    if os.geteuid() != 0:
        return caller()
    if data.exists() and data.stat().st_uid != 0:
        entry = pwd.getpwuid(data.stat().st_uid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Trouble("以 root 运行时需要一个普通账户来运行数据库", where="/etc/passwd", fix="useradd --system postgres")


def run(
    account: Account, argv: Sequence[object], *, env: Mapping[str, str] | None = None, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program as this account, from / (which everybody may enter), and return what it said."""
    changes = not account.is_caller
    return subprocess.run(
        [str(part) for part in argv],
        cwd="/",
        env=dict(env) if env is not None else None,
        input=text if text is not None else "",
        capture_output=True,
        text=True,
        errors="replace",
        user=account.uid if changes else None,
        group=account.gid if changes else None,
        extra_groups=[] if changes else None,
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account reaches this folder or, where it is missing, the nearest one above."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return run(account, ["/usr/bin/test", "-x", there]).returncode == 0
