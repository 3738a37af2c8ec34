"""The register as plain values (名录快照), and what the rows of a list would make of it (推演). No ORM, no I/O."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from boundaries.changes.operations import Ref

T = TypeVar("T")
_FIRST = datetime.date.min
_NEVER = datetime.date.max


@dataclass(frozen=True)
class CodeSpell:
    """A code that a division had in a period, half-open; None: open."""

    division: int
    code: str
    begin: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True)
class VersionSpell:
    """What a division was in a period, half-open."""

    division: int
    name: str
    level: str
    kind: str
    parent: int | None
    begin: datetime.date | None
    end: datetime.date | None


def holds_on(spell: CodeSpell | VersionSpell, day: datetime.date) -> bool:
    """Whether a period holds a day."""
    return (spell.begin or _FIRST) <= day < (spell.end or _NEVER)


@dataclass(frozen=True)
class Facts:
    """What a division is on a day."""

    name: str
    level: str
    kind: str
    parent: Ref | None


@dataclass
class Snapshot:
    """Codes and versions of the register, by code and by division, oldest first."""

    codes: Mapping[str, list[CodeSpell]]
    held: Mapping[int, list[CodeSpell]]
    versions: Mapping[int, list[VersionSpell]]
    with_area: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, codes: Iterable[CodeSpell], versions: Iterable[VersionSpell], with_area: Iterable[int] = ()
    ) -> "Snapshot":
        by_code: dict[str, list[CodeSpell]] = defaultdict(list)
        held: dict[int, list[CodeSpell]] = defaultdict(list)
        for spell in sorted(codes, key=lambda spell: spell.begin or _FIRST):
            by_code[spell.code].append(spell)
            held[spell.division].append(spell)
        known: dict[int, list[VersionSpell]] = defaultdict(list)
        for version in sorted(versions, key=lambda version: version.begin or _FIRST):
            known[version.division].append(version)
        return cls(dict(by_code), dict(held), dict(known), frozenset(with_area))

    def children(self, division: Ref, day: datetime.date) -> list[int]:
        """The divisions directly below one on a day."""
        return [
            pk
            for pk, spells in self.versions.items()
            if any(spell.parent == division and holds_on(spell, day) for spell in spells)
        ]


@dataclass
class Ledger:
    """The snapshot with the effects of rows laid over it; an effect holds from its day until a later entry."""

    snapshot: Snapshot
    _codes: dict[str, list[tuple[datetime.date, Ref | None]]] = field(default_factory=lambda: defaultdict(list))
    _facts: dict[Ref, list[tuple[datetime.date, Facts | None]]] = field(default_factory=lambda: defaultdict(list))

    def holder(self, code: str, day: datetime.date) -> Ref | None:
        """The unit that has a code on a day."""
        spell = next((spell for spell in self.snapshot.codes.get(code, []) if holds_on(spell, day)), None)
        entry = _latest(self._codes.get(code, []), day)
        if entry and (spell is None or entry[0] >= (spell.begin or _FIRST)):
            return entry[1]
        return spell.division if spell else None

    def facts(self, unit: Ref, day: datetime.date) -> Facts | None:
        """What a unit is on a day; None where it does not exist then."""
        spells = self.snapshot.versions.get(unit, []) if isinstance(unit, int) else []
        spell = next((spell for spell in spells if holds_on(spell, day)), None)
        entry = _latest(self._facts.get(unit, []), day)
        if entry and (spell is None or entry[0] >= (spell.begin or _FIRST)):
            return entry[1]
        return Facts(spell.name, spell.level, spell.kind, spell.parent) if spell else None

    def name(self, unit: Ref | None, day: datetime.date) -> str:
        """The name of a unit on a day, empty where there is none."""
        facts = self.facts(unit, day) if unit is not None else None
        return facts.name if facts else ""

    def code(self, unit: Ref, day: datetime.date) -> str:
        """The code of the register (民政) that a unit has on a day, empty where it has none."""
        spells = self.snapshot.held.get(unit, []) if isinstance(unit, int) else []
        given = [code for code, entries in self._codes.items() if any(who == unit for _, who in entries)]
        codes = [code for code in (*given, *(spell.code for spell in spells)) if len(code) < 12]
        return next((code for code in codes if self.holder(code, day) == unit), "")

    def give(self, code: str, unit: Ref | None, since: datetime.date) -> None:
        """A code belongs to a unit (or to nobody) from a day on."""
        self._codes[code].append((since, unit))

    def become(self, unit: Ref, facts: Facts | None, since: datetime.date) -> None:
        """A unit is this from a day on, or ends."""
        self._facts[unit].append((since, facts))


def _latest(entries: list[tuple[datetime.date, T]], day: datetime.date) -> tuple[datetime.date, T] | None:
    found = [entry for entry in entries if entry[0] <= day]
    return max(reversed(found), key=lambda entry: entry[0]) if found else None
