"""Tables without a heading (无表头): 南方CASS .dat, and the exports of RTK controllers known by their numbers.

CASS writes 点号,编码,Y（东）,X（北）,H, the east first, whatever the numbers. Elsewhere a column is named only where
the ranges leave no doubt: a northing of China has seven digits, an easting six, or eight with its zone in front.
The names are told as a finding (F18); what stays unnamed is 列n, and the sender says what it means.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from office.intake.columns import is_number
from office.intake.readers import faults
from office.rulesets.findings import Finding

CASS = "CASS"
_CASS_COLUMNS = ("点号", "编码", "Y", "X", "高程")
_LOOKED_AT = 500
_SHARE = 0.8


@dataclass(frozen=True)
class Named:
    """What the columns are called, the index of the first row of data and one behind the last, what to tell."""

    headings: tuple[str, ...]
    first: int
    end: int
    findings: tuple[Finding, ...]
    cass: bool = False


def usual_width(records: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have that hold a number."""
    counts = Counter(len(record) for record in records[:_LOOKED_AT] if sum(map(is_number, record)) >= 2)
    return counts.most_common(1)[0][0] if counts else 0


def named(records: Sequence[Sequence[str]], name: str) -> Named | None:
    """Names for the columns of a table without a heading; None where neither format nor numbers tell them."""
    width = usual_width(records)
    if width < 2:
        return None
    if PurePath(name).suffix.lower() == ".dat" and width >= len(_CASS_COLUMNS):
        return _cass(records, width)
    first = next(index for index, record in enumerate(records) if len(record) == width and _numbers(record) >= 2)
    sample = [record for record in records[first : first + _LOOKED_AT] if len(record) == width]
    known = _by_ranges(sample, width)
    if not known:
        return None
    headings = tuple(known.get(column, f"列{column + 1}") for column in range(width))
    told = "、".join(f"第 {column + 1} 列 {known[column]}" for column in sorted(known))
    return Named(headings, first, len(records), (faults.no_heading(told),))


def _numbers(record: Sequence[str]) -> int:
    return sum(map(is_number, record))


def _cass(records: Sequence[Sequence[str]], width: int) -> Named:
    """CASS: older versions put the number of points in a line of its own in front and END behind."""
    filled = [index for index, record in enumerate(records) if any(record)]
    first, end, findings = (
        filled[0],
        filled[-1] + 1,
        [faults.no_heading("点号、编码、Y（东）、X（北）、H，南方CASS 次序")],
    )
    if "".join(records[end - 1]).strip().upper() == "END":
        end -= 1
    head = "".join(records[first]).strip()
    if head.isdigit() and len([cell for cell in records[first] if cell]) == 1:
        first += 1
        count = sum(any(record) for record in records[first:end])
        if count != int(head):
            findings.append(faults.damaged(f"文件头写有 {head} 点，实有 {count} 点", value=count, expected=int(head)))
    further = tuple(f"列{column + 1}" for column in range(len(_CASS_COLUMNS), width))
    return Named((*_CASS_COLUMNS, *further), first, end, tuple(findings), cass=True)


def _northing(value: float) -> bool:
    return 3.5e6 < value < 6.0e6


def _easting(value: float) -> bool:
    return 1e5 < value < 9e5 or 1.3e7 < value < 4.6e7


def _latitude(value: float) -> bool:
    return 40 < value < 47


def _longitude(value: float) -> bool:
    return 121 < value < 132


def _height(value: float) -> bool:
    return -500 < value < 3500


def _by_ranges(sample: Sequence[Sequence[str]], width: int) -> dict[int, str]:
    """Column → name: a pair that only one column each can be, the height behind it, number and code in front."""
    known: dict[int, str] = {}
    for one, other in ((("X", _northing), ("Y", _easting)), (("纬度", _latitude), ("经度", _longitude))):
        pair = [[column for column in range(width) if _all(sample, column, fits)] for _, fits in (one, other)]
        if len(pair[0]) == len(pair[1]) == 1:
            known[pair[0][0]], known[pair[1][0]] = one[0], other[0]
    if not known:
        return {}
    begin, end = min(known), _end_of_pair(known)
    if end < width and end not in known and _all(sample, end, _height):
        known[end] = "高程"
    for name, column in zip(("点号", "编码"), range(begin), strict=False):
        known[column] = name
    return known


def _end_of_pair(known: dict[int, str]) -> int:
    pair = ("X", "Y") if "X" in known.values() else ("纬度", "经度")
    return max(column for column, name in known.items() if name in pair) + 1


def _all(sample: Sequence[Sequence[str]], column: int, fits: Callable[[float], bool]) -> bool:
    values = [_value(record[column]) for record in sample]
    return bool(values) and sum(math.isfinite(value) and fits(value) for value in values) >= _SHARE * len(values)


def _value(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
