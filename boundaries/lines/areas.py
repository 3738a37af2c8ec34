"""Areas (区域) as products of the edges: computed, stored, compared; all of them, or those that an action touched."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, AreaPiece
from boundaries.lines.faces import area_of_paths
from boundaries.lines.periods import ALWAYS, Period, as_range, begin_of, eve_of
from boundaries.lines.snapshot import EdgeRow, Snapshot, Snapshots
from boundaries.lines.tree import LEVELS
from boundaries.progress import Comparison
from office.bulk import copy_columns, reserve

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


class Rim(NamedTuple):
    """The edges on the boundary of a division at a level, each with whether the division lies on its left."""

    division: int
    level: Level
    edges: tuple[tuple[EdgeRow, bool], ...]


def label_point(area: MultiPolygon) -> Point:
    """A point well inside the largest part: the middle of the greatest circle that fits into it."""
    part = max(area.geoms, key=lambda polygon: polygon.area)
    circle = shapely.maximum_inscribed_circle(part, tolerance=LABEL_PRECISION * part.area**0.5)
    middle = Point(circle.coords[0])
    return middle if part.contains(middle) else part.representative_point()


def computed_areas(
    snapshots: Snapshots, periods: Iterable[Period] | None = None, divisions: Collection[int] | None = None
) -> list[Product]:
    """The areas of all levels and stable periods, built from the edges that stand in the register.

    With `divisions` only theirs; neighbouring periods in which an area is the same are joined. An area
    is built once for all periods in which it has the same edges.
    """
    known: dict[Rim, Product] = {}
    runs: dict[int, list[Product]] = {}
    for period in snapshots.periods() if periods is None else periods:
        snapshot = snapshots.on(period[0])
        rims = list(rims_of(snapshot, divisions))
        snapshot.points.read(edge.id for rim in rims if rim not in known for edge, _ in rim.edges)
        for rim in rims:
            if rim not in known:
                known[rim] = _built(rim, snapshot)
            product, run = known[rim], runs.setdefault(rim.division, [])
            if run and run[-1].period[1] == period[0] and _same(run[-1], product):
                run[-1] = replace(run[-1], period=(run[-1].period[0], period[1]))
            else:
                run.append(replace(product, period=period))
    found = [product for run in runs.values() for product in run]
    return sorted(found, key=lambda item: (LEVELS.index(item.level), item.division, item.period[0]))


def _same(one: Product, other: Product) -> bool:
    facts = (one.level, one.is_sample, one.joints) == (other.level, other.is_sample, other.joints)
    return facts and (one.area is other.area or one.area.equals_exact(other.area, 0))


def rims_of(snapshot: Snapshot, wanted: Collection[int] | None) -> Iterable[Rim]:
    """What bounds each division, level by level; of what lies outside only the divisions that edges name themselves."""
    chosen = None if wanted is None else set(wanted)
    for level in LEVELS:
        group = snapshot.grouping(level)
        found: dict[int, list[tuple[EdgeRow, bool]]] = {}
        for edge in snapshot.around(level, chosen):
            for division, ahead in ((group(edge.left), True), (group(edge.right), False)):
                if division is not None and (chosen is None or division in chosen):
                    found.setdefault(division, []).append((edge, ahead))
        for division, edges in sorted(found.items()):
            yield Rim(division, level, tuple(edges))


def _built(rim: Rim, snapshot: Snapshot) -> Product:
    edges = [(edge, snapshot.points.of(edge), ahead) for edge, ahead in rim.edges]
    return Product(
        division=rim.division,
        level=rim.level,
        period=ALWAYS,
        area=area_of_paths([points if ahead else points[::-1] for _, points, ahead in edges]),
        is_sample=any(edge.made_up(rim.level) for edge, _, _ in edges),
        joints=frozenset(end for _, points, _ in edges for end in (points[0], points[-1])),
    )


def store_areas(products: Iterable[Product]) -> int:
    """Make the stored areas and pieces those of `products`; an area that is right already keeps its id."""
    wanted = {product.key: product for product in products}
    _settle(Area.objects.all().iterator(500), wanted, labels=True)
    AreaPiece.objects.filter(area__in=_areas_with_wrong_pieces()).delete()
    _insert(list(wanted.values()))
    _subdivide(list(Area.objects.values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE divisions_area, divisions_areapiece")
    return Area.objects.count()


def refresh_areas(divisions: Collection[int], since: datetime.date, snapshots: Snapshots) -> list[int]:
    """Build the areas of some divisions again from `since` on; what was before stays. Answers those with other areas.

    The day before is computed too: a run of days over which nothing changes is one row.
    """
    eve = eve_of(since)
    products = computed_areas(snapshots, [*eve, *snapshots.periods(since)], divisions)
    reach = DateRange(eve[0][0] if eve else None, None)
    stored = list(Area.objects.filter(division__in=divisions, valid__overlap=reach))
    begins = {area.division_id: begin_of(area.valid) for area in stored if eve and eve[0][0] in area.valid}
    wanted: dict[tuple[int, datetime.date], Product] = {}
    for product in products:
        if eve and product.period[0] == eve[0][0]:
            product = replace(product, period=(begins.get(product.division, product.period[0]), product.period[1]))
        wanted[product.key] = product
    gone = {area.division_id for area in stored if (area.division_id, begin_of(area.valid)) not in wanted}
    _settle(stored, wanted)
    _subdivide(_insert(list(wanted.values())))
    return sorted(gone | {product.division for product in wanted.values()})


def _settle(stored: Iterable[Area], wanted: dict[tuple[int, datetime.date], Product], *, labels: bool = False) -> None:
    """Delete stored areas that are not wanted; set the periods of the others right and strike them off `wanted`.

    What goes makes room before what stays is extended. `labels`: whether label points are compared too.
    """
    stay, go = [], []
    for area in stored:
        key = (area.division_id, begin_of(area.valid))
        product = wanted.get(key)
        if product is None or _shape_differs(product, area) or (labels and _label_differs(product, area)):
            go.append(area.pk)
            continue
        if area.valid.upper != product.period[1]:
            stay.append((area.pk, product.period))
        del wanted[key]
    Area.objects.filter(pk__in=go).delete()
    for pk, period in stay:
        Area.objects.filter(pk=pk).update(valid=as_range(period))


def _insert(products: list[Product]) -> list[int]:
    """Store new areas with their sizes; answers their keys."""
    if not products:
        return []
    ids = reserve(Area, len(products))
    copy_columns(
        Area,
        {
            "id": ids,
            "division_id": [product.division for product in products],
            "valid": [as_range(product.period) for product in products],
            "geom": [product.area for product in products],
            "area_m2": [0] * len(products),
            "label_point": [label_point(product.area) for product in products],
            "is_sample": [product.is_sample for product in products],
        },
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE divisions_area SET area_m2 = ST_Area(geom::geography) WHERE id = ANY(%s)", [ids])
    return ids


def _subdivide(areas: list[int]) -> None:
    """Make the pieces of those areas that have none."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBDIVIDE, [PIECE_VERTICES, areas])


_SUBDIVIDE = """
INSERT INTO divisions_areapiece (area_id, level, geom)
SELECT area.id, version.level, ST_Subdivide(area.geom, %s) FROM divisions_area area
JOIN divisions_divisionversion version
ON version.division_id = area.division_id AND version.valid @> COALESCE(lower(area.valid), '-infinity'::date)
WHERE area.id = ANY(%s) AND NOT EXISTS (SELECT FROM divisions_areapiece piece WHERE piece.area_id = area.id)
ORDER BY area.id
"""


def geos_of(shape: BaseGeometry, srid: int = settings.REGISTER_SRID) -> Any:
    """A Shapely geometry as a value for a geometry field, byte for byte."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=srid)


def compare_areas() -> Comparison:
    """Whether the stored areas and pieces are what the edges give today."""
    result = Comparison("areas")
    wanted = {product.key: product for product in computed_areas(Snapshots())}
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


def _areas_with_wrong_pieces() -> list[int]:
    return [pk for pk, _, pieces_same, _ in _piece_rows() if not pieces_same]


def _compare_pieces(result: Comparison) -> None:
    for _, division, pieces_same, size_same in _piece_rows():
        result.compare(f"区划 D{division} 的分块", "" if pieces_same else "与范围不符")
        result.compare(f"区划 D{division} 的面积", "" if size_same else "与范围不符")


def rebuild_areas() -> int:
    """Make all areas again from the edges; the generalised copies have to follow."""
    return store_areas(computed_areas(Snapshots()))
