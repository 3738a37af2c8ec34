"""What is done again and again (定期作业): each room enters its own, in the `ready()` of its app."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

# A caller that comes every so often comes a little earlier or later; within this a job counts as due.
SLACK = datetime.timedelta(seconds=30)


@dataclass(frozen=True)
class Periodic:
    """One job: `function` does it, in transactions of its own, and answers in one sentence what it did."""

    name: str
    every: datetime.timedelta
    function: Callable[[], str]

    def next_run(self, last: datetime.datetime | None) -> datetime.datetime | None:
        """When it is due after its last start; None: now, it never ran."""
        return None if last is None else last + self.every

    def is_due(self, last: datetime.datetime | None, now: datetime.datetime) -> bool:
        """Whether it is time, after its last start."""
        due = self.next_run(last)
        return due is None or due <= now + min(SLACK, self.every / 2)


_registered: dict[str, Periodic] = {}


def register_periodic(name: str, every: datetime.timedelta, function: Callable[[], str]) -> None:
    """Enter a job under its name; a second one of the same name is a mistake. The period is above zero."""
    if every <= datetime.timedelta(0):
        raise ValueError(f"{name} has no period")
    job = Periodic(name, every, function)
    if _registered.setdefault(name, job) != job:
        raise ValueError(f"{name} is registered already")


def registered() -> list[Periodic]:
    """All jobs, by name."""
    return [_registered[name] for name in sorted(_registered)]
