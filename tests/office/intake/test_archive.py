"""Originals: kept once, never changed in silence."""

import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.core.management import call_command

from office.intake.models import StoredFile
from office.intake.storage import ChangedFile, DamagedFile, keep, name_of, open_stored, originals, store


def place_of(settings, file: StoredFile) -> Path:
    return settings.ARCHIVE_DIR / name_of(file.sha256)


def test_the_same_bytes_are_kept_once(db):
    assert store(b"abc") == store(b"abc")
    assert StoredFile.objects.count() == 1 and StoredFile.objects.get().size == 3


def test_changed_bytes_are_found(db, settings):
    file = store(b"abc")
    call_command("verify_archive", stdout=(good := io.StringIO()))
    assert "原件 1 件" in good.getvalue()
    place_of(settings, file).write_bytes(b"abd")
    with pytest.raises(DamagedFile):
        open_stored(file)
    with pytest.raises(SystemExit) as end:
        call_command("verify_archive", stdout=(bad := io.StringIO()))
    assert end.value.code == 1 and file.sha256[:16] in bad.getvalue()


def test_lost_bytes_are_found(db, settings):
    file = store(b"abc")
    place_of(settings, file).unlink()
    with pytest.raises(DamagedFile):
        open_stored(file)


def test_a_place_is_never_written_twice(settings):
    place, name = originals(), name_of("a" * 64)
    place.save(name, io.BytesIO(b"first"))
    with pytest.raises(FileExistsError):
        place.save(name, io.BytesIO(b"second"))
    with place.open(name) as stream:
        assert stream.read() == b"first"
    assert [path.name for path in settings.ARCHIVE_DIR.rglob("*") if path.is_file()] == ["a" * 64]


def test_bytes_that_changed_on_the_way_are_refused(db):
    announced = hashlib.sha256(b"what was shown").hexdigest()
    with pytest.raises(ChangedFile, match="之间变了"):
        keep(io.BytesIO(b"what came"), expected=announced)
    assert not StoredFile.objects.exists() and not originals().exists(name_of(announced))


class Unsteady(io.BytesIO):
    """A source that gives other bytes at the second reading."""

    def seek(self, *args: int) -> int:
        if self.tell():
            self.getbuffer()[0] ^= 1
        return super().seek(*args)


def test_bytes_that_change_while_they_are_written_are_refused(db):
    with pytest.raises(DamagedFile, match="读回不符"):
        keep(Unsteady(b"abc" * 1000))
    assert not StoredFile.objects.exists()
    assert not originals().exists(name_of(hashlib.sha256(b"abc" * 1000).hexdigest()))


class Blockwise(io.RawIOBase):
    """A hundred megabytes that nobody may read at once."""

    size, block = 100 << 20, os.urandom(1 << 20)
    biggest = 0

    def __init__(self) -> None:
        self.place = 0

    def read(self, size: int = -1) -> bytes:
        self.biggest = max(self.biggest, self.size if size < 0 else size)
        data = self.block[: max(0, min(size, self.size - self.place))]
        self.place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = (0, self.place, self.size)[whence] + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def seekable(self) -> bool:
        return True


def test_a_large_file_goes_through_in_blocks(db):
    source = Blockwise()
    file = keep(cast(BinaryIO, source))
    assert file.size == source.size and source.biggest <= 1 << 20
