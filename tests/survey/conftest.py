"""Two counties with a line between them, a surveyor and officers: enough for the whole road."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.db import transaction

from boundaries.divisions.models import Area, AreaPiece
from boundaries.lines.models import Edge, Junction, Line, LineEdge, LineVersion
from office.people.roles import Role
from tests.factories import ALWAYS, appointed, make_division, make_tree
from tests.survey.corpus import good


def _area(division, ring: list[tuple[float, float]], level: str = "county") -> None:
    polygon = Polygon(ring, srid=settings.REGISTER_SRID)
    shape = MultiPolygon(polygon, srid=settings.REGISTER_SRID)
    area = Area.objects.create(
        division=division, valid=ALWAYS, geom=shape, area_m2=1.0, label_point=shape.point_on_surface
    )
    AreaPiece.objects.create(area=area, level=level, geom=polygon)


def _edge(points: list[tuple[float, float]], ends: list[Junction], left, right) -> Edge:
    return Edge.objects.create(
        start=ends[0],
        end=ends[1],
        left=left,
        right=right,
        geom=LineString(points, srid=settings.REGISTER_SRID),
        valid=ALWAYS,
        level="county",
        state="surveyed",
        source="测试",
    )


@pytest.fixture
def road(db) -> SimpleNamespace:
    """The tree 吉林省 › 长春市 › 农安县、德惠市, the line through the twelve good points, people on both sides.

    农安县 lies south-west of the line, 德惠市 north-east; around both lies one external neighbour.
    """
    tree = make_tree()
    outside = make_division("邻省", external=True)
    shared = [(lon, lat) for _, lon, lat in good.POINTS]
    first, last = shared[0], shared[-1]
    south_west = [first, (124.5, first[1]), (124.5, 44.0), (last[0], 44.0), last]
    north_east = [last, (126.8, last[1]), (126.8, 45.0), (first[0], 45.0), first]
    with transaction.atomic():
        ends = [Junction.objects.create(point=Point(*pair, srid=settings.REGISTER_SRID)) for pair in (first, last)]
        edge = _edge(shared, ends, tree["dehui"], tree["nongan"])
        _edge(south_west, ends, tree["nongan"], outside)
        _edge(north_east, ends[::-1], tree["dehui"], outside)
        _area(tree["province"], [(124, 43), (127, 43), (127, 46), (124, 46), (124, 43)], "province")
        _area(tree["nongan"], [*south_west, *shared[-2::-1]])
        _area(tree["dehui"], [*north_east, *shared[1:]])
    line = Line.objects.create(state="surveyed", length_m=1.0, length_source="测试")
    version = LineVersion.objects.create(
        line=line,
        code="220122-220183",
        name="农安县与德惠市界线",
        level="county",
        first=tree["nongan"],
        second=tree["dehui"],
        computed_m=1.0,
        computed_from="测试",
        valid=ALWAYS,
    )
    LineEdge.objects.create(line=line, edge=edge, position=1, valid=ALWAYS)
    return SimpleNamespace(
        **tree,
        line=version,
        surveyor=appointed(Role.SURVEYOR, tree["nongan"], full_name="李测"),
        officer=appointed(Role.BOUNDARY_OFFICER, tree["nongan"], full_name="王界"),
        neighbour=appointed(Role.BOUNDARY_OFFICER, tree["dehui"], full_name="赵德"),
        above=appointed(Role.BOUNDARY_OFFICER, tree["city"], full_name="孙市"),
        namer=appointed(Role.NAME_OFFICIAL, tree["nongan"], full_name="钱名"),
    )
