"""Another day for a changeover that was entered wrongly (更正变动日): everything of the division that hinged on it."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from psycopg2.extras import DateRange

from boundaries.changes.history_rows import days_of
from boundaries.changes.models import DivisionChange
from boundaries.divisions.dates import day_text
from boundaries.divisions.models import DivisionCode, DivisionSeat, DivisionVersion, Precision
from boundaries.lines.models import Edge


@dataclass
class Moved:
    """What went with the day: rows (what, before, after), divisions changed, superiors on both sides; or why not."""

    refused: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    changed: set[int] = field(default_factory=set)
    parents: set[int] = field(default_factory=set)


def moved_day(version: DivisionVersion, day: datetime.date, precision: str, inside: Collection[int]) -> Moved:
    """Move the changeover with which a version begins, and what hinged on it.

    The codes and seats of the division follow, the codes below it that begin with its own, and its recorded changes;
    what else happened below it in that year is another matter. Edges do not: where a stretch of boundary begins or ends
    on that day, the change itself was carried out on it, and only carrying it out again moves that.
    """
    old, known = version.valid.lower, version.begin_precision
    around = {version.division_id, *inside}
    if _edges_change(around, old):
        return Moved("这一天同时有界线变动，不能只改日期；请撤回那次变更，按正确的日期重新实施。")
    own = Q(division=version.division_id)
    versions, codes = _at(DivisionVersion, own, old, known), _at(DivisionCode, own, old, known)
    led = [Q(code__startswith=row.code) & ~Q(code=row.code) for row in (*codes[0], *codes[1])]
    below = _at(DivisionCode, Q(division__in=inside) & reduce(or_, led), old, known) if led else ([], [])
    seats = _at(DivisionSeat, own, old, known)
    for ends, begins in (versions, codes, below, seats):
        if refused := _too_far([*ends, *begins], day, old):
            return Moved(refused)
        for rows, side in [(begins, "begin"), (ends, "end")] if day > old else [(ends, "end"), (begins, "begin")]:
            for row in rows:
                _set(row, side, day, precision)
    changes = _redate_changes(version.division_id, old, known, day, precision)
    led_ids = {row.division_id for row in (*below[0], *below[1])}
    told = [
        ("代码的启用与停用", len({row.pk for row in (*codes[0], *codes[1])})),
        ("下级区划代码的启用与停用", len(led_ids)),
        ("驻地", len({row.pk for row in (*seats[0], *seats[1])})),
        ("变更记载", changes),
    ]
    sides = (day_text(old, known), day_text(day, precision))
    return Moved(
        rows=tuple((f"{label}（{count} 项）", *sides) for label, count in told if count),
        changed={version.division_id, *led_ids},
        parents={row.parent_id for row in (*versions[0], *versions[1]) if row.parent_id},
    )


def _edges_change(around: Collection[int], day: datetime.date) -> bool:
    """Whether a stretch of boundary around divisions begins or ends on a day; where the data begin is no change."""
    first = Edge.objects.order_by("valid").values_list("valid", flat=True).first()
    edges = Edge.objects.filter(Q(left__in=around) | Q(right__in=around))
    begun = first is not None and first.lower != day and edges.filter(valid__startswith=day).exists()
    return begun or edges.filter(valid__endswith=day).exists()


def _at(model: Any, which: Q, day: datetime.date, known: str) -> tuple[list[Any], list[Any]]:
    """The rows that end on a day, and those that begin on it, known as well as it is."""
    rows = model.objects.select_for_update().filter(which)
    ends, begins = rows.filter(valid__endswith=day), rows.filter(valid__startswith=day)
    if model is not DivisionSeat:
        ends, begins = ends.filter(end_precision=known), begins.filter(begin_precision=known)
    return list(ends), list(begins)


def _too_far(rows: Collection[Any], day: datetime.date, old: datetime.date) -> str:
    """Why a day cannot be taken: it would pass over a whole row."""
    for row in rows:
        other = row.valid.upper if row.valid.lower == old else row.valid.lower
        if other is not None and (day >= other if row.valid.lower == old else day <= other):
            return f"{day_text(day, Precision.DAY)}越过了前后相邻的期间（{day_text(other, Precision.DAY)}），请核对。"
    return ""


def _set(row: Any, side: str, day: datetime.date, precision: str) -> None:
    bounds = (day, row.valid.upper) if side == "begin" else (row.valid.lower, day)
    facts: dict[str, Any] = {"valid": DateRange(*bounds)}
    if not isinstance(row, DivisionSeat):
        facts[f"{side}_precision"] = precision
    type(row)._default_manager.filter(pk=row.pk).update(**facts)


def _redate_changes(division: int, old: datetime.date, known: str, day: datetime.date, precision: str) -> int:
    """The recorded changes of that day say the mended one; those that belong to a case keep its own day."""
    found = DivisionChange.objects.filter(Q(old=division) | Q(new=division), case=None, imported=None)
    found = found.filter(effective=days_of(old, known), precision=known)
    return found.update(effective=days_of(day, precision), precision=precision)
