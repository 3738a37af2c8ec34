"""What follows from a change that was carried out (后果登记): each room enters what has to be done afterwards."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from office.people.roles import Role
from office.tasks.parties import Subject


class OutcomeLike(Protocol):
    """What carrying out answers: ids of divisions, lines and markers (see `carrying.Outcome`)."""

    @property
    def day(self) -> datetime.date: ...
    @property
    def ended(self) -> Sequence[int]: ...
    @property
    def begun(self) -> Mapping[str, int]: ...
    @property
    def renamed(self) -> Sequence[int]: ...
    @property
    def recoded(self) -> Sequence[int]: ...
    @property
    def moved(self) -> Sequence[int]: ...
    @property
    def reshaped(self) -> Sequence[int]: ...
    @property
    def lines_ended(self) -> Sequence[int]: ...
    @property
    def lines_begun(self) -> Sequence[int]: ...
    @property
    def lines_altered(self) -> Sequence[int]: ...
    @property
    def markers(self) -> Sequence[int]: ...
    @property
    def journal(self) -> Sequence[dict[str, Any]]: ...


@dataclass(frozen=True)
class CaseFacts:
    """What a consequence needs to know of the case: who runs it, and what starts the deadlines."""

    id: int
    title: str
    superior: int
    approved: datetime.date | None
    announced: datetime.date | None


@dataclass(frozen=True)
class TaskDraft:
    """A task to be opened: who (role over a division), about what, until when and by which clause."""

    kind: str
    title: str
    subject: Subject
    role: Role
    place: int
    due: datetime.date | None = None
    basis: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


Consequence = Callable[[CaseFacts, OutcomeLike], list[TaskDraft]]
_registered: dict[str, Consequence] = {}


def register_consequence(name: str, consequence: Consequence) -> None:
    """Enter a consequence under its Chinese name; once per name."""
    _registered.setdefault(name, consequence)


def drafts_of(case: CaseFacts, outcome: OutcomeLike) -> list[tuple[str, TaskDraft]]:
    """(name of the consequence, task) of all that follows, in the order in which the rooms entered."""
    return [(name, draft) for name, found in _registered.items() for draft in found(case, outcome)]


def touched(outcome: OutcomeLike) -> list[int]:
    """Every division that the change touched, ended and founded ones too."""
    lists = (outcome.ended, outcome.begun.values(), outcome.renamed, outcome.recoded, outcome.moved, outcome.reshaped)
    return list(dict.fromkeys(pk for found in lists for pk in found))
