"""Sorting open things into the lists of the inbox, and writing them as a calendar."""

import datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from office.inbox.agenda import Item, inbox_of
from office.inbox.calendar import calendar_of

DAY = datetime.date(2025, 10, 20)  # a Monday
AT = datetime.datetime(2025, 10, 20, 8, tzinfo=datetime.UTC)


def item(key: str, days: int | None, mine: bool = True) -> Item:
    due = None if days is None else DAY + datetime.timedelta(days=days)
    return Item(key, "命名申请", f"“{key}”街；东段", f"/gazetteer/applications/{key}/", mine, due, "决定")


def test_each_thing_stands_where_it_belongs() -> None:
    given = [item("1", -1), item("2", 0), item("3", 7), item("4", 8), item("5", None), item("6", 1, mine=False)]
    found = inbox_of([*given, item("7", -2, mine=False)], DAY)
    assert [[one.key for one in part] for part in (found.overdue, found.due, found.mine, found.others)] == [
        ["7", "1"],
        ["2", "3"],  # seven days on is the fifth working day
        ["4", "5"],
        ["6"],
    ]
    assert [one.key for one in found.pressing] == ["1", "2", "3"]


@given(st.lists(st.tuples(st.none() | st.integers(-40, 40), st.booleans()), max_size=20))
def test_nothing_is_lost_or_told_twice(facts: list[tuple[int | None, bool]]) -> None:
    items = [item(str(number), days, mine) for number, (days, mine) in enumerate(facts)]
    found = inbox_of(items, DAY)
    told = [*found.overdue, *found.due, *found.mine, *found.others]
    assert sorted(one.key for one in told) == sorted(one.key for one in items)


def test_a_calendar_has_every_limit_as_a_day() -> None:
    written = calendar_of([item("1", 3), item("2", None), item("3", -5, mine=False)], "地界：甲的期限", "https://a", AT)
    events = Calendar.from_ical(written).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == ["1@dijie", "3@dijie"]
    assert events[0].decoded("dtstart") == datetime.date(2025, 10, 23)
    assert events[0].decoded("dtend") == datetime.date(2025, 10, 24)
    assert str(events[0]["summary"]) == "决定期限：“1”街；东段"
    assert str(events[0]["url"]) == "https://a/gazetteer/applications/1/"
    assert "等待他人" in str(events[1]["description"])
