"""Originals: kept once, never changed in silence."""

import io

import pytest
from django.core.management import call_command

from office.intake.models import StoredFile
from office.intake.storage import DamagedFile, open_stored, path_of, store


def test_the_same_bytes_are_kept_once(db):
    assert store(b"abc") == store(b"abc")
    assert StoredFile.objects.count() == 1 and StoredFile.objects.get().size == 3


def test_changed_bytes_are_found(db):
    file = store(b"abc")
    call_command("verify_archive", stdout=(good := io.StringIO()))
    assert "原件 1 件" in good.getvalue()
    path_of(file.sha256).write_bytes(b"abd")
    with pytest.raises(DamagedFile):
        open_stored(file)
    with pytest.raises(SystemExit) as end:
        call_command("verify_archive", stdout=(bad := io.StringIO()))
    assert end.value.code == 1 and file.sha256[:16] in bad.getvalue()


def test_lost_bytes_are_found(db):
    file = store(b"abc")
    path_of(file.sha256).unlink()
    with pytest.raises(DamagedFile):
        open_stored(file)
