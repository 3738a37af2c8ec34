"""The time of a division cut where anything of it changes (时段). Plain dates, no ORM, no I/O."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A half-open stretch of time; None is without end."""

    begin: datetime.date | None
    end: datetime.date | None

    @property
    def day(self) -> datetime.date:
        """A day that stands for the span: its first, else the one before its end."""
        if self.begin is not None:
            return self.begin
        return self.end - datetime.timedelta(days=1) if self.end is not None else datetime.date.max

    def holds(self, day: datetime.date) -> bool:
        return (self.begin is None or self.begin <= day) and (self.end is None or day < self.end)


def cut(lives: Iterable[Span], bounds: Iterable[datetime.date | None]) -> list[Span]:
    """The lives of a division, cut at every bound that lies inside, in order of time; no day is lost or doubled."""
    inner = sorted({day for day in bounds if day is not None})
    found: list[Span] = []
    for life in sorted(lives, key=lambda span: span.begin or datetime.date.min):
        begin = life.begin
        for day in inner:
            if day != life.begin and life.holds(day):
                found.append(Span(begin, day))
                begin = day
        found.append(Span(begin, life.end))
    return found


MEASURED = "area_km2"


def changed(columns: Sequence[dict[str, object]], keys: Iterable[str]) -> list[set[str]]:
    """For each column the keys whose value differs from the column before; the first differs in nothing.

    An area that is known here and was not known before did not change.
    """
    wanted = list(keys)
    pairs = zip(columns, columns[1:], strict=False)
    return [set(), *({key for key in wanted if _differs(key, before, after)} for before, after in pairs)][
        : len(columns)
    ]


def _differs(key: str, before: dict[str, object], after: dict[str, object]) -> bool:
    one, other = before.get(key), after.get(key)
    return one != other and not (key == MEASURED and None in (one, other))
