"""From a list of change events to identities with the codes and names that they had. No ORM, no I/O.

Everything is known to the year; inside, a change of 1988 counts from 1 January 1988.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """One change: `same` means that the old and the new are one identity; codes of 4 or 6 digits."""

    year: int
    kind: str
    same: bool
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    source_kind: str = ""
    document: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Spell:
    """A code and name that an identity had from a year (None: unknown) until a year (None: still)."""

    code: str
    name: str
    begin: int | None
    end: int | None


@dataclass(eq=False)
class Identity:
    """One division through its codes and names, oldest first."""

    spells: list[Spell] = field(default_factory=list)

    @property
    def current(self) -> Spell | None:
        """Its code and name today, None where it was abolished."""
        return self.spells[-1] if self.spells[-1].end is None else None

    def code_in(self, year: int) -> str | None:
        """Its code in a year, after the changes of that year."""
        for spell in self.spells:
            if (spell.begin is None or spell.begin <= year) and (spell.end is None or year < spell.end):
                return spell.code
        return None


class Contradiction(ValueError):
    """The events contradict each other or the register."""


@dataclass
class History:
    """All identities, and for every event the identities of its two sides."""

    identities: list[Identity]
    sides: list[tuple[Event, Identity | None, Identity | None]]

    def holder(self, code: str, year: int) -> Identity | None:
        """The identity that had a code in a year."""
        return next((identity for identity in self.identities if identity.code_in(year) == code), None)


def history_of(events: Iterable[Event], register: Mapping[str, str]) -> History:
    """Follow the events in order and end in the register of today (code → name).

    Changes of one year happen together, so that codes may be exchanged. Raises Contradiction where
    an event starts from a name that the code did not have, or the end is not the register.
    """
    by_code: dict[str, Identity] = {}
    identities: list[Identity] = []
    sides: list[tuple[Event, Identity | None, Identity | None]] = []
    ordered = sorted(events, key=lambda event: event.year)
    for year in sorted({event.year for event in ordered}):
        together = [event for event in ordered if event.year == year]
        olds = [_old_side(event, by_code, identities) for event in together]
        for event, old in zip(together, olds, strict=True):
            if old is not None:
                _end(old, year)
                if by_code.get(event.old_code) is old:
                    del by_code[event.old_code]
        for event, old in zip(together, olds, strict=True):
            if event.same or event.kind == "founded":
                _begin(event, old if event.same else None, by_code, identities)
        sides += [
            (event, old, by_code.get(event.new_code) if event.new_code else None)
            for event, old in zip(together, olds, strict=True)
        ]
    _meet_register(by_code, identities, register)
    return History(identities, sides)


def _old_side(event: Event, by_code: dict[str, Identity], identities: list[Identity]) -> Identity | None:
    if not event.old_code:
        return None
    known = by_code.get(event.old_code)
    if known is None:
        known = Identity([Spell(event.old_code, event.old_name, None, None)])
        by_code[event.old_code] = known
        identities.append(known)
    if known.spells[-1].name != event.old_name:
        raise Contradiction(
            f"{event.year}年：{event.old_code} 应为“{known.spells[-1].name}”，事件写作“{event.old_name}”"
        )
    return known


def _end(identity: Identity, year: int) -> None:
    last = identity.spells[-1]
    identity.spells[-1] = Spell(last.code, last.name, last.begin, year)


def _begin(event: Event, old: Identity | None, by_code: dict[str, Identity], identities: list[Identity]) -> None:
    if event.new_code in by_code:
        raise Contradiction(f"{event.year}年：{event.new_code} 已属“{by_code[event.new_code].spells[-1].name}”")
    identity = old
    if identity is None:
        identity = Identity()
        identities.append(identity)
    identity.spells.append(Spell(event.new_code, event.new_name, event.year, None))
    by_code[event.new_code] = identity


def _meet_register(by_code: dict[str, Identity], identities: list[Identity], register: Mapping[str, str]) -> None:
    for code, identity in sorted(by_code.items()):
        if register.get(code) != identity.spells[-1].name:
            raise Contradiction(f"{code} 在名录中为“{register.get(code)}”，按事件应为“{identity.spells[-1].name}”")
    for code, name in sorted(register.items()):
        if code not in by_code:
            identities.append(Identity([Spell(code, name, None, None)]))
