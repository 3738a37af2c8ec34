"""Limits as a calendar to subscribe to (日历订阅), RFC 5545: an all-day event for each. Pure."""

import datetime
from collections.abc import Iterable

from icalendar import Calendar, Event

from office.inbox.agenda import Item


def calendar_of(items: Iterable[Item], name: str, site: str, at: datetime.datetime) -> bytes:
    """The limits of open things; `site` is the address of the house, `at` the time of writing."""
    calendar = Calendar()
    calendar.add("prodid", "-//Dijie//Inbox//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for item in items:
        if item.due is not None:
            calendar.add_component(_event(item, item.due, site, at))
    return bytes(calendar.to_ical())


def _event(item: Item, due: datetime.date, site: str, at: datetime.datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@dijie")
    event.add("dtstamp", at)
    event.add("dtstart", due)
    event.add("dtend", due + datetime.timedelta(days=1))
    event.add("summary", f"{item.step}期限：{item.title}" if item.step else f"期限：{item.title}")
    event.add("description", f"{item.kind} · {'待我办理' if item.mine else '等待他人'}")
    event.add("url", f"{site}{item.url}")
    event.add("categories", [item.kind])
    event.add("transp", "TRANSPARENT")
    return event
