"""Mending an entry error (更正录入错误): no change of divisions is written, the record keeps what stood there before.

What the document of the time says was entered wrongly: a name, kind, superior, code or day. What really changed
afterwards goes the way of a case of change.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.db import IntegrityError, models, transaction

from boundaries.changes.carrying import below
from boundaries.changes.correction_days import moved_day
from boundaries.changes.sense import BELOW, well_written
from boundaries.changes.units import kinds_at
from boundaries.divisions.dates import day_text, period_text
from boundaries.divisions.kinds import Level, normal_code
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.divisions.queries import names_of
from boundaries.journal import Journal
from boundaries.jurisdiction.queries import refusal
from boundaries.lines.coverage import BrokenCoverage, check_now
from boundaries.lines.periods import ONE_DAY, begin_of, stable_periods
from boundaries.lines.refreshing import refresh
from boundaries.lines.regrouping import Reworked, rework
from office.constraints import constraint_sentence
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role

ACTION = "divisions.correct"
LABELS = {"name": "标准名称", "kind": "类别", "parent_id": "上级", "note": "说明", "source": "来源"}
Row = tuple[str, str, str]


class NotMended(Exception):
    """The correction may not be made; the message is for the user."""


@dataclass(frozen=True)
class Mended:
    """What a correction did: (what, before, after) of each fact, and how much was derived again."""

    division: int
    name: str
    rows: tuple[Row, ...]
    areas: int = 0
    lines: int = 0


def trial(correction: Callable[[], Mended]) -> Mended:
    """What a correction would do; nothing is kept. Raises NotMended."""
    with transaction.atomic():
        found = correction()
        transaction.set_rollback(True)
    return found


@transaction.atomic
def correct_entry(
    actor: User,
    version_id: int,
    facts: Mapping[str, Any],
    begin: tuple[datetime.date, str] | None,
    *,
    reason: str,
    document: str,
) -> Mended:
    """Mend what differs of a version's facts and of its first day (with precision), both or none. Raises NotMended."""
    version = DivisionVersion.objects.get(pk=version_id)
    changed = {name: value for name, value in facts.items() if getattr(version, name) != value}
    done = []
    if begin and begin != (version.valid.lower, version.begin_precision):
        day, precision = begin
        done.append(correct_begin(actor, version_id, day, precision, reason=reason, document=document))
    if changed or not done:
        done.append(correct_version(actor, version_id, changed, reason=reason, document=document))
    last = done[-1]
    rows = tuple(row for item in done for row in item.rows)
    areas, lines = (sum(getattr(item, name) for item in done) for name in ("areas", "lines"))
    return Mended(last.division, last.name, rows, areas, lines)


@transaction.atomic
def correct_version(
    actor: User, version_id: int, facts: Mapping[str, Any], *, reason: str, document: str = ""
) -> Mended:
    """Mend name, kind, superior (`parent_id`), note or source of a version in its whole period. Raises NotMended."""
    version = DivisionVersion.objects.select_for_update().get(pk=version_id)
    _may(actor, version, reason, document)
    if unknown := set(facts) - set(LABELS):
        raise NotMended(f"{'、'.join(sorted(unknown))} 不是录入错误能更正的内容，请按区划变更办理。")
    before = {name: getattr(version, name) for name in facts if getattr(version, name) != facts[name]}
    after = {name: facts[name] for name in before}
    if not before:
        raise NotMended("与登记的内容相同，没有要更正的。")
    _may_be_called(version, after)
    if "parent_id" in after:
        _may_stand_below(actor, version, after["parent_id"])
    with _mending(actor, reason, document, DivisionVersion):
        DivisionVersion.objects.filter(pk=version.pk).update(**after)
        since, moved = begin_of(version.valid), "parent_id" in after
        parents = {pk for pk in (version.parent_id, after.get("parent_id")) if pk and moved}
        counts = _follow(since, {version.division_id}, below({version.division_id}) if moved else set(), parents)
    names = names_of(parents, a_day_of(version))
    rows = tuple((LABELS[name], _shown(name, before[name], names), _shown(name, after[name], names)) for name in before)
    version.refresh_from_db()
    return _written(actor, version, rows, counts, reason, document, before=before, after=after)


@transaction.atomic
def correct_begin(
    actor: User, version_id: int, day: datetime.date, precision: str, *, reason: str, document: str = ""
) -> Mended:
    """Mend the day on which a version begins and the one before it ends, with codes and seats of that day.

    `precision` year: only the year is known, `day` is its first. Raises NotMended.
    """
    version = DivisionVersion.objects.select_for_update().get(pk=version_id)
    _may(actor, version, reason, document)
    old = version.valid.lower
    if old is None:
        raise NotMended("这一版本从何时起没有记载，开始的日期按区划变更（设立）补记。")
    if (old, version.begin_precision) == (day, precision):
        raise NotMended("与登记的内容相同，没有要更正的。")
    inside = below({version.division_id})
    with _mending(actor, reason, document, DivisionVersion):
        moved = moved_day(version, day, precision, inside)
        if moved.refused:
            raise NotMended(moved.refused)
        parents = moved.parents if len(moved.parents) > 1 else set()
        counts = _follow(min(old, day), moved.changed, inside if parents else set(), parents)
    rows = (("开始日期", day_text(old, version.begin_precision), day_text(day, precision)), *moved.rows)
    told = {"before": {"begin": old, "precision": version.begin_precision}, "after": {"begin": day}}
    return _written(actor, version, rows, counts, reason, document, **told)


@transaction.atomic
def correct_code(actor: User, code_id: int, digits: str, *, reason: str, document: str = "") -> Mended:
    """Mend the digits of a code in its whole period. Raises NotMended."""
    held = DivisionCode.objects.select_for_update().get(pk=code_id)
    version = _version_of(held)
    _may(actor, version, reason, document)
    try:
        code = normal_code(digits.strip())
    except ValueError as error:
        raise NotMended(f"{error}。") from error
    if code == held.code:
        raise NotMended("与登记的内容相同，没有要更正的。")
    if len(code) != len(held.code):
        raise NotMended(f"{code} 与 {held.code} 的级别不同，不能更正成它。")
    with _mending(actor, reason, document, DivisionCode):
        DivisionCode.objects.filter(pk=held.pk).update(code=code)
        counts = _follow(begin_of(held.valid), {held.division_id}, set(), set())
    label = f"{held.get_scheme_display()}代码（{period_text(held.valid, held.begin_precision, held.end_precision)}）"
    rows = ((label.replace("（）", ""), held.code, code),)
    told = {"before": {"code": held.code}, "after": {"code": code}, "scheme": held.scheme}
    return _written(actor, version, rows, counts, reason, document, **told)


def _may(actor: User, version: DivisionVersion, reason: str, document: str) -> None:
    """The officer over the superior, with a reason and the document that the entry should have followed."""
    if why := refusal(actor, Role.BOUNDARY_OFFICER, version.parent_id or version.division_id, today()):
        raise NotMended(why)
    if not reason.strip():
        raise NotMended("请写明更正的原因。")
    if not document.strip():
        raise NotMended("请写明据以更正的文件（文号或档号）。")


def _may_be_called(version: DivisionVersion, after: Mapping[str, Any]) -> None:
    """A name of characters and a kind that its level has. Raises NotMended."""
    if "name" in after and not well_written(after["name"]):
        raise NotMended(f"名称“{after['name'][:40]}”为空或有不能用于区划名称的符号。")
    kinds = kinds_at(version.level)
    if "kind" in after and kinds and after["kind"] not in kinds:
        fitting = "、".join(sorted(kinds))
        raise NotMended(f"{Level(version.level).label}没有“{after['kind'][:20]}”这一类别，可写{fitting}。")


def _may_stand_below(actor: User, version: DivisionVersion, parent: int | None) -> None:
    if parent is None or parent in below({version.division_id}):
        raise NotMended("上级不能是它自己或它的下级，也不能空着。")
    if why := refusal(actor, Role.BOUNDARY_OFFICER, parent, today()):
        raise NotMended(why)
    above = list(DivisionVersion.objects.filter(division=parent, valid__overlap=version.valid).order_by("valid"))
    levels = list(Level.values)
    if any(levels.index(item.level) >= levels.index(version.level) for item in above):
        raise NotMended("上级的级别须高于它。")
    if wrong := next((item for item in above if (version.level, item.level) not in BELOW), None):
        own, other = Level(version.level).label, Level(wrong.level).label
        raise NotMended(f"{own}的{version.name}不能直接属{other}的{wrong.name}。")
    reach = version.valid.lower
    for item in above:
        if item.valid.lower is not None and (reach is None or item.valid.lower > reach):
            break
        reach = item.valid.upper
        if reach is None or (version.valid.upper is not None and reach >= version.valid.upper):
            return
    raise NotMended("所选的上级在这一版本的整个有效期内不都存在，请核对；其间改属的，按区划变更办理。")


@contextmanager
def _mending(actor: User, reason: str, document: str, model: type[models.Model]) -> Iterator[None]:
    """Writes as a correction; a broken constraint becomes its sentence."""
    told = {"cause": "correction", "reason": reason.strip(), "document": document.strip(), "actor": actor.pk}
    try:
        with transaction.atomic(), pghistory.context(**told):
            yield
    except BrokenCoverage as error:
        raise NotMended(str(error)) from error
    except IntegrityError as error:
        raise NotMended(constraint_sentence(error, model)) from error


def _follow(since: datetime.date, changed: set[int], inside: set[int], parents: set[int]) -> tuple[int, int]:
    """Edges get the level of the mended tree, areas, lines and map copies follow: how many areas and lines."""
    regrouped = inside | parents
    periods = stable_periods(since)  # before the first edge there is nothing to derive
    since = periods[0][0] if periods else since
    done = rework(since, set(), lambda sides, _: sides, Journal(), regrouped=inside) if inside else Reworked()
    found = refresh(since, done, changed, regrouped)
    check_now()
    return len(found.areas), len({*found.lines_begun, *found.lines_ended, *found.lines_altered})


def _written(
    actor: User,
    version: DivisionVersion,
    rows: tuple[Row, ...],
    counts: tuple[int, int],
    reason: str,
    document: str,
    **told: Any,
) -> Mended:
    facts = {
        "division": version.division_id,
        "superior": version.parent_id or version.division_id,
        "rows": [list(row) for row in rows],
        "reason": reason.strip(),
        "document": document.strip(),
        **told,
    }
    record(actor, ACTION, version, f"更正 {version.name} 的录入错误", facts)
    return Mended(version.division_id, version.name, rows, *counts)


def _version_of(held: DivisionCode) -> DivisionVersion:
    """The version under which a code was in use, the last one where there were several."""
    versions = DivisionVersion.objects.filter(division=held.division_id, valid__overlap=held.valid)
    found = versions.order_by("-valid").first()
    if found is None:
        raise NotMended("这一代码没有对应的区划版本，请先补记版本。")
    return found


def a_day_of(version: DivisionVersion) -> datetime.date:
    """A day inside a version."""
    if version.valid.lower:
        return version.valid.lower
    return version.valid.upper - ONE_DAY if version.valid.upper else today()


def _shown(name: str, value: Any, names: Mapping[int, str]) -> str:
    if name == "parent_id":
        return names.get(value, f"D{value}") if value else "—"
    return str(value) or "—"
