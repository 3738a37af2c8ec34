"""What a reader returns: a file taken apart into columns and rows, with findings instead of exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from office.rulesets.findings import Finding

Value = str | int | float | bool | None
FIRST_DATA_ROW = 2  # a spreadsheet shows the heading as row 1; features of vector files count the same way


@dataclass(frozen=True)
class Limits:
    """What a file may cost: bytes sent, bytes unpacked, members of an archive, rows, seconds, memory."""

    max_bytes: int = 100 * 1024 * 1024
    max_unpacked_bytes: int = 500 * 1024 * 1024
    max_ratio: int = 200
    max_members: int = 200
    max_rows: int = 1_000_000
    seconds: int = 60
    memory_mb: int = 2048


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row (行): its number as a spreadsheet shows it, its cells by heading, its geometry as written."""

    number: int
    values: Mapping[str, Value]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as it was read (读取结果).

    `encoding` is a name such as UTF-8, GBK, GB18030, UTF-16; `crs` the reference system that the file
    itself declares, as EPSG:n, WKT or free words, and `crs_source` where that stood (prj, format, text);
    `has_geometry` tells a vector file from a table. Unreadable: no format or no rows, and a blocking F finding.
    """

    name: str
    size: int
    sha256: str
    format: str | None = None
    encoding: str | None = None
    crs: str | None = None
    crs_source: str = ""
    detail: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[ReadRow, ...] = ()
    has_geometry: bool = False
    findings: tuple[Finding, ...] = field(default=())

    @property
    def readable(self) -> bool:
        """Whether there is anything to judge."""
        return bool(self.rows)


class Unreadable(Exception):
    """Nothing can be read; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding
