"""The days on which anything changed (变动日), for the slider of the map and everything that steps through time."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Lower

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Precision
from gazetteer.atlas.history_spans import Span
from gazetteer.atlas.periods import day_words
from gazetteer.atlas.tiles import version_of

_BOUNDS = """
WITH own AS (SELECT id FROM divisions_division WHERE NOT external),
told AS (
    SELECT lower(valid) AS day, begin_precision AS precision FROM divisions_divisionversion
    WHERE division_id IN (TABLE own)
    UNION ALL SELECT upper(valid), end_precision FROM divisions_divisionversion WHERE division_id IN (TABLE own)
    UNION ALL SELECT lower(valid), begin_precision FROM divisions_divisioncode WHERE division_id IN (TABLE own)
    UNION ALL SELECT upper(valid), end_precision FROM divisions_divisioncode WHERE division_id IN (TABLE own)
    UNION ALL SELECT lower(valid), NULL FROM divisions_area WHERE division_id IN (TABLE own)
    UNION ALL SELECT upper(valid), NULL FROM divisions_area WHERE division_id IN (TABLE own)
)
SELECT day, coalesce(bool_or(precision = 'day'), true)
FROM told WHERE day IS NOT NULL GROUP BY day
"""

_DRAWN = """
SELECT lower(period), upper(period) FROM (
    SELECT unnest(range_agg(area.valid)) AS period FROM divisions_area area
    JOIN divisions_division division ON division.id = area.division_id AND NOT division.external
) AS drawn ORDER BY period
"""


@dataclass(frozen=True)
class Moment:
    """A day on which something changed, how well it is known, and how many changes the register records for it."""

    day: datetime.date
    precision: str
    changes: int

    @property
    def when(self) -> str:
        """1988年, 2020年6月19日: never finer than it is known."""
        return day_words(self.day, self.precision)


def moments() -> list[Moment]:
    """Every day on which a version, a code or an area of the province begins or ends, or a change came into force."""
    version = version_of("areas")
    known = dict(_bounds(version))
    counts: dict[datetime.date, int] = {}
    for day, precision, count in _changes(version):
        counts[day] = counts.get(day, 0) + count
        exact = precision == Precision.DAY
        known[day] = known.get(day, exact) or exact
    return [
        Moment(day, Precision.DAY if exact else Precision.YEAR, counts.get(day, 0))
        for day, exact in sorted(known.items())
    ]


def drawn() -> tuple[Span, ...]:
    """The periods for which boundaries are known, in order; outside them the map has nothing to draw."""
    return _drawn(version_of("areas"))


def forget() -> None:
    """Keep nothing in memory of what was read."""
    for kept in (_bounds, _changes, _drawn):
        kept.cache_clear()


@lru_cache(maxsize=2)
def _bounds(_version: int) -> tuple[tuple[datetime.date, bool], ...]:
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        return tuple(cursor.fetchall())


@lru_cache(maxsize=2)
def _changes(_version: int) -> tuple[tuple[datetime.date, str, int], ...]:
    found = DivisionChange.objects.annotate(day=Lower("effective")).exclude(day=None)
    return tuple(found.order_by().values_list("day", "precision").annotate(Count("id")))


@lru_cache(maxsize=2)
def _drawn(_version: int) -> tuple[Span, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN)
        return tuple(Span(*row) for row in cursor.fetchall())
