"""From operations to the rows of the history that the outside reads (沿革记录). Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from boundaries.changes.ground import Ground
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Ref,
    Rename,
    key_of,
    label_of,
    new_ref,
)


@dataclass(frozen=True)
class Entry:
    """One row: kind of `DivisionChange`, old and new division, and what the law calls it."""

    kind: str
    old: Ref | None
    new: Ref | None
    label: str
    old_code: str = ""
    old_name: str = ""
    new_code: str = ""
    new_name: str = ""
    note: str = ""


def entries_of(operations: Sequence[Operation], ground: Ground) -> list[Entry]:
    """The rows of a case in its order; a founding names what it was made of, an abolition where it went."""
    codes = {item.division: item.code for item in operations if isinstance(item, Recode)}
    ended = {item.division for item in operations if isinstance(item, Abolish)}

    def entry(kind: str, old: Ref | None, new: Ref | None, label: str, note: str = "", name: str = "") -> Entry:
        before, after = (ground.unit(ref) if ref is not None else None for ref in (old, new))
        return Entry(
            kind,
            old,
            new,
            label,
            before.code if before else "",
            before.name if before else "",
            (codes.get(after.ref) or after.code) if after else "",
            (name or after.name) if after else "",
            note,
        )

    return [row for item in operations for row in _rows(item, ground, entry, ended)]


def _rows(item: Operation, ground: Ground, entry: Callable[..., Entry], ended: set[int]) -> list[Entry]:
    label = label_of(item)
    match item:
        case Establish():
            new = new_ref(item.key)
            parents = [giver for giver in item.territory.givers() if giver not in ended]
            note = f"驻{item.seat}" if item.seat else ""
            return [entry("founded", None, new, label, note), *(entry("founded", old, new, label) for old in parents)]
        case Abolish():
            kind = "merged" if len(item.into) == 1 else "abolished"
            return [entry(kind, item.division, into, label) for into in item.into or (None,)]
        case Affiliate():
            before = ground.parent(item.division)
            note = f"由{before.name if before else '—'}改属{ground.name(item.parent)}"
            return [entry("affiliated", item.division, item.division, label, note)]
        case MoveBoundary():
            names = "、".join(ground.name(ref) for ref in item.territory.whole)
            note = f"划出{names or '部分区域'}"
            return [entry("reshaped", item.giver, item.taker, label, note)]
        case MoveSeat():
            return [entry("seat_moved", item.division, item.division, label, f"驻地迁至{item.place}")]
        case Rename():
            kind = "upgraded" if item.kind else "renamed"
            return [entry(kind, item.division, item.division, label, "", item.name)]
        case _:
            return [entry("recoded", item.division, item.division, label)]


def resolved(ref: Ref | None, begun: Mapping[str, int]) -> int | None:
    """The id behind a reference once the change has founded its units."""
    return begun[key_of(ref) or ""] if isinstance(ref, str) else ref
