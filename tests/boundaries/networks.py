"""A register over a random partition: four levels of divisions with their edges, areas and lines."""

import datetime
from dataclasses import dataclass, field

import shapely
from psycopg2.extras import DateRange
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionVersion
from boundaries.lines.areas import compare_areas, rebuild_areas
from boundaries.lines.coverage import coverage_findings
from boundaries.lines.legal import compare_lines, rebuild_lines
from boundaries.lines.network import write_edges
from boundaries.lines.periods import stable_periods
from boundaries.lines.tiles import compare_shapes, store_shapes
from boundaries.lines.topology import edges_from_polygons
from boundaries.lines.tree import tree_on

BEGIN = datetime.date(2000, 1, 1)
SCALE = 0.01  # a unit of a drawn partition in degrees
CORNER = (125.0, 43.0)
LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


@dataclass
class Network:
    """The divisions of a small province by level, and the size of it all in square degrees."""

    by_level: dict[Level, list[int]] = field(default_factory=dict)
    size: float = 0.0

    @property
    def townships(self) -> list[int]:
        return self.by_level[Level.TOWNSHIP]


def placed(shape: BaseGeometry) -> BaseGeometry:
    """A drawn shape on the ground: units become hundredths of a degree in Jilin, rounded so that neighbours agree."""
    return shapely.transform(shape, lambda xy: (xy * SCALE + CORNER).round(9))


def make_division(name: str, level: Level, code: str, parent: int | None, *, external: bool = False) -> int:
    division = Division.objects.create(external=external)
    DivisionVersion.objects.create(
        division=division, name=name, level=level, kind="", parent_id=parent, valid=DateRange(None, None), source="测试"
    )
    DivisionCode.objects.create(division=division, scheme="MCA", code=code, valid=DateRange(None, None), source="测试")
    return division.pk


def make_network(partition: dict[int, BaseGeometry], *, counties: int = 3, prefectures: int = 2) -> Network:
    """Each owner of the partition is a township; owner n lies in county n % counties, that one in a prefecture."""
    network = Network({level: [] for level in LEVELS})
    outside = make_division("邻省", Level.PROVINCE, "99", None, external=True)
    province = make_division("试省", Level.PROVINCE, "98", None)
    network.by_level[Level.PROVINCE] = [province]
    for n in range(prefectures):
        code = f"98{n + 1:02}"
        network.by_level[Level.PREFECTURE].append(make_division(f"{n}市", Level.PREFECTURE, code, province))
    for n in range(counties):
        above = n % prefectures
        parent = network.by_level[Level.PREFECTURE][above]
        code = f"98{above + 1:02}{n + 21}"
        network.by_level[Level.COUNTY].append(make_division(f"{n}县", Level.COUNTY, code, parent))
    owners = {}
    for owner in sorted(partition):
        n = owner % counties
        code = f"98{n % prefectures + 1:02}{n + 21}{owner + 100}"
        owners[owner] = make_division(f"第{owner}镇", Level.TOWNSHIP, code, network.by_level[Level.COUNTY][n])
    network.by_level[Level.TOWNSHIP] = [owners[owner] for owner in sorted(partition)]
    shapes = {owners[owner]: placed(shape) for owner, shape in partition.items()}
    network.size = sum(shape.area for shape in shapes.values())
    stretches = edges_from_polygons(shapes, beyond=outside)
    same = {division: division for division in [*owners.values(), outside]}
    write_edges(stretches, same, tree_on(BEGIN), DateRange(BEGIN, None), "测试")
    rebuild_areas()
    rebuild_lines()
    store_shapes()
    return network


def area_on(division: int, day: datetime.date) -> BaseGeometry | None:
    row = Area.objects.filter(division=division, valid__contains=day).first()
    return shapely.from_wkb(bytes(row.geom.wkb)) if row else None


def assert_sound(network: Network) -> None:
    """In every stable period: no gap, no overlap, no area lost, every level the union of its children; all derived."""
    periods = stable_periods()
    for begin, _ in periods:
        assert coverage_findings(begin) == []
        tree = tree_on(begin)
        shapes = {pk: shape for pk, node in tree.nodes.items() if not node.external and (shape := area_on(pk, begin))}
        lowest = [shape for pk, shape in shapes.items() if tree.nodes[pk].level == Level.TOWNSHIP]
        assert abs(sum(shape.area for shape in lowest) - network.size) < 1e-9 * network.size
        assert abs(shapely.union_all(lowest).area - network.size) < 1e-9 * network.size
        for level, below in zip(LEVELS, LEVELS[1:], strict=False):
            for pk, shape in shapes.items():
                if tree.nodes[pk].level == level:
                    children = [
                        shapes[child]
                        for child, node in tree.nodes.items()
                        if node.level == below and tree.ancestor(child, level) == pk and child in shapes
                    ]
                    together = shapely.union_all(children) if children else Polygon()
                    off = shape.symmetric_difference(together).area
                    assert off < 1e-9 * network.size, (begin, level, pk, off, [(n, x) for n, x in tree.nodes.items()])
    for comparison in (compare_areas(), compare_lines(), compare_shapes()):
        assert comparison.differences == [], comparison.differences
        assert comparison.compared
