"""Read coordinates out of cells: plain numbers, full-width digits, thousands separators, degrees with minutes."""

import math
import re
import unicodedata
from typing import Any

_DMS = re.compile(
    r"^[NSEW东西南北]?(\d{1,3})[°度dD](?:(\d{1,2}(?:\.\d+)?)[′'’分])?(?:(\d{1,2}(?:\.\d+)?)(?:″|\"|”|''|秒))?[NSEW东西南北]?$"
)
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
        degrees, minutes, seconds = (float(part or 0) for part in dms.groups())
        return degrees + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None
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
