"""Periods as the outside reads them (日期精度): what is known to the year is never shown as 1 January."""

import datetime
from typing import Any

from psycopg2.extras import DateRange

from boundaries.divisions.models import Precision


def period_json(valid: DateRange, begin: str, end: str) -> dict[str, Any]:
    """`from` and `to` in ISO 8601 of the known precision, half-open; `begin` and `end` as the offices write them."""
    return {
        "from": _iso(valid.lower, begin),
        "to": _iso(valid.upper, end),
        "begin": _text(valid.lower, begin),
        "end": _text(valid.upper, end),
    }


def _iso(day: datetime.date | None, precision: str) -> str | None:
    if day is None:
        return None
    return f"{day.year:04d}" if precision == Precision.YEAR else day.isoformat()


def _text(day: datetime.date | None, precision: str) -> str | None:
    return None if day is None else day_words(day, precision)


def day_words(day: datetime.date, precision: str) -> str:
    """1988年 for what is known to the year, else 2020年6月19日."""
    return f"{day.year}年" if precision == Precision.YEAR else f"{day.year}年{day.month}月{day.day}日"


def words_between(begin: str | None, end: str | None) -> str:
    """1988年至2020年, 1988年起, 至2020年; empty where nothing is known."""
    if begin and end:
        return f"{begin}至{end}"
    return f"{begin}起" if begin else f"至{end}" if end else ""
