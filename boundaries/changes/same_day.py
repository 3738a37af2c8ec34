"""D36: what other changes, carried out for the same day or a later one, did to the divisions of this one (同日变更).

A case is judged on the day before it takes effect, so it knows nothing of another one of its own day; carried out
after that, it would override what that one wrote. Lists are compared by the rows of the history that they wrote.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q
from django.db.models.fields.json import KT

from boundaries.changes.interference import Aspect, Fact, Footprint, erased, footprint_of, meddling
from boundaries.changes.models import AFTER_CARRYING, ChangeCase, ChangeImport, DivisionChange
from boundaries.changes.operations import Abolish, Operation
from boundaries.changes.serial import operations_from_json
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import names_of, versions_on
from boundaries.lines.periods import ONE_DAY
from office.rulesets.findings import Basis, Finding, Severity

_Kind = DivisionChange.Kind
_ASPECTS = {
    _Kind.RECODED: Aspect.CODE,
    _Kind.RENAMED: Aspect.NAME,
    _Kind.UPGRADED: Aspect.NAME,
    _Kind.ABOLISHED: Aspect.EXISTENCE,
    _Kind.MERGED: Aspect.EXISTENCE,
    _Kind.AFFILIATED: Aspect.SUPERIOR,
    _Kind.RESHAPED: Aspect.GROUND,
    _Kind.SEAT_MOVED: Aspect.SEAT,
}
#: (how it is called, the day, what it wrote and relied on, where it is found)
_Done = tuple[str, datetime.date, Footprint, dict[str, int]]


def meddlers(operations: Sequence[Operation], day: datetime.date) -> list[Finding]:
    """A block for each change carried out with which these operations, not carried out yet, meddle."""
    new = footprint_of(operations, _moved_with(operations, day))
    if not new.divisions:
        return []
    found = []
    for title, when, done, where in [*_cases(day, new.divisions), *_lists(day, new.divisions)]:
        facts = meddling(done, new) if when == day else erased(done, new)
        if facts:
            found.append(_finding(title, when, day, facts, where))
    return found


def _moved_with(operations: Sequence[Operation], day: datetime.date) -> Collection[int]:
    """The children of the divisions that end: they get another superior."""
    ending = [item.division for item in operations if isinstance(item, Abolish)]
    below = versions_on(day - ONE_DAY).filter(parent__in=ending) if ending else DivisionVersion.objects.none()
    return set(below.values_list("division_id", flat=True))


def _cases(day: datetime.date, divisions: Collection[int]) -> Iterator[_Done]:
    carried = ChangeCase.objects.filter(state__in=AFTER_CARRYING, effective__gte=day)
    rows = carried.annotate(moved=KT("outcome__moved")).order_by("effective", "pk")
    for pk, title, when, operations, moved in rows.values_list("pk", "title", "effective", "operations", "moved"):
        done = footprint_of(operations_from_json(operations), _ids(moved))
        if when and done.divisions & set(divisions):
            yield f"变更事项“{title}”", when, done, {"case": pk}


def _ids(text: str | None) -> list[int]:
    return [int(part) for part in (text or "").strip("[]").split(",") if part.strip()]


def _lists(day: datetime.date, divisions: Collection[int]) -> Iterator[_Done]:
    """The lists by their rows of the history; what only the year is known of counts from its first day."""
    rows = DivisionChange.objects.filter(
        Q(old__in=divisions) | Q(new__in=divisions), imported__isnull=False, effective__startswith__gte=day
    )
    written: dict[tuple[int, datetime.date], set[Fact]] = defaultdict(set)
    relied: dict[tuple[int, datetime.date], set[Fact]] = defaultdict(set)
    for row in rows.order_by("effective", "pk"):
        key = (row.imported_id or 0, row.effective.lower)
        for division in filter(None, {row.old_id, row.new_id}):
            relied[key].add((division, Aspect.EXISTENCE))
            if row.kind not in (_Kind.RECODED, _Kind.SEAT_MOVED):
                relied[key].add((division, Aspect.SUPERIOR))
        if row.old_id and row.kind in _ASPECTS:
            written[key].add((row.old_id, _ASPECTS[_Kind(row.kind)]))
        if row.new_id and row.kind in (_Kind.MERGED, _Kind.RESHAPED):
            written[key].add((row.new_id, Aspect.GAINED))
    names = dict(ChangeImport.objects.filter(pk__in={pk for pk, _ in relied}).values_list("pk", "filename"))
    for (pk, when), facts in relied.items():
        told = Footprint(frozenset(written[pk, when]), frozenset(facts | written[pk, when]))
        yield f"变更清单“{names.get(pk, '')}”", when, told, {"import": pk}


def _finding(
    title: str, when: datetime.date, day: datetime.date, facts: Sequence[Fact], where: dict[str, int]
) -> Finding:
    told: dict[int, list[str]] = defaultdict(list)
    for division, aspect in facts:
        told[division].append(aspect.value)
    names = names_of(told, day - ONE_DAY) | names_of(told, day)
    units = "；".join(f"{names.get(pk, '所涉区划')}的{'、'.join(aspects)}" for pk, aspects in list(told.items())[:5])
    if when == day:
        message = f"已实施的{title}自同日 {day} 起生效，与本变更都涉及{units}；本变更按前一日的登记拟订，没有计入"
        fix = "并入同一变更事项办理（先撤回那一件的实施），或另定生效日期"
    else:
        message = f"已实施的{title}自 {when} 起生效，涉及{units}；本变更自 {day} 起，会抹去或牵动那一件的结果"
        fix = "先撤回那一件的实施，或把生效日期定在其后"
    return Finding(
        rule="D36",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        evidence={**where, "effective": when.isoformat()},
        field="effective",
    )
