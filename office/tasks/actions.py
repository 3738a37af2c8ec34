"""What can be done with a task: open, finish, cancel; each one transaction with its event."""

import datetime
from typing import Any

from django.db import transaction

from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from office.tasks import rights
from office.tasks.models import State, Task
from office.tasks.parties import Source, Subject
from office.tasks.queries import unfinished


class Refused(Exception):
    """The action may not be done; the message is for the person."""


class NotAllowed(Refused):
    """It is not this person's task."""


@transaction.atomic
def open_task(
    actor: User | None,
    *,
    kind: str,
    title: str,
    source: Source,
    subject: Subject,
    role: Role,
    place: int,
    due: datetime.date | None,
    basis: str,
    data: dict[str, Any] | None = None,
    opened_on: datetime.date | None = None,
    is_sample: bool = False,
    again: bool = False,
) -> Task:
    """Open a task, or answer the one that this source already opened for this kind and subject, as it stands now.

    `again`: one that was cancelled is opened anew, with what is asked now.

    Called from inside the action that makes the task necessary; that action has asked who may.
    Raises Refused where a constraint forbids it (a deadline without its clause, …).
    """
    facts = {
        "title": title,
        "source_label": source.label,
        "source_url": source.url,
        "subject_label": subject.label,
        "subject_url": subject.url,
        "role": role,
        "place": place,
        "opened_on": opened_on or today(),
        "due": due,
        "basis": basis,
        "data": data or {},
        "is_sample": is_sample,
    }
    with constraints_said_as(Refused, Task):
        task, new = Task.objects.get_or_create(
            source_type=source.type,
            source_id=source.id,
            kind=kind,
            subject_type=subject.type,
            subject_id=subject.id,
            defaults=facts,
        )
    if new:
        told = {"kind": kind, "source": f"{source.type}:{source.id}", "due": due, "role": role.value, "place": place}
        record(actor, "tasks.open", task, f"发起任务：{title}", told)
    elif again and task.state == State.CANCELLED:
        _reopen(actor, task, facts)
    return task


def _reopen(actor: User | None, task: Task, facts: dict[str, Any]) -> None:
    reason, task.reason = task.reason, ""
    for name, value in facts.items():
        setattr(task, name, value)
    task.mark_reopened()
    _write(actor, task, "tasks.reopen", "重新发起任务", {"was_cancelled": reason, "due": task.due})


@transaction.atomic
def finish_task(actor: User, task: Task, *, note: str = "", document: str = "") -> Task:
    """Say that a task was done today, with what was done and the number of the paper. Raises Refused."""
    locked = _mine(actor, task)
    locked.mark_done()
    locked.done_on, locked.note, locked.document = today(), note.strip(), document.strip()
    return _write(actor, locked, "tasks.finish", "办结任务", {"note": locked.note, "document": locked.document})


@transaction.atomic
def cancel_task(actor: User, task: Task, *, reason: str) -> Task:
    """Say that a task need not be done any more, and why. Raises Refused."""
    locked = _mine(actor, task)
    if not reason.strip():
        raise Refused("取消任务须写明理由。")
    locked.mark_cancelled()
    locked.reason = reason.strip()
    return _write(actor, locked, "tasks.cancel", "取消任务", {"reason": locked.reason})


@transaction.atomic
def cancel_open_tasks(actor: User, source: Source, *, reason: str) -> int:
    """Cancel whatever is still open of a source, whoever's it is; answers how many.

    Called from inside the action that takes the source back; that action has asked who may. Raises Refused.
    """
    if not reason.strip():
        raise Refused("取消任务须写明理由。")
    left = unfinished(source).select_for_update().order_by("id")
    for task in left:
        task.mark_cancelled()
        task.reason = reason.strip()[:500]
        _write(actor, task, "tasks.cancel", "取消任务", {"reason": task.reason})
    return len(left)


@transaction.atomic
def settle_task(actor: User, task: Task, *, note: str, document: str = "") -> Task:
    """A task is done because what it asked for was done elsewhere; one that is closed already stays as it is.

    Called from inside the action that did it; that action has asked who may.
    """
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.state != State.OPEN:
        return locked
    locked.mark_done()
    locked.done_on, locked.note, locked.document = today(), note[:500], document[:100]
    return _write(actor, locked, "tasks.finish", "办结任务", {"note": locked.note, "document": locked.document})


@transaction.atomic
def prolong_tasks(actor: User, source: Source, kind: str, due: datetime.date, basis: str) -> int:
    """Give the open tasks of a kind of a source another last day; answers how many.

    Called from inside the action that records the leave for it; that action has asked who may.
    """
    left = unfinished(source).filter(kind=kind).select_for_update().order_by("id")
    for task in left:
        before, task.due, task.basis = task.due, due, basis[:200]
        _write(actor, task, "tasks.prolong", "延长任务期限", {"before": before, "due": due})
    return len(left)


def remove_sample() -> int:
    """Take out the tasks about sample things, together with those things; how many. Their events stay."""
    return Task.objects.filter(is_sample=True).delete()[0]


def _mine(actor: User, task: Task) -> Task:
    """The task, locked, where this person may act on it and it is still open."""
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if sentence := rights.refusal(actor, locked, today()):
        raise NotAllowed(sentence)
    if locked.state != State.OPEN:
        raise Refused(f"任务“{locked}”{State(locked.state).label}，不能再办。")
    return locked


def _write(actor: User | None, task: Task, action: str, words: str, told: dict[str, Any]) -> Task:
    with constraints_said_as(Refused, Task):
        task.save()
    record(actor, action, task, f"{words}：{task.title}", told)
    return task
