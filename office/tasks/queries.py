"""Questions about tasks."""

import datetime

from django.db.models import Q, QuerySet

from office.people.models import User
from office.tasks import rights
from office.tasks.kinds import label_of
from office.tasks.models import State, Task
from office.tasks.parties import Source


def tasks_of(source: Source) -> QuerySet[Task]:
    """Every task that came from a source, whatever its state."""
    return Task.objects.filter(source_type=source.type, source_id=source.id)


def unfinished(source: Source) -> QuerySet[Task]:
    """The tasks of a source that are neither done nor cancelled."""
    return tasks_of(source).filter(state=State.OPEN)


def overdue_on(day: datetime.date) -> Q:
    """The condition of being late: open, and the last day is over."""
    return Q(state=State.OPEN, due__lt=day)


def overdue(day: datetime.date) -> QuerySet[Task]:
    """Open tasks whose last day lies before a day, the longest overdue first."""
    return Task.objects.filter(overdue_on(day)).order_by("due", "id")


def tasks_for(user: User, day: datetime.date) -> QuerySet[Task]:
    """The tasks on which a person may act that day, in any state."""
    return Task.objects.filter(rights.reach(user, day))


def open_count(user: User, day: datetime.date) -> int:
    """How many open tasks wait for a person."""
    return tasks_for(user, day).filter(state=State.OPEN).count()


def kinds_of(tasks: QuerySet[Task]) -> list[tuple[str, str]]:
    """(kind, label) of what there is among some tasks, for a filter."""
    return [(kind, label_of(kind)) for kind in tasks.order_by("kind").values_list("kind", flat=True).distinct()]
