"""What a person has to do and waits for, from all rooms (待办): each room enters its own source."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from office.people.models import User
from office.tasks.clocks import add_working_days

SOON = 5  # working days


@dataclass(frozen=True)
class Item:
    """One open thing. `key` never changes, `step` says what the limit is for, `mine` that I am the next to act."""

    key: str
    kind: str
    title: str
    url: str
    mine: bool
    due: datetime.date | None = None
    step: str = ""
    since: datetime.date | None = None


@dataclass(frozen=True)
class Inbox:
    """The open things of a person on a day, each in one list, what is due first before the rest."""

    overdue: list[Item] = field(default_factory=list)
    due: list[Item] = field(default_factory=list)
    mine: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)

    @property
    def pressing(self) -> list[Item]:
        """What is mine and late or due soon."""
        return [item for item in (*self.overdue, *self.due) if item.mine]


Source = Callable[[User, datetime.date], Iterable[Item]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Enter what a room knows of a person's open things; few queries, however many there are."""
    if source not in _sources:
        _sources.append(source)


def items_for(user: User, day: datetime.date) -> list[Item]:
    """All open things of a person on a day."""
    return [item for source in _sources for item in source(user, day)]


def inbox_of(items: Iterable[Item], day: datetime.date) -> Inbox:
    """Sort open things: late ones of anybody, mine that are due within five working days, mine, others'."""
    found, soon = Inbox(), add_working_days(day, SOON)
    for item in sorted(items, key=lambda item: (item.due or datetime.date.max, item.key)):
        if item.due and item.due < day:
            found.overdue.append(item)
        elif not item.mine:
            found.others.append(item)
        elif item.due and item.due <= soon:
            found.due.append(item)
        else:
            found.mine.append(item)
    return found
