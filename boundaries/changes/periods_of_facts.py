"""Versions, codes and seats from a day on (版本的启闭): the changeover day belongs to what begins on it.

`known` says how well the day is known: what is known to the year counts from its first day and is shown as the year.
A backdated change goes on into later versions as long as these say the same as the one that it changed.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from psycopg2.extras import DateRange

from boundaries.divisions.models import DivisionCode, DivisionSeat, DivisionVersion, Precision
from boundaries.divisions.queries import last_names_of
from boundaries.journal import Journal

_WORDS = {"name": "名称", "kind": "类别", "level": "级别", "parent_id": "上级"}


class NoVersion(LookupError):
    """The division does not exist on the day; the message is for the user."""


def _missing(division: int, day: datetime.date, deed: str) -> NoVersion:
    name = last_names_of([division], day).get(division, "所写的区划")
    why = "尚未设立、已经撤销，或在同一变更中撤销"
    return NoVersion(f"{name}在 {day.isoformat()} 不存在（{why}），不能{deed}；请核对变更内容和日期。")


class Overwritten(ValueError):
    """What somebody else registered from the day on would be erased; the message is for the user."""


def _erases(division: int, since: datetime.date, what: str, source: str) -> Overwritten:
    """One day, one writer: the earlier writing would leave no trace in the register."""
    name = last_names_of([division], since).get(division, "所写的区划")
    by = f"（{source}）" if source else ""
    return Overwritten(
        f"{name}自 {since.isoformat()} 起另有登记的{what}{by}，本变更会把它抹去；"
        "请并入同一变更事项，或先撤回那一次变更，或另定生效日期。"
    )


def change_version(
    division: int,
    day: datetime.date,
    facts: Mapping[str, Any],
    source: str,
    journal: Journal,
    known: str = Precision.DAY,
) -> DivisionVersion:
    """Let a division have other facts (name, kind, level, parent_id) from a day on. Raises NoVersion, Overwritten."""
    versions = list(DivisionVersion.objects.filter(division=division).order_by("valid"))
    standing = next((version for version in versions if day in version.valid), None)
    if standing is None:
        raise _missing(division, day, "变更")
    former = {name: getattr(standing, name) for name in facts}
    _keep_of_same_day(versions, standing, day, facts, journal)
    journal.before(versions)
    for later in _after(versions, standing):
        if any(getattr(later, name) != former[name] for name in facts):
            break
        DivisionVersion.objects.filter(pk=later.pk).update(**facts)
    if standing.valid.lower == day:
        DivisionVersion.objects.filter(pk=standing.pk).update(**facts, source=source)
        return DivisionVersion.objects.get(pk=standing.pk)
    _close(standing, day, known)
    names = ("name", "level", "kind", "parent_id", "note", "end_precision")
    fresh = DivisionVersion.objects.create(
        **{**{name: getattr(standing, name) for name in names}, **facts},
        division_id=division,
        valid=DateRange(day, standing.valid.upper),
        begin_precision=known,
        source=source,
    )
    journal.made([fresh])
    return fresh


def _keep_of_same_day(
    versions: Iterable[DivisionVersion],
    standing: DivisionVersion,
    day: datetime.date,
    facts: Mapping[str, Any],
    journal: Journal,
) -> None:
    """Another change of the day may have written other facts, never these. Raises Overwritten."""
    eve = next((version for version in versions if version.valid.upper == day), None)
    if standing.valid.lower != day or eve is None or journal.has_made(standing):
        return
    said = {name: getattr(standing, name) for name in facts}
    twice = [name for name, value in facts.items() if value != said[name] != getattr(eve, name)]
    if twice:
        raise _erases(standing.division_id, day, "、".join(_WORDS.get(name, name) for name in twice), standing.source)


def _after(versions: Iterable[DivisionVersion], standing: DivisionVersion) -> list[DivisionVersion]:
    end = standing.valid.upper
    return (
        [] if end is None else [version for version in versions if version.valid.lower and version.valid.lower >= end]
    )


def _keep(rows: Iterable[Any], day: datetime.date, journal: Journal) -> None:
    """What another change let begin on the day or later is not deleted. Raises Overwritten."""
    for row in rows:
        if row.valid.lower is not None and row.valid.lower >= day and not journal.has_made(row):
            raise _erases(row.division_id, row.valid.lower, row._meta.verbose_name, row.source)


def _close(row: Any, day: datetime.date, known: str = Precision.DAY) -> None:
    """End a row on a day; what would begin only then or later never was."""
    model = type(row)
    if row.valid.lower is not None and row.valid.lower >= day:
        model._default_manager.filter(pk=row.pk).delete()
        return
    ended = {"valid": DateRange(row.valid.lower, day)}
    if not isinstance(row, DivisionSeat):
        ended["end_precision"] = known
    model._default_manager.filter(pk=row.pk).update(**ended)


def end_division(division: int, day: datetime.date, journal: Journal, known: str = Precision.DAY) -> None:
    """Let a division end: its version, codes and seat of the day.

    Raises NoVersion, and Overwritten where somebody registered something else of it from that day or later.
    """
    found = DivisionVersion.objects.filter(division=division, valid__overlap=DateRange(day, None))
    if not found.exists():
        raise _missing(division, day, "撤销")
    for model in (DivisionVersion, DivisionCode, DivisionSeat):
        rows = list(model._default_manager.filter(division=division, valid__overlap=DateRange(day, None)))
        _keep(rows, day, journal)
        journal.before(rows)
        for row in rows:
            _close(row, day, known)


def begin_version(
    division: int,
    day: datetime.date,
    facts: Mapping[str, Any],
    source: str,
    journal: Journal,
    known: str = Precision.DAY,
) -> DivisionVersion:
    """The first version of a new division."""
    made = DivisionVersion.objects.create(
        division_id=division, valid=DateRange(day, None), begin_precision=known, source=source, **facts
    )
    journal.made([made])
    return made


def leave_code(
    division: int, scheme: str, day: datetime.date, journal: Journal, known: str = Precision.DAY
) -> datetime.date | None:
    """End the code of a division on a day; it still resolves for earlier days. Answers when a later one begins."""
    until: datetime.date | None = None
    standing = list(DivisionCode.objects.filter(division=division, scheme=scheme, valid__overlap=DateRange(day, None)))
    _keep([row for row in standing if row.valid.lower == day], day, journal)
    journal.before(standing)
    for row in standing:
        if row.valid.lower is not None and row.valid.lower > day:
            until = min(until or row.valid.lower, row.valid.lower)
        else:
            _close(row, day, known)
    return until


def take_code(division: int, scheme: str, code: str, period: DateRange, source: str, known: str) -> DivisionCode:
    """A code that nobody has any more, for a period."""
    return DivisionCode.objects.create(
        division_id=division, scheme=scheme, code=code, valid=period, begin_precision=known, source=source
    )


def move_seat(division: int, place: str, point: Any, day: datetime.date, source: str, journal: Journal) -> DivisionSeat:
    """A new seat of a division from a day on."""
    standing = list(DivisionSeat.objects.filter(division=division, valid__overlap=DateRange(day, None)))
    _keep(standing, day, journal)
    journal.before(standing)
    for row in standing:
        _close(row, day)
    made = DivisionSeat.objects.create(
        division_id=division, place=place, point=point, valid=DateRange(day, None), source=source
    )
    journal.made([made])
    return made
