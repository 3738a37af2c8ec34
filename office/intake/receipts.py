"""Receipts (回执): numbered by day, hashed over their content, never changed."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from office.intake.models import Receipt, Submission
from office.log.hashing import digest
from office.people.models import User

_readers: dict[str, Callable[[User, Submission], bool]] = {}


def register_reader(room: str, may_read: Callable[[User, Submission], bool]) -> None:
    """Let a room say who, besides the sender, may read the receipts of what was sent to it."""
    _readers[room] = may_read


def may_see(user: User | AnonymousUser, submission: Submission) -> bool:
    """Whether a person may read the receipts of a submission: its sender, or whom the room lets."""
    if not isinstance(user, User):
        return False
    allowed = _readers.get(submission.room)
    return submission.sender_id == user.pk or bool(allowed and allowed(user, submission))


def issue(submission: Submission, kind: Receipt.Kind, further: dict[str, Any] | None = None) -> Receipt:
    """The receipt of a kind for a submission; issued once, inside the transaction of the action it proves."""
    known = submission.receipts.filter(kind=kind).first()
    if known:
        return known
    now = timezone.now()
    number = _next_number(timezone.localtime(now).strftime("%Y%m%d"))
    content = {
        "number": number,
        "kind": kind.value,
        "submission": str(submission.pk),
        "room": submission.room,
        "sender": str(submission.sender),
        "time": timezone.localtime(now).isoformat(timespec="seconds"),
        "files": [{"name": submission.filename, "size": submission.file.size, "sha256": submission.file.sha256}],
        "rows": submission.rows_total,
        "counts": {"ok": submission.rows_ok, "warn": submission.rows_warn, "refused": submission.rows_refused},
        "crs": submission.report.get("crs"),
        **({"standard": submission.report["standard"]} if submission.report.get("standard") else {}),
        **(further or {}),
    }
    return Receipt.objects.create(
        number=number, kind=kind, submission=submission, issued_at=now, content=content, content_hash=digest(content)
    )


def _next_number(day: str) -> str:
    """SJ-20251020-0037: the next number of a day; writers of one day wait for each other here only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('office.intake.receipt'))")
        cursor.execute(
            "SELECT coalesce(max(substring(number from 13)::int), 0) + 1 FROM intake_receipt WHERE number LIKE %s",
            [f"SJ-{day}-%"],
        )
        return f"SJ-{day}-{cursor.fetchone()[0]:04d}"


def is_genuine(receipt: Receipt) -> bool:
    """Whether the content still fits its hash."""
    return digest(receipt.content) == receipt.content_hash


def facts(receipt: Receipt) -> list[tuple[str, str]]:
    """What a receipt says, as (label, value), in the order of the paper."""
    content = receipt.content
    counts = content["counts"]
    file = content["files"][0]
    words = f"通过 {counts['ok']}，提醒 {counts['warn']}，拒收 {counts['refused']}"
    result = [
        ("种类", receipt.get_kind_display()),
        ("文件", f"{file['name']} · {file['size']:,} 字节"),
        ("件数", f"1 个文件 · {content['rows']:,} 行：{words}"),
        ("坐标系", content["crs"] or "待确认"),
        ("报送人", content["sender"]),
        ("时间", timezone.localtime(receipt.issued_at).strftime("%Y-%m-%d %H:%M:%S")),
    ]
    if content.get("standard"):
        result.insert(4, ("检查标准", f"版本 {content['standard']}"))
    if content.get("package"):
        package = content["package"]
        result.insert(2, ("来件压缩包", f"{package['name']} · {package['size']:,} 字节 · {package['sha256'][:16]}…"))
    if content.get("accepted_by"):
        result.insert(-1, ("接收人", content["accepted_by"]))
    return result


def find(text: str) -> Receipt | None:
    """The receipt with a number, a content hash, or of a file hash (the latest one); spaces do not matter."""
    plain = "".join(text.split())
    receipts = Receipt.objects.select_related("submission__file")
    if plain.upper().startswith("SJ-"):
        return receipts.filter(number=plain.upper()).first()
    if len(plain) != 64:
        return None
    plain = plain.lower()
    return receipts.filter(content_hash=plain).first() or receipts.filter(submission__file_id=plain).first()
