"""The coordinate text of land surveys (勘测定界界址点坐标交换格式): a head of declarations, then parcels with points.

    [属性描述]              坐标系=2000国家大地坐标系, 几度分带=3, 投影类型=高斯克吕格, 计量单位=米, 带号=42, …
    [地块坐标]
    点数,面积,地块编号,地块名称,图形属性,图幅号,用途,地类编码,@
    J1,1,4970086.077,42480635.255          点号, 圈号, X（北）, Y（东）

Each point becomes a row under the number of its line; the last point of a ring that repeats the first one closes
the ring and is no row. What the head counts and what stands below are compared.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from office.intake.readers import faults
from office.intake.readers.shapes import Limits, ReadFile, ReadRow, Unreadable
from office.rulesets.findings import Finding

FORMAT = "勘测定界"
_MARKS = re.compile(r"^\s*\[(属性描述|地块坐标)\]\s*$", re.MULTILINE)
_COLUMNS = ("点号", "地块号", "地块名称", "圈号", "界址点号", "X", "Y")


@dataclass
class _Parcel:
    """A parcel while its points are read."""

    line: int
    number: str
    title: str
    stated: str
    points: list[tuple[int, list[str]]] = field(default_factory=list)


def is_cadastre(text: str) -> bool:
    """Whether a text is of this format: one of its two marks stands in a line of its own."""
    return bool(_MARKS.search(text[:20000]))


def read_cadastre(start: ReadFile, text: str, encoding: str, limits: Limits) -> ReadFile:
    """The points of all parcels; the head declares the reference system. Raises Unreadable with F02 or F09."""
    if "[地块坐标]" not in text:
        raise Unreadable(faults.damaged("有 [属性描述]，没有 [地块坐标]"))
    head, _, body = text.partition("[地块坐标]")
    facts = _facts(head)
    findings: list[Finding] = []
    parcels = _parcels(body, head.count("\n") + 1, findings)
    rows = [row for parcel in parcels for row in _rows(parcel, len(parcels) > 1, findings)]
    if len(rows) > limits.max_rows:
        rows = rows[: limits.max_rows + 1]
    if not rows:
        raise Unreadable(faults.no_rows("[地块坐标] 以下没有界址点"))
    stated = declared(facts)
    return replace(
        start,
        format=FORMAT,
        encoding=encoding,
        detail=f"{len(parcels)} 个地块",
        crs=stated,
        crs_source="text" if stated else "",
        columns=_COLUMNS,
        rows=tuple(rows),
        findings=(*start.findings, *findings),
    )


def _facts(head: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in head.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def declared(facts: dict[str, str]) -> str | None:
    """The head in the words of a declaration; a head that gives a shift of its own (转换参数) declares nothing.

    坐标系=2000 means what it says in this format; the unit has to be metres.
    """
    system = facts.get("坐标系", "")
    if not system or any(float(part or 0) for part in _numbers(facts.get("转换参数", ""))):
        return None
    if facts.get("计量单位", "米") not in {"米", "m", "M", ""}:
        return None
    words = [{"2000": "CGCS2000", "80": "西安80", "54": "北京54"}.get(system, system)]
    if facts.get("几度分带", "").isdigit():
        words.append(f"{facts['几度分带']}度带")
    if facts.get("带号", "").isdigit():
        words.append(f"带号 {facts['带号']}")
    return " ".join(words)


def _numbers(text: str) -> list[str]:
    return [part for part in re.split(r"[,，\s]+", text) if re.fullmatch(r"[-+]?\d+(\.\d*)?", part)]


def _lines(body: str, before: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(body.splitlines(), before):
        if not line.strip():
            continue
        try:
            cells = next(csv.reader([line.replace("，", ",")]))
        except csv.Error as error:
            raise Unreadable(faults.damaged(f"第 {number} 行的引号不完整（{error}）")) from error
        yield number, [cell.strip() for cell in cells]


def _parcels(body: str, before: int, findings: list[Finding]) -> list[_Parcel]:
    parcels: list[_Parcel] = []
    for number, cells in _lines(body, before):
        if cells[-1] == "@":
            cells += [""] * (4 - len(cells))
            parcels.append(_Parcel(number, cells[2] or str(len(parcels) + 1), cells[3].rstrip("@"), cells[0]))
        elif not parcels:
            raise Unreadable(faults.damaged(f"第 {number} 行的界址点前面没有以 @ 结尾的地块行"))
        else:
            parcels[-1].points.append((number, cells))
    for parcel in parcels:
        if parcel.stated.isdigit() and int(parcel.stated) != len(parcel.points):
            found = len(parcel.points)
            what = f"地块 {parcel.number} 写有 {parcel.stated} 点，实有 {found} 点"
            findings.append(faults.damaged(what, value=found, expected=int(parcel.stated)))
    return parcels


def _rows(parcel: _Parcel, several: bool, findings: list[Finding]) -> Iterator[ReadRow]:
    rings = {cells[1] for _, cells in parcel.points if len(cells) > 1}
    first: dict[str, list[str]] = {}
    left = Counter(cells[1] for _, cells in parcel.points if len(cells) > 1)
    for number, cells in parcel.points:
        if len(cells) != 4:
            findings.append(faults.short_row(number, len(cells), 4))
        name, ring, x, y = (cells + [""] * 4)[:4]
        left[ring] -= 1
        if ring in first and left[ring] <= 0 and cells == first[ring]:
            continue
        first.setdefault(ring, cells)
        parts = [*([parcel.number] if several else []), *([ring] if len(rings) > 1 else []), name]
        yield ReadRow(
            number, dict(zip(_COLUMNS, ("-".join(parts), parcel.number, parcel.title, ring, name, x, y), strict=True))
        )
