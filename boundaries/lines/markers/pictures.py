"""Pictures of markers (界桩照片): what is kept is the original, once under its SHA-256."""

import datetime
import io
from typing import IO

from django.db import IntegrityError, transaction
from PIL import Image, UnidentifiedImageError

from boundaries.lines.markers.models import MarkerPhoto, MarkerVersion, PhotoKind
from boundaries.lines.refusals import Refused, refuse_editing
from office.intake.storage import keep
from office.log.actions import record
from office.people.models import User

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
MOST_BYTES = 20 * 1024 * 1024


def content_type_of(content: bytes) -> str:
    """What a picture is by its bytes, never by its name. Raises Refused for anything but a whole JPEG or PNG."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
            kind = image.format or ""
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("文件不是完整的照片，请上传 JPEG 或 PNG。") from error
    if kind not in TYPES:
        raise Refused(f"不收 {kind} 格式，请上传 JPEG 或 PNG。")
    return TYPES[kind]


@transaction.atomic
def put_photo(user: User, version_id: int, kind: str, name: str, source: IO[bytes], day: datetime.date) -> MarkerPhoto:
    """Add a picture of a kind to a version, in the place of the one of that kind; the row history keeps the former."""
    version = MarkerVersion.objects.select_for_update(of=("self",)).select_related("line").get(pk=version_id)
    refuse_editing(user, version.line.on(day), day)
    if kind not in PhotoKind.values:
        raise Refused("请选择照片种类。")
    source.seek(0)
    content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("照片超过 20 MB。")
    facts = {"file": keep(source), "filename": name[-255:], "content_type": content_type_of(content)}
    try:
        photo, _ = MarkerPhoto.objects.update_or_create(version=version, kind=kind, defaults=facts)
    except IntegrityError as error:
        raise Refused("这一版本已有同种照片。") from error
    words = f"界桩 {version.number} {PhotoKind(kind).label}照片"
    record(
        user,
        "lines.marker.photo",
        version.marker,
        words,
        {"sha256": photo.file_id, "kind": kind, "version": version.pk},
    )
    return photo
