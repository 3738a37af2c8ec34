"""What can be done in the archive: deposit, file, add a version, link; one transaction with its event each."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from boundaries.archive import judging, refusals, shelves
from boundaries.archive.kinds import CLASSIFIED
from boundaries.archive.models import CheckReport, Deposit, Fonds, Item, ItemVersion, SubjectLink
from boundaries.archive.queries import contents
from boundaries.archive.refusals import Refused
from boundaries.archive.shelves import Shelf
from boundaries.archive.subjects import Subject
from boundaries.divisions.models import Division, Precision
from office.constraints import constraints_said_as
from office.intake.storage import ChangedFile, DamagedFile, keep
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import Finding, blocking


class CheckFailed(Refused):
    """The checks block; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("；".join(f"{finding.rule} {finding.message}" for finding in findings))
        self.findings = list(findings)


@dataclass(frozen=True)
class Description:
    """How an item is described (著录项)."""

    title: str
    kind: str
    day: datetime.date | None = None
    precision: str = Precision.DAY
    document_number: str = ""
    responsible: str = ""
    security: str = "internal"
    place: str = ""
    copies: int = 1
    first_page: int | None = None
    last_page: int | None = None
    note: str = ""


def refuse(reason: str | None) -> None:
    """Raise Refused where there is a reason."""
    if reason:
        raise Refused(reason)


#: a broken constraint of these models becomes a refusal
said = partial(constraints_said_as, Refused)


def deposit(user: User, filename: str, source: IO[bytes], *, announced: str | None = None) -> Deposit:
    """Take a file in, to be filed later. `announced`: the SHA-256 that the sender computed. Raises Refused."""
    refuse(refusals.filing(user, today()))
    size, limit = source.seek(0, 2), settings.UPLOAD_LIMIT_MB << 20
    refuse(None if size else "文件是空的，没有任何内容。")
    refuse(f"文件 {size / 1048576:.1f} MB，超过上限 {settings.UPLOAD_LIMIT_MB} MB。" if size > limit else None)
    try:
        file = keep(source, expected=announced)
    except (ChangedFile, DamagedFile) as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        waiting = Deposit.objects.create(file=file, filename=filename[:200], deposited_by=user)
        record(user, "archive.deposit", waiting, f"上传待归档 {filename}", {"sha256": file.sha256, "size": file.size})
    return waiting


def taken(user: User, deposit_id: Any, shown: str) -> Deposit:
    """A deposit, locked: this person's, not filed yet, with the hash that was shown to them."""
    waiting = Deposit.objects.select_for_update().filter(pk=deposit_id, deposited_by=user).first()
    if waiting is None:
        raise Refused("没有找到您上传的这份文件，请重新上传。")
    refuse("这份文件已经归档。" if waiting.version_id else None)
    refuse("这份文件已经撤回，请重新上传。" if waiting.discarded_at else None)
    if waiting.file_id != shown:
        raise Refused(
            f"文件在上传和归档之间变了：预览时为 {shown[:16]}…，现为 {waiting.original.pk[:16]}…。请重新上传。"
        )
    return waiting


def file_item(
    user: User,
    fonds: Fonds,
    shelf: Shelf,
    described: Description,
    *,
    deposit_id: Any = None,
    shown: str = "",
    links: Sequence[tuple[Subject, str]] = (),
) -> Item:
    """File one paper: number it, check it, keep the report. Raises Refused, CheckFailed.

    `shown`: the SHA-256 that the person saw before filing. Without a deposit only the paper's place is registered.
    """
    refuse(refusals.writing(user, fonds, today()))
    if described.security in CLASSIFIED and deposit_id:
        raise Refused("涉密文件不得存入本系统：只登记纸质件的存放地点，不上传文件。")
    with transaction.atomic(), said(Item, SubjectLink, ItemVersion):
        waiting = taken(user, deposit_id, shown) if deposit_id else None
        now = timezone.now()
        file, number, written = shelves.place_for(fonds, shelf)
        item = Item(
            file=file,
            number=number,
            archive_number=written,
            filed_by=user,
            filed_at=now,
            content_hash="",
            **vars(described),
        )
        versions = [judging.version_facts(waiting.original, 1, waiting.filename)] if waiting else []
        findings = judging.judge(judging.record_of(item, versions, len(links)), today())
        if blocks := blocking(findings):
            raise CheckFailed(blocks)
        item.save(force_insert=True)
        if waiting:
            waiting.version = _version(item, waiting, versions[0], user, "")
            waiting.save(update_fields=["version"])
        for subject, pages in links:
            link_to(item, subject, pages)
        seal(item)
        judging.report(item, CheckReport.Moment.FILING, user, findings, versions)
        told = {**contents(item), "content_hash": item.content_hash}
        record(user, "archive.file", item, f"归档 {item.archive_number} {item.title}", told)
        return item


def _version(item: Item, waiting: Deposit, facts: judging.Version, user: User, note: str) -> ItemVersion:
    return ItemVersion.objects.create(
        item=item,
        number=facts.number,
        file=waiting.original,
        filename=waiting.filename,
        format=facts.format.label[:60],
        pages=facts.format.pages,
        note=note[:200],
        added_by=user,
        added_at=timezone.now(),
    )


def seal(item: Item) -> None:
    """Write the hash that vouches for the description and the versions of an item."""
    item.content_hash = digest(contents(item))
    item.save(update_fields=["content_hash"])


def locked(user: User, item_id: int) -> Item:
    """An item for changing, where this person may write. Raises Refused."""
    item = Item.objects.select_for_update(of=("self",)).select_related("file__series__fonds").get(pk=item_id)
    refuse(refusals.writing(user, item.file.series.fonds, today()))
    return item


def add_version(user: User, item_id: int, deposit_id: Any, shown: str, note: str) -> ItemVersion:
    """Put a new version beside the older ones, with why it was made. Raises Refused, CheckFailed."""
    with transaction.atomic(), said(ItemVersion, Item):
        item = locked(user, item_id)
        refuse("涉密件不在本系统，不能归入电子文件。" if item.classified else None)
        refuse(None if note.strip() else "新版本须写明为何归入。")
        waiting = taken(user, deposit_id, shown)
        older = [judging.version_facts(old.file, old.number, old.filename) for old in item.versions.order_by("number")]
        versions = [*older, judging.version_facts(waiting.original, len(older) + 1, waiting.filename)]
        findings = judging.judge(judging.record_of(item, versions), today())
        newest = (None, len(versions))  # an older version that is damaged must not keep a good one out
        if blocks := [finding for finding in blocking(findings) if finding.evidence.get("version") in newest]:
            raise CheckFailed(blocks)
        waiting.version = _version(item, waiting, versions[-1], user, note.strip())
        waiting.save(update_fields=["version"])
        seal(item)
        judging.report(item, CheckReport.Moment.VERSION, user, findings, versions)
        told = {"version": len(versions), "sha256": waiting.file_id, "note": note.strip()}
        record(user, "archive.version", item, f"{item.archive_number} 归入第 {len(versions)} 版", told)
        return waiting.version


def link_to(item: Item, subject: Subject, pages: str) -> SubjectLink:
    link = SubjectLink.objects.create(
        item=item,
        subject_type=subject.type,
        subject_id=subject.id,
        label=subject.label[:160],
        pages=pages.strip()[:60],
        is_sample=subject.is_sample,
    )
    link.divisions.set(Division.objects.filter(pk__in=subject.divisions))
    return link


def link(user: User, item_id: int, subject: Subject, pages: str = "") -> SubjectLink:
    """Say what an item speaks of, and on which pages. Raises Refused."""
    with transaction.atomic(), said(SubjectLink):
        item = locked(user, item_id)
        made = link_to(item, subject, pages)
        told = {"type": subject.type, "id": subject.id, "label": subject.label, "pages": pages}
        record(user, "archive.link", item, f"{item.archive_number} 关联 {subject.label}", told)
        return made


def unlink(user: User, item_id: int, link_id: int) -> None:
    """Take a wrong link away; the event stays. Raises Refused."""
    with transaction.atomic():
        item = locked(user, item_id)
        found = item.subjects.filter(pk=link_id).first()
        if found is None:
            raise Refused("这一关联已经取消。")
        told = {"type": found.subject_type, "id": found.subject_id, "label": found.label}
        found.delete()
        record(user, "archive.unlink", item, f"{item.archive_number} 取消关联 {told['label']}", told)


def review(user: User, item_id: int) -> CheckReport:
    """Check an item again as it lies now. Raises Refused."""
    with transaction.atomic():
        item = locked(user, item_id)
        made = judging.review(item, user)
        blocks = sum(finding["severity"] == "block" for finding in made.findings)
        record(user, "archive.review", item, f"复查 {item.archive_number}，{blocks} 处拦截", {"report": made.pk})
        return made


def open_fonds(user: User, code: str, name: str, division_id: int) -> Fonds:
    """Open a fonds for the office of a division. Raises Refused."""
    with transaction.atomic(), said(Fonds):
        fonds = Fonds(code=code.strip().upper(), name=name.strip(), division_id=division_id)
        refuse(refusals.writing(user, fonds, today()))
        refuse(None if fonds.name else "全宗名称不能为空。")
        fonds.save(force_insert=True)
        record(user, "archive.fonds", fonds, f"设立全宗 {fonds}", {"code": fonds.code, "division": division_id})
        return fonds
