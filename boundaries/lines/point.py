"""Which divisions a point lies in, and which border it lies on: one prepared query (点查区划)."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from office.spatial.prepared import Prepared

ON_BORDER_DEGREES = 1e-9  # a tenth of a millimetre: what separates two copies of one shared vertex
DEPTH = {level: depth for depth, level in enumerate(Level.values)}

# Areas answer for the province. Only what lies outside and has no area of its own needs the edges.
# IS TRUE keeps the planner away from the indexes over periods: almost every row holds on the day asked about.
POINT = Prepared(
    "point_look_up",
    f"""
WITH here AS (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), {settings.REGISTER_SRID}) AS point),
found AS (
    SELECT area.division_id, area.is_sample
    FROM here
    JOIN divisions_areapiece piece
      ON ST_DWithin(piece.geom, here.point, {ON_BORDER_DEGREES})
    JOIN divisions_area area ON area.id = piece.area_id AND area.valid @> :day
    UNION
    SELECT unnest(ARRAY[division.id, own.parent_id, above.parent_id]), false
    FROM here
    JOIN lines_edge edge
      ON ST_DWithin(edge.geom, here.point, {ON_BORDER_DEGREES}) AND edge.valid @> :day AND NOT edge.dormant
    JOIN divisions_division division ON division.id IN (edge.left_id, edge.right_id) AND division.external
    JOIN divisions_divisionversion own ON own.division_id = division.id AND (own.valid @> :day) IS TRUE
    LEFT JOIN divisions_divisionversion above ON above.division_id = own.parent_id AND (above.valid @> :day) IS TRUE
)
SELECT found.division_id, version.level, version.name, code.code, found.is_sample, division.external
FROM found
JOIN divisions_division division ON division.id = found.division_id
JOIN divisions_divisionversion version ON version.division_id = found.division_id AND (version.valid @> :day) IS TRUE
LEFT JOIN divisions_divisioncode code
  ON code.division_id = found.division_id AND code.scheme = 'MCA' AND (code.valid @> :day) IS TRUE
""",
    {"lon": "float8", "lat": "float8", "day": "date"},
)

# The same for many points at once; what differs is that a plan is worth making anew for each lot.
_POINTS = f"""
WITH here AS (
    SELECT place, ST_SetSRID(ST_MakePoint(lon, lat), {settings.REGISTER_SRID}) AS point
    FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS given(lon, lat, place)
),
found AS (
    SELECT here.place, area.division_id, area.is_sample
    FROM here
    JOIN divisions_areapiece piece ON ST_DWithin(piece.geom, here.point, {ON_BORDER_DEGREES})
    JOIN divisions_area area ON area.id = piece.area_id AND area.valid @> %(day)s::date
    UNION
    SELECT here.place, unnest(ARRAY[division.id, own.parent_id, above.parent_id]), false
    FROM here
    JOIN lines_edge edge
      ON ST_DWithin(edge.geom, here.point, {ON_BORDER_DEGREES}) AND edge.valid @> %(day)s::date AND NOT edge.dormant
    JOIN divisions_division division ON division.id IN (edge.left_id, edge.right_id) AND division.external
    JOIN divisions_divisionversion own ON own.division_id = division.id AND own.valid @> %(day)s::date
    LEFT JOIN divisions_divisionversion above ON above.division_id = own.parent_id AND above.valid @> %(day)s::date
),
-- each division once, however many points lie in it
facts AS (
    SELECT division.id, version.level, version.name, code.code, division.external
    FROM divisions_division division
    JOIN divisions_divisionversion version ON version.division_id = division.id AND version.valid @> %(day)s::date
    LEFT JOIN divisions_divisioncode code
      ON code.division_id = division.id AND code.scheme = 'MCA' AND code.valid @> %(day)s::date
    WHERE division.id IN (SELECT division_id FROM found)
)
SELECT found.place, facts.id, facts.level, facts.name, facts.code, found.is_sample, facts.external
FROM found JOIN facts ON facts.id = found.division_id
"""


@dataclass(frozen=True)
class Link:
    """One division that holds the point, or that a border leaves to one side."""

    division_id: int
    level: str
    name: str
    code: str | None
    sample: bool
    external: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "id": f"D{self.division_id}",
            "code": self.code,
            "name": self.name,
            "level": self.level,
            "sample": self.sample,
        }


@dataclass(frozen=True)
class Found:
    """`chain`: the divisions that certainly hold the point, province first; `sides`: those a border parts."""

    chain: list[Link] = field(default_factory=list)
    sides: list[Link] = field(default_factory=list)


def divisions_at(lon: float, lat: float, day: datetime.date) -> Found:
    """The divisions at a point (degrees, CGCS2000) on a day; empty outside of the province.

    Where the point is on a border, each level that it parts has several divisions: they are
    `sides` and not `chain`; on the border of the province no level is certain.
    """
    return _found(Link(*row) for row in POINT.rows(lon=lon, lat=lat, day=day))


def divisions_at_each(points: Collection[tuple[float, float]], day: datetime.date) -> dict[tuple[float, float], Found]:
    """Point → what `divisions_at` answers for it; one query, however many points."""
    wanted = list(dict.fromkeys(points))
    links: dict[int, list[Link]] = {place: [] for place in range(len(wanted))}
    if wanted:
        with connection.cursor() as cursor:
            lons, lats = zip(*wanted, strict=True)
            cursor.execute(_POINTS, {"lons": list(lons), "lats": list(lats), "day": day})
            for place, *row in cursor.fetchall():
                links[place - 1].append(Link(*row))
    return {point: _found(links[place]) for place, point in enumerate(wanted)}


def _found(given: Iterable[Link]) -> Found:
    links = {link.division_id: link for link in given}.values()
    inner = sorted((link for link in links if not link.external), key=_order)
    outer = sorted((link for link in links if link.external), key=_order)
    if not inner:
        return Found()
    counts = {level: sum(link.level == level for link in inner) for level in DEPTH}
    parted = [link for link in inner if outer or counts[link.level] > 1]
    return Found([link for link in inner if link not in parted], parted + outer)


def _order(link: Link) -> tuple[int, str]:
    return DEPTH[link.level], link.code or ""


def any_area_on(day: datetime.date) -> bool:
    """Whether the register knows any geometry of that day."""
    return Area.objects.filter(valid__contains=day).exists()
