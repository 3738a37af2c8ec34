"""The bytes of files on their way: one partial file each, written by one request at a time."""

import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


class Busy(Exception):
    """Another request writes to this file at this moment."""


def folder() -> Path:
    """Where partial files lie; never served."""
    place = Path(settings.ARRIVAL_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(pk: uuid.UUID) -> Path:
    return folder() / str(pk)


def length(pk: uuid.UUID) -> int:
    """How many bytes lie there; none where the file is gone."""
    try:
        return path_of(pk).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def alone(pk: uuid.UUID) -> Iterator[IO[bytes]]:
    """The partial file, open for writing by nobody else. The lock ends with the process. Raises Busy."""
    with os.fdopen(os.open(path_of(pk), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        yield file


def write(file: IO[bytes], at: int, blocks: Iterable[bytes], room: int) -> int:
    """Write blocks from a place on, at most `room` bytes, down to the disk; says how many bytes came."""
    file.truncate(at)
    file.seek(at)
    came = 0
    for block in blocks:
        part = block[: room - came]
        file.write(part)
        came += len(part)
        if len(part) < len(block):
            break
    file.flush()
    os.fsync(file.fileno())
    return came


def remove(pk: uuid.UUID) -> None:
    path_of(pk).unlink(missing_ok=True)
