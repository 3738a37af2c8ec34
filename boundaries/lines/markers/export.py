"""Tables of markers that leave the house: 界桩成果表 as CSV and XLSX; officers only."""

from collections.abc import Iterable

from django.http import HttpResponse

from boundaries.lines.markers.models import MarkerVersion
from office.spatial.systems import from_code
from office.tables import Cell, table_file

HEADINGS = (
    "序号", "界桩号", "类型", "X（纵坐标，北）", "Y（横坐标，东）", "坐标系", "H（高程）", "高程系",
    "L（经度）", "B（纬度）", "精度（米）", "图幅", "里程（米）", "现状", "备注", "示例数据",
)  # fmt: skip
WIDTHS = (6, 22, 10, 16, 16, 26, 10, 16, 14, 14, 10, 14, 12, 8, 30, 10)


def rows_of(markers: Iterable[MarkerVersion]) -> list[list[Cell]]:
    """One row for each marker; coordinates as given, empty where unknown."""
    return [
        [
            place,
            marker.number,
            marker.get_kind_display(),
            _known(marker.x),
            _known(marker.y),
            system_words(marker.crs),
            _known(marker.height),
            marker.get_height_system_display(),
            round(marker.point.x, 8) if marker.point else "",
            round(marker.point.y, 8) if marker.point else "",
            _known(marker.accuracy_m),
            marker.sheet,
            _known(marker.chainage_m),
            marker.get_state_display(),
            marker.note,
            "是" if marker.is_sample else "否",
        ]
        for place, marker in enumerate(markers, 1)
    ]


def _known(value: float | None) -> Cell:
    return "" if value is None else value


def system_words(crs: str) -> str:
    """What people read of a declared system."""
    system = from_code(crs) if crs else None
    return system.label if system else crs


def results_table(markers: Iterable[MarkerVersion], name: str, form: str) -> HttpResponse:
    """界桩成果表 as a file; `form` is csv or xlsx."""
    return table_file(name, form, "界桩成果表", HEADINGS, rows_of(markers), WIDTHS)
