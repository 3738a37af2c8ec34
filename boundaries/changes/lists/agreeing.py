"""Whether the register knows a change already (名录是否已载), and what speaks against adding it. Pure."""

import datetime

from boundaries.changes.lists import faults
from boundaries.changes.lists.reading import ListRow
from boundaries.changes.lists.snapshot import CodeSpell, Ledger, Snapshot, VersionSpell, holds_on
from boundaries.changes.lists.words import Meaning, bare_name
from boundaries.changes.operations import Ref
from office.rulesets.findings import Finding


def is_registered(row: ListRow, register: Ledger) -> bool:
    """Whether the register of itself says just before and just after what the row says."""
    before, after = row.when.before, row.when.after
    old = register.holder(row.old_code, before) if row.old_code else None
    if row.old_code and (old is None or not _named(register, old, before, row.old_name)):
        return False
    if row.meaning is Meaning.ABOLISH and old is not None and not _ended(row, old, register):
        return False
    gone = row.old_code and (
        register.holder(row.old_code, after) != old or register.name(old, after) != register.name(old, before)
    )
    if not row.new_code:
        return bool(gone)
    new = register.holder(row.new_code, after)
    if new is None or not _named(register, new, after, row.new_name or row.old_name):
        return False
    return bool(gone) if row.old_code else register.facts(new, before) is None


def _ended(row: ListRow, unit: Ref, register: Ledger) -> bool:
    """Whether a unit is gone, or goes on with the new code of the row, which code books call abolished too (D27)."""
    after = row.when.after
    if register.facts(unit, after) is None:
        return True
    return bool(row.new_code) and row.new_code != row.old_code and register.holder(row.new_code, after) == unit


def _named(register: Ledger, unit: Ref, day: datetime.date, name: str) -> bool:
    return not name or bare_name(register.name(unit, day)) == bare_name(name)


def on_identity(row: ListRow, register: Ledger) -> list[Finding]:
    """A change that the register has: whether both mean the same by abolishing (D27)."""
    if row.meaning is not Meaning.ABOLISH:
        return []
    unit = register.holder(row.old_code, row.when.before)
    now = register.name(unit, row.when.after)
    return [faults.continues(row.row, bare_name(row.old_name), now)] if now else []


def unknown_old_code(row: ListRow, snapshot: Snapshot) -> Finding:
    """D13 or D18: a code that nobody had just before; later or earlier ones are told."""
    spells = snapshot.codes.get(row.old_code, [])
    later = [spell for spell in spells if spell.begin and spell.begin >= row.when.end]
    if later:
        name = name_of(snapshot, later[0])
        return faults.too_early(row.row, "old_code", row.old_code, str(row.when), day_text(later[0].begin), name)
    past = [spell for spell in spells if spell.end and spell.end <= row.when.begin]
    known, evidence = "", {}
    if past:
        now = [spell.code for spell in snapshot.held[past[-1].division] if holds_on(spell, row.when.before)]
        known = f"它到{day_text(past[-1].end)}为止属于{name_of(snapshot, past[-1])}"
        known += f"，其后代码为 {now[0]}" if now else ""
        evidence = {"division": f"D{past[-1].division}", "now": now}
    return faults.unknown_code(row.row, row.old_code, str(row.when), known, **evidence)


def on_new_code(row: ListRow, unit: Ref | None, released: set[str], ledger: Ledger) -> list[Finding]:
    """D15, D16, D18: who has, had or will have the new code."""
    snapshot, code = ledger.snapshot, row.new_code
    holder = ledger.holder(code, row.when.after)
    if holder is not None and holder != unit and code not in released:
        return [faults.taken(row.row, code, ledger.name(holder, row.when.after) or "其他区划", "在这一天")]
    found = []
    for spell in snapshot.codes.get(code, []):
        if spell.begin and spell.begin >= row.when.end:
            since, name = day_text(spell.begin), name_of(snapshot, spell)
            if spell.division == unit or bare_name(row.new_name) == bare_name(name):
                return [faults.too_early(row.row, "new_code", code, str(row.when), since, name)]
            return [faults.taken(row.row, code, name, f"自{since}起")]
        if spell.end and spell.end <= row.when.begin and spell.division != unit:
            found = [faults.reused(row.row, code, name_of(snapshot, spell))]
    return found


def on_later_history(row: ListRow, unit: Ref | None, snapshot: Snapshot) -> list[Finding]:
    """D18: a change slipped in before others that the register has of the same division."""
    if not isinstance(unit, int):
        return []
    spells: list[CodeSpell | VersionSpell] = [*snapshot.held.get(unit, []), *snapshot.versions.get(unit, [])]
    later = sorted(spell.begin for spell in spells if spell.begin and spell.begin >= row.when.end)
    if not later:
        return []
    return [faults.later_changed(row.row, bare_name(row.old_name) or row.old_code, day_text(later[0]))]


def name_of(snapshot: Snapshot, spell: CodeSpell) -> str:
    """The name of a division while it had a code, at the end of that time."""
    last = spell.end - datetime.timedelta(days=1) if spell.end else None
    versions = snapshot.versions.get(spell.division, [])
    found = [version for version in versions if (holds_on(version, last) if last else version.end is None)]
    return (found or versions)[-1].name if versions else ""


def day_text(day: datetime.date | None) -> str:
    """A day as people read it; 1 January stands for its year."""
    if day is None:
        return "不详"
    return f"{day.year}年" if (day.month, day.day) == (1, 1) else f"{day.year}年{day.month}月{day.day}日"
