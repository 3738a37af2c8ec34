"""A list of changes carried out whole, and taken back whole (变更清单的登记与撤销)."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from boundaries.changes.case_actions import Carry, Refused, said_by_constraint, superior_of, who_may
from boundaries.changes.gathering import day_before, ground_of
from boundaries.changes.history_rows import outcome_as_json, write_history
from boundaries.changes.lineage import entries_of
from boundaries.changes.lists.effects import Effect
from boundaries.changes.lists.report import report_of
from boundaries.changes.models import ChangeImport
from boundaries.changes.operations import NEW, Operation
from boundaries.changes.serial import as_json, operation_from_json, operations_as_json
from boundaries.divisions.models import Precision
from office.intake.storage import store
from office.log.actions import record
from office.people.models import User
from office.rulesets.findings import blocking

#: takes one stored outcome back
TakeBack = Callable[[dict[str, Any]], None]


@transaction.atomic
def carry_list(
    actor: User, content: bytes, filename: str, carry: Carry, days: Mapping[int, str] | None = None
) -> ChangeImport:
    """Carry every new row of a list out, or none. Raises Refused, with the findings where it contradicts itself.

    What the list knows to the year is registered to the year; `days` holds days filled in beside such rows.
    """
    report = report_of(content, filename, days)
    if report.contradicted or not report.readable:
        found = blocking(report.findings)
        raise Refused(f"清单有 {len(found)} 处矛盾，整份不予登记。", found)
    effects = report.new
    if not effects:
        raise Refused("清单里的变更名录都已有，没有要登记的。")
    first = min(effect.row.when.begin for effect in effects)
    superior = superior_of([item for effect in effects for item in effect.operations], first)
    who_may(actor, superior)
    with said_by_constraint(ChangeImport):
        made = ChangeImport.objects.create(
            file=store(content),
            filename=filename[:255],
            superior_id=superior,
            report=report.as_json(),
            carried_by=actor,
        )
    made.groups = _carried(actor, made, effects, carry)
    made.save(update_fields=["groups"])
    told = {"rows": len(effects), "sha256": made.file_id, "filled": dict(report.filled)}
    record(actor, "changes.carry_list", made, f"登记变更清单：{filename}", told)
    return made


def _carried(actor: User, made: ChangeImport, effects: Sequence[Effect], carry: Carry) -> list[dict[str, Any]]:
    """Day by day, oldest first, a year before its days; what an earlier one founded is an id for the later ones."""
    begun: dict[str, int] = {}
    groups = []
    source = f"变更清单 {made.pk}"
    ordered = sorted(effects, key=_turn)
    for when, together in groupby(ordered, key=lambda effect: effect.row.when):
        rows, day = list(together), when.begin
        known = Precision.DAY if when.exact else Precision.YEAR
        operations = [settled(item, begun) for effect in rows for item in effect.operations]
        document = "、".join(dict.fromkeys(effect.row.document for effect in rows if effect.row.document))
        ground = ground_of(operations, day_before(day))
        numbers = [effect.row.row for effect in rows]
        try:
            outcome = carry(operations, day, document=document, source=source, actor=actor, known=known)
        except Refused as refused:
            where = f"第 {'、'.join(map(str, numbers))} 行：{refused}"
            raise Refused(where, refused.findings, refused.places) from refused
        begun |= dict(outcome.begun)
        entries = entries_of(operations, ground)
        write_history(entries, outcome, document=document, source=source, imported=made, known=known)
        stored = {"operations": operations_as_json(operations), "outcome": outcome_as_json(outcome)}
        groups.append({"day": day.isoformat(), "known": known, "rows": numbers, **stored})
    return groups


def _turn(effect: Effect) -> tuple[datetime.date, bool]:
    return effect.row.when.begin, effect.row.when.exact


def settled(operation: Operation, begun: Mapping[str, int]) -> Operation:
    """An operation with the units that earlier days founded named by their ids."""
    return operation_from_json(_settled(as_json(operation), begun))


def _settled(value: Any, begun: Mapping[str, int]) -> Any:
    if isinstance(value, dict):
        return {key: _settled(item, begun) for key, item in value.items()}
    if isinstance(value, list):
        return [_settled(item, begun) for item in value]
    return begun.get(value.removeprefix(NEW), value) if isinstance(value, str) and value.startswith(NEW) else value


@transaction.atomic
def undo_list(actor: User, made: ChangeImport, take_back: TakeBack, *, reason: str) -> ChangeImport:
    """Take the whole list back, the last day first; its rows leave the history. Raises Refused."""
    locked = ChangeImport.objects.select_for_update().get(pk=made.pk)
    who_may(actor, locked.superior_id)
    if locked.undone_at:
        raise Refused("这份清单已经撤销。")
    if not reason.strip():
        raise Refused("撤销清单须写明理由。")
    for group in reversed(locked.groups):
        take_back(group["outcome"])
    count = locked.changes.count()
    locked.changes.all().delete()
    locked.undone_at, locked.undone_by, locked.undone_reason = timezone.now(), actor, reason.strip()
    with said_by_constraint(ChangeImport):
        locked.save()
    record(actor, "changes.undo_list", locked, f"撤销变更清单：{locked}", {"changes": count, "reason": reason})
    return locked
