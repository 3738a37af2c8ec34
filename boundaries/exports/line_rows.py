"""Lines, edges, markers as rows of a file (界线、边、界桩导出): all that exports ask of the room of lines."""

import datetime
from collections.abc import Iterator
from typing import Any

import shapely
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from boundaries.divisions.queries import codes_on, ids_below, names_of
from boundaries.exports.area_rows import LEVELS, iso
from boundaries.exports.selections import Asked, Selection
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.queries import markers_on
from boundaries.lines.models import Edge, LineEdge, LineVersion
from boundaries.lines.queries import lines_on
from office.spatial.export import Column, Layer, Row
from office.spatial.export_rows import Value

LINE_COLUMNS = (
    Column("code", "编号"),
    Column("name", "名称"),
    Column("level", "级别"),
    Column("state", "状态"),
    Column("side_1", "一方"),
    Column("side_2", "另一方"),
    Column("length_m", "长度，米", float),
    Column("len_src", "长度来源"),
    Column("locked", "锁定", bool),
)
EDGE_COLUMNS = (
    Column("edge", "边号", int),
    Column("level", "级别"),
    Column("state", "状态"),
    Column("left_code", "左侧代码"),
    Column("left_name", "左侧区划"),
    Column("right_code", "右侧代码"),
    Column("right_name", "右侧区划"),
    Column("line", "界线编号"),
    Column("locked", "锁定", bool),
    Column("valid_from", "有效期起"),
    Column("valid_to", "有效期止"),
    Column("source", "来源"),
)
MARKER_COLUMNS = (
    Column("number", "界桩号"),
    Column("line", "界线编号"),
    Column("kind", "类型"),
    Column("state", "现状"),
    Column("x_north", "纵坐标 X（北），照登记", float),
    Column("y_east", "横坐标 Y（东），照登记", float),
    Column("crs_given", "登记的坐标系"),
    Column("height", "高程，米", float),
    Column("height_sys", "高程系"),
    Column("chainage_m", "里程，米", float),
    Column("accuracy_m", "点位精度，米", float),
    Column("place", "位置描述"),
    Column("valid_from", "有效期起"),
)


def line_layer(asked: Asked) -> Layer:
    """The legal lines of a day, each as one geometry of all its edges."""
    return Layer("lines", "法定界线", "MultiLineString", LINE_COLUMNS, _lines(asked))


def edge_layer(asked: Asked) -> Layer:
    """The edges of a day from which areas are built, with the divisions on both sides."""
    return Layer("edges", "边", "MultiLineString", EDGE_COLUMNS, _edges(asked))


def marker_layer(asked: Asked) -> Layer:
    """The markers of a day with the coordinates as they were given; no point where the datum is not CGCS2000."""
    return Layer("markers", "界桩", "Point", MARKER_COLUMNS, _markers(asked))


def chosen_lines(asked: Asked) -> QuerySet[LineVersion]:
    """The lines of a day that the filters and the reach of the person leave."""
    lines = lines_on(asked.day).select_related("line").order_by("code")
    if asked.level:
        lines = lines.filter(level=asked.level)
    if asked.line:
        lines = lines.filter(line=asked.line)
    if asked.within:
        inside = ids_below([asked.within], asked.day)
        lines = lines.filter(Q(first__in=inside) | Q(second__in=inside))
    if asked.reach is not None:
        lines = lines.filter(Q(first__in=asked.reach) | Q(second__in=asked.reach))
    return lines


def _lines(asked: Asked) -> Iterator[Row]:
    lines = list(chosen_lines(asked))
    names = names_of({pk for line in lines for pk in (line.first_id, line.second_id)}, asked.day)
    for piece in (lines[start : start + 100] for start in range(0, len(lines), 100)):
        shapes = _shapes_of([line.line_id for line in piece], asked.day)
        for line in piece:
            values: dict[str, Value] = {
                "code": line.code,
                "name": line.name,
                "level": LEVELS[line.level],
                "state": line.line.get_state_display(),
                "side_1": names.get(line.first_id, ""),
                "side_2": names.get(line.second_id, ""),
                "length_m": round(line.length_m, 3),
                "len_src": line.length_source,
                "locked": line.line.locked,
                "is_sample": line.is_sample,
            }
            parts = shapes.get(line.line_id)
            yield Row(values, shapely.multilinestrings(parts) if parts else None)


def _shapes_of(line_ids: list[int], day: datetime.date) -> dict[int, list[shapely.Geometry]]:
    members = LineEdge.objects.filter(line__in=line_ids, valid__contains=day).select_related("edge")
    found: dict[int, list[shapely.Geometry]] = {}
    for member in members.order_by("line", "position"):
        shape = shapely.from_wkb(bytes(member.edge.geom.wkb))
        found.setdefault(member.line_id, []).append(shapely.reverse(shape) if member.reversed else shape)
    return found


def _chosen_edges(asked: Asked) -> QuerySet[Edge]:
    member = LineEdge.objects.filter(edge=OuterRef("pk"), valid__contains=asked.day)
    edges = Edge.objects.filter(valid__contains=asked.day, dormant=False).order_by("id")
    if asked.level:
        edges = edges.filter(level=asked.level)
    if asked.line or asked.within or asked.reach is not None:
        lines = chosen_lines(Asked(day=asked.day, line=asked.line, within=asked.within, reach=asked.reach))
        edges = edges.filter(Exists(member.filter(line__in=lines.order_by().values("line"))))
    return edges


def _edges(asked: Asked) -> Iterator[Row]:
    codes = dict(codes_on(asked.day).filter(scheme="MCA").values_list("division_id", "code"))
    lines_of_edges = _line_codes(asked.day)
    for piece in _pieces(_chosen_edges(asked)):
        names = names_of({pk for edge in piece for pk in (edge.left_id, edge.right_id)}, asked.day)
        for edge in piece:
            edge_values: dict[str, Value] = {
                "edge": edge.pk,
                "level": LEVELS[edge.level],
                "state": edge.get_state_display(),
                "left_code": codes.get(edge.left_id),
                "left_name": names.get(edge.left_id),
                "right_code": codes.get(edge.right_id),
                "right_name": names.get(edge.right_id),
                "line": lines_of_edges.get(edge.pk),
                "locked": edge.locked,
                "valid_from": iso(edge.valid.lower, "day"),
                "valid_to": iso(edge.valid.upper, "day"),
                "source": edge.source,
                "is_sample": edge.is_sample,
            }
            yield Row(edge_values, shapely.multilinestrings([shapely.from_wkb(bytes(edge.geom.wkb))]))


def _line_codes(day: datetime.date) -> dict[int, str]:
    """The code of the line of its own level that each edge belongs to on a day."""
    rows = LineEdge.objects.filter(
        valid__contains=day, line__versions__valid__contains=day, line__versions__level=F("edge__level")
    )
    return dict(rows.values_list("edge_id", "line__versions__code"))


def _pieces(edges: QuerySet[Edge]) -> Iterator[list[Edge]]:
    """Edges in pieces, by key, so that memory holds one piece at a time."""
    last = 0
    while piece := list(edges.filter(pk__gt=last)[:500]):
        yield piece
        last = piece[-1].pk


def _chosen_markers(asked: Asked) -> QuerySet[MarkerVersion]:
    return markers_on(asked.day).filter(line__in=chosen_lines(asked).order_by().values("line"))


def _markers(asked: Asked) -> Iterator[Row]:
    codes = dict(chosen_lines(asked).values_list("line_id", "code"))
    for marker in _chosen_markers(asked).iterator(chunk_size=500):
        yield Row(_marker(marker, codes), shapely.Point(marker.point.x, marker.point.y) if marker.point else None)


def _marker(marker: MarkerVersion, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "number": marker.number,
        "line": codes.get(marker.line_id),
        "kind": marker.get_kind_display(),
        "state": marker.get_state_display(),
        "x_north": marker.x,
        "y_east": marker.y,
        "crs_given": marker.crs,
        "height": marker.height,
        "height_sys": marker.get_height_system_display(),
        "chainage_m": marker.chainage_m,
        "accuracy_m": marker.accuracy_m,
        "place": marker.description,
        "valid_from": iso(marker.valid.lower, marker.begin_precision),
        "is_sample": marker.is_sample,
    }


_FILTERS = frozenset({"level", "within", "line"})
LINES = Selection(
    "lines", "法定界线", "每条一项，含全部边", _FILTERS, line_layer, lambda asked: chosen_lines(asked).count()
)
EDGES = Selection(
    "edges", "边", "界线的最小段，带两侧区划", _FILTERS, edge_layer, lambda asked: _chosen_edges(asked).count()
)
MARKERS = Selection(
    "markers",
    "界桩",
    "坐标照登记原值；基准不是 CGCS2000 的没有图形",
    _FILTERS,
    marker_layer,
    lambda asked: _chosen_markers(asked).count(),
)
