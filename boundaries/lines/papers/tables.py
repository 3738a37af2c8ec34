"""界桩成果表 and 边界点成果表: coordinates as given, in one table. No ORM, no I/O."""

from collections.abc import Sequence

from boundaries.lines.papers.facts import PointFacts
from office.papers.content import LEFT, RIGHT, TABLE, Column, Paper, Table, Value
from office.papers.written import day_words, in_seconds

SEVERAL = "坐标系不一，见备注"


def marker_table(line: str, points: Sequence[PointFacts], foot: str = "") -> Paper:
    """界桩成果表: 序号, 界桩号, 类型, X, Y, H, L, B, 精度, 图幅, 备注."""
    columns = (
        Column("序号", 9),
        Column("界桩号", 38),
        Column("类型", 18),
        Column("纵坐标 X", 25, RIGHT, 3, "平面直角坐标（米）"),
        Column("横坐标 Y", 26, RIGHT, 3, "平面直角坐标（米）"),
        Column("高程 H\n（米）", 17, RIGHT, 3),
        Column("经度 L", 31, group="大地坐标"),
        Column("纬度 B", 30, group="大地坐标"),
        Column("精度\n（米）", 13, RIGHT, 3),
        Column("图幅号", 24),
        Column("备注", 36, LEFT),
    )
    rows = tuple(
        (number, point.number, point.kind, *_numbers(point), point.accuracy_m, point.sheet, _note(point, points))
        for number, point in enumerate(points, 1)
    )
    return _paper(f"{line}界桩成果表", columns, rows, points, foot)


def point_table(line: str, points: Sequence[PointFacts], foot: str = "") -> Paper:
    """边界点成果表: 点号, X, Y, L, B, 位置说明."""
    columns = (
        Column("序号", 9),
        Column("点号", 34),
        Column("种类", 15),
        Column("纵坐标 X", 25, RIGHT, 3, "平面直角坐标（米）"),
        Column("横坐标 Y", 26, RIGHT, 3, "平面直角坐标（米）"),
        Column("高程 H\n（米）", 17, RIGHT, 3),
        Column("经度 L", 31, group="大地坐标"),
        Column("纬度 B", 30, group="大地坐标"),
        Column("位置说明", 80, LEFT),
    )
    rows = tuple(
        (
            number,
            point.number,
            point.role,
            *_numbers(point),
            "；".join(filter(None, [point.description, *_why(point, points)])),
        )
        for number, point in enumerate(points, 1)
    )
    return _paper(f"{line}边界点成果表", columns, rows, points, foot)


def _paper(
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[Value, ...], ...],
    points: Sequence[PointFacts],
    foot: str,
) -> Paper:
    systems = _systems(points)
    heights = sorted({point.height_system for point in points if point.height_system})
    facets = [f"坐标系：{systems[0] if len(systems) == 1 else SEVERAL if systems else '　　　　'}"]
    facets.append(f"高程系：{'、'.join(heights) or '　　　　'}")
    facets.append(f"共 {len(points)} 点")
    hand = "　　　　　　".join(["制表：", "检查：", f"日期：{day_words(None)}"])
    note = f"X 为纵坐标（北），Y 为横坐标（东）；未测定的各栏留空。{hand}"
    sample = any(point.sample for point in points)
    return Paper(title, (Table(columns, rows, note),), tuple(facets), TABLE, sample, foot)


def _systems(points: Sequence[PointFacts]) -> list[str]:
    return sorted({point.system for point in points if point.system})


def _numbers(point: PointFacts) -> tuple[Value, ...]:
    lon = "" if point.lon is None else in_seconds(point.lon)
    lat = "" if point.lat is None else in_seconds(point.lat)
    return point.x, point.y, point.height, lon, lat


def _why(point: PointFacts, points: Sequence[PointFacts]) -> list[str]:
    """The system of a point where they are not all the same."""
    return [point.system] if len(_systems(points)) > 1 and point.system else []


def _note(point: PointFacts, points: Sequence[PointFacts]) -> str:
    return "；".join(filter(None, [*_why(point, points), point.note]))


def _said(point: PointFacts, points: Sequence[PointFacts]) -> str:
    """Where the point is: its description, else how far the nearest reference object stands."""
    nearest = min(point.references, key=lambda each: each.distance_m, default=None)
    part = f"（{nearest.part}）" if nearest and nearest.part else ""
    near = f"距{nearest.name}{part} {nearest.distance_m:.1f} 米" if nearest else ""
    return "；".join(filter(None, [point.description or near, *_why(point, points)]))
