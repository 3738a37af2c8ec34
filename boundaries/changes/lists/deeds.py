"""From an understood row to operations (逐行推演), and their effect laid over the register. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from boundaries.changes.lists import faults
from boundaries.changes.lists.reading import ListRow
from boundaries.changes.lists.snapshot import Facts, Ledger
from boundaries.changes.lists.words import Meaning, bare_name
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    Operation,
    Recode,
    Ref,
    Rename,
    Territory,
    new_ref,
)
from boundaries.changes.units import kind_of
from boundaries.divisions.kinds import Level, Scheme, level_of_code
from office.rulesets.findings import Finding

PROVINCE_DIRECT = "90"  # 2290xx: listed below the province in the code book, led by a prefecture-level unit
_ABOVE = {4: 2, 6: 4, 9: 6, 12: 9}
Done = tuple[tuple[Operation, ...], list[Finding]]


def code_above(code: str) -> str:
    """The code under which GB/T 2260 and GB/T 10114 place a code; empty for 2290xx and the province."""
    if len(code) == 6 and code[2:4] == PROVINCE_DIRECT:
        return ""
    return code[: _ABOVE[len(code)]] if len(code) in _ABOVE else ""


def scheme_of(code: str) -> Scheme:
    """The scheme of a normal code in a list: the twelve digits of villages are the statistics'."""
    return Scheme.NBS if len(code) == 12 else Scheme.MCA


def change_unit(row: ListRow, unit: Ref, ledger: Ledger, listed: set[str]) -> Done:
    """改码、更名、改制、隶属变更: the same unit goes on with another code, name, kind or superior."""
    since, facts = row.when.begin, ledger.facts(unit, row.when.before) or ledger.facts(unit, row.when.after)
    assert facts is not None  # the unit was found by a code that it has
    code = row.new_code or row.old_code
    if len(code) != len(row.old_code):
        return (), [faults.level_changes(row.row, row.old_code, code)]
    made: list[Operation] = []
    found: list[Finding] = []
    name = bare_name(row.new_name) or facts.name
    if name != bare_name(facts.name) and not isinstance(unit, int):
        return (), [faults.founded_here(row.row, facts.name)]
    if name != bare_name(facts.name) and isinstance(unit, int):
        kind = kind_of(name, Level(facts.level)) if facts.level != Level.VILLAGE else facts.kind
        made.append(Rename(unit, name, kind if kind != facts.kind else None))
        facts = replace(facts, name=name, kind=kind)
    if code != row.old_code:
        above, said = _new_superior(row, code, facts, ledger)
        found += said
        if above is not None and above != facts.parent:
            made.append(Affiliate(unit, above))
            facts = replace(facts, parent=above)
        made.append(Recode(unit, scheme_of(code), code))
        left = _left_behind(unit, row, ledger, listed)
        found += [faults.children_left(row.row, name, left)] if left else []
        ledger.give(row.old_code, None, since)
        ledger.give(code, unit, since)
    ledger.become(unit, facts, since)
    return tuple(made), found


def _new_superior(row: ListRow, code: str, facts: Facts, ledger: Ledger) -> tuple[Ref | None, list[Finding]]:
    digits = code_above(code)
    if not digits:
        return None, []
    above = ledger.holder(digits, row.when.after)
    if above is None:
        return None, [faults.no_superior(row.row, code, digits, str(row.when))]
    if above == facts.parent or digits == code_above(row.old_code):
        return None, []
    old, new = ledger.name(facts.parent, row.when.before), ledger.name(above, row.when.after)
    stated = row.meaning is Meaning.AFFILIATE
    return above, [] if stated else [faults.under_another(row.row, facts.name, old or "原上级", new)]


def _left_behind(unit: Ref, row: ListRow, ledger: Ledger, listed: set[str]) -> int:
    held = ledger.snapshot.held
    return sum(
        any(
            spell.code.startswith(row.old_code) and spell.code not in listed and spell.end is None for spell in held[pk]
        )
        for pk in ledger.snapshot.children(unit, row.when.before)
        if pk in held
    )


def found_unit(row: ListRow, ledger: Ledger, territory: Sequence[Ref] = ()) -> Done:
    """设立: a new unit under the superior that its code names."""
    digits = code_above(row.new_code) or row.new_code[:2]
    above = ledger.holder(digits, row.when.after)
    if above is None:
        return (), [faults.no_superior(row.row, row.new_code, digits, str(row.when))]
    level, name = level_of_code(row.new_code), bare_name(row.new_name)
    kind = "村级" if level is Level.VILLAGE else kind_of(name, level)
    key = f"{row.new_code}-{row.row}"
    scheme = scheme_of(row.new_code)
    made = Establish(key, name, kind, level, above, row.new_code, scheme, Territory(tuple(territory)))
    ledger.give(row.new_code, new_ref(key), row.when.begin)
    ledger.become(new_ref(key), Facts(name, level, kind, above), row.when.begin)
    return (made,), [] if territory else [faults.from_nowhere(row.row, name)]


def end_unit(row: ListRow, unit: Ref, into: Sequence[Ref], ledger: Ledger) -> Done:
    """撤销: a unit ends; where its area goes must be said where it has one or something stands below it."""
    below = len(ledger.snapshot.children(unit, row.when.before))
    if not into and (below or unit in ledger.snapshot.with_area):
        return (), [faults.goes_nowhere(row.row, bare_name(row.old_name), below)]
    if not isinstance(unit, int):
        return (), [faults.unknown_code(row.row, row.old_code, str(row.when), "它由本清单设立，不能在同一时间撤销")]
    ledger.give(row.old_code, None, row.when.begin)
    ledger.become(unit, None, row.when.begin)
    return (Abolish(unit, tuple(into)),), []
