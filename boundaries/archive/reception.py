"""Taking over one item of a proved package (接收): under its own archive number, beside what is here already."""

import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from boundaries.archive import judging, refusals, subjects
from boundaries.archive.actions import link_to, seal
from boundaries.archive.models import CheckReport, Correction, File, Fonds, Item, ItemVersion, Series
from boundaries.archive.numbering import ArchiveNumber, parse
from boundaries.archive.refusals import Refused
from boundaries.archive.subjects import Subject, UnknownSubject
from boundaries.divisions.queries import UnknownDivision, resolve_code
from office.intake.storage import ChangedFile, DamagedFile, keep
from office.people.calendar import today
from office.people.models import User

_TOLD = ("title", "document_number", "responsible", "precision", "kind", "security", "place", "copies", "note")


def receive(user: User | None, folder: Path, entry: dict[str, Any]) -> tuple[Item, bool]:
    """(the item, whether it is new). Raises Refused where the entry contradicts itself or what is here."""
    try:
        written = parse(entry["archive_number"])
        fonds = _fonds(user, entry["fonds"])
        item = Item.objects.select_related("file__series__fonds").filter(archive_number=str(written)).first()
        new = item is None
        item = item or _item(user, fonds, written, entry)
        for version in entry["versions"][_known(item, entry) :]:
            _version(item, folder, version, user)
        if new:
            _corrections(item, entry.get("corrections", []))
        item.refresh_from_db()
    except (KeyError, TypeError, AttributeError, ValueError, IntegrityError) as error:
        raise Refused(f"清单中 {entry.get('archive_number', '无档号的一件')} 的著录不能接收：{error}") from error
    if new:
        _links(item, entry["subjects"])
    seal(item)
    if new and item.content_hash != entry["content_hash"]:
        raise Refused(f"清单中 {item.archive_number} 的著录与其内容哈希不符，未接收。")
    judging.review(item, user, CheckReport.Moment.RECEPTION)
    return item, new


def _fonds(user: User | None, told: dict[str, Any]) -> Fonds:
    """The fonds of the code, opened where it is not here yet, for the office of the division told."""
    fonds = Fonds.objects.filter(code=told["code"]).first()
    if fonds is None:
        try:
            division = resolve_code(str(told["division"]), today()).division_id
        except UnknownDivision as error:
            raise Refused(f"全宗 {told['code']} 的立档单位所在区划不明：{error}") from error
        fonds = Fonds(code=told["code"], name=told["name"], division_id=division)
    if user and (why := refusals.writing(user, fonds, today())):
        raise Refused(why)
    if fonds.pk is None:
        fonds.save(force_insert=True)
    return fonds


def _item(user: User | None, fonds: Fonds, written: ArchiveNumber, entry: dict[str, Any]) -> Item:
    if written.item is None or written.fonds != fonds.code:
        raise Refused(f"清单中的档号 {written} 与全宗 {fonds.code} 不符。")
    first, last = entry["pages"]
    with transaction.atomic():
        return Item.objects.create(
            file=_file(fonds, written, entry),
            number=written.item,
            archive_number=str(written),
            day=datetime.date.fromisoformat(entry["day"]) if entry["day"] else None,
            first_page=first,
            last_page=last,
            filed_by=user,
            filed_at=datetime.datetime.fromisoformat(entry["filed_at"]),
            content_hash="",
            revised_retention=entry.get("revised_retention", ""),
            **{name: entry[name] for name in _TOLD},
        )


def _file(fonds: Fonds, written: ArchiveNumber, entry: dict[str, Any]) -> File:
    number = str(ArchiveNumber(written.fonds, written.material, written.key, written.retention, written.file))
    known = File.objects.filter(archive_number=number).first()
    if known:
        return known
    line = _line(written.key) if entry["series"]["by_line"] else None
    series, _ = Series.objects.get_or_create(
        fonds=fonds, material=written.material, line=line, defaults={"key": written.key}, **_by_year(line, written.key)
    )
    return File.objects.create(
        series=series,
        retention=written.retention,
        number=written.file,
        archive_number=number,
        title=entry["file"]["title"],
    )


def _by_year(line: int | None, key: str) -> dict[str, str]:
    return {"key": key} if line is None else {}


def _line(code: str) -> int:
    """The key of a line here. Raises Refused where the register does not know it."""
    try:
        return int(subjects.find("line", code).id)
    except UnknownSubject as error:
        raise Refused(f"登记册中没有界线 {code}，不能按界线接收：{error}") from error


def _known(item: Item, entry: dict[str, Any]) -> int:
    """How many versions of an entry are here already. Raises Refused where they are other ones."""
    here = list(item.versions.order_by("number").values_list("file_id", flat=True))
    told = [version["sha256"] for version in entry["versions"]]
    if told[: len(here)] != here:
        raise Refused(f"{item.archive_number} 在本馆已有不同的版本，未接收；请核对两处哪一份是对的。")
    return len(here)


def _version(item: Item, folder: Path, told: dict[str, Any], user: User | None) -> ItemVersion:
    """One version: its bytes must be those of the inventory, wherever the path leads inside the package."""
    place = (folder / told["path"]).resolve()
    if not place.is_relative_to((folder / "data").resolve()) or not place.is_file():
        raise Refused(f"清单中 {item.archive_number} 的文件 {told['path']} 不在包内。")
    try:
        with place.open("rb") as source:
            file = keep(source, expected=told["sha256"])
    except (ChangedFile, DamagedFile) as error:
        raise Refused(f"{told['path']} 与清单的 SHA-256 不符，未接收：{error}") from error
    facts = judging.version_facts(file, told["number"], told["filename"])
    with transaction.atomic():
        return ItemVersion.objects.create(
            item=item,
            number=told["number"],
            file=file,
            filename=told["filename"][:200],
            format=facts.format.label[:60],
            pages=facts.format.pages,
            note=told["note"][:200],
            added_by=user,
            added_at=datetime.datetime.fromisoformat(told["added_at"]),
        )


def _corrections(item: Item, told: list[dict[str, Any]]) -> None:
    """What was put right in the other house before, with who did it there."""
    for each in told:
        at = datetime.datetime.fromisoformat(each["at"])
        plain = {name: each[name] for name in ("signed", "reason", "before", "after")}
        Correction.objects.create(item=item, at=at, by=None, **plain)


def _links(item: Item, told: list[dict[str, Any]]) -> None:
    """Link to the same things here; what this register does not know keeps its name and type."""
    for place, each in enumerate(told):
        try:
            found = subjects.find(each["type"], each["written"])
        except UnknownSubject:
            found = Subject(each["type"], f"ext:{each['written'] or place}"[:40], each["label"])
        link_to(item, found, each["pages"])
