"""Original bytes under their SHA-256 (原件存储): written once, never overwritten, checked when read.

The place is STORAGES["originals"] of the settings; bytes go through in blocks, whatever the size of a file.
"""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import ProtectedError

from office.intake.models import StoredFile

_REACHING = (OSError, BotoCoreError, ClientError)


class DamagedFile(Exception):
    """The stored bytes do not fit their hash any more, or are gone."""


class ChangedFile(Exception):
    """The bytes are not those that were announced; the message is for the person."""


def originals() -> Storage:
    """The store of the settings."""
    return storages["originals"]


def name_of(sha256: str) -> str:
    """The name of a hash in the store: two folders of two digits, then the whole hash."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def digest_of(source: IO[bytes]) -> str:
    """The SHA-256 of a stream from where it stands, read in blocks."""
    total = hashlib.sha256()
    for block in _blocks(source):
        total.update(block)
    return total.hexdigest()


def _blocks(source: IO[bytes], size: int = 1 << 20) -> Iterator[bytes]:
    while block := source.read(size):
        yield block


def keep(source: IO[bytes], *, expected: str | None = None) -> StoredFile:
    """Keep the bytes of a seekable stream; the same bytes are kept once.

    `expected`: the SHA-256 that the bytes had before. Raises ChangedFile where they have another one now, and
    DamagedFile where the store does not give back what was just written.
    """
    source.seek(0)
    sha256 = digest_of(source)
    size = source.tell()
    if expected and expected != sha256:
        raise ChangedFile(f"文件在上传和归档之间变了：原为 {expected[:16]}…，现为 {sha256[:16]}…。请重新上传。")
    place, name = originals(), name_of(sha256)
    if not place.exists(name):
        source.seek(0)
        _write(place, name, source, sha256)
    kept = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": size})[0]
    if not place.exists(name):  # forgotten between the look and the entry
        source.seek(0)
        _write(place, name, source, sha256)
    return kept


def forget(file: StoredFile) -> bool:
    """Take out bytes that nothing holds any more (never filed, never accepted); whether they are gone.

    The last step of a transaction: the row goes first, so that nobody can take it up while the bytes go.
    """
    name = name_of(file.sha256)
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return False
    originals().delete(name)
    return True


def _write(place: Storage, name: str, source: IO[bytes], sha256: str) -> None:
    """Write and read back; what did not arrive whole is taken out again, so that the next try finds the place free."""
    try:
        place.save(name, File(source))
    except (FileExistsError, ClientError):
        if not place.exists(name):
            raise
    with place.open(name) as stream:
        arrived = digest_of(stream)
    if arrived != sha256:
        place.delete(name)
        raise DamagedFile(f"原件 {sha256[:16]}… 写入后读回不符，未存入。请重新上传；再次出现请检查存储。")


def store(content: bytes) -> StoredFile:
    """Keep bytes that are in memory already."""
    return keep(BytesIO(content))


def open_stored(file: StoredFile) -> IO[bytes]:
    """The bytes of a stored file, ready to read. Raises DamagedFile where they do not fit their hash."""
    try:
        stream = originals().open(name_of(file.sha256))
    except FileNotFoundError as error:
        raise DamagedFile(f"原件 {file.sha256[:16]}… 不在存储中。") from error
    except _REACHING as error:
        raise DamagedFile(f"原件 {file.sha256[:16]}… 读不出：{error}。") from error
    if digest_of(stream) != file.sha256:
        stream.close()
        raise DamagedFile(f"原件 {file.sha256[:16]}… 与其哈希不符。")
    stream.seek(0)
    return stream
