"""How near a place is to the national border, and which provinces a shape lies in (国界、省界)."""

import datetime

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge

DEGREES_PER_METRE = 1 / 78_000  # of longitude, at 45° north; of latitude it is less

_NEAREST = f"""
SELECT min(ST_Distance(edge.geom::geography, here.geom::geography))
FROM (SELECT ST_GeomFromEWKB(%s) AS geom) here
JOIN lines_edge edge ON ST_DWithin(edge.geom, here.geom, %s)
WHERE edge.level = '{Level.STATE.value}' AND edge.valid @> %s::date AND NOT edge.dormant
"""


def metres_to_national_border(shape: GEOSGeometry, reach_m: float, day: datetime.date) -> float | None:
    """Metres from a shape (degrees, longitude first) to the nearest stretch of the national border on a day.

    None where no stretch lies within `reach_m`.
    """
    assert shape.srid == settings.REGISTER_SRID
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [bytes(shape.ewkb), reach_m * DEGREES_PER_METRE, day])
        metres = cursor.fetchone()[0]
    return metres if metres is not None and metres <= reach_m else None


def sides_crossed(shape: GEOSGeometry, day: datetime.date) -> set[int]:
    """The lowest divisions on both sides of each provincial or national border that a shape meets on a day."""
    edges = Edge.objects.filter(
        level__in=(Level.PROVINCE, Level.STATE), dormant=False, valid__contains=day, geom__intersects=shape
    )
    return {side for pair in edges.values_list("left", "right") for side in pair}
