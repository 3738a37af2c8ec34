"""Clocks: working days of the published calendar, months that end, pauses, and what is not known."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.tasks.clocks import (
    Pause,
    Unit,
    add_days,
    add_months,
    add_working_days,
    calendar_known,
    days_left,
    deadline,
    is_working_day,
)

DAYS = st.dates(datetime.date(2004, 2, 1), datetime.date(2035, 12, 31))
LENGTHS = st.integers(0, 120)
ONE = datetime.timedelta(days=1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begin", "n", "end"),
    [
        ("2025-09-26", 2, "2025-09-29"),  # Sunday 28 September works in place of a day of the National Day week
        ("2025-09-30", 1, "2025-10-09"),  # eight days off for the National Day and Mid-Autumn
        ("2025-01-24", 5, "2025-02-07"),  # Spring Festival, with the Sunday before it a working day
        ("2025-06-06", 20, "2025-07-04"),  # 行政许可法: twenty working days
        ("2025-10-09", -1, "2025-09-30"),
        ("2025-06-06", 0, "2025-06-06"),
    ],
)
def test_working_days_follow_the_published_calendar(begin: str, n: int, end: str) -> None:
    assert add_working_days(day(begin), n) == day(end)


def test_a_year_without_a_published_calendar_says_so() -> None:
    assert calendar_known(2025)
    assert not calendar_known(2099)
    assert is_working_day(day("2099-01-01"))  # a Thursday: weekends only
    found = deadline(day("2098-12-30"), 5, Unit.WORKING_DAYS)
    assert (found.certain, found.unknown_years) == (False, (2098, 2099))
    assert "2098年、2099年" in found.note
    assert deadline(day("2025-06-06"), 20, Unit.WORKING_DAYS).note == ""


def test_fifteen_calendar_days_end_on_the_fifteenth_day_after() -> None:
    found = deadline(day("2025-06-06"), 15)
    assert found.due == day("2025-06-21")
    assert days_left(day("2025-06-21"), day("2025-06-21")) == 0
    assert days_left(day("2025-06-21"), day("2025-06-24")) == -3


@pytest.mark.parametrize(
    ("begin", "n", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-12-15", 12, "2026-12-15"),
    ],
)
def test_a_month_without_such_a_day_ends_with_its_last(begin: str, n: int, end: str) -> None:
    assert add_months(day(begin), n) == day(end)


def test_a_stopped_clock_has_no_last_day_until_it_runs_again() -> None:
    begin = day("2025-06-02")
    assert deadline(begin, 15, pauses=[Pause(day("2025-06-10"))]).due is None
    assert deadline(begin, 15, pauses=[Pause(day("2025-06-10"), day("2025-06-20"))]).due == day("2025-06-27")
    assert deadline(begin, 15, pauses=[Pause(day("2025-06-18"))]).due == day("2025-06-17")


def test_months_with_a_pause_are_the_days_that_they_have() -> None:
    begin = day("2025-01-31")
    assert deadline(begin, 1, Unit.MONTHS).due == day("2025-02-28")
    assert deadline(begin, 1, Unit.MONTHS, [Pause(day("2025-02-10"), day("2025-02-13"))]).due == day("2025-03-03")


def test_a_length_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="期限应为"):
        deadline(day("2025-01-01"), -1)


@given(DAYS, st.integers(1, 120))
def test_the_nth_working_day_is_one_and_the_nth(begin: datetime.date, n: int) -> None:
    end = add_working_days(begin, n)
    passed = [begin + ONE * k for k in range(1, (end - begin).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, passed)) == n


@given(DAYS, LENGTHS)
def test_back_from_a_working_day_leads_home(begin: datetime.date, n: int) -> None:
    home = add_working_days(begin, 1)
    assert add_working_days(add_working_days(home, n), -n) == home


@given(DAYS, st.integers(-60, 60))
def test_months_keep_the_day_or_end_the_month(begin: datetime.date, n: int) -> None:
    end = add_months(begin, n)
    assert (end.year * 12 + end.month) - (begin.year * 12 + begin.month) == n
    assert end.day == begin.day or (end.day < begin.day and add_days(end, 1).day == 1)


@given(DAYS, LENGTHS, st.sampled_from(Unit), st.lists(st.tuples(st.integers(1, 150), st.integers(0, 30)), max_size=3))
def test_a_pause_moves_the_end_by_the_days_that_it_took(
    begin: datetime.date, length: int, unit: Unit, stops: list[tuple[int, int]]
) -> None:
    pauses = [Pause(begin + ONE * at, begin + ONE * (at + took)) for at, took in stops]
    plain, found = deadline(begin, length, unit).due, deadline(begin, length, unit, pauses).due
    assert plain is not None
    assert found is not None
    assert found >= plain
    counted = [begin + ONE * k for k in range(1, (found - begin).days + 1)]
    running = [each for each in counted if not any(pause.covers(each) for pause in pauses)]
    if unit is Unit.WORKING_DAYS:
        running = [each for each in running if is_working_day(each)]
    wanted = (add_months(begin, length) - begin).days if unit is Unit.MONTHS else length
    assert len(running) == wanted
    assert found == begin or found in running


@given(DAYS, LENGTHS)
def test_a_clock_without_pauses_is_plain_addition(begin: datetime.date, n: int) -> None:
    assert deadline(begin, n).due == add_days(begin, n)
    assert deadline(begin, n, Unit.WORKING_DAYS).due == add_working_days(begin, n)
    assert deadline(begin, n, Unit.MONTHS).due == add_months(begin, n)
