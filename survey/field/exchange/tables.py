"""The tables of an exchange package (交换包的表): columns, their Chinese titles, choices, what may be edited. Pure.

Coordinates of the package are CGCS2000 degrees (EPSG:4490); what a receiver measures in the field counts as WGS 84.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boundaries.lines.markers.models import Faces, Kind, MarkerState

CRS = "EPSG:4490"
ABOUT = "dijie_package"  # token, line and day of the package, so that it is known again
REFERENCES = 3


@dataclass(frozen=True)
class Column:
    """One column: `kind` is str, int or float; `default` is a QGIS expression for new rows."""

    name: str
    title: str
    kind: type = str
    choices: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = False
    hidden: bool = False
    default: str = ""
    needed: bool = False
    lines: bool = False


@dataclass(frozen=True)
class Table:
    """One layer: its geometry, columns, and whether rows may be changed and added."""

    name: str
    title: str
    geometry: str
    columns: Sequence[Column]
    editable: bool
    colour: str
    shape: str = "circle"


def _identity() -> tuple[Column, ...]:
    return (
        Column("uuid", "标识", fixed=True, hidden=True, default="uuid('WithoutBraces')"),
        Column("version", "所据版本", int, fixed=True, default="0"),
        Column("content", "导出时内容", fixed=True, hidden=True),
    )


def _measured() -> tuple[Column, ...]:
    return (
        Column("accuracy_m", "定位精度，米", float),
        Column("height", "高程，米", float),
        Column("observed", "观测时间", default="format_date(now(), 'yyyy-MM-ddTHH:mm:ss+08:00')"),
    )


def _references() -> tuple[Column, ...]:
    columns: list[Column] = []
    for place in range(1, REFERENCES + 1):
        columns += [
            Column(f"ref{place}_name", f"方位物 {place} 名称"),
            Column(f"ref{place}_part", f"方位物 {place} 部位"),
            Column(f"ref{place}_azim", f"方位物 {place} 坐标方位角，度", float),
            Column(f"ref{place}_dist", f"方位物 {place} 距离，米", float),
        ]
    return tuple(columns)


_NUMBER = Column("number", "编号", needed=True)
_WORDS = (Column("description", "位置说明", lines=True), Column("note", "备注", lines=True))
_STONE = (
    Column("kind", "类型", choices=dict(Kind.choices)),
    Column("faces", "面型", choices=dict(Faces.choices)),
    Column("material", "材质"),
    Column("state", "现状", choices=dict(MarkerState.choices)),
)

MARKERS = Table(
    "markers",
    "界桩",
    "Point",
    (*_identity(), _NUMBER, *_STONE, *_references(), *_WORDS, *_measured()),
    True,
    "#6e3a5b",
    "square",
)
POINTS = Table(
    "points", "边界点", "Point", (*_identity(), _NUMBER, *_references(), *_WORDS, *_measured()), True, "#1b5e7d"
)
OBSERVATIONS = Table("observations", "观测", "Point", (*_identity(), _NUMBER, *_measured()), True, "#1e6e58")
REMARKS = Table(
    "remarks",
    "图上意见",
    "Point",
    (*_identity(), Column("text", "意见", needed=True, lines=True), Column("said_by", "提出人", fixed=True)),
    True,
    "#8a5600",
    "triangle",
)
LINE = Table(
    "line",
    "界线",
    "LineString",
    (Column("code", "编号", fixed=True), Column("name", "名称", fixed=True)),
    False,
    "#6e3a5b",
)
NEIGHBOURS = Table(
    "neighbours",
    "两侧区划",
    "MultiPolygon",
    (Column("code", "代码", fixed=True), Column("name", "名称", fixed=True)),
    False,
    "#c9c1b0",
)
TABLES = (NEIGHBOURS, LINE, OBSERVATIONS, REMARKS, POINTS, MARKERS)

Row = Mapping[str, Any]


def flat(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a sheet as the columns of a table."""
    plain: dict[str, Any] = {
        key: sheet.get(key) or "" for key in ("kind", "faces", "material", "state", "description", "note")
    }
    items = list(sheet.get("references") or [])[:REFERENCES]
    for place in range(1, REFERENCES + 1):
        item = items[place - 1] if place <= len(items) else {}
        plain |= {f"ref{place}_name": item.get("name") or "", f"ref{place}_part": item.get("part") or ""}
        plain |= {f"ref{place}_azim": item.get("azimuth"), f"ref{place}_dist": item.get("distance_m")}
    return plain


def sheet_of(row: Row, before: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row laid over the words that stood before: what no column holds stays."""
    words = dict(before)
    for key in ("kind", "faces", "material", "state", "description", "note"):
        if key in row:
            words[key] = row[key] or ""
    known = list(before.get("references") or [])
    items = [_item(row, place, known[place - 1] if place <= len(known) else {}) for place in range(1, REFERENCES + 1)]
    words["references"] = [one for one in items if one is not None] + known[REFERENCES:]
    return {key: value for key, value in words.items() if value not in ("", None, [])}


def _item(row: Row, place: int, before: Mapping[str, Any]) -> dict[str, Any] | None:
    name, part = row.get(f"ref{place}_name") or "", row.get(f"ref{place}_part") or ""
    azimuth, distance = row.get(f"ref{place}_azim"), row.get(f"ref{place}_dist")
    if not name and not part and azimuth is None and distance is None:
        return None
    same = (before.get("azimuth"), before.get("distance_m")) == (azimuth, distance)
    x, y = (before.get("x"), before.get("y")) if same else (None, None)
    return {"name": name, "part": part, "azimuth": azimuth, "distance_m": distance, "x": x, "y": y}
