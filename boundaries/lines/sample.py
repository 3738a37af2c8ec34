"""Writing and removing the sample (示例数据): township edges, areas, lines and markers, all marked `is_sample`."""

import datetime
from collections.abc import Iterable, Mapping

import shapely
from django.conf import settings
from django.contrib.gis.geos import LineString, Point
from django.db.models import Q
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, Division
from boundaries.lines.faces import areas_from_edges
from boundaries.lines.markers.models import Kind
from boundaries.lines.markers.queries import refresh_chainages
from boundaries.lines.models import (
    Edge,
    Junction,
    Line,
    LineEdge,
    LineState,
    LineVersion,
    Marker,
    MarkerVersion,
    Redrawing,
    ThreeWayPoint,
)
from boundaries.lines.network import ELLIPSOID, points_of, stretch_of
from boundaries.lines.topology import Segment, Stretch, edges_from_polygons, undirected
from boundaries.lines.tree import Tree, tree_on

SOURCE = "示例数据（程序生成）"
PROVINCIAL_LINE = "2223"
PROVINCIAL_SPACING_M = 10_000.0
TOWNSHIP_SPACING_M = 5_000.0
EVERY_DOUBLE = 4  # on river stretches every fourth marker stands on both banks
BANK_M = 150.0
EVERY_MARKED_LINE = 12  # of the township lines


def write_townships(outlines: Mapping[int, Polygon | MultiPolygon], day: datetime.date) -> int:
    """Store the edges of a partition of our counties into townships (division id → outline).

    A real edge stays as it is and becomes the dormant parent of its pieces. Answers how many edges were made.
    """
    tree = tree_on(day)
    real = list(Edge.objects.filter(parent__isnull=True, is_sample=False, valid__contains=day).order_by("id"))
    homes: dict[Segment, Edge] = {}
    outside: dict[Segment, int] = {}
    for edge in real:
        stranger = next((side for side in (edge.left_id, edge.right_id) if tree.external(side)), None)
        points = points_of(edge.geom)
        for a, b in zip(points, points[1:], strict=False):
            homes[undirected(a, b)] = edge
            if stranger is not None:
                outside[undirected(a, b)] = stranger
    stretches = edges_from_polygons(outlines, outside)
    junctions = _junctions(stretches)
    edges = [_edge(stretch, junctions, tree, homes.get(undirected(*stretch.points[:2])), day) for stretch in stretches]
    made = Edge.objects.bulk_create(edges, batch_size=2000)
    Edge.objects.filter(pk__in={edge.parent_id for edge in made if edge.parent_id}).update(dormant=True)
    return len(made)


def _junctions(stretches: list[Stretch]) -> dict[tuple[float, float], Junction]:
    """The junctions at the ends of the stretches: the real one where one stands there, else a sample one."""
    known = {(item.point.x, item.point.y): item for item in Junction.objects.filter(is_sample=False)}
    ends = {end for stretch in stretches for end in (stretch.points[0], stretch.points[-1])}
    made = Junction.objects.bulk_create(
        [Junction(point=_point(end), is_sample=True) for end in sorted(ends - known.keys())], batch_size=2000
    )
    return known | {(item.point.x, item.point.y): item for item in made}


def _point(place: tuple[float, float]) -> Point:
    return Point(*place, srid=settings.REGISTER_SRID)


def _edge(
    stretch: Stretch,
    junctions: Mapping[tuple[float, float], Junction],
    tree: Tree,
    parent: Edge | None,
    day: datetime.date,
) -> Edge:
    return Edge(
        start=junctions[stretch.points[0]],
        end=junctions[stretch.points[-1]],
        left_id=stretch.left,
        right_id=stretch.right,
        geom=LineString(stretch.points, srid=settings.REGISTER_SRID),
        valid=parent.valid if parent else DateRange(day, None),
        level=tree.level_between(stretch.left, stretch.right),
        state=parent.state if parent else LineState.CUSTOMARY,
        locked=parent.locked if parent else False,
        is_sample=True,
        parent=parent,
        source=SOURCE,
    )


def write_markers(river_neighbours: Iterable[int]) -> int:
    """Put sample markers on the line 2223 and on some township lines; answers how many.

    `river_neighbours` are the counties beyond the line whose stretches of it run in rivers.
    """
    rivers = set(river_neighbours)
    markers: list[MarkerVersion] = []
    for line in LineVersion.objects.filter(code=PROVINCIAL_LINE):
        markers += _provincial_markers(line, rivers, _ours())
    townships = list(LineVersion.objects.filter(level=Level.TOWNSHIP, is_sample=True).order_by("code"))
    for line in townships[::EVERY_MARKED_LINE]:
        spots = [spot.place for spot in _spots(_course(line), TOWNSHIP_SPACING_M)]
        markers += [
            _marker(line, f"{line.code}-{number:03}Q", Kind.SINGLE, place)
            for number, place in enumerate(spots, start=1)
        ]
    identities = Marker.objects.bulk_create([Marker(is_sample=True) for _ in markers], batch_size=2000)
    for version, marker in zip(markers, identities, strict=True):
        version.marker = marker
    made = MarkerVersion.objects.bulk_create(markers, batch_size=2000)
    refresh_chainages({version.line_id for version in made})
    return len(made)


class _Spot:
    """A place on a line: where, how far along, in which direction the line goes, between which divisions."""

    def __init__(self, place: tuple[float, float], chainage: float, azimuth: float, sides: tuple[int, int]) -> None:
        self.place, self.chainage, self.azimuth, self.sides = place, chainage, azimuth, sides

    def beside(self, degrees: float) -> tuple[float, float]:
        """A place on the bank: `BANK_M` away, at an angle to the direction of the line."""
        lon, lat, _ = ELLIPSOID.fwd(*self.place, self.azimuth + degrees, BANK_M)
        return round(lon, 6), round(lat, 6)


def _course(line: LineVersion) -> list[Stretch]:
    """The stretches of a line in its legal order and direction."""
    members = (
        LineEdge.objects.filter(line=line.line_id, valid__overlap=line.valid)
        .select_related("edge")
        .order_by("position")
    )
    return [
        stretch_of(member.edge).turned() if member.reversed else stretch_of(member.edge)
        for member in members.order_by("position")
    ]


def _spots(course: list[Stretch], spacing: float) -> Iterable[_Spot]:
    """Vertices of the line about every `spacing` metres, the first one half of that from its beginning."""
    gone, due = 0.0, spacing / 2
    for stretch in course:
        lons, lats = zip(*stretch.points, strict=True)
        azimuths, _, steps = ELLIPSOID.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
        for index, step in enumerate(steps):
            gone += step
            if gone >= due and index + 1 < len(steps):
                due = gone + spacing
                yield _Spot(stretch.points[index + 1], gone, azimuths[index + 1], (stretch.left, stretch.right))


def _ours() -> BaseGeometry:
    """Everything on our side of the outer boundary, prepared."""
    external = set(Division.objects.filter(external=True).values_list("id", flat=True))
    edges = [stretch_of(edge) for edge in Edge.objects.filter(is_sample=False)]
    ours = areas_from_edges(edges, lambda owner: None if owner in external else "ours")["ours"]
    shapely.prepare(ours)
    return ours


def _provincial_markers(line: LineVersion, rivers: set[int], ours: BaseGeometry) -> list[MarkerVersion]:
    found = []
    for number, spot in enumerate(_spots(_course(line), PROVINCIAL_SPACING_M), start=1):
        banks = None if number % EVERY_DOUBLE or rivers.isdisjoint(spot.sides) else _banks(spot, ours)
        if banks is None:
            found.append(_marker(line, f"{line.code}{number:03}Q", Kind.SINGLE, spot.place))
            continue
        for letter, place in zip("AB", banks, strict=True):
            found.append(_marker(line, f"{line.code}{number:03}{letter}", Kind.DOUBLE, place))
    return found


def _banks(spot: _Spot, ours: BaseGeometry) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Our bank (A, the smaller code) and the other one (B); None where the bends are too narrow for both."""
    sides = sorted((spot.beside(-90), spot.beside(90)), key=lambda place: not shapely.contains_xy(ours, *place))
    inside = [bool(shapely.contains_xy(ours, *place)) for place in sides]
    return (sides[0], sides[1]) if inside == [True, False] else None


def _marker(line: LineVersion, number: str, kind: Kind, place: tuple[float, float]) -> MarkerVersion:
    return MarkerVersion(
        line_id=line.line_id,
        valid=DateRange(line.valid.lower, None),
        number=number,
        level=line.level,
        kind=kind,
        point=_point(place),
        description="示例界桩，不是实地界桩",
        is_sample=True,
    )


def remove() -> int:
    """Delete every sample row of lines, edges, junctions, markers and areas; answers how many."""
    ThreeWayPoint.objects.filter(Q(junction__is_sample=True) | Q(lines__is_sample=True)).delete()
    count = 0
    for model in (Redrawing, Marker, Edge, Line, Junction, Area):
        deleted, _ = model.objects.filter(is_sample=True).delete()
        count += deleted
    Edge.objects.filter(dormant=True).update(dormant=False)
    return count


def stands() -> bool:
    """Whether the sample is loaded."""
    return Edge.objects.filter(is_sample=True).exists()
