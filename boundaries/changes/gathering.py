"""Gathers what the rules of a case need from the register (变更事项取数)."""

import datetime
from collections.abc import Callable, Iterable, Sequence

from boundaries.changes.carrying import Outcome
from boundaries.changes.case_rules import CaseView
from boundaries.changes.consequences import OutcomeLike, touched
from boundaries.changes.followups import SURVEY, codes_missing, lines_to_survey
from boundaries.changes.ground import Ground, Unit, with_founded
from boundaries.changes.hanging import left_on
from boundaries.changes.models import AFTER_CARRYING, CaseState, ChangeCase
from boundaries.changes.naming_register import judge_new_name
from boundaries.changes.operations import (
    Abolish,
    Establish,
    MoveBoundary,
    Operation,
    Recode,
    Ref,
    Rename,
    refs_of,
    subjects_of,
)
from boundaries.changes.protection_register import protected_names_in, protected_names_of
from boundaries.changes.recoding import holders_of
from boundaries.changes.rule_settings import rules_on
from boundaries.changes.same_day import meddlers
from boundaries.changes.sense_rules import senseless
from boundaries.changes.serial import operations_from_json
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area, DivisionVersion
from boundaries.divisions.queries import codes_on
from boundaries.lines.models import Line
from boundaries.lines.periods import ONE_DAY
from office.log.hashing import digest
from office.people.calendar import today
from office.rulesets.findings import Basis, Finding
from office.tasks.parties import Source
from office.tasks.queries import tasks_of, unfinished

_DEEPEST = 6


def operations_of(case: ChangeCase) -> tuple[Operation, ...]:
    """The operations of a case as values."""
    return operations_from_json(case.operations)


def ground_hash(case: ChangeCase) -> str:
    """The hash of the areas that drawn lines cut, as they are on the eve; empty where none is cut or no day is set."""
    territories = [item.territory for item in operations_of(case) if isinstance(item, Establish | MoveBoundary)]
    cut = {each.of for territory in territories for each in territory.cuts if isinstance(each.of, int)}
    if not cut or case.effective is None:
        return ""
    areas = Area.objects.filter(division__in=cut, valid__contains=day_before(case.effective)).order_by("division")
    return digest([[area.division_id, area.geom.wkb.hex()] for area in areas])


def source_of(case: ChangeCase) -> Source:
    """The case as the source of its tasks."""
    return Source.of(case, case.get_absolute_url())


def day_before(effective: datetime.date | None) -> datetime.date:
    """The day whose register a change starts from."""
    return effective - ONE_DAY if effective else today()


def ground_of(operations: Sequence[Operation], day: datetime.date) -> Ground:
    """Every unit that the operations speak of, with all above it, as it is on a day."""
    asked = {ref for operation in operations for ref in refs_of(operation) if isinstance(ref, int)}
    return with_founded(units_on(asked, day), operations)


def units_on(ids: Iterable[int], day: datetime.date) -> dict[Ref, Unit]:
    """Divisions with everything above them on a day, by id."""
    versions: dict[int, DivisionVersion] = {}
    wanted = set(ids)
    for _ in range(_DEEPEST):
        found = DivisionVersion.objects.filter(division_id__in=wanted, valid__contains=day).select_related("division")
        fresh = {version.division_id: version for version in found}
        versions |= fresh
        wanted = {version.parent_id for version in fresh.values() if version.parent_id} - versions.keys()
        if not wanted:
            break
    held = codes_on(day).filter(division_id__in=versions, scheme=Scheme.MCA)
    codes = dict(held.values_list("division_id", "code"))
    return {
        pk: Unit(
            pk,
            version.name,
            version.level,
            version.kind,
            codes.get(pk, ""),
            _above(version, versions),
            version.division.external,
        )
        for pk, version in versions.items()
    }


def _above(version: DivisionVersion, versions: dict[int, DivisionVersion]) -> tuple[int, ...]:
    line: list[int] = []
    parent = version.parent_id
    while parent and parent in versions and parent not in line:
        line.append(parent)
        parent = versions[parent].parent_id
    return tuple(line)


def view_of(case: ChangeCase) -> CaseView:
    """The case as the rules see it today."""
    operations = operations_of(case)
    day = day_before(case.effective)
    ground = ground_of(operations, day)
    carried = case.state in AFTER_CARRYING
    outcome = Outcome.from_json(case.outcome) if carried and case.outcome else None
    return CaseView(
        operations=operations,
        ground=ground,
        today=today(),
        papers=frozenset(case.papers.values_list("kind", flat=True)),
        stated=case.authority,
        major=case.major,
        draft=case.state == CaseState.DRAFT,
        approved=case.approved_on,
        extended_to=case.extended_to,
        announced=case.announced_on,
        effective=case.effective,
        completed=case.closed_on,
        carried_out=carried,
        lines_without_task=tuple(_lines_without_task(case)) if carried else (),
        tasks_open=tuple(unfinished(source_of(case)).values_list("title", flat=True)) if carried else (),
        lineage=case.changes.count() if carried else 0,
        settings=rules_on(),
        protected=tuple(protected_touched(operations, day)),
        renamed_protected=tuple(protected_renamed(operations, day)),
        loose=tuple(left_on(outcome.ended, outcome.day)) if outcome else (),
        without_code=tuple(_without_code(outcome)) if outcome else (),
        names=tuple(name_findings(operations, ground, day)) if not carried else (),
        codes_held=codes_held(operations, case.effective) if not carried else {},
        clashes=tuple(clashes(operations, case.effective)) if not carried else (),
    )


def codes_held(operations: Sequence[Operation], effective: datetime.date | None) -> dict[str, str]:
    """The codes that operations give and others have from the day on, but for those that leave theirs: code → who."""
    given = {item.code for item in operations if isinstance(item, Establish | Recode) and item.code}
    leaving = {
        item.division for item in operations if isinstance(item, Abolish | Recode) and isinstance(item.division, int)
    }
    return holders_of(given, effective or today(), leaving) if given else {}


def broken_sense(operations: Sequence[Operation], effective: datetime.date) -> list[Finding]:
    """What does not hold together in operations that are to be carried out on a day; nobody can set it aside."""
    ground = ground_of(operations, day_before(effective))
    found = [finding for _, finding in senseless(operations, ground, codes_held(operations, effective))]
    found += clashes(operations, effective)
    return [finding for finding in found if finding.basis is Basis.INTEGRITY]


def clashes(operations: Sequence[Operation], effective: datetime.date | None) -> list[Finding]:
    """What changes that were carried out for the same day or a later one have done to the same divisions (D36)."""
    return meddlers(operations, effective) if effective else []


def protected_touched(operations: Sequence[Operation], day: datetime.date) -> list[str]:
    """The listed names that operations touch: those of the divisions they change, and those of things in these."""
    concerned = _standing(operations, subjects_of)
    return list(dict.fromkeys([*protected_names_of(concerned, day), *protected_names_in(concerned, day)]))


def protected_renamed(operations: Sequence[Operation], day: datetime.date) -> list[str]:
    """The listed names that operations give up for others."""
    return protected_names_of(_standing(operations, _renamed), day)


def _standing(operations: Sequence[Operation], of: Callable[[Operation], Iterable[Ref]]) -> set[int]:
    """The divisions that stand already among those that operations speak of."""
    return {ref for item in operations for ref in of(item) if isinstance(ref, int)}


def _renamed(operation: Operation) -> tuple[Ref, ...]:
    return (operation.division,) if isinstance(operation, Rename) else ()


def _without_code(outcome: OutcomeLike) -> list[str]:
    """Units of a change that was carried out whose code does not fit to this day, a later case for it included."""
    return [name for _, name in codes_missing(touched(outcome), outcome, max(outcome.day, today()))]


def _lines_without_task(case: ChangeCase) -> list[str]:
    outcome = case.outcome or {}
    begun, altered = outcome.get("lines_begun", []), outcome.get("lines_altered", [])
    lines = set(lines_to_survey(begun, altered, case.effective)) if case.effective else set()
    done = tasks_of(source_of(case)).filter(kind=SURVEY).values_list("subject_id", flat=True)
    left = lines - {int(pk) for pk in done}
    return [str(line) for line in Line.objects.filter(pk__in=left)]


def name_findings(operations: Sequence[Operation], ground: Ground, day: datetime.date) -> list[Finding]:
    """What the naming rules say of the names that operations give; a name that its bearer gives up is free."""
    found: list[Finding] = []
    ending = {ground.name(item.division): item.division for item in operations if isinstance(item, Abolish)}
    for item in operations:
        if isinstance(item, Establish) and isinstance(item.parent, int):
            found += judge_new_name(item.name, item.level, item.kind, item.parent, day, ending.get(item.name))
        elif isinstance(item, Rename):
            unit, above = ground.unit(item.division), ground.parent(item.division)
            if unit and above and isinstance(above.ref, int):
                found += judge_new_name(item.name, unit.level, item.kind or unit.kind, above.ref, day)
    return found
