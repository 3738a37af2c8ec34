"""Taking a carried-out case back whole (撤回实施): the register is as before, the case can be carried out again.

Refused where later work stands on it: nobody's work is lost, and the sentence names what has to be taken back first.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from boundaries.changes.carried import in_words
from boundaries.changes.carrying import Outcome, take_back
from boundaries.changes.case_actions import Refused, locked_case, said_by_constraint, write_case
from boundaries.changes.gathering import source_of
from boundaries.changes.hanging import left_on
from boundaries.changes.models import AFTER_CARRYING, CaseState, CaseUndo, ChangeCase, ChangeImport
from boundaries.journal import ChangedSince, left_by
from office.people.models import User
from office.tasks.actions import cancel_open_tasks


@transaction.atomic
def undo_case(actor: User, case: ChangeCase, *, reason: str) -> ChangeCase:
    """撤回实施: of what was carried out and is not closed; its tasks are cancelled with the reason. Raises Refused."""
    if case.state == CaseState.CLOSED:
        raise Refused(f"“{case}”已办结，不能撤回实施；录入有误的办理登记更正，要恢复原状的另立变更事项。")
    locked = locked_case(actor, case, [CaseState.CARRIED_OUT])
    why = reason.strip()[:300]
    if not why:
        raise Refused("撤回实施须写明理由。")
    assert locked.outcome is not None and locked.carried_out_on is not None  # a constraint of the case
    outcome = Outcome.from_json(locked.outcome)
    _take_rows_back(actor, locked, outcome, why)
    if left := left_on(outcome.begun.values(), outcome.day):
        raise Refused(f"新设的区划上已有{'、'.join(left)}，请先改挂或撤销，再撤回实施。")
    changes = locked.changes.count()
    locked.changes.all().delete()
    tasks = cancel_open_tasks(actor, source_of(locked), reason=f"撤回实施：{why}")
    with said_by_constraint(CaseUndo):
        CaseUndo.objects.create(case=locked, carried_out_on=locked.carried_out_on, reason=why, by=actor)
    locked.outcome, locked.carried_out_on = None, None
    locked.mark_taken_back()
    return write_case(actor, locked, "undo", "撤回实施", reason=why, tasks=tasks, changes=changes)


def _take_rows_back(actor: User, case: ChangeCase, outcome: Outcome, why: str) -> None:
    with in_words():
        try:
            take_back(outcome, actor=actor, reason=f"撤回变更事项 {case.pk}：{why}")
        except ChangedSince as error:
            if not error.later:
                raise
            raise Refused(f"此后实施的{'、'.join(error.later)}以本事项为基础，请先撤回它，再撤回本事项。") from error


def who_left(rows: Sequence[tuple[str, int]]) -> list[str]:
    """The carried-out cases and lists that left rows as they are now."""
    return left_by(rows, _journals())


def _journals() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for case in ChangeCase.objects.filter(state__in=AFTER_CARRYING).order_by("-pk").iterator():
        yield f"“{case.title}”", (case.outcome or {}).get("journal", [])
    for made in ChangeImport.objects.filter(undone_at=None).order_by("-pk").iterator():
        for group in made.groups:
            yield f"“{made.filename}”", group["outcome"].get("journal", [])
