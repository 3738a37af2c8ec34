"""The archive number (档号) after DA/T 13: from the larger part to the smaller, for files with items. No ORM, no I/O.

`J012-ZY·2223-Y-0001-003`: fonds, category with line or year, retention, file, item. Parts of different rank are
joined by `-`, parts of one rank by `·`; a line between two codes is written `220122·220183`.
"""

import re
from dataclasses import dataclass

from boundaries.archive.kinds import Material, Retention

FONDS = r"[A-Z0-9]{4,5}"
MOST_FILES, MOST_ITEMS = 9999, 999
_KEY = r"(?:[0-9]{4}|[0-9]{2,12}·[0-9]{2,12})"
_NUMBER = re.compile(
    rf"(?P<fonds>{FONDS})-(?P<material>WS|ZY)·(?P<key>{_KEY})-(?P<retention>Y|C|D30|D10)-(?P<file>[0-9]{{4}})"
    r"(?:-(?P<item>[0-9]{3}))?"
)


@dataclass(frozen=True)
class ArchiveNumber:
    """The parts of an archive number; without `item` it is the number of a file. `key`: a year or a line code."""

    fonds: str
    material: Material
    key: str
    retention: Retention
    file: int
    item: int | None = None

    def __str__(self) -> str:
        """The number as it is written. Raises ValueError for what no archive number can hold."""
        if not 1 <= self.file <= MOST_FILES:
            raise ValueError(f"案卷号应在 1 至 {MOST_FILES} 之间，现为 {self.file}。请另立类别。")
        if self.item is not None and not 1 <= self.item <= MOST_ITEMS:
            raise ValueError(f"件号应在 1 至 {MOST_ITEMS} 之间，现为 {self.item}。请另立案卷。")
        key = self.key.replace("-", "·")
        last = "" if self.item is None else f"-{self.item:03d}"
        written = f"{self.fonds}-{self.material.value}·{key}-{self.retention.value}-{self.file:04d}{last}"
        if not _NUMBER.fullmatch(written):
            raise ValueError(f"不能编成档号：{written}（全宗号为 4 至 5 位大写字母或数字，类别为年度或界线编号）。")
        return written


def parse(text: str) -> ArchiveNumber:
    """The parts of a written archive number. Raises ValueError where it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}”不是档号，应如 J012-ZY·2223-Y-0001-003。")
    return ArchiveNumber(
        fonds=found["fonds"],
        material=Material(found["material"]),
        key=found["key"].replace("·", "-"),
        retention=Retention(found["retention"]),
        file=int(found["file"]),
        item=int(found["item"]) if found["item"] else None,
    )
