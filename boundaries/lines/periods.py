"""The periods in which neither an edge nor the tree of divisions changes (稳定时段)."""

import datetime
from collections.abc import Hashable, Iterable
from typing import TypeVar

from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.lines.models import Edge

EVER = datetime.date.min  # stands for the open beginning of a period
Period = tuple[datetime.date, datetime.date | None]
Span = tuple[
    datetime.date, datetime.date
]  # a period of a row, quick to compare: EVER and the last day there is for open
ALWAYS: Period = (EVER, None)
ONE_DAY = datetime.timedelta(days=1)
Key = TypeVar("Key", bound=Hashable)
Content = TypeVar("Content")


def begin_of(valid: DateRange) -> datetime.date:
    """The first day of a period, `EVER` where it has none."""
    return valid.lower or EVER


def span_of(valid: DateRange) -> Span:
    """A stored period as a pair of days."""
    return valid.lower or EVER, valid.upper or datetime.date.max


def holds(span: Span, day: datetime.date) -> bool:
    """Whether a day lies in a period."""
    return span[0] <= day < span[1]


def as_range(period: Period) -> DateRange:
    """A period as the database keeps it."""
    begin, end = period
    return DateRange(None if begin == EVER else begin, end, "[)")


def eve_of(since: datetime.date) -> list[Period]:
    """The day before as a period of its own; none where `since` is the open beginning."""
    return [(since - ONE_DAY, since)] if since > EVER else []


def stable_periods(since: datetime.date | None = None, *, codes: bool = False) -> list[Period]:
    """The stable periods from the first day of any edge on, or from `since`; with `codes` no code changes either."""
    edges = list(Edge.objects.order_by().values_list("valid", flat=True).distinct())
    if not edges:
        return []
    first = max(min(begin_of(valid) for valid in edges), since or EVER)
    legal = DivisionVersion.objects.exclude(level=Level.VILLAGE).filter(division__statistical=False)
    ranges = [*edges, *legal.order_by().values_list("valid", flat=True).distinct()]
    if codes:
        held = DivisionCode.objects.filter(scheme=Scheme.MCA)
        ranges += held.order_by().values_list("valid", flat=True).distinct()
    return periods_between(first, (bound for valid in ranges for bound in (valid.lower, valid.upper) if bound))


def periods_between(first: datetime.date, bounds: Iterable[datetime.date]) -> list[Period]:
    """The periods from `first` on that the bounds part; the last one is open."""
    days = sorted({first, *(bound for bound in bounds if bound > first)})
    return list(zip(days, [*days[1:], None], strict=True))


def joined(runs: Iterable[tuple[Key, Content, Period]]) -> list[tuple[Key, Content, Period]]:
    """Runs in order of time, with neighbours of one key and content joined to one."""
    found: dict[Key, list[tuple[Key, Content, Period]]] = {}
    for key, content, period in runs:
        before = found.setdefault(key, [])
        if before and before[-1][1] == content and before[-1][2][1] == period[0]:
            before[-1] = (key, content, (before[-1][2][0], period[1]))
        else:
            before.append((key, content, period))
    return [run for each in found.values() for run in each]
