"""When a row of a list says that something happened (生效时间): to the day, or only to the year."""

import datetime
import re
from dataclasses import dataclass

from office.people.calendar import FIRST_DAY, LAST_DAY

_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_YEAR = re.compile(r"^(\d{4})(?:\.0)?\s*年?$")


@dataclass(frozen=True, order=True)
class When:
    """The days on which the change can have come into force, half-open; `exact` where it is one day."""

    begin: datetime.date
    end: datetime.date

    @property
    def exact(self) -> bool:
        return self.end - self.begin == datetime.timedelta(days=1)

    @property
    def before(self) -> datetime.date:
        """The last day on which surely nothing had changed yet."""
        return self.begin - datetime.timedelta(days=1)

    @property
    def after(self) -> datetime.date:
        """The first day on which surely everything has changed."""
        return self.end - datetime.timedelta(days=1)

    def holds(self, other: "When") -> bool:
        """Whether another period lies inside this one."""
        return self.begin <= other.begin and other.end <= self.end

    def __str__(self) -> str:
        if self.exact:
            return f"{self.begin.year}年{self.begin.month}月{self.begin.day}日"
        return f"{self.begin.year}年"


def when_of(text: str) -> When | None:
    """The period that a cell means; a month counts as its year. None where it is no date."""
    text = text.strip()
    match = _DAY.match(text) or _COMPACT.match(text)
    try:
        if match:
            day = datetime.date(*(int(part) for part in match.groups()))
            return When(day, day + datetime.timedelta(days=1)) if _possible(day.year) else None
        match = _MONTH.match(text) or _YEAR.match(text)
        if not match or not _possible(int(match.group(1))):
            return None
        if match.re is _MONTH and not 1 <= int(match.group(2)) <= 12:
            return None
    except ValueError:
        return None
    year = int(match.group(1))
    return When(datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1))


def _possible(year: int) -> bool:
    return FIRST_DAY.year <= year <= LAST_DAY.year
