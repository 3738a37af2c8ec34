"""Areas (区域) as products of the edges: computed, stored, compared."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, LineString
from django.db import connection
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, DivisionVersion
from boundaries.lines.faces import areas_from_edges
from boundaries.lines.models import Edge
from boundaries.lines.network import points_of
from boundaries.lines.topology import Stretch
from boundaries.lines.tree import Tree, tree_on
from boundaries.progress import Comparison

AREA_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
PIECE_VERTICES = 128
LABEL_PRECISION = 0.01  # of the size of the area


@dataclass(frozen=True)
class Product:
    """One computed area: what stands in the table `divisions_area`, without the id."""

    division: int
    level: Level
    lower: datetime.date | None
    upper: datetime.date | None
    area: MultiPolygon
    is_sample: bool

    @property
    def key(self) -> tuple[int, datetime.date | None, datetime.date | None]:
        return self.division, self.lower, self.upper


def label_point(area: MultiPolygon) -> Point:
    """A point well inside the largest part: the middle of the greatest circle that fits into it."""
    part = max(area.geoms, key=lambda polygon: polygon.area)
    circle = shapely.maximum_inscribed_circle(part, tolerance=LABEL_PRECISION * part.area**0.5)
    middle = Point(circle.coords[0])
    return middle if part.contains(middle) else part.representative_point()


def computed_areas() -> list[Product]:
    """The areas of all levels and periods, built from the edges that stand in the register."""
    found: dict[int, Product] = {}
    finished: list[Product] = []
    for lower, upper in _periods():
        today = _products(lower, upper)
        for product in today:
            before = found.get(product.division)
            if before and before.upper == lower and _same(before, product):
                product = Product(product.division, product.level, before.lower, upper, product.area, product.is_sample)
            elif before:
                finished.append(before)
            found[product.division] = product
    return sorted([*finished, *found.values()], key=lambda item: (AREA_LEVELS.index(item.level), item.division))


def _same(one: Product, other: Product) -> bool:
    return one.level == other.level and one.is_sample == other.is_sample and one.area.equals_exact(other.area, 0)


def _periods() -> list[tuple[datetime.date | None, datetime.date | None]]:
    """The periods in which neither an edge nor the tree above the edges changes."""
    edges = Edge.objects.values_list("valid", flat=True).distinct()
    versions = (
        DivisionVersion.objects.exclude(level=Level.VILLAGE)
        .filter(division__statistical=False)
        .values_list("valid", flat=True)
        .distinct()
    )
    ranges = list(edges)
    if not ranges:
        return []
    first = min((valid.lower or datetime.date.min) for valid in ranges)
    bounds = {
        bound for valid in [*ranges, *versions] for bound in (valid.lower, valid.upper) if bound and bound >= first
    }
    days = sorted(bounds | {first})
    return [
        (None if day == datetime.date.min else day, upper) for day, upper in zip(days, [*days[1:], None], strict=True)
    ]


def _products(lower: datetime.date | None, upper: datetime.date | None) -> list[Product]:
    day = lower or datetime.date.min
    tree = tree_on(day)
    edges = list(
        Edge.objects.filter(valid__contains=day)
        .order_by("id")
        .values_list("id", "parent_id", "left_id", "right_id", "geom", "is_sample")
    )
    parents = {parent for _, parent, *_ in edges if parent}
    whole = [(_stretch(left, right, geom), sample) for _, parent, left, right, geom, sample in edges if not parent]
    cut = [(_stretch(left, right, geom), sample) for pk, _, left, right, geom, sample in edges if pk not in parents]
    found = []
    for level in AREA_LEVELS:
        found += _of_level(level, cut if level == Level.TOWNSHIP else whole, tree, lower, upper)
    return found


def _stretch(left: int, right: int, geom: LineString) -> Stretch:
    return Stretch(points_of(geom), left, right)


def _of_level(
    level: Level,
    edges: list[tuple[Stretch, bool]],
    tree: Tree,
    lower: datetime.date | None,
    upper: datetime.date | None,
) -> list[Product]:
    """The areas of one level; of what lies outside only the divisions that edges name themselves."""
    owners = {owner for stretch, _ in edges for owner in (stretch.left, stretch.right) if isinstance(owner, int)}
    groups = {owner: group_of(owner, level, tree) for owner in owners}
    areas = areas_from_edges([stretch for stretch, _ in edges], groups.get)
    sampled = {
        groups.get(owner)
        for stretch, is_sample in edges
        if is_sample and groups.get(stretch.left) != groups.get(stretch.right)
        for owner in (stretch.left, stretch.right)
    }
    return [
        Product(division, level, lower, upper, area, division in sampled)
        for division, area in sorted(areas.items(), key=lambda item: str(item[0]))
        if isinstance(division, int)
    ]


def group_of(owner: int, level: Level, tree: Tree) -> int | None:
    """The division of a level whose area a side of an edge belongs to."""
    if not tree.external(owner):
        return tree.ancestor(owner, level)
    return owner if tree.nodes[owner].level == level == Level.COUNTY else None


def store_areas(products: Iterable[Product]) -> int:
    """Make the stored areas and pieces those of `products`; an area that is right already keeps its id."""
    wanted = {product.key: product for product in products}
    for area in Area.objects.all().iterator(500):
        product = wanted.get(_key(area))
        if _difference(product, area):
            area.delete()
        elif product:
            del wanted[product.key]
    made = Area.objects.bulk_create([_row(product) for product in wanted.values()], batch_size=500)
    levels = {area.pk: str(product.level) for area, product in zip(made, wanted.values(), strict=True)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE divisions_area SET area_m2 = ST_Area(geom::geography) WHERE id = ANY(%s)", [[*levels]])
        cursor.execute("DELETE FROM divisions_areapiece WHERE area_id <> ALL (%s)", [_areas_with_right_pieces()])
        cursor.execute(_SUBDIVIDE, [PIECE_VERTICES])
        cursor.execute("ANALYZE divisions_area, divisions_areapiece")
    return Area.objects.count()


_SUBDIVIDE = """
INSERT INTO divisions_areapiece (area_id, level, geom)
SELECT area.id, version.level, ST_Subdivide(area.geom, %s) FROM divisions_area area
JOIN divisions_divisionversion version
ON version.division_id = area.division_id AND version.valid @> COALESCE(lower(area.valid), '-infinity'::date)
WHERE NOT EXISTS (SELECT FROM divisions_areapiece piece WHERE piece.area_id = area.id) ORDER BY area.id
"""


def _row(product: Product) -> Area:
    return Area(
        division_id=product.division,
        valid=DateRange(product.lower, product.upper),
        geom=geos_of(product.area),
        area_m2=0,
        label_point=geos_of(label_point(product.area)),
        is_sample=product.is_sample,
    )


def _key(area: Area) -> tuple[int, datetime.date | None, datetime.date | None]:
    return area.division_id, area.valid.lower, area.valid.upper


def geos_of(shape: BaseGeometry, srid: int = settings.REGISTER_SRID) -> Any:
    """A Shapely geometry as a value for a geometry field, byte for byte."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=srid)


def compare_areas() -> Comparison:
    """Whether the stored areas and pieces are what the edges give today."""
    result = Comparison("areas")
    wanted = {product.key: product for product in computed_areas()}
    stored = {(area.division_id, area.valid.lower, area.valid.upper): area for area in Area.objects.all().iterator(500)}
    for key in sorted(wanted.keys() | stored.keys(), key=str):
        result.compare(f"区划 D{key[0]} 自 {key[1]} 的范围", _difference(wanted.get(key), stored.get(key)))
    _compare_pieces(result)
    return result


def _difference(product: Product | None, area: Area | None) -> str:
    if product is None:
        return "库中多出，按边应无此范围"
    if area is None:
        return "库中缺少"
    if bytes(area.geom.wkb) != shapely.to_wkb(product.area):
        return "图形与由边生成的不同"
    if area.is_sample != product.is_sample:
        return "示例标记不同"
    if bytes(area.label_point.wkb) != shapely.to_wkb(label_point(product.area)):
        return "注记点不同"
    return ""


_PIECES = """
WITH wanted AS (
    SELECT area.id, md5(string_agg(md5(ST_AsBinary(piece)), '' ORDER BY md5(ST_AsBinary(piece)))) AS hash
    FROM divisions_area area, LATERAL ST_Subdivide(area.geom, %s) AS piece
    WHERE EXISTS (SELECT FROM divisions_areapiece known WHERE known.area_id = area.id) GROUP BY area.id
), stored AS (
    SELECT area_id AS id, md5(string_agg(md5(ST_AsBinary(geom)), '' ORDER BY md5(ST_AsBinary(geom)))) AS hash
    FROM divisions_areapiece GROUP BY area_id
)
SELECT area.id, area.division_id, COALESCE(wanted.hash = stored.hash, false),
       abs(area.area_m2 - ST_Area(area.geom::geography)) <= 1e-9 * area.area_m2
FROM divisions_area area LEFT JOIN wanted USING (id) LEFT JOIN stored USING (id) ORDER BY area.id
"""


def _piece_rows() -> list[tuple[int, int, bool, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, [PIECE_VERTICES])
        return cursor.fetchall()


def _areas_with_right_pieces() -> list[int]:
    return [pk for pk, _, pieces_same, _ in _piece_rows() if pieces_same]


def _compare_pieces(result: Comparison) -> None:
    for _, division, pieces_same, size_same in _piece_rows():
        result.compare(f"区划 D{division} 的分块", "" if pieces_same else "与范围不符")
        result.compare(f"区划 D{division} 的面积", "" if size_same else "与范围不符")


def rebuild_areas() -> int:
    """Make all areas again from the edges; the generalised copies have to follow."""
    return store_areas(computed_areas())
