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


class NoVersion(LookupError):
    """The division does not exist on the day; the message is for the user."""


def _missing(division: int, day: datetime.date, deed: str) -> NoVersion:
    name = last_names_of([division], day).get(division, "所写的区划")
    why = "尚未设立、已经撤销，或在同一变更中撤销"
    return NoVersion(f"{name}在 {day.isoformat()} 不存在（{why}），不能{deed}；请核对变更内容和日期。")


def change_version(
    division: int,
    day: datetime.date,
    facts: Mapping[str, Any],
    source: str,
    journal: Journal,
    known: str = Precision.DAY,
) -> DivisionVersion:
    """Let a division have other facts (name, kind, level, parent_id) from a day on. Raises NoVersion."""
    versions = list(DivisionVersion.objects.filter(division=division).order_by("valid"))
    standing = next((version for version in versions if day in version.valid), None)
    if standing is None:
        raise _missing(division, day, "变更")
    former = {name: getattr(standing, name) for name in facts}
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


def _after(versions: Iterable[DivisionVersion], standing: DivisionVersion) -> list[DivisionVersion]:
    end = standing.valid.upper
    return (
        [] if end is None else [version for version in versions if version.valid.lower and version.valid.lower >= end]
    )


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
    """Let a division end: its version, codes and seat of the day, and whatever would come later. Raises NoVersion."""
    found = DivisionVersion.objects.filter(division=division, valid__overlap=DateRange(day, None))
    if not found.exists():
        raise _missing(division, day, "撤销")
    for model in (DivisionVersion, DivisionCode, DivisionSeat):
        rows = list(model._default_manager.filter(division=division, valid__overlap=DateRange(day, None)))
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


def give_code(
    division: int,
    scheme: str,
    code: str,
    day: datetime.date,
    source: str,
    journal: Journal,
    known: str = Precision.DAY,
) -> DivisionCode:
    """A new code of a division from a day on; the old one ends then and still resolves for earlier days."""
    until: datetime.date | None = None
    standing = list(DivisionCode.objects.filter(division=division, scheme=scheme, valid__overlap=DateRange(day, None)))
    journal.before(standing)
    for row in standing:
        if row.valid.lower is not None and row.valid.lower > day:
            until = min(until or row.valid.lower, row.valid.lower)
        else:
            _close(row, day, known)
    made = DivisionCode.objects.create(
        division_id=division,
        scheme=scheme,
        code=code,
        valid=DateRange(day, until),
        begin_precision=known,
        source=source,
    )
    journal.made([made])
    return made


def move_seat(division: int, place: str, point: Any, day: datetime.date, source: str, journal: Journal) -> DivisionSeat:
    """A new seat of a division from a day on."""
    standing = list(DivisionSeat.objects.filter(division=division, valid__overlap=DateRange(day, None)))
    journal.before(standing)
    for row in standing:
        _close(row, day)
    made = DivisionSeat.objects.create(
        division_id=division, place=place, point=point, valid=DateRange(day, None), source=source
    )
    journal.made([made])
    return made
