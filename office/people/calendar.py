"""The day that the offices count from, and the days that may be asked for or written down at all."""

import datetime

from django.conf import settings
from django.utils import timezone

#: days before and after can only be slips of the pen; no older change is in the code books, no later one is decided
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
WRITTEN_AS = "日期应写作 2025-06-30"


def today() -> datetime.date:
    """The as-of day: AS_OF_DATE of the settings, else today in Changchun."""
    if settings.AS_OF_DATE:
        return datetime.date.fromisoformat(settings.AS_OF_DATE)
    return timezone.localdate()


def usable(day: datetime.date) -> datetime.date:
    """The day itself. Raises ValueError, with a sentence, outside FIRST_DAY to LAST_DAY."""
    if FIRST_DAY <= day <= LAST_DAY:
        return day
    raise ValueError(f"日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间，现为 {day}，请核对年份")


def year_of_text(text: str) -> int | None:
    """A year as filters write it; None for anything else."""
    year = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else 0
    return year if FIRST_DAY.year <= year <= LAST_DAY.year else None


def day_of_text(text: str) -> datetime.date:
    """A usable day as forms and addresses write it: 2025-06-30. Raises ValueError with a sentence."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{WRITTEN_AS}，现为“{text[:40]}”") from None
    return usable(day)
