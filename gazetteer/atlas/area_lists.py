"""Lists about a division: its children on a day, its history (下级、沿革)."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Area, DivisionCode, DivisionVersion
from boundaries.divisions.queries import versions_on
from boundaries.divisions.recorded import alterations_of
from gazetteer.atlas.area_facts import Address, brief, version_on
from gazetteer.atlas.cursors import pack, unpack
from gazetteer.atlas.periods import day_words, period_json

ALTERED = {"divisionversion": "version", "divisioncode": "code"}


def children(address: Address, day: datetime.date, limit: int, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
    """One page of the direct children on a day in the order of their codes, and the cursor of the next."""
    version_on(address.division_id, day)
    codes = DivisionCode.objects.filter(division_id=OuterRef("division_id"), valid__contains=day).order_by("scheme")
    areas = Area.objects.filter(division_id=OuterRef("division_id"), valid__contains=day)
    rows = (
        versions_on(day)
        .filter(parent_id=address.division_id, division__external=False)
        .annotate(
            code=Subquery(codes.values("code")[:1]),
            scheme=Subquery(codes.values("scheme")[:1]),
            sample=Subquery(areas.values("is_sample")[:1]),
            statistical=F("division__statistical"),
        )
        .order_by(F("code").asc(nulls_last=True), "division_id")
    )
    position = unpack(cursor, str, int)
    if position:
        code, pk = position
        without_code = Q(code__isnull=True)
        later = Q(code__gt=code) | Q(code=code, division_id__gt=pk) | without_code
        rows = rows.filter(later if code else without_code & Q(division_id__gt=pk))
    page = list(rows[: limit + 1])
    shown = page[:limit]
    following = pack(shown[-1].code or "", shown[-1].division_id) if len(page) > limit else None
    return [_child(row) for row in shown], following


def _child(row: Any) -> dict[str, Any]:
    return {
        "id": f"D{row.division_id}",
        "code": row.code,
        "scheme": row.scheme,
        "name": row.name,
        "level": row.level,
        "kind": row.kind,
        "statistical": row.statistical,
        "sample": bool(row.sample),
        "valid": period_json(row.valid, row.begin_precision, row.end_precision),
    }


def history(
    division_id: int,
    day: datetime.date,
    told: tuple[Sequence[DivisionVersion], Sequence[DivisionCode]] | None = None,
) -> dict[str, Any]:
    """All versions and codes of a division in order of time, and the recorded changes that it was part of.

    `told`: versions and codes of an earlier record instead of those of now.
    """
    versions, codes = told or (
        list(DivisionVersion.objects.filter(division_id=division_id).order_by("valid")),
        list(DivisionCode.objects.filter(division_id=division_id).order_by("scheme", "valid")),
    )
    changes = DivisionChange.objects.filter(Q(old_id=division_id) | Q(new_id=division_id)).order_by("effective", "id")
    return {
        **brief(division_id, day),
        "versions": [
            {
                "name": version.name,
                "level": version.level,
                "kind": version.kind,
                "parent": brief(version.parent_id, version.valid.lower or day) if version.parent_id else None,
                "valid": period_json(version.valid, version.begin_precision, version.end_precision),
                "lower": version.valid.lower.isoformat() if version.valid.lower else None,
                "note": version.note,
                "source": version.source,
            }
            for version in versions
        ],
        "codes": [
            {
                "scheme": code.scheme,
                "code": code.code,
                "valid": period_json(code.valid, code.begin_precision, code.end_precision),
                "source": code.source,
            }
            for code in codes
        ],
        "changes": [change_json(change) for change in changes],
        "alterations": [
            {"at": each.at.isoformat(timespec="seconds"), "cause": each.cause, "what": ALTERED[each.table]}
            for each in alterations_of(division_id)
        ],
    }


def change_json(change: DivisionChange) -> dict[str, Any]:
    """One change of divisions as its source tells it."""
    day = change.effective.lower
    known_to_the_day = change.precision == "day"
    return {
        "type": "division",
        "id": change.pk,
        "kind": change.kind,
        "label": change.get_kind_display(),
        "date": day.isoformat() if known_to_the_day else str(day.year),
        "when": day_words(day, change.precision),
        "old": _side(change.old_id, change.old_code, change.old_name),
        "new": _side(change.new_id, change.new_code, change.new_name),
        "document": change.document or None,
        "source": change.source,
        "note": change.note,
    }


def _side(division_id: int | None, code: str, name: str) -> dict[str, Any] | None:
    if division_id is None and not code:
        return None
    return {"id": f"D{division_id}" if division_id else None, "code": code or None, "name": name}
