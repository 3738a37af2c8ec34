"""Two counties with a line between them, a surveyor and officers: enough for the whole road."""

from types import SimpleNamespace

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Point, Polygon

from boundaries.divisions.models import Area, AreaPiece
from boundaries.lines.models import Edge, Junction, Line, LineEdge
from office.intake.staging import geos
from office.people.roles import Role
from tests.factories import ALWAYS, appointed, make_tree
from tests.survey.corpus import good


def _area(division, box: tuple[float, float, float, float], level: str = "county") -> Area:
    polygon = Polygon.from_bbox(box)
    polygon.srid = 4490
    shape = MultiPolygon(polygon, srid=4490)
    area = Area.objects.create(
        division=division, valid=ALWAYS, geom=shape, area_m2=1.0, label_point=shape.point_on_surface
    )
    AreaPiece.objects.create(area=area, level=level, geom=polygon)
    return area


@pytest.fixture
def road(db) -> SimpleNamespace:
    """The tree 吉林省 › 长春市 › 农安县、德惠市, the line through the twelve good points, people on both sides."""
    tree = make_tree()
    _area(tree["province"], (124.0, 43.0, 127.0, 46.0), "province")
    _area(tree["nongan"], (124.5, 44.0, 126.2, 45.0))
    _area(tree["dehui"], (126.2, 44.0, 126.8, 45.0))
    shape = shapely.LineString([(lon, lat) for _, lon, lat in good.POINTS])
    ends = [Junction.objects.create(point=Point(*pair, srid=4490)) for pair in (shape.coords[0], shape.coords[-1])]
    edge = Edge.objects.create(
        start=ends[0],
        end=ends[1],
        left=tree["nongan"],
        right=tree["dehui"],
        geom=LineString(list(shape.coords), srid=4490),
        valid=ALWAYS,
        level="county",
        state="surveyed",
        source="测试",
    )
    line = Line.objects.create(
        code="220122-220183",
        name="农安县与德惠市界线",
        level="county",
        first=tree["nongan"],
        second=tree["dehui"],
        state="surveyed",
        length_m=1.0,
        length_source="测试",
    )
    LineEdge.objects.create(line=line, edge=edge, position=1)
    assert isinstance(geos(shape), GEOSGeometry)
    return SimpleNamespace(
        **tree,
        line=line,
        surveyor=appointed(Role.SURVEYOR, tree["nongan"], full_name="李测"),
        officer=appointed(Role.BOUNDARY_OFFICER, tree["nongan"], full_name="王界"),
        neighbour=appointed(Role.BOUNDARY_OFFICER, tree["dehui"], full_name="赵德"),
        above=appointed(Role.BOUNDARY_OFFICER, tree["city"], full_name="孙市"),
        namer=appointed(Role.NAME_OFFICIAL, tree["nongan"], full_name="钱名"),
    )
