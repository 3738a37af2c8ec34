"""Saved column mappings of registers (列对应): kept once for a source, offered for the same headings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from gazetteer.imports.fields import CENSUS, CENSUS_MAPPING, LABELS, is_census
from gazetteer.imports.models import HeadingMapping, RegisterImport
from gazetteer.imports.refusals import Refused
from office.log.actions import record
from office.log.hashing import digest
from office.people.models import User


def offered(columns: Sequence[str], now: Mapping[str, str]) -> list[dict[str, Any]]:
    """The mappings for a file with these headings: the shipped one of the census, and those that persons kept."""
    kept = HeadingMapping.objects.filter(headings_hash=digest(list(columns))).select_related("saved_by")
    found = [{"key": str(each.pk), "source": each.source, "mapping": each.mapping, "by": each} for each in kept]
    if is_census(columns):
        census = {field: heading for field, heading in CENSUS_MAPPING.items() if heading in columns}
        found.insert(0, {"key": "census", "source": CENSUS, "mapping": census, "by": None})
    return [{**each, "says": _says(each["mapping"]), "taken": each["mapping"] == now} for each in found]


def _says(mapping: Mapping[str, str]) -> str:
    return "、".join(f"{LABELS.get(field, field)}←{heading}" for field, heading in mapping.items())


def mapping_called(found: RegisterImport, key: str) -> dict[str, str]:
    """The mapping of a key among those offered. Raises Refused."""
    for each in offered(found.submission.report.get("columns", []), {}):
        if each["key"] == key:
            return dict(each["mapping"])
    raise Refused("这份列对应已删除，或与此件的表头不同。")


@transaction.atomic
def save(user: User, found: RegisterImport, source: str) -> HeadingMapping:
    """Keep the mapping of an import for its source; an earlier one of the same gives way. Raises Refused."""
    source, report = " ".join(source.split())[:80], found.submission.report
    if found.submission.sender_id != user.pk:
        raise Refused("只有上传人可以把列对应存下来。")
    if not source:
        raise Refused("请写明来源，如“农安县二普成果”。")
    if not report.get("mapping"):
        raise Refused("此件还没有认出任何列。")
    kept, _made = HeadingMapping.objects.update_or_create(
        source=source,
        headings_hash=digest(list(report["columns"])),
        defaults={"mapping": report["mapping"], "saved_by": user},
    )
    record(user, "imports.mapping", found.submission, f"保存列对应 {source}", {"mapping": kept.mapping})
    return kept
