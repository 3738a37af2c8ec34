"""合并、拆分、划转、整体改变隶属 as combinations of operations: the law knows them only as these."""

from collections.abc import Mapping, Sequence

from boundaries.changes.operations import Abolish, Affiliate, Establish, Operation, Recode, Ref, Territory, new_ref
from boundaries.divisions.kinds import Scheme


def merge_into(taker: int, givers: Sequence[int]) -> tuple[Operation, ...]:
    """合并（并入）: the givers end, all that they were goes to one that stands."""
    return tuple(Abolish(giver, (taker,)) for giver in givers)


def merge_as_new(unit: Establish, givers: Sequence[int]) -> tuple[Operation, ...]:
    """合并（新设）: a new unit of the whole of the givers, and these end."""
    founded = Establish(
        unit.key,
        unit.name,
        unit.kind,
        unit.level,
        unit.parent,
        unit.code,
        unit.scheme,
        Territory(tuple(givers)),
        unit.seat,
    )
    return (founded, *(Abolish(giver, (new_ref(unit.key),)) for giver in givers))


def split(giver: int, parts: Sequence[Establish], *, stays: bool) -> tuple[Operation, ...]:
    """拆分: new units out of one; where it does not stay it ends and they follow it."""
    into: tuple[Ref, ...] = tuple(new_ref(part.key) for part in parts)
    return tuple(parts) if stays else (*parts, Abolish(giver, into))


def transfer(divisions: Sequence[int], parent: Ref) -> tuple[Operation, ...]:
    """划转: whole units come under another superior."""
    return tuple(Affiliate(division, parent) for division in divisions)


def move_whole(division: int, parent: Ref, code: str, below: Mapping[int, str]) -> tuple[Operation, ...]:
    """整体改变隶属: a unit comes under another superior with all below it, and each gets its new code."""
    moved = (Affiliate(division, parent), Recode(division, Scheme.MCA, code))
    return (*moved, *(Recode(unit, Scheme.MCA, new) for unit, new in below.items()))
