"""Go through a list in order of time against the register (变更清单推演): effects and contradictions. Pure.

Rows of one day, or of one year where only that is known, happen together, so that a code may be handed on.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from boundaries.changes.lists import agreeing, deeds, faults
from boundaries.changes.lists.columns import LABELS
from boundaries.changes.lists.effects import Effect, Status
from boundaries.changes.lists.reading import ListRow
from boundaries.changes.lists.sensible import senseless_rows
from boundaries.changes.lists.snapshot import Ledger, Snapshot
from boundaries.changes.lists.words import ENDED, Meaning, bare_name, status_of
from boundaries.changes.operations import Abolish, Establish, MoveBoundary, Operation, Ref, subjects_of
from office.rulesets.findings import Finding, blocking

_SAME_UNIT = {Meaning.RECODE, Meaning.RENAME, Meaning.UPGRADE, Meaning.AFFILIATE}
_ORDER = {Meaning.FOUND: 0, Meaning.MERGE: 2, Meaning.ABOLISH: 3}


@dataclass
class Simulation:
    """The state while going through the list."""

    ledger: Ledger
    register: Ledger
    listed: set[str]
    effects: dict[int, Effect] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def unclear(self, row: ListRow, *found: Finding) -> None:
        self.findings += found
        self.effects[row.row] = Effect(row, Status.UNCLEAR)

    def done(self, row: ListRow, unit: Ref | None, made: tuple[Operation, ...], found: Sequence[Finding]) -> None:
        self.findings += found
        clear = not blocking(found)
        self.effects[row.row] = Effect(row, Status.WOULD if clear else Status.UNCLEAR, unit, made if clear else ())


def simulate(rows: Sequence[ListRow], snapshot: Snapshot) -> tuple[list[Effect], list[Finding]]:
    """What each row would do, in the order of the rows, and every contradiction."""
    state = Simulation(Ledger(snapshot), Ledger(snapshot), {row.old_code for row in rows if row.old_code})
    first: dict[tuple[object, ...], int] = {}
    groups: dict[object, list[ListRow]] = defaultdict(list)
    for row in rows:
        if row.content in first:
            state.unclear(row, faults.duplicate(row.row, first[row.content]))
            continue
        first[row.content] = row.row
        groups[row.when].append(row)
    for when in sorted(groups, key=lambda when: (groups[when][0].when.begin, groups[when][0].when.end)):
        _together(groups[when], state)
    for group in groups.values():
        _sensible(group, state)
    _days_needed(state)
    return [state.effects[row.row] for row in rows], state.findings


def _sensible(group: list[ListRow], state: Simulation) -> None:
    """D28 to D34 for the rows that happen together; a row of which nothing would follow says so (D31)."""
    would = [effect for row in group if (effect := state.effects[row.row]).status is Status.WOULD]
    for effect in would:
        if not effect.operations and effect.row.meaning in _SAME_UNIT:
            state.done(effect.row, effect.unit, (), [faults.nothing_changes(effect.row.row)])
    for row, finding in list(senseless_rows(would, state.ledger)):
        state.done(row, state.effects[row.row].unit, (), [finding])


def _days_needed(state: Simulation) -> None:
    """D23: a row known to the year that moves boundaries, or whose place among dated changes is not known."""
    would = [effect for effect in state.effects.values() if effect.status is Status.WOULD]
    dated = [effect for effect in would if effect.row.when.exact]
    for effect in would:
        row = effect.row
        if row.when.exact:
            continue
        mine = _concerned(effect)
        other = next((each for each in dated if row.when.holds(each.row.when) and mine & _concerned(each)), None)
        if _moves_boundaries(effect, state.ledger.snapshot):
            state.done(row, effect.unit, (), [faults.moves_boundaries(row.row, str(row.when))])
        elif other:
            state.done(row, effect.unit, (), [faults.order_unknown(row.row, other.row.row, str(row.when))])


def _concerned(effect: Effect) -> set[Ref]:
    units = {ref for operation in effect.operations for ref in subjects_of(operation)}
    return units | ({effect.unit} if effect.unit is not None else set())


def _moves_boundaries(effect: Effect, snapshot: Snapshot) -> bool:
    """Whether faces pass from one unit to another of which a boundary is known."""
    givers = {
        ref
        for operation in effect.operations
        for ref in (
            (operation.division,)
            if isinstance(operation, Abolish)
            else operation.territory.givers()
            if isinstance(operation, (Establish, MoveBoundary))
            else ()
        )
    }
    return bool(givers & snapshot.with_area)


def _together(group: list[ListRow], state: Simulation) -> None:
    open_rows = [row for row in group if not _known(row, state)]
    several = _several(open_rows)
    swaps = _swaps(open_rows)
    units: dict[int, Ref | None] = {}
    ready = []
    for row in open_rows:
        found = [*_incomplete(row), *swaps.get(row.row, []), *several.get(row.row, [])]
        if not blocking(found):
            units[row.row], more = _old_side(row, state)
            found += more
        if blocking(found):
            state.unclear(row, *found)
        else:
            state.findings += found
            ready.append(row)
    released = {row.old_code for row in ready if row.old_code and row.old_code != row.new_code}
    for row in sorted(ready, key=lambda row: (_ORDER.get(row.meaning, 1), len(row.new_code or row.old_code))):
        if row.row not in state.effects:
            _carry(row, units[row.row], ready, units, released, state)


def _known(row: ListRow, state: Simulation) -> bool:
    if not agreeing.is_registered(row, state.register):
        return False
    unit = state.register.holder(row.old_code or row.new_code, row.when.before if row.old_code else row.when.after)
    state.findings += [faults.registered(row.row), *agreeing.on_identity(row, state.register)]
    state.effects[row.row] = Effect(row, Status.REGISTERED, unit)
    return True


def _incomplete(row: ListRow) -> list[Finding]:
    if row.meaning is Meaning.UNCLEAR:
        return [faults.unknown_kind(row.row, row.word)]
    if row.meaning is Meaning.REASSIGN:
        return [faults.reassigned(row.row, row.old_code or row.new_code, row.old_name, row.new_name)]
    found = []
    status = status_of(row.new_name)
    if status in ENDED and row.meaning is not Meaning.ABOLISH:
        found.append(faults.status_needs_kind(row.row, row.new_name, status, row.word))
    if row.meaning is not Meaning.FOUND and not row.old_code:
        found.append(faults.code_needed(row.row, "old_code", LABELS["old_code"], row.word))
    needs_new = row.meaning not in {Meaning.ABOLISH, Meaning.RENAME, Meaning.UPGRADE}
    if needs_new and not row.new_code:
        found.append(faults.code_needed(row.row, "new_code", LABELS["new_code"], row.word))
    if row.meaning in {Meaning.RENAME, Meaning.UPGRADE, Meaning.FOUND, Meaning.SPLIT} and not row.new_name:
        found.append(faults.new_name_missing(row.row, row.word))
    same = bare_name(row.new_name) == bare_name(row.old_name)
    if row.meaning is Meaning.RECODE and row.new_name and row.old_name and not same:
        found.append(faults.keeps_name(row.row, row.old_name, row.new_name))
    return found


def _several(rows: Sequence[ListRow]) -> dict[int, list[Finding]]:
    """D20: one old code in several rows is a split, and must say so."""
    by_old: dict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        if row.old_code and row.meaning is not Meaning.REASSIGN:
            by_old[row.old_code].append(row)
    found: dict[int, list[Finding]] = {}
    for code, same in by_old.items():
        splits = [row for row in same if row.meaning is Meaning.SPLIT]
        if len(same) > 1 and len(splits) < len(same):
            numbers = [row.row for row in same]
            found |= {row.row: [faults.several_from_one(row.row, code, numbers)] for row in same}
        elif len(splits) == 1:
            found[splits[0].row] = [faults.one_part_only(splits[0].row, code)]
    return found


def _swaps(rows: Sequence[ListRow]) -> dict[int, list[Finding]]:
    """D17: two rows that exchange codes (or names) in one year; to the day and with documents it may be true."""
    found: dict[int, list[Finding]] = {}
    for row in rows:
        for other in rows:
            sure = row.when.exact and row.document and other.document
            if other is not row and _exchange(row, other) and not sure:
                found[row.row] = [faults.swapped(row.row, other.row, row.old_code, other.old_code)]
    return found


def _exchange(row: ListRow, other: ListRow) -> bool:
    if not row.old_code or not other.old_code:
        return False
    if row.old_code == row.new_code and other.old_code == other.new_code:
        return bool(row.old_name) and (row.old_name, row.new_name) == (other.new_name, other.old_name)
    return row.old_code == other.new_code and row.new_code == other.old_code


def _old_side(row: ListRow, state: Simulation) -> tuple[Ref | None, list[Finding]]:
    if not row.old_code:
        return None, []
    day = row.when.before
    unit = state.ledger.holder(row.old_code, day)
    if unit is None:
        day = row.when.after
        unit = state.ledger.holder(row.old_code, day)
    if unit is None:
        return None, [agreeing.unknown_old_code(row, state.ledger.snapshot)]
    name = state.ledger.name(unit, day)
    if row.old_name and bare_name(row.old_name) != bare_name(name):
        return unit, [faults.other_name(row.row, "old_name", row.old_code, row.old_name, name, str(row.when))]
    later = agreeing.on_later_history(row, unit, state.ledger.snapshot)
    early = blocking(agreeing.on_new_code(row, unit, {row.new_code}, state.ledger)) if later and row.new_code else []
    return unit, early or later


def _carry(
    row: ListRow,
    unit: Ref | None,
    group: Sequence[ListRow],
    units: dict[int, Ref | None],
    released: set[str],
    state: Simulation,
) -> None:
    ledger = state.ledger
    if row.meaning in _SAME_UNIT and unit is not None:
        found = agreeing.on_new_code(row, unit, released, ledger) if row.new_code else []
        if row.meaning is Meaning.RECODE and not row.new_name:
            found.append(faults.name_kept(row.row, ledger.name(unit, row.when.before)))
        made: tuple[Operation, ...] = ()
        if not blocking(found):
            made, more = deeds.change_unit(row, unit, ledger, state.listed)
            found += more
        state.done(row, unit, made, found)
    elif row.meaning is Meaning.FOUND:
        found = agreeing.on_new_code(row, None, released, ledger)
        made = ()
        if not blocking(found):
            made, more = deeds.found_unit(row, ledger)
            found += more
        state.done(row, _founded(row, ledger), made, found)
    elif row.meaning is Meaning.ABOLISH and unit is not None:
        state.done(row, unit, *_ended(row, unit, ledger))
    elif row.meaning is Meaning.MERGE:
        _merged([item for item in group if item.meaning is row.meaning and item.new_code == row.new_code], units, state)
    elif row.meaning is Meaning.SPLIT and unit is not None:
        _split([item for item in group if item.meaning is row.meaning and item.old_code == row.old_code], unit, state)


def _founded(row: ListRow, ledger: Ledger) -> Ref | None:
    return ledger.holder(row.new_code, row.when.after)


def _ended(row: ListRow, unit: Ref, ledger: Ledger) -> tuple[tuple[Operation, ...], list[Finding]]:
    if not row.new_code or (row.new_code == row.old_code and bare_name(row.new_name) == bare_name(row.old_name)):
        return deeds.end_unit(row, unit, (), ledger)
    target = _founded(row, ledger)
    if target is None or target == unit:
        return (), agreeing.on_new_code(row, unit, set(), ledger) or [
            faults.unknown_code(row.row, row.new_code, str(row.when), "并入的区划不存在").at(field="new_code")
        ]
    name = ledger.name(target, row.when.after)
    if row.new_name and bare_name(row.new_name) != bare_name(name):
        return (), [faults.other_name(row.row, "new_name", row.new_code, row.new_name, name, str(row.when))]
    return deeds.end_unit(row, unit, (target,), ledger)


def _merged(rows: Sequence[ListRow], units: dict[int, Ref | None], state: Simulation) -> None:
    """合并: into one that stands (or stays), else into a new unit of all of them."""
    ledger, head = state.ledger, rows[0]
    target = _founded(head, ledger)
    made: tuple[Operation, ...] = ()
    if target is None:
        found = [] if head.new_name else [faults.new_name_missing(head.row, head.word)]
        found += agreeing.on_new_code(head, None, set(), ledger)
        givers = [unit for row in rows if (unit := units[row.row]) is not None]
        if not blocking(found):
            made, more = deeds.found_unit(head, ledger, givers)
            found += more
        state.findings += found
        if blocking(found):
            for row in rows:
                state.unclear(row)
            return
        target = _founded(head, ledger)
    name = ledger.name(target, head.when.after)
    for row in rows:
        unit = units[row.row]
        if row.new_name and bare_name(row.new_name) != bare_name(name):
            wrong = faults.other_name(row.row, "new_name", row.new_code, row.new_name, name, str(row.when))
            state.done(row, unit, (), [wrong])
        elif unit is None or unit == target:
            state.done(row, unit, made, [])
        else:
            ended, found = deeds.end_unit(row, unit, [target] if target is not None else [], ledger)
            state.done(row, unit, (*made, *ended), found)
        made = ()


def _split(rows: Sequence[ListRow], unit: Ref, state: Simulation) -> None:
    """拆分: the parts are founded; the old one goes on where a part keeps its code, else it ends in them."""
    ledger = state.ledger
    counts = Counter(row.new_code for row in rows)
    stays = any(row.new_code == row.old_code for row in rows)
    parts: list[Ref] = []
    for row in rows:
        found: list[Finding] = []
        made: tuple[Operation, ...] = ()
        if counts[row.new_code] > 1:
            found = [faults.taken(row.row, row.new_code, "本清单另一部分", "在这一天")]
        elif row.new_code == row.old_code:
            made, found = deeds.change_unit(row, unit, ledger, state.listed)
        else:
            found = agreeing.on_new_code(row, None, set(), ledger)
            if not blocking(found):
                made, more = deeds.found_unit(row, ledger)
                found += more
                founded = _founded(row, ledger)
                parts += [founded] if founded is not None else []
        if row is rows[-1] and not stays and not blocking(found) and len(parts) == len(rows):
            ended, more = deeds.end_unit(row, unit, parts, ledger)
            made, found = (*made, *ended), [*found, *more]
        state.done(row, unit, made, found)
