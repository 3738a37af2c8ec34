"""The list of an officer's tasks (待办): what is shown, counted and exported."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from boundaries.divisions.queries import names_of
from office.inbox.agenda import Item
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from office.tables import Cell
from office.tasks.clocks import days_left
from office.tasks.kinds import label_of
from office.tasks.models import State, Task
from office.tasks.queries import open_count, overdue_on, tasks_for

HEADINGS = (
    "期限",
    "剩余天数",
    "任务",
    "事项",
    "对象",
    "来源",
    "办理角色",
    "办理区划",
    "期限依据",
    "状态",
    "发起日期",
    "办结日期",
    "办理情况",
    "文号",
    "取消理由",
    "示例数据",
)


def waiting_for(user: User) -> int:
    """How many open tasks wait for a person today: the number in the navigation."""
    return open_count(user, today())


def tasks_as_items(user: User, day: datetime.date) -> list[Item]:
    """The open tasks of a person for the inbox."""
    tasks = tasks_for(user, day).filter(state=State.OPEN)
    return [
        Item(
            key=f"task-{task.pk}",
            kind=label_of(task.kind),
            title=task.title,
            url=reverse("task-page", args=[task.pk]),
            mine=True,
            due=task.due,
            since=task.opened_on,
        )
        for task in tasks
    ]


def searched(tasks: QuerySet[Task], text: str, kind: str) -> QuerySet[Task]:
    """Tasks of a kind, with a text in what people read of them."""
    if kind:
        tasks = tasks.filter(kind=kind)
    if not text:
        return tasks
    fields = ("title", "subject_label", "source_label", "basis", "document", "note")
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": text})
    return tasks.filter(found)


@dataclass(frozen=True)
class Counts:
    """How many tasks of each state, and how many open ones are late."""

    open: int
    overdue: int
    done: int
    cancelled: int

    @property
    def all(self) -> int:
        return self.open + self.done + self.cancelled


def counts_of(tasks: QuerySet[Task], day: datetime.date) -> Counts:
    """The numbers of the filters, in one question."""
    whole = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    return Counts(**tasks.order_by().aggregate(**whole, overdue=Count("pk", filter=overdue_on(day))))


def shown(tasks: QuerySet[Task], show: str, day: datetime.date) -> QuerySet[Task]:
    """Those of one filter: a state, `overdue`, `all`; the open ones for anything else."""
    if show == "overdue":
        return tasks.filter(overdue_on(day))
    if show == "all":
        return tasks
    return tasks.filter(state=show if show in State.values else State.OPEN)


def in_order(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Open ones first, the longest overdue at the top, those without a deadline after them; then the latest closed."""
    rank = Case(When(state=State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return tasks.annotate(rank=rank).order_by(
        "rank", F("done_on").desc(nulls_last=True), F("due").asc(nulls_last=True), "id"
    )


@dataclass(frozen=True)
class Row:
    """A task as the list shows it."""

    task: Task
    kind: str
    role: str
    place: str
    left: int | None

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def late_by(self) -> int:
        return -self.left if self.left is not None else 0


def rows_of(tasks: Iterable[Task], day: datetime.date) -> list[Row]:
    """Tasks with the names and days that people read; one question for all names."""
    listed = list(tasks)
    names = names_of({task.place for task in listed}, day)
    return [
        Row(
            task,
            label_of(task.kind),
            str(Role(task.role).label),
            names.get(task.place, ""),
            days_left(task.due, day) if task.due and task.state == State.OPEN else None,
        )
        for task in listed
    ]


def cells_of(rows: Iterable[Row]) -> Iterable[Sequence[Cell]]:
    """The rows of an export, in the order of HEADINGS."""
    for row in rows:
        task = row.task
        yield (
            task.due.isoformat() if task.due else "",
            "" if row.left is None else row.left,
            task.title,
            row.kind,
            task.subject_label,
            task.source_label,
            row.role,
            row.place,
            task.basis,
            str(State(task.state).label),
            task.opened_on.isoformat(),
            task.done_on.isoformat() if task.done_on else "",
            task.note,
            task.document,
            task.reason,
            "是" if task.is_sample else "否",
        )
