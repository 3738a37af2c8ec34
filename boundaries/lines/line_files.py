"""A line out of a file (成果文件中的线): one line in CGCS2000 degrees, anything else refused in words. No I/O."""

import shapely

from boundaries.lines.topology import Point
from office.intake.readers import Limits, read
from office.rulesets.findings import blocking
from office.spatial.systems import Datum, declaration, to_degrees

LIMITS = Limits(max_bytes=20 * 1024 * 1024, max_rows=1000)


class NoLine(ValueError):
    """The file does not hold one line that can be used; the message is for the person."""


def line_in(data: bytes, name: str) -> tuple[tuple[Point, ...], str]:
    """The points of the only line of a file (longitude, latitude) and a note on its datum, empty for CGCS2000.

    Raises NoLine: unreadable, not exactly one line, no declared system, or another datum (none is transformed).
    """
    found = read(data, name, limits=LIMITS)
    if troubles := blocking(found.findings):
        raise NoLine("；".join(finding.message for finding in troubles))
    shapes = [shapely.force_2d(row.geometry) for row in found.rows if row.geometry is not None]
    if others := [shape for shape in shapes if shape.geom_type not in ("LineString", "MultiLineString")]:
        raise NoLine(f"文件应只有一条连续的线，现有 {len(others)} 个点、面或其他图形。")
    parts = [part for shape in shapes for part in shapely.get_parts(shapely.line_merge(shape)).tolist()]
    if len(parts) != 1:
        raise NoLine(f"文件应只有一条连续的线，现有 {len(parts)} 条线。")
    system = declaration(found.crs).system if found.crs else None
    if system is None:
        raise NoLine("文件没有写明坐标系。请带 .prj 或改用写明坐标系的格式，也可以直接粘贴 CGCS2000 经纬度。")
    if system.datum not in (Datum.CGCS2000, Datum.WGS84):
        raise NoLine(f"文件是{system.datum}坐标，不作基准转换。请提供 CGCS2000 成果。")
    points = [(x, y) for x, y in shapely.get_coordinates(parts[0]).tolist()]
    if system.projected:
        points = [tuple(to_degrees(system).transform(x, y)) for x, y in points]
    note = "文件声明为 WGS84，按 CGCS2000 显示；法定界线应采用 CGCS2000 成果，请核对。"
    return tuple(points), note if system.datum is Datum.WGS84 else ""
