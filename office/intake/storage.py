"""Original bytes under their SHA-256 (原件存储): written once, never overwritten, checked when read."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from office.intake.models import StoredFile


class DamagedFile(Exception):
    """The stored bytes do not fit their hash any more, or are gone."""


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie: two folders of two digits, then the whole hash."""
    return settings.ARCHIVE_DIR / sha256[:2] / sha256[2:4] / sha256


def store(content: bytes) -> StoredFile:
    """Keep bytes; the same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = path_of(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(partial).replace(place)
        _settle(place.parent)
    return StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": len(content)})[0]


def _settle(folder: Path) -> None:
    """Make the new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes of a stored file, ready to read. Raises DamagedFile where they do not fit their hash."""
    place = path_of(file.sha256)
    if not place.exists():
        raise DamagedFile(f"原件 {file.sha256[:16]}… 不在存储中。")
    stream = place.open("rb")
    if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
        stream.close()
        raise DamagedFile(f"原件 {file.sha256[:16]}… 与其哈希不符。")
    stream.seek(0)
    return stream
