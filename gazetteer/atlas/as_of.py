"""The day that a public page was asked for (截至日期), and links that keep it."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest

from office.people.calendar import day_of_text, today
from office.problems import bad_parameter


@dataclass(frozen=True)
class AsOf:
    """The day of a page; `dated` where the address names it. `query` goes behind the address of every link."""

    day: datetime.date
    dated: bool

    @property
    def query(self) -> str:
        """?date=2010-01-01, or nothing for today."""
        return f"?date={self.day.isoformat()}" if self.dated else ""

    @property
    def more(self) -> str:
        """The same behind other parameters: &date=2010-01-01."""
        return f"&date={self.day.isoformat()}" if self.dated else ""


def as_of(request: HttpRequest, name: str = "date") -> AsOf:
    """The day that an address asks for, today without. Raises Problem 422 for what is no date."""
    text = request.GET.get(name, "").strip()
    if not text:
        return AsOf(today(), False)
    return AsOf(iso_day(text, name), True)


def iso_day(text: str, name: str = "date") -> datetime.date:
    """A date as addresses write it. Raises Problem 422."""
    try:
        return day_of_text(text)
    except ValueError as error:
        raise bad_parameter(name, f"{name}：{error}。") from error
