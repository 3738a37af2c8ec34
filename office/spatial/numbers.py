"""Read coordinates out of cells: plain numbers, full-width digits, thousands separators, degrees with minutes."""

import math
import re
import unicodedata
from typing import Any

_DMS = re.compile(
    r"^([NSEW东西南北]?)(\d{1,3})[°度dD:](?:(\d{1,2}(?:\.\d+)?)(?:[′'’分:]|$))?(?:(\d{1,2}(?:\.\d+)?)(?:″|\"|”|''|秒)?)?"
    r"([NSEW东西南北]?)$"
)
_PACKED = re.compile(r"d{1,3}\.?m{1,2}\.?s+|度\.?分\.?秒", re.IGNORECASE)
_PLAIN = re.compile(r"^-?[0-9]{1,12}(?:\.[0-9]{0,12})?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")


def number(cell: Any) -> float | None:
    """A cell as a number; None where it is empty or is none. Degrees, minutes and seconds become degrees."""
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    if _PLAIN.match(str(cell)):
        return float(cell)
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell))).replace("′′", "″")
    dms = _DMS.match(text)
    if dms:
        before, *parts, behind = dms.groups()
        degrees, minutes, seconds = (float(part or 0) for part in parts)
        if minutes >= 60 or seconds >= 60 or (before and behind):
            return None
        value = degrees + minutes / 60 + seconds / 3600
        return -value if {before, behind} & {"S", "W", "南", "西"} else value
    if _GROUPED.match(text):
        text = text.replace(",", "")
    text = re.sub(r"(?<=\d)(?:m|米|°)$", "", text)
    if not re.match(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$", text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def said(cell: Any) -> bool:
    """Whether a cell says anything."""
    return cell is not None and str(cell).strip() != ""


def packed(heading: str) -> bool:
    """Whether a heading says that degrees are written DD.MMSSsss: 经度(ddd.mmss), B(度.分秒)."""
    return bool(_PACKED.search(heading))


def unpacked(value: float | None) -> float | None:
    """Degrees out of DD.MMSSsss; None where minutes or seconds cannot be."""
    if value is None:
        return None
    rest = round(abs(value) % 1 * 100, 9)
    minutes, seconds = int(rest), round((rest - int(rest)) * 100, 7)
    if minutes >= 60 or seconds >= 60:
        return None
    return math.copysign(int(abs(value)) + minutes / 60 + seconds / 3600, value)


def could_be_packed(cell: Any) -> bool:
    """Whether the digits behind the point could be minutes and seconds: four or more, both below 60."""
    digits = str(cell).strip().partition(".")[2]
    return len(digits) >= 4 and digits.isdigit() and digits[:2] < "60" and digits[2:4] < "60"
