"""D28 to D34 in a list (清单内容是否成立): the rows of one day are judged together, as one change would be. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from boundaries.changes.ground import Unit, with_founded
from boundaries.changes.lists.effects import Effect
from boundaries.changes.lists.reading import ListRow
from boundaries.changes.lists.snapshot import Ledger
from boundaries.changes.operations import Operation, Ref, key_of, refs_of
from boundaries.changes.sense_rules import senseless
from office.rulesets.findings import Finding

_DEEPEST = 6


def senseless_rows(effects: Sequence[Effect], ledger: Ledger) -> Iterator[tuple[ListRow, Finding]]:
    """(row, what is wrong with it) for the rows of one day, on the register with the earlier days laid over it."""
    placed = [(effect.row, item) for effect in effects for item in effect.operations]
    if not placed:
        return
    operations = [item for _, item in placed]
    ground = with_founded(_units(operations, placed[0][0], ledger), operations)
    for place, finding in senseless(operations, ground):
        row = placed[place][0]
        yield row, replace(finding, row=row.row, field="new_code")


def _units(operations: Sequence[Operation], row: ListRow, ledger: Ledger) -> dict[Ref, Unit]:
    """The units that operations speak of and everything above them, on the last day before the row."""
    day, found = row.when.before, dict[Ref, Unit]()
    wanted: set[Ref] = {ref for item in operations for ref in refs_of(item)}
    for _ in range(_DEEPEST):
        for ref in wanted:
            facts = ledger.facts(ref, day)
            if facts:
                above = tuple(_above(ref, row, ledger))
                found[ref] = Unit(ref, facts.name, facts.level, facts.kind, ledger.code(ref, day), above)
        wanted = {one for unit in found.values() for one in unit.above if one not in found}
        if not wanted:
            break
    return found


def _above(ref: Ref, row: ListRow, ledger: Ledger) -> Iterator[int]:
    """The ids from the superior up, as far as these stand in the register already."""
    for _ in range(_DEEPEST):
        facts = ledger.facts(ref, row.when.before)
        if facts is None or facts.parent is None or key_of(facts.parent) is not None:
            return
        ref = facts.parent
        yield int(ref)
