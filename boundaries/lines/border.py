"""How near a place is to the national border, and which provinces a shape lies in (国界、省界)."""

import datetime
from collections.abc import Sequence

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


_NEAREST_OF_EACH = f"""
SELECT here.place, min(ST_Distance(edge.geom::geography, here.geom::geography))
FROM (SELECT place, text::geometry AS geom FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place)) here
JOIN lines_edge edge ON ST_DWithin(edge.geom, here.geom, %s)
WHERE edge.level = '{Level.STATE.value}' AND edge.valid @> %s::date AND NOT edge.dormant
GROUP BY here.place
"""
_CROSSED_BY_EACH = f"""
SELECT here.place, edge.left_id, edge.right_id
FROM (SELECT place, text::geometry AS geom FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place)) here
JOIN lines_edge edge ON ST_Intersects(edge.geom, here.geom)
WHERE edge.level IN ('{Level.PROVINCE.value}', '{Level.STATE.value}')
  AND edge.valid @> %s::date AND NOT edge.dormant
"""


def metres_to_national_border_of_each(
    shapes: Sequence[GEOSGeometry], reach_m: float, day: datetime.date
) -> dict[int, float]:
    """Place in the sequence → what `metres_to_national_border` answers, where that is a number; one query."""
    if not shapes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST_OF_EACH, [_texts(shapes), reach_m * DEGREES_PER_METRE, day])
        return {place - 1: metres for place, metres in cursor.fetchall() if metres <= reach_m}


def sides_crossed_by_each(shapes: Sequence[GEOSGeometry], day: datetime.date) -> dict[int, set[int]]:
    """Place in the sequence → what `sides_crossed` answers, where that is not empty; one query."""
    found: dict[int, set[int]] = {}
    if shapes:
        with connection.cursor() as cursor:
            cursor.execute(_CROSSED_BY_EACH, [_texts(shapes), day])
            for place, *sides in cursor.fetchall():
                found.setdefault(place - 1, set()).update(sides)
    return found


def _texts(shapes: Sequence[GEOSGeometry]) -> list[str]:
    return [bytes(shape.hexewkb).decode() for shape in shapes]
