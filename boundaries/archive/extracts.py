"""Certified extracts (档案利用证明、复制件): a PDF/A-3 with content hash and check code, which anybody can verify."""

import datetime
import secrets
from typing import Any

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from boundaries.archive import refusals
from boundaries.archive.actions import locked, refuse
from boundaries.archive.models import Act, Extract, Item, ItemVersion, Use
from boundaries.archive.refusals import Refused
from office.intake.storage import DamagedFile, open_stored, store
from office.log.actions import record
from office.log.hashing import digest
from office.papers.pdf import Enclosed, pdf
from office.people.calendar import today
from office.people.models import User

ENCLOSED_LIMIT_MB = 30
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def issue(
    user: User, item_id: int, kind: Extract.Kind, *, purpose: str, applicant: str, pages: str = "", host: str = ""
) -> Extract:
    """Make a certificate of what the archive holds, or a copy that carries the original inside. Raises Refused."""
    with transaction.atomic():
        item = locked(user, item_id)
        refuse(refusals.extracting(user, item, today()))
        refuse(None if purpose.strip() else "出具证明须写明利用目的。")
        refuse(None if applicant.strip() else "出具证明须写明申请利用的单位或人员。")
        version = item.versions.select_related("file").order_by("number").last()
        if version is None:
            raise Refused("本件没有电子文件，请先归入扫描件。")
        enclosed = _enclosed(version, kind)
        now = timezone.localtime()
        asked = {"purpose": purpose.strip(), "applicant": applicant.strip(), "pages": pages.strip()}
        content = _content(item, version, kind, now, asked)
        content_hash = digest(content)
        context = {"content": content, "content_hash": content_hash, "host": host, "kind": kind, "item": item}
        page = render_to_string("archive/extract_paper.html", context)
        made = Extract.objects.create(
            number=content["number"],
            check_code=content["check_code"],
            kind=kind,
            version=version,
            issued_at=now,
            issued_by=user,
            content=content,
            content_hash=content_hash,
            pdf=store(pdf(page, variant="pdf/a-3u", enclosed=enclosed)),
        )
        Use.objects.create(item=item, version=version, act=Act.EXTRACTED, by=user, purpose=asked["purpose"][:200])
        record(user, "archive.extract", made, f"出具 {made.number}（{item.archive_number}）", content)
        return made


def _enclosed(version: ItemVersion, kind: Extract.Kind) -> list[Enclosed]:
    """The original for a copy. Raises Refused where it is damaged or too large to travel in a PDF."""
    try:
        stream = open_stored(version.file)
    except DamagedFile as damaged:
        raise Refused(f"{damaged}不能出具证明。") from damaged
    with stream:
        if kind != Extract.Kind.COPY:
            return []
        if version.file.size > ENCLOSED_LIMIT_MB << 20:
            raise Refused(f"原件超过 {ENCLOSED_LIMIT_MB} MB，不能附在复制件里，请出具利用证明并另行下载。")
        return [Enclosed(version.filename, stream.read(), f"档案原件 SHA-256 {version.file_id}")]


def _content(
    item: Item, version: ItemVersion, kind: Extract.Kind, now: datetime.datetime, asked: dict[str, str]
) -> dict[str, Any]:
    """What the hash of an extract vouches for."""
    return {
        "number": _next_number(now.strftime("%Y%m%d")),
        "check_code": "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)),
        "kind": kind.value,
        "issued_at": now.isoformat(timespec="seconds"),
        "fonds": item.file.series.fonds.name,
        "archive_number": item.archive_number,
        "title": item.title,
        "document_number": item.document_number,
        "responsible": item.responsible,
        "day": item.day.isoformat() if item.day else "",
        "precision": item.precision,
        "security": item.security,
        "version": version.number,
        "filename": version.filename,
        "format": version.format,
        "size": version.file.size,
        "sha256": version.file_id,
        **asked,
    }


def _next_number(day: str) -> str:
    """LY-20251020-0003: the next number of a day; writers of one day wait for each other here only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('boundaries.archive.extract'))")
        cursor.execute(
            "SELECT coalesce(max(substring(number from 13)::int), 0) + 1 FROM archive_extract WHERE number LIKE %s",
            [f"LY-{day}-%"],
        )
        return f"LY-{day}-{cursor.fetchone()[0]:04d}"


def is_genuine(extract: Extract) -> bool:
    """Whether the content still fits its hash."""
    return digest(extract.content) == extract.content_hash


def find(text: str) -> Extract | None:
    """The extract of a check code, of its content hash or of the hash of its PDF; a number alone proves nothing."""
    plain = "".join(text.split())
    extracts = Extract.objects.select_related("version__item__file__series__fonds", "pdf")
    if len(plain) == 64:
        plain = plain.lower()
        return extracts.filter(content_hash=plain).first() or extracts.filter(pdf_id=plain).first()
    code = plain.upper().replace("-", "").replace("—", "")
    if len(code) != 12:
        return None
    return extracts.filter(check_code="-".join(code[place : place + 4] for place in (0, 4, 8))).first()


def public_facts(extract: Extract) -> list[tuple[str, str]]:
    """What anybody may know of an extract: no names of people, no purpose; the title only of what is open."""
    content = extract.content
    facts = [
        ("种类", extract.get_kind_display()),
        ("出具单位", content["fonds"]),
        ("出具时间", timezone.localtime(extract.issued_at).strftime("%Y-%m-%d %H:%M")),
        ("档号", content["archive_number"]),
    ]
    if content["security"] == "open":
        facts.append(("题名", content["title"]))
    if content["pages"]:
        facts.append(("页码", content["pages"]))
    return facts
