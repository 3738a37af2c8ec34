"""Areas (区域) as products of the edges: computed, stored, compared; all of them, or those that an action touched."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from boundaries.lines.faces import areas_from_edges
from boundaries.lines.periods import Period, as_range, begin_of, eve_of, stable_periods
from boundaries.lines.snapshot import Snapshot, Snapshots
from boundaries.progress import Comparison

AREA_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)
PIECE_VERTICES = 128
LABEL_PRECISION = 0.01  # of the size of the area


@dataclass(frozen=True)
class Product:
    """One computed area: what stands in the table `divisions_area`, without the id.

    `joints` are the junctions on its boundary: where they change, its generalised copies do.
    """

    division: int
    level: Level
    period: Period
    area: MultiPolygon
    is_sample: bool
    joints: frozenset[tuple[float, float]]

    @property
    def key(self) -> tuple[int, datetime.date]:
        return self.division, self.period[0]


def label_point(area: MultiPolygon) -> Point:
    """A point well inside the largest part: the middle of the greatest circle that fits into it."""
    part = max(area.geoms, key=lambda polygon: polygon.area)
    circle = shapely.maximum_inscribed_circle(part, tolerance=LABEL_PRECISION * part.area**0.5)
    middle = Point(circle.coords[0])
    return middle if part.contains(middle) else part.representative_point()


def computed_areas(
    periods: Iterable[Period] | None = None,
    divisions: Collection[int] | None = None,
    snapshots: Snapshots | None = None,
) -> list[Product]:
    """The areas of all levels and stable periods, built from the edges that stand in the register.

    With `divisions` only theirs; neighbouring periods in which an area is the same are joined.
    """
    seen = snapshots or Snapshots()
    runs: dict[int, list[Product]] = {}
    for period in stable_periods() if periods is None else periods:
        for product in _products(period, seen.on(period[0]), divisions):
            run = runs.setdefault(product.division, [])
            if run and run[-1].period[1] == period[0] and _same(run[-1], product):
                run[-1] = replace(run[-1], period=(run[-1].period[0], period[1]))
            else:
                run.append(product)
    found = [product for run in runs.values() for product in run]
    return sorted(found, key=lambda item: (AREA_LEVELS.index(item.level), item.division, item.period[0]))


def _same(one: Product, other: Product) -> bool:
    facts = (one.level, one.is_sample, one.joints) == (other.level, other.is_sample, other.joints)
    return facts and one.area.equals_exact(other.area, 0)


def _products(period: Period, snapshot: Snapshot, divisions: Collection[int] | None) -> list[Product]:
    wanted = None if divisions is None else set(divisions)
    return [product for level in AREA_LEVELS for product in _of_level(level, snapshot, period, wanted)]


def _of_level(level: Level, snapshot: Snapshot, period: Period, wanted: set[int] | None) -> list[Product]:
    """The areas of one level; of what lies outside only the divisions that edges name themselves."""
    group = snapshot.grouping(level)
    edges = snapshot.around(level, lambda division: wanted is None or division in wanted)
    stretches = snapshot.stretches(edges)
    areas = areas_from_edges(stretches, lambda owner: _chosen(group(owner), wanted))
    joints: dict[int | None, set[tuple[float, float]]] = {}
    sampled: set[int | None] = set()
    for edge, stretch in zip(edges, stretches, strict=True):
        for side in (group(edge.left), group(edge.right)):
            joints.setdefault(side, set()).update((stretch.points[0], stretch.points[-1]))
            if edge.made_up(level):
                sampled.add(side)
    return [
        Product(division, level, period, area, division in sampled, frozenset(joints[division]))
        for division, area in sorted(areas.items())
    ]


def _chosen(division: int | None, wanted: set[int] | None) -> int | None:
    return division if wanted is None or division in wanted else None


def store_areas(products: Iterable[Product]) -> int:
    """Make the stored areas and pieces those of `products`; an area that is right already keeps its id."""
    wanted = {product.key: product for product in products}
    for area in Area.objects.all().iterator(500):
        product = wanted.get((area.division_id, begin_of(area.valid)))
        _settle(area, wanted, wrong=product is not None and _label_differs(product, area))
    _insert(list(wanted.values()))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM divisions_areapiece WHERE area_id <> ALL (%s)", [_areas_with_right_pieces()])
        cursor.execute(_SUBDIVIDE, [PIECE_VERTICES])
        cursor.execute("ANALYZE divisions_area, divisions_areapiece")
    return Area.objects.count()


def refresh_areas(divisions: Collection[int], since: datetime.date, snapshots: Snapshots | None = None) -> list[int]:
    """Build the areas of some divisions again from `since` on; what was before stays. Answers those with other areas.

    The day before is computed too: a run of days over which nothing changes is one row.
    """
    eve = eve_of(since)
    products = computed_areas([*eve, *stable_periods(since)], divisions, snapshots)
    reach = DateRange(eve[0][0] if eve else None, None)
    stored = list(Area.objects.filter(division__in=divisions, valid__overlap=reach))
    begins = {area.division_id: begin_of(area.valid) for area in stored if eve and eve[0][0] in area.valid}
    wanted: dict[tuple[int, datetime.date], Product] = {}
    for product in products:
        if eve and product.period[0] == eve[0][0]:
            product = replace(product, period=(begins.get(product.division, product.period[0]), product.period[1]))
        wanted[product.key] = product
    gone = {area.division_id for area in stored if (area.division_id, begin_of(area.valid)) not in wanted}
    for area in sorted(stored, key=lambda area: (area.division_id, begin_of(area.valid)) in wanted):
        _settle(area, wanted)  # what goes makes room before what stays is extended
    _insert(list(wanted.values()))
    with connection.cursor() as cursor:
        cursor.execute(_SUBDIVIDE, [PIECE_VERTICES])
    return sorted(gone | {product.division for product in wanted.values()})


def _settle(area: Area, wanted: dict[tuple[int, datetime.date], Product], *, wrong: bool = False) -> None:
    """Keep a stored area that is wanted as it is, with its period set right; else, or where `wrong`, delete it."""
    key = (area.division_id, begin_of(area.valid))
    product = wanted.get(key)
    if product is None or wrong or _shape_differs(product, area):
        area.delete()
        return
    if area.valid.upper != product.period[1]:
        Area.objects.filter(pk=area.pk).update(valid=as_range(product.period))
    del wanted[key]


def _insert(products: list[Product]) -> list[Area]:
    made = Area.objects.bulk_create([_row(product) for product in products], batch_size=500)
    ids = [area.pk for area in made]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE divisions_area SET area_m2 = ST_Area(geom::geography) WHERE id = ANY(%s)", [ids])
    return made


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
        valid=as_range(product.period),
        geom=geos_of(product.area),
        area_m2=0,
        label_point=geos_of(label_point(product.area)),
        is_sample=product.is_sample,
    )


def geos_of(shape: BaseGeometry, srid: int = settings.REGISTER_SRID) -> Any:
    """A Shapely geometry as a value for a geometry field, byte for byte."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=srid)


def compare_areas() -> Comparison:
    """Whether the stored areas and pieces are what the edges give today."""
    result = Comparison("areas")
    wanted = {product.key: product for product in computed_areas()}
    stored = {(area.division_id, begin_of(area.valid)): area for area in Area.objects.all().iterator(500)}
    for key in sorted(wanted.keys() | stored.keys()):
        result.compare(f"区划 D{key[0]} 自 {key[1]} 的范围", _difference(wanted.get(key), stored.get(key)))
    _compare_pieces(result)
    return result


def _difference(product: Product | None, area: Area | None) -> str:
    if product is None:
        return "库中多出，按边应无此范围"
    if area is None:
        return "库中缺少"
    if area.valid.upper != product.period[1]:
        return "有效期不同"
    if bytes(area.geom.wkb) != shapely.to_wkb(product.area):
        return "图形与由边生成的不同"
    if area.is_sample != product.is_sample:
        return "示例标记不同"
    if _label_differs(product, area):
        return "注记点不同"
    return ""


def _label_differs(product: Product, area: Area) -> bool:
    return bytes(area.label_point.wkb) != shapely.to_wkb(label_point(product.area))


def _shape_differs(product: Product, area: Area) -> bool:
    return area.is_sample != product.is_sample or bytes(area.geom.wkb) != shapely.to_wkb(product.area)


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
