"""Built-up areas out of a file (建成区文件): polygons in CGCS2000 degrees with their names, anything else refused."""

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from office.intake.readers import Limits, read
from office.intake.readers.shapes import ReadFile, ReadRow
from office.rulesets.findings import blocking
from office.spatial.systems import Datum, System, declaration, to_degrees

LIMITS = Limits(max_bytes=20 * 1024 * 1024, max_rows=2000)
NAMES = ("名称", "建成区", "建成区名称", "城镇", "name", "NAME", "Name", "MC", "mc", "XZQMC", "CZMC")


class NoAreas(ValueError):
    """The file does not hold areas that can be used; the message is for the person."""


@dataclass(frozen=True)
class AreaInFile:
    """One area with its name; `shape` in degrees, longitude first."""

    row: int
    name: str
    shape: BaseGeometry


def areas_in(data: bytes, filename: str) -> tuple[list[AreaInFile], str]:
    """The named areas of a file and a note on their datum, empty for CGCS2000.

    Raises NoAreas: unreadable, no area, other shapes, no name, an invalid shape, no declared system or another datum.
    """
    file = read(data, filename, limits=LIMITS)
    if troubles := blocking(file.findings):
        raise NoAreas("；".join(finding.message for finding in troubles))
    system = _system(file)
    heading = next((name for name in NAMES if name in file.columns), None)
    if heading is None:
        told = "、".join(file.columns[:8])
        raise NoAreas(f"文件没有“名称”一列（现有 {told or '无'}），请写明每个建成区的名称。")
    found = [_area(row, heading, system) for row in file.rows if row.geometry is not None]
    if not found:
        raise NoAreas("文件里没有面。")
    return found, "文件声明为 WGS84，按 CGCS2000 使用，请核对。" if system.datum is Datum.WGS84 else ""


def _system(file: ReadFile) -> System:
    system = declaration(file.crs).system if file.crs else None
    if system is None:
        raise NoAreas("文件没有写明坐标系。请带 .prj 或改用写明坐标系的格式（CGCS2000）。")
    if system.datum not in (Datum.CGCS2000, Datum.WGS84):
        raise NoAreas(f"文件是{system.datum}坐标，不作基准转换。请提供 CGCS2000 成果。")
    return system


def _area(row: ReadRow, heading: str, system: System) -> AreaInFile:
    shape = shapely.force_2d(row.geometry)
    name = str(row.values.get(heading) or "").strip()[:60]
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise NoAreas(f"第 {row.number} 行不是面。")
    if not name:
        raise NoAreas(f"第 {row.number} 行没有名称。")
    if not shape.is_valid:
        raise NoAreas(f"第 {row.number} 行“{name}”的图形无效（{shapely.is_valid_reason(shape)}），请修正后再传。")
    if system.projected:
        shape = shapely.transform(shape, to_degrees(system).transform, interleaved=False)
    return AreaInFile(row.number, name, shape)
