"""Pictures arrive in pieces (照片分段接收): each once, from where the last one ended; kept by SHA-256."""

import datetime
import hashlib

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from boundaries.lines.markers.pictures import MOST_BYTES, content_type_of
from boundaries.lines.refusals import Refused as NotAPicture
from office.intake.models import StoredFile
from office.intake.storage import store
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from survey.demarcation.models import PointPhoto
from survey.field import refusals
from survey.field.models import FieldPhoto, PhotoArrival, PhotoPiece
from survey.field.refusals import Refused

FORGOTTEN_AFTER = datetime.timedelta(days=30)


class OutOfStep(Exception):
    """The piece does not begin where the last one ended; `offset`: where it has to begin."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"照片已收到第 {offset} 字节，请从那里接着发。")
        self.offset = offset


def arrived(sender: User, sha256: str) -> bool:
    """Whether a person has sent this picture whole."""
    return PhotoArrival.objects.filter(sender=sender, file=sha256).exists()


def offset_of(sender: User, sha256: str) -> int:
    """How many bytes of a picture have come from a person so far."""
    pieces = PhotoPiece.objects.filter(sender=sender, sha256=sha256).order_by()
    return pieces.aggregate(bytes=Sum(Length("data")))["bytes"] or 0


def add_piece(sender: User, sha256: str, size: int, offset: int, data: bytes) -> int:
    """Take a piece; answers how many bytes there are now, `size` when the picture is whole and kept.

    Raises OutOfStep, and Refused for what is too large, no picture, or not the bytes of its hash.
    """
    if reason := refusals.sending(sender, today()):
        raise Refused(reason)
    if not 0 < size <= MOST_BYTES:
        raise Refused(f"照片超过 {MOST_BYTES // (1024 * 1024)} MB，或是空的。")
    with transaction.atomic():
        _hold(sender, sha256)
        if arrived(sender, sha256):
            return size
        have = offset_of(sender, sha256)
        if offset != have or not data or have + len(data) > size:
            raise OutOfStep(have)
        PhotoPiece.objects.create(sender=sender, sha256=sha256, start=offset, data=data)
        if have + len(data) < size:
            return have + len(data)
        wrong = _complete(sender, sha256)
    if wrong:
        raise Refused(wrong)
    return size


def _hold(sender: User, sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"field.photo:{sender.pk}:{sha256}"])


def _complete(sender: User, sha256: str) -> str:
    """Lay the pieces together and keep the picture; a sentence where it is none. The pieces go either way."""
    pieces = PhotoPiece.objects.filter(sender=sender, sha256=sha256)
    content = b"".join(bytes(piece.data) for piece in pieces.order_by("start"))
    pieces.delete()
    if hashlib.sha256(content).hexdigest() != sha256:
        return "照片的内容与编号（SHA-256）不符，请重新拍照或重新选取。"
    try:
        kind = content_type_of(content)
    except NotAPicture as refused:
        return str(refused)
    file = store(content)
    arrival = PhotoArrival.objects.create(sender=sender, file=file, content_type=kind)
    _link_original(sender, file)
    record(sender, "field.photo", arrival, f"收到照片 {sha256[:16]}…", {"sha256": sha256, "size": file.size})
    return ""


def _link_original(sender: User, file: StoredFile) -> None:
    """Put an original that came later in the place of the small picture, which stays beside it."""
    waiting = FieldPhoto.objects.filter(item__sender=sender, original_sha256=file.sha256, original=None)
    for photo in waiting.select_related("item"):
        points = PointPhoto.objects.filter(file=photo.file_id, point__survey=photo.item.survey_id)
        points.filter(point__number=photo.item.number, added_by=sender).update(file=file)
    waiting.update(original=file)


def forget_pieces() -> str:
    """Take out pieces of pictures that nobody went on sending."""
    old = PhotoPiece.objects.filter(received_at__lt=timezone.now() - FORGOTTEN_AFTER)
    count, _ = old.delete()
    return f"清除 {count} 段没有发完的照片"
