"""Deadlines (期限): calendar days, working days of the State Council's calendar, months; clocks that can be stopped.

The day that starts a period does not count (《民法典》第二百零一条); the last day counts whole. Calendar days are the
default of 《地名管理条例》第十三、十四条 (“十五日”); working days are those of 《行政许可法》第八十二条, without
statutory holidays. Pure: no database, no today.
"""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import chinese_calendar

_DAY = datetime.timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in (期间单位)."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True)
class Pause:
    """A time that does not count (不计入期限): from `begin` on; from `end` on days count again; None: not yet."""

    begin: datetime.date
    end: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether a day falls into the pause; the end is the first day that counts again."""
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Deadline:
    """The last day in time, None while the clock stands still; years whose holidays are not published yet."""

    due: datetime.date | None
    unknown_years: tuple[int, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether every working day on the way comes from a published calendar."""
        return not self.unknown_years

    @property
    def note(self) -> str:
        """What the reader of the date has to know; empty where nothing."""
        if self.certain:
            return ""
        years = "、".join(f"{year}年" for year in self.unknown_years)
        return f"{years}的放假安排不在已知日历内，按周一至周五推算，公布后可能变动。"


@cache
def calendar_known(year: int) -> bool:
    """Whether the State Council's holidays of a year are known to the package chinesecalendar."""
    try:
        chinese_calendar.is_workday(datetime.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_working_day(day: datetime.date) -> bool:
    """A working day by the State Council's calendar; in a year it does not cover, Monday to Friday."""
    return bool(chinese_calendar.is_workday(day)) if calendar_known(day.year) else day.weekday() < 5


def add_days(day: datetime.date, n: int) -> datetime.date:
    """The n-th calendar day after a day (before it, where n is negative)."""
    return day + n * _DAY


def add_working_days(day: datetime.date, n: int) -> datetime.date:
    """The n-th working day after a day (before it, where n is negative); the day itself for 0."""
    step = _DAY if n > 0 else -_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def add_months(day: datetime.date, n: int) -> datetime.date:
    """The same day n months later; the last day of that month where it has no such day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_left(due: datetime.date, today: datetime.date) -> int:
    """Calendar days until the last day: 0 on it, negative by the days overdue."""
    return (due - today).days


def deadline(begin: datetime.date, length: int, unit: Unit = Unit.DAYS, pauses: Iterable[Pause] = ()) -> Deadline:
    """The last day of a period that begins on a day, with the pauses that do not count.

    Months are counted as the days that they have from `begin` on. Raises ValueError for a length below 0.
    """
    if length < 0:
        raise ValueError(f"期限应为 0 以上的整数，现为 {length}")
    stops = tuple(pauses)
    left = (add_months(begin, length) - begin).days if unit is Unit.MONTHS else length
    day, years = begin, set[int]()
    while left:
        day += _DAY
        if any(stop.end is None and stop.covers(day) for stop in stops):
            return Deadline(None, tuple(sorted(years)))
        if unit is Unit.WORKING_DAYS and not calendar_known(day.year):
            years.add(day.year)
        left -= _counts(day, unit, stops)
    return Deadline(day, tuple(sorted(years)))


def _counts(day: datetime.date, unit: Unit, stops: tuple[Pause, ...]) -> bool:
    return not any(stop.covers(day) for stop in stops) and (unit is not Unit.WORKING_DAYS or is_working_day(day))
