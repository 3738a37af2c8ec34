"""Provisional codes (临时代码) for a trial: without a code a new unit has no lines that could be counted. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from boundaries.changes.ground import Ground
from boundaries.changes.operations import Establish, Operation, Recode, Ref, new_ref
from boundaries.divisions.kinds import Level

DIGITS = {Level.PREFECTURE: 2, Level.COUNTY: 2, Level.TOWNSHIP: 3}
BEGINS = {Level.PREFECTURE: 2, Level.COUNTY: 4, Level.TOWNSHIP: 6}


def with_codes(
    operations: Sequence[Operation], ground: Ground, taken: Collection[str]
) -> tuple[tuple[Operation, ...], list[str]]:
    """The operations with a code for every new unit, and the codes that were made up.

    They run from the end of the numbers down (999, 99) past those that are `taken`, below the code of the superior.
    """
    coded: set[Ref] = {item.division for item in operations if isinstance(item, Recode)}
    used, made, found = set(taken), [], []
    for item in operations:
        if isinstance(item, Establish) and not item.code and item.level in DIGITS and new_ref(item.key) not in coded:
            code = _free(item, ground, used)
            if code:
                used.add(code)
                made.append(code)
                item = replace(item, code=code)
        found.append(item)
    return tuple(found), made


def _free(item: Establish, ground: Ground, used: Collection[str]) -> str | None:
    parent = ground.unit(item.parent)
    head = (parent.code if parent else "")[: BEGINS[item.level]]
    if len(head) != BEGINS[item.level]:
        return None
    digits = DIGITS[item.level]
    numbers = (f"{head}{number:0{digits}}" for number in range(10**digits - 1, 0, -1))
    return next((code for code in numbers if code not in used), None)
