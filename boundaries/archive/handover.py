"""Hand-over (移交、接收): items out as a BagIt package and in again, proved both ways."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from boundaries.archive import bags, judging, refusals, subjects
from boundaries.archive.actions import refuse
from boundaries.archive.models import CheckReport, Correction, HandOver, Item, ItemVersion
from boundaries.archive.queries import contents
from boundaries.archive.reception import receive
from boundaries.archive.refusals import Refused
from boundaries.divisions.queries import codes_on
from office.intake.storage import DamagedFile, open_stored
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.tables import Cell

FORMAT = "dijie-archive/1"
HEADINGS = ["档号", "题名", "文号", "责任者", "文件日期", "文件种类", "保管期限", "密级", "存放地点", "起页", "止页"]
HEADINGS += ["版本", "文件名", "格式", "字节数", "SHA-256", "包内路径"]


Heard = Callable[[int, int, str], None]


def unheard(done: int, total: int, message: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Handed:
    """What was handed over: the record, the package, and how many items were new."""

    record: HandOver
    package: Path | None
    new: int


def export(user: User | None, items: Sequence[Item], office: str, target: Path, heard: Heard = unheard) -> Handed:
    """Write a package of items to `target` (a .zip), check every item on the way out. Raises Refused.

    Without a user it is the operator at the command line; `heard` is told how far it is.
    """
    refuse(None if items else "没有选中任何一件，不能移交。")
    refuse(None if office.strip() else "移交须写明接收单位。")
    for item in items:
        refuse(refusals.writing(user, item.file.series.fonds, today()) if user else None)
    with tempfile.TemporaryDirectory(dir=_room()) as place:
        folder = Path(place) / target.stem
        (folder).mkdir()
        rows: list[list[Cell]] = []
        described = []
        for number, item in enumerate(items, 1):
            heard(number - 1, 2 * len(items), f"取出 {item.archive_number}")
            described.append(_described(item, folder, rows))
        size, files = sum(int(row[14]) for row in rows if row[15]), sum(bool(row[15]) for row in rows)
        inventory = {"format": FORMAT, "made": timezone.localtime().isoformat(timespec="seconds"), "items": described}
        proof = bags.make(folder, _info(items, office, user), inventory, HEADINGS, rows)
        bags.pack(folder, target)
    with transaction.atomic():
        _report_out(items, user, heard)
        made = HandOver.objects.create(
            way=HandOver.Way.OUT, by=user, office=office.strip()[:120], bag_hash=proof, files=files, size=size
        )
        made.items.set(items)
        told = {"office": office, "items": len(items), "files": files, "size": size, "proof": proof}
        record(user, "archive.export", made, f"移交 {len(items)} 件给{office}", told)
    return Handed(made, target, len(items))


def _room() -> Path:
    """A folder on the disk of the house for what is too large for the memory."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    return settings.VAR_DIR


def _info(items: Sequence[Item], office: str, user: User | None) -> dict[str, str]:
    fonds = items[0].file.series.fonds
    return {
        "Source-Organization": fonds.name,
        "External-Identifier": fonds.code,
        "External-Description": f"界线档案 {len(items)} 件",
        "Recipient-Organization": office.strip(),
        "Bagging-Date": today().isoformat(),
        "Contact-Name": str(user) if user else "",
        "Bag-Software-Agent": "Dijie",
    }


def _described(item: Item, folder: Path, rows: list[list[Cell]]) -> dict[str, Any]:
    """The entry of an item in the inventory; writes its versions into the folder and its lines into the table."""
    versions = []
    for version in item.versions.select_related("file").order_by("number"):
        path = f"{bags.safe_name(item.archive_number)}/v{version.number}/{bags.safe_name(version.filename)}"
        _copy(version, folder / path)
        versions.append(_version(version, f"data/{path}"))
    for each in versions or [{}]:
        rows.append(_row(item, each))
    series = item.file.series
    fonds = series.fonds
    code = codes_on(today()).filter(division=fonds.division_id, scheme="MCA").values_list("code", flat=True).first()
    return {
        **{name: value for name, value in contents(item).items() if name != "versions"},
        "day": item.day.isoformat() if item.day else None,
        "filed_at": item.filed_at.isoformat(),
        "content_hash": item.content_hash,
        "fonds": {"code": fonds.code, "name": fonds.name, "division": code},
        "series": {"material": series.material, "key": series.key, "by_line": series.line is not None},
        "file": {
            "number": item.file.number,
            "archive_number": item.file.archive_number,
            "title": item.file.title,
            "retention": item.file.retention,
        },
        "number": item.number,
        "corrections": [_correction(made) for made in item.corrections.order_by("pk")],
        "subjects": [_subject(link) for link in item.subjects.all()],
        "versions": versions,
        "last_report": _last_report(item),
    }


def _subject(link: Any) -> dict[str, str]:
    now = subjects.get(link.subject_type, link.subject_id)
    written = now.written if now else ""
    return {"type": link.subject_type, "written": written, "label": link.label, "pages": link.pages}


def _correction(made: Correction) -> dict[str, Any]:
    told = {"at": made.at.isoformat(), "signed": made.signed, "reason": made.reason}
    return {**told, "before": made.before, "after": made.after}


def _copy(version: ItemVersion, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open_stored(version.file) as source, place.open("wb") as out:
            while block := source.read(1 << 20):
                out.write(block)
    except DamagedFile as damaged:
        raise Refused(f"{version}：{damaged}修复之前不能移交。") from damaged


def _version(version: ItemVersion, path: str) -> dict[str, Any]:
    return {
        "number": version.number,
        "filename": version.filename,
        "sha256": version.file_id,
        "size": version.file.size,
        "format": version.format,
        "note": version.note,
        "added_at": version.added_at.isoformat(),
        "path": path,
    }


def _row(item: Item, version: dict[str, Any]) -> list[Cell]:
    return [
        item.archive_number,
        item.title,
        item.document_number,
        item.responsible,
        item.day.isoformat() if item.day else "",
        item.get_kind_display(),
        item.retention.label,
        item.get_security_display(),
        item.place,
        item.first_page or "",
        item.last_page or "",
        version.get("number", ""),
        version.get("filename", ""),
        version.get("format", ""),
        version.get("size", 0),
        version.get("sha256", ""),
        version.get("path", ""),
    ]


def _last_report(item: Item) -> dict[str, Any] | None:
    report = item.reports.first()
    if report is None:
        return None
    return {"moment": report.moment, "at": report.at.isoformat(), "findings": report.findings, "passed": report.passed}


def _report_out(items: Sequence[Item], user: User | None, heard: Heard) -> None:
    """The four checks on the way out, kept with every item. Raises Refused where integrity is broken."""
    for number, item in enumerate(items):
        heard(len(items) + number, 2 * len(items), f"检测 {item.archive_number}")
        report = judging.review(item, user, CheckReport.Moment.HANDOVER)
        broken = [finding for finding in report.findings if finding["severity"] == "block"]
        if broken:
            raise Refused(f"{item.archive_number} 检测不合格，不能移交：{broken[0]['rule']} {broken[0]['message']}")


def bring_in(user: User | None, package: Path, *, expected: str = "", heard: Heard = unheard) -> Handed:
    """Prove a package (a zip or a folder) and take its items over. Raises Refused, before anything is written.

    `expected`: the proving hash that the sender told by another way. Sent again, a package changes nothing.
    """
    refuse(refusals.filing(user, today()) if user else None)
    with tempfile.TemporaryDirectory(dir=_room()) as place:
        folder = bags.bag_in(package) if package.is_dir() else bags.unpack(package, Path(place))
        proof = bags.prove(folder)
        if expected and "".join(expected.split()).lower() != proof:
            raise Refused(
                f"交接校验值不符：对方告知 {expected[:16]}…，本包为 {proof[:16]}…。包可能整体被换过，未接收。"
            )
        inventory = bags.inventory_of(folder)
        refuse(None if inventory.get("format") == FORMAT else f"不认识的清单格式 {inventory.get('format')!r}。")
        known = HandOver.objects.filter(way=HandOver.Way.IN, bag_hash=proof).first()
        if known:
            return Handed(known, None, 0)
        with transaction.atomic():
            received = []
            for number, entry in enumerate(inventory["items"]):
                heard(number, len(inventory["items"]), "逐件接收")
                received.append(receive(user, folder, entry))
            return _recorded(user, folder, proof, [item for item, _ in received], sum(new for _, new in received))


def _recorded(user: User | None, folder: Path, proof: str, items: Sequence[Item], new: int) -> Handed:
    files = [path for path in (folder / "data").rglob("*") if path.is_file()]
    sender = items[0].file.series.fonds.name if items else "不详"
    made = HandOver.objects.create(
        way=HandOver.Way.IN,
        by=user,
        office=sender,
        bag_hash=proof,
        files=len(files),
        size=sum(path.stat().st_size for path in files),
    )
    made.items.set(items)
    told = {"proof": proof, "items": len(items), "new": new}
    record(user, "archive.import", made, f"接收 {len(items)} 件，其中新件 {new}", told)
    return Handed(made, None, new)
