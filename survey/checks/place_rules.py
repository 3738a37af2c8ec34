"""S03, S11, S22, S28, S29, S30: where things lie, how they are drawn, what the register says, what comes twice."""

import math
from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from office.intake.readers import ReadFile
from office.rulesets.findings import Basis, Finding, Severity
from office.spatial.numbers import could_be_packed, packed
from office.spatial.systems import System

GB = "GB/T 17796-2009"


def _words(distance: float) -> str:
    """A distance with its unit kept together: 6.7 km, 2 km, 350 米."""
    return f"{round(distance / 1000, 1):g}\u00a0km" if distance >= 1000 else f"{distance:.0f}\u00a0米"


def off_line(distance: float, limit: float, name: str, row: int) -> Finding:
    return Finding(
        rule="S03",
        severity=Severity.BLOCK,
        basis=Basis.PRACTICE,
        message=f"离{name} {_words(distance)}，超出 {_words(limit)} 走廊。",
        clause="勘界检查规则 S03",
        fix="核对 X、Y；确是本线的点，请附说明或改选界线。",
        evidence={"value": round(distance, 1), "limit": limit},
        row=row,
        field="geometry",
    )


def off_province(distance: float, limit: float, row: int) -> Finding:
    return Finding(
        rule="S03",
        severity=Severity.BLOCK,
        basis=Basis.PRACTICE,
        message=f"落在吉林省界以外 {_words(distance)}，超出 {_words(limit)}。",
        clause="勘界检查规则 S03",
        fix="核对坐标、带号和 X、Y 次序。",
        evidence={"value": round(distance, 1), "limit": limit},
        row=row,
        field="geometry",
    )


def _s28(message: str, fix: str, row: int, field: str, **evidence: object) -> Finding:
    return Finding(
        rule="S28",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        clause=GB,
        fix=fix,
        evidence=evidence,
        row=row,
        field=field,
    )


def not_a_number(label: str, cell: object, row: int, field: str) -> Finding:
    if cell is None or str(cell).strip() == "":
        return _s28(f"{label} 是空的。", f"补上第 {row} 行的 {label}，或删去此行。", row, field, value="")
    return _s28(f"{label} 不是数字：“{cell}”。", f"改正第 {row} 行的 {label}。", row, field, value=str(cell)[:60])


def packed_degrees(read: ReadFile, mapping: Mapping[str, str], system: System) -> list[Finding]:
    """S02: decimal degrees of which every one could be DD.MMSS (度.分秒), as receivers write them.

    By chance one row does so with 13 %, four rows with 0.03 %: from four on it blocks, before it warns.
    A heading that says dd.mmss is taken at its word and is not asked.
    """
    headings = [mapping.get(field, "") for field in ("lon", "lat")]
    if system.projected or read.has_geometry or not all(headings) or any(packed(heading) for heading in headings):
        return []
    cells = [row.values.get(heading) for row in read.rows[:500] for heading in headings]
    if not cells or not all(could_be_packed(cell) for cell in cells):
        return []
    return [
        Finding(
            rule="S02",
            severity=Severity.BLOCK if len(cells) >= 8 else Severity.WARN,
            basis=Basis.INTEGRITY,
            message=f"经纬度可能是“度.分秒”写法（如 {cells[0]}），不是十进制度：小数部分全都小于 60 分 60 秒。",
            clause=GB,
            fix="是度.分秒就在表头写明（经度 ddd.mmss）后重报；确是十进制度的，改用带 °′″ 的写法或 X、Y 重报。",
            evidence={"value": str(cells[0])[:60], "problem": "packed"},
            field="lon",
        )
    ]


def bad_geometry(shape: BaseGeometry | None, row: int) -> Finding | None:
    """S28: a geometry that is missing, empty, not finite, or invalid by the rules of simple features."""
    if shape is None or shape.is_empty:
        return _s28("没有图形。", f"补绘第 {row} 行的图形，或删去此要素。", row, "geometry", value=None)
    if not all(math.isfinite(part) for part in shape.bounds):
        return _s28("图形的坐标不是有限数。", "重新导出此要素。", row, "geometry", value=str(shape.bounds))
    if shape.is_valid:
        return None
    reason = shapely.is_valid_reason(shape)
    return _s28(
        f"图形无效：{_reason(reason)}。", "在绘图软件中修复自相交或重复的环后重报。", row, "geometry", value=reason
    )


_REASONS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "环自相接",
    "Too few points": "顶点太少",
    "Hole lies outside": "内环在外环之外",
    "Nested": "环互相套叠",
    "Duplicate Rings": "环重复",
    "Interior is disconnected": "内部不连通",
    "Invalid Coordinate": "坐标无效",
}


def _reason(text: str) -> str:
    for mark, words in sorted(_REASONS.items(), key=lambda item: -len(item[0])):
        if text.startswith(mark):
            return words + text[text.find("[") :] if "[" in text else words
    return text


def _s11(severity: Severity, basis: Basis, message: str, fix: str, row: int, **evidence: object) -> Finding:
    return Finding(
        rule="S11",
        severity=severity,
        basis=basis,
        message=message,
        clause=GB,
        fix=fix,
        evidence=evidence,
        row=row,
        field="geometry",
    )


def line_form(line: BaseGeometry, row: int, track: bool = False) -> list[Finding]:
    """S11: a boundary line is simple, has no vertex twice in a row, runs from west to east or north to south.

    A track of a walk (GPX) may cross itself and run either way: it is no boundary line.
    """
    if track:
        return []
    findings = []
    if not line.is_simple:
        findings.append(
            _s11(
                Severity.BLOCK,
                Basis.INTEGRITY,
                "界线自相交或自相接。",
                "改正走向，使界线不与自身相交。",
                row,
                value="self",
            )
        )
    parts = getattr(line, "geoms", [line])
    repeated = sum(_repeated(list(part.coords)) for part in parts)
    if repeated:
        findings.append(
            _s11(
                Severity.BLOCK,
                Basis.INTEGRITY,
                f"界线有 {repeated} 处相邻顶点重复。",
                "删去重复的顶点。",
                row,
                value=repeated,
            )
        )
    if len(parts) == 1 and not _forward(list(parts[0].coords)):
        findings.append(
            _s11(
                Severity.WARN,
                Basis.STANDARD,
                "界线走向应自西向东或自北向南，此线相反。",
                "反转线的方向后重报。",
                row,
                value="reversed",
            )
        )
    return findings


def _repeated(points: list[tuple[float, ...]]) -> int:
    return sum(before[:2] == after[:2] for before, after in zip(points, points[1:], strict=False))


def _forward(points: list[tuple[float, ...]]) -> bool:
    (west, south), (east, north) = points[0][:2], points[-1][:2]
    across, down = (east - west) * math.cos(math.radians(south)), south - north
    return across >= 0 if abs(across) >= abs(down) else down >= 0


def loose_end(which: str, distance: float, limit: float, row: int) -> Finding:
    return _s11(
        Severity.WARN,
        Basis.STANDARD,
        f"界线{which}离最近的三交点或界桩 {_words(distance)}，应在 {limit:g} 米以内。",
        "把端点接到三交点或界桩上。",
        row,
        value=round(distance, 2),
        limit=limit,
    )


def village_unknown(code: str, day: str, row: int) -> Finding:
    return Finding(
        rule="S22",
        severity=Severity.WARN,
        basis=Basis.LAW,
        message=f"{day} 的区划名录（统计编码）中没有村代码 {code}。",
        clause="《行政区划管理条例》",
        fix="按测量日期核对 12 位村代码。",
        evidence={"value": code},
        row=row,
        field="village_code",
    )


def village_differs(code: str, given: str, registered: str, row: int) -> Finding:
    return Finding(
        rule="S22",
        severity=Severity.WARN,
        basis=Basis.LAW,
        message=f"村代码 {code} 在名录中是“{registered}”，表中写的是“{given}”。",
        clause="《行政区划管理条例》",
        fix=f"改为“{registered}”，或改正代码。",
        evidence={"value": given, "registered": registered},
        row=row,
        field="village_name",
    )


def same_number(number: str, first_row: int, same_place: bool, row: int) -> Finding:
    where = "坐标也相同" if same_place else "坐标不同"
    return Finding(
        rule="S29",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"点号 {number} 与第 {first_row} 行重复，{where}。",
        clause=GB,
        fix="删去多余的一行。" if same_place else "改点号，或删去作废的一行。",
        evidence={"value": number, "other_row": first_row},
        row=row,
        field="number",
    )


def same_place(first_row: int, row: int) -> Finding:
    return Finding(
        rule="S29",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"位置与第 {first_row} 行完全相同，点号不同。",
        clause=GB,
        fix="核对是否抄错坐标；同号双立界桩各有自己的坐标。",
        evidence={"value": first_row},
        row=row,
        field="geometry",
    )


def same_bytes(before: str) -> Finding:
    return Finding(
        rule="S29",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"内容完全相同的文件已经收到过：{before}。",
        clause="收件规则",
        fix="不必重复报送；若要更正，请改正后再上传。",
        evidence={"value": before},
    )


def too_many(what: str, count: int, limit: int, row: int | None = None) -> Finding:
    return Finding(
        rule="S30",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"{what} {count:,}，超过上限 {limit:,}。",
        clause="收件规则",
        fix="分成几个文件上传。",
        evidence={"value": count, "limit": limit},
        row=row,
    )
