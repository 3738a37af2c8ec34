"""What the rules say of rows that have their place: marker tables, areas, stated lengths and levels. Pure.

Each part yields (number of the row, or None for the file; finding); `judge` puts them to their rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from boundaries.lines.network import ELLIPSOID
from office.intake.readers import ReadFile
from office.intake.secrecy import FIX, MAPPING_LAW, is_classified
from office.rulesets.findings import Basis, Finding, Severity
from office.spatial.numbers import number
from survey.checks.context import Context
from survey.checks.standards import Standard

Told = Iterator[tuple[int | None, Finding]]


@dataclass(frozen=True)
class Placed:
    """A file whose rows were placed: `places` in CGCS2000 degrees, None where a row has none it can be trusted in."""

    read: ReadFile
    mapping: Mapping[str, str]
    places: Sequence[BaseGeometry | None]
    labels: Sequence[str]
    accuracy: Sequence[float | None]
    context: Context
    standard: Standard
    exact: bool  # on CGCS2000 itself, so that its numbers may become results

    def value(self, index: int, field: str) -> Any:
        """What a row says under a recognised column; None where there is no such column or nothing in it."""
        heading = self.mapping.get(field)
        value = self.read.rows[index].values.get(heading) if heading else None
        return None if value is None or not str(value).strip() else value

    def text(self, index: int, field: str) -> str:
        return str(self.value(index, field) or "").strip()

    def row(self, index: int) -> int:
        return self.read.rows[index].number


def table_findings(placed: Placed) -> Told:
    """S09, S16 and S23 of single rows."""
    for index in range(len(placed.read.rows)):
        for finding in (_error(placed, index), _length(placed, index), _classified(placed, index)):
            if finding is not None:
                yield placed.row(index), finding


def point_limit(placed: Placed, index: int) -> float:
    """Metres that a point may be off: 0.1 mm (or what the standard says) at the scale of the row, else of the line."""
    line = placed.context.line
    usual = placed.standard.scales.get(line.level if line else "", placed.standard.scales["township"])
    given = placed.text(index, "scale").replace("：", ":").rpartition(":")[2]
    stated = number(given)
    return placed.standard.point_error_mm / 1000 * (stated if stated and stated >= 100 else usual)


def _error(placed: Placed, index: int) -> Finding | None:
    accuracy = placed.accuracy[index]
    if not placed.exact or placed.context.line is None or accuracy is None:
        return None
    limit = point_limit(placed, index)
    if accuracy <= limit:
        return None
    return Finding(
        rule="S09",
        severity=Severity.WARN,
        basis=Basis.STANDARD,
        message=f"点位中误差 {accuracy:g} 米，应不大于 {limit:g} 米。",
        clause="GB/T 17796-2009",
        fix="补测；或只作参考，不作成果坐标。",
        evidence={"value": accuracy, "limit": limit},
        field="accuracy",
    )


def _length(placed: Placed, index: int) -> Finding | None:
    shape, stated = placed.places[index], number(placed.value(index, "length"))
    if shape is None or shape.geom_type not in {"LineString", "MultiLineString"} or not stated:
        return None
    unit = 1000.0 if "千米" in placed.mapping["length"] or "km" in placed.mapping["length"].lower() else 1.0
    computed, said = float(ELLIPSOID.geometry_length(shape)), stated * unit
    if abs(said - computed) <= max(placed.standard.course_length_share * computed, 1.0):
        return None
    off = abs(said - computed) / computed * 100 if computed else 100.0
    return Finding(
        rule="S16",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"所填长度 {said:,.0f} 米，图形的椭球长度 {computed:,.0f} 米，相差 {off:.1f}%。",
        clause="乡级勘界工作惯例",
        fix="核对长度和单位；或图形不全，补齐后重报。",
        evidence={"value": said, "computed_m": round(computed, 1), "limit": placed.standard.course_length_share},
        field="length",
    )


def _classified(placed: Placed, index: int) -> Finding | None:
    level = placed.text(index, "security")
    if not is_classified(level):
        return None
    return Finding(
        rule="S23",
        severity=Severity.BLOCK,
        basis=Basis.LAW,
        message=f"密级为“{level}”，不能在本网络办理。",
        clause=MAPPING_LAW,
        fix=FIX,
        evidence={"value": level},
        field="security",
    )
