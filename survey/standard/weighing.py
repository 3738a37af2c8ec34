"""What one change of the standard would have done to one thing (试算的比较). Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from office.rulesets.findings import Finding

ROWS_TOLD = 20


@dataclass(frozen=True)
class Effect:
    """`kind` is stopped (拦下), warned (多提醒) or freed (少提醒); the rows that make it, and what they would say."""

    kind: str
    rows: tuple[int, ...] = ()
    message: str = ""


def effect(rule: str, before: Iterable[Finding], after: Iterable[Finding]) -> Effect | None:
    """The effect of a change on the findings of a rule; None where they stay as they are.

    A finding stays the same where its row, field, strength and things do; the limit that it cites may differ.
    """
    old, new = ([item for item in found if item.rule == rule] for found in (before, after))
    had, has = Counter(_keys(old)), Counter(_keys(new))
    more = [item for item in new if any(has[key] > had[key] for key in _keys([item]))]
    fewer = [item for item in old if any(had[key] > has[key] for key in _keys([item]))]
    stopping = [item for item in more if item.blocks]
    if stopping:
        return _effect("stopped", stopping)
    if more and len(new) >= len(old) and not any(item.blocks for item in fewer):
        return _effect("warned", more)
    return _effect("freed", fewer) if fewer else None


def _effect(kind: str, found: list[Finding]) -> Effect:
    rows = dict.fromkeys(item.row for item in found if item.row is not None)
    return Effect(kind, tuple(rows)[:ROWS_TOLD], found[0].message)


def _keys(found: Iterable[Finding]) -> Iterator[tuple[int | None, str | None, str, str]]:
    """Where a finding is and how strong; of one that lists several things (missing papers), each of them."""
    for item in found:
        value = item.evidence.get("value")
        for thing in value if isinstance(value, list) and not item.row else [""]:
            yield item.row, item.field, item.severity.value, str(thing)
