"""Days and periods on the officers' pages (日期精度): what is known to the year is never shown as 1 January."""

import datetime

from psycopg2.extras import DateRange

from boundaries.divisions.models import Precision


def day_text(day: datetime.date | None, precision: str) -> str:
    """1988年 for what is known to the year, else 2020-06-19; 不详 where there is none."""
    if day is None:
        return "不详"
    return f"{day.year}年" if precision == Precision.YEAR else day.isoformat()


def period_text(valid: DateRange, begin: str, end: str) -> str:
    """1988年至2020-06-19, 1988年起, 至2020年; empty where no bound is known."""
    sides = [day_text(day, known) if day else "" for day, known in ((valid.lower, begin), (valid.upper, end))]
    if all(sides):
        return "至".join(sides)
    return f"{sides[0]}起" if sides[0] else f"至{sides[1]}" if sides[1] else ""
