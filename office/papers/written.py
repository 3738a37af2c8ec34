"""How such papers write numbers (书写): angles in degrees, minutes and seconds, days in Chinese. No ORM, no I/O."""

import datetime


def in_minutes(degrees: float) -> str:
    """101°23′, as an azimuth is written."""
    minutes = round(degrees * 60) % (360 * 60)
    return f"{minutes // 60}°{minutes % 60:02}′"


def in_seconds(degrees: float, digits: int = 4) -> str:
    """125°30′12.3456″; four digits of a second are three millimetres."""
    parts = round(abs(degrees) * 3600 * 10**digits)
    seconds, rest = divmod(parts, 10**digits)
    minutes, second = divmod(seconds, 60)
    whole, minute = divmod(minutes, 60)
    fraction = f".{rest:0{digits}}" if digits else ""
    return f"{'-' if degrees < 0 else ''}{whole}°{minute:02}′{second:02}{fraction}″"


def day_words(day: datetime.date | None) -> str:
    """2025年6月1日; an empty line for the hand where it is not known."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　年　　月　　日"


def scale_words(denominator: int | None) -> str:
    """1:10 000."""
    return f"1:{denominator:,}".replace(",", " ") if denominator else ""
