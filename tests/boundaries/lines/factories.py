"""Lines, markers and a small partition whose three counties meet at one junction."""

from typing import Any

from django.contrib.gis.geos import LineString, Point
from psycopg2.extras import DateRange

from boundaries.divisions.models import Division
from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.models import Edge, Junction, Line, LineEdge, LineVersion, Marker, MarkerVersion
from tests.factories import ALWAYS

REFERENCES = tuple(
    {"name": name, "part": "东南角", "azimuth": azimuth, "distance_m": distance, "x": None, "y": None}
    for name, azimuth, distance in (("水塔", 12.5, 35.2), ("输电塔", 145.0, 61.0), ("石碑", 301.25, 20.4))
)


def make_line(
    code: str, name: str, first: Division, second: Division, level: str = "county", **facts: Any
) -> LineVersion:
    """A line with one version for all time; a stated length unless told otherwise."""
    line = Line.objects.create(**{"state": "surveyed", "length_m": 1361482.3, "length_source": "测试"} | facts)
    version = {"code": code, "name": name, "level": level, "first": first, "second": second}
    return LineVersion.objects.create(line=line, computed_m=1.0, computed_from="测试", valid=ALWAYS, **version)


def make_edge(line: LineVersion, points: list[tuple[float, float]], position: int = 0, **ends: Junction) -> Edge:
    """An edge of a line with the line's sides left and right; `start` and `end` may be given."""
    start = ends.get("start") or Junction.objects.create(point=Point(*points[0]))
    end = ends.get("end") or Junction.objects.create(point=Point(*points[-1]))
    sides = {"left": line.first, "right": line.second}
    edge = Edge.objects.create(
        start=start,
        end=end,
        geom=LineString(points),
        valid=ALWAYS,
        level=line.level,
        state="surveyed",
        source="测试",
        **sides,
    )
    LineEdge.objects.create(line=line.line, edge=edge, valid=ALWAYS, position=position)
    return edge


def make_marker(line: LineVersion, number: str, valid: DateRange = ALWAYS, **facts: Any) -> MarkerVersion:
    """A marker with one version."""
    marker = Marker.objects.create(is_sample=facts.pop("is_sample", False))
    values = {"kind": "single", "level": line.level} | facts
    return MarkerVersion.objects.create(marker=marker, line=line.line, number=number, valid=valid, **values)


def make_sheet(number: str = "220122-220183-001Q", **facts: Any) -> Sheet:
    """A sheet that no rule has anything against: X, Y in the three-degree zone of 126°."""
    values = {"x": 4_930_000.0, "y": 42_450_000.0, "crs": "EPSG:4530", "references": REFERENCES}
    return Sheet(number=number, **values | facts)
