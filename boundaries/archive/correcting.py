"""Putting the description of an item right (著录更正): with a reason, the old description kept, the file untouched."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from boundaries.archive import judging
from boundaries.archive.actions import CheckFailed, Description, locked, refuse, said, seal
from boundaries.archive.kinds import CLASSIFIED, Kind, Retention, Security
from boundaries.archive.models import CheckReport, Correction, Item
from boundaries.archive.queries import description_of
from boundaries.divisions.models import Precision
from office.log.actions import record
from office.log.hashing import canonical
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import blocking

OF_THE_DESCRIPTION = ("A02", "A03", "A04", "A05", "A06", "A07", "A11", "A13")
LABELS = {
    "title": "题名",
    "kind": "文件种类",
    "day": "文件日期",
    "document_number": "文号",
    "responsible": "责任者",
    "revised_retention": "保管期限",
    "security": "密级",
    "place": "存放地点",
    "copies": "份数",
    "pages": "页码",
    "note": "附注",
}


def correct(
    user: User, item_id: int, described: Description, reason: str, *, shown: str, retention: str = ""
) -> Correction:
    """Write another description over the one that was shown (by its hash). Raises Refused, CheckFailed.

    The archive number stays (DA/T 13), also where `retention` decides anew how long the item is kept.
    """
    with transaction.atomic(), said(Item, Correction):
        item = locked(user, item_id)
        refuse(None if reason.strip() else "更正著录须写明理由。")
        refuse("此件的著录在您打开之后已经改过，请刷新后再更正。" if item.content_hash != shown else None)
        if described.security in CLASSIFIED and item.versions.exists():
            refuse("本件已有电子文件，不能改为涉密件。请按泄密处置规定报告；涉密件另行只登记纸质件。")
        before = as_json(item)
        for field in dataclasses.fields(described):
            setattr(item, field.name, getattr(described, field.name))
        chosen = retention or item.retention
        item.revised_retention = "" if chosen == item.file.retention else chosen
        after = as_json(item)
        refuse("没有改动任何一项。" if before == after else None)
        _check(item)
        item.save()
        seal(item)
        made = Correction.objects.create(
            item=item,
            at=timezone.now(),
            by=user,
            signed=str(user)[:150],
            reason=reason.strip(),
            before=before,
            after=after,
        )
        judging.review(item, user, CheckReport.Moment.CORRECTION)
        told = {"reason": made.reason, "before": before, "after": after, "content_hash": item.content_hash}
        record(user, "archive.correct", item, f"更正著录 {item.archive_number}", told)
        return made


def as_json(item: Item) -> dict[str, Any]:
    """The description of an item as it is kept beside a correction."""
    return json.loads(canonical(description_of(item)))


def _check(item: Item) -> None:
    """A file that is damaged must not keep a wrong title; a description that contradicts itself may not be written."""
    findings = judging.judge(judging.record_of(item), today())
    if blocks := [finding for finding in blocking(findings) if finding.rule in OF_THE_DESCRIPTION]:
        raise CheckFailed(blocks)


def differences(correction: Correction) -> list[tuple[str, str, str]]:
    """(what, how it stood before, how it stands after) of a correction, in the words of the office."""
    before, after = ({**told, "day": _day(told)} for told in (correction.before, correction.after))
    filed = correction.item.file.retention
    return [
        (label, _words(name, before, filed), _words(name, after, filed))
        for name, label in LABELS.items()
        if before.get(name) != after.get(name)
    ]


def _day(told: Mapping[str, Any]) -> str:
    """A date as exactly as it is known."""
    day = told["day"]
    return "不详" if day is None else f"{day[:4]}年" if told["precision"] == Precision.YEAR else day


def _words(name: str, told: Mapping[str, Any], filed: str) -> str:
    value: Any = told.get(name)
    if name == "revised_retention":
        return Retention(value or filed).label
    if name == "kind":
        return Kind(value).label
    if name == "security":
        return Security(value).label
    if name == "pages":
        return f"{value[0]}—{value[1]}" if value and value[0] is not None else "—"
    return str(value) if value not in (None, "") else "—"
