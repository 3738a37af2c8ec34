"""Where the bytes of originals lie (存储): the local disk, or any store that speaks S3; never overwritten."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

BLOCK = 1 << 20


class OnDisk(FileSystemStorage):
    """The folder ARCHIVE_DIR; a name appears only when all its bytes are on the disk."""

    @property
    def base_location(self) -> Any:
        return settings.ARCHIVE_DIR

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Exactly this name: another one would hide that the file is there already."""
        return name

    def _save(self, name: str, content: File) -> str:
        """Write beside the place and link into it: FileExistsError, not overwriting, where somebody was faster."""
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                for block in content.chunks(BLOCK):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            os.link(partial, place)
        finally:
            Path(partial).unlink()
        _settle(place.parent)
        return name


def _settle(folder: Path) -> None:
    """Make the new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class InBucket(S3Storage):
    """A bucket of an S3-compatible store; the store itself refuses a second writing (If-None-Match) where it can."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:
        """One PutObject (up to 5 GB), sent in blocks: s3transfer's uploads in parts cannot be made conditional."""
        content.seek(0)
        given = {"IfNoneMatch": "*"} if settings.ARCHIVE_S3_CONDITIONAL else {}
        self.connection.meta.client.put_object(
            Bucket=self.bucket_name, Key=self._normalize_name(name), Body=content.file, **given
        )
        return name

    def get_default_settings(self) -> dict[str, Any]:
        """Files over two megabytes are read through the disk, not through the memory."""
        return {**super().get_default_settings(), "max_memory_size": 2 << 20, "object_parameters": {}}
