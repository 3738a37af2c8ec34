"""File locks: they end with the process that holds them, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.house import say


def _open(file: Path) -> IO[str]:
    file.parent.mkdir(parents=True, exist_ok=True)
    # made with the rights of the folder's owner in mind: a later start by another account must be able to lock too
    return os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+")


def attempt(file: Path, *, shared: bool = False) -> IO[str] | None:
    """The lock, or None where another process holds it."""
    handle = _open(file)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


@contextmanager
def alone(file: Path, waiting: str) -> Iterator[None]:
    """Hold the lock; where another holds it, say so once and wait."""
    handle = attempt(file)
    if handle is None:
        say.line(waiting)
        handle = _open(file)
        fcntl.flock(handle, fcntl.LOCK_EX)
    with handle:
        yield
