"""Guidance for names in villages (乡村地名建设指引, P10): what stands beside a field of a form; never a finding."""

from dataclasses import dataclass
from functools import cache

from gazetteer.rules.tables import rows


@dataclass(frozen=True)
class Hint:
    """One piece of advice for a field of the form, with where it comes from."""

    field: str
    text: str
    source: str


@cache
def _hints() -> tuple[tuple[frozenset[str], Hint], ...]:
    return tuple(
        (frozenset(row["kinds"].split(";")), Hint(row["field"], row["text"], row["source"]))
        for row in rows("guidance.csv")
    )


def hints(kind: str) -> dict[str, list[Hint]]:
    """Field → the advice for a name of a kind; empty for kinds that have none."""
    found: dict[str, list[Hint]] = {}
    for kinds, hint in _hints():
        if kind in kinds:
            found.setdefault(hint.field, []).append(hint)
    return found
