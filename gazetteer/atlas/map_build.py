"""The names and streets of the map: copied from the gazetteer into web Mercator and thinned (地名图数据)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gazetteer.atlas.models import NamePoint, StreetShape
from gazetteer.atlas.publication import PUBLIC_STATUSES
from gazetteer.names.models import FormKind
from gazetteer.rules.kinds import NameKind
from office.people.calendar import today

FIRST_ZOOM, LAST_ZOOM = 5, 16
CELLS_PER_TILE = 4  # along each side: a name has 64 of 256 pixels for itself
HALF_WORLD = 20037508.342789244
PAST = 1000  # what is gone stands behind everything that is there
AS_WGS84 = 4326  # CGCS2000 and WGS 84 are one for showing

_SOURCE = """
FROM names_name name JOIN names_feature feature ON feature.id = name.feature_id
WHERE name.form_kind = %(standard)s AND name.status = ANY (%(statuses)s)
  AND (name.announced_on <= %(day)s::date OR (name.announced_on IS NULL AND name.document_number = ''))
  AND (lower(name.valid) IS NULL OR lower(name.valid) <= %(day)s::date)
  AND (%(features)s::bigint[] IS NULL OR feature.id = ANY (%(features)s))
"""

_POINTS = f"""
SELECT feature.id, name.form, feature.kind,
       100 - feature.importance + CASE WHEN name.valid @> %(day)s::date THEN 0 ELSE {PAST} END,
       {LAST_ZOOM}, name.valid, feature.is_sample OR name.is_sample,
       ST_Transform(ST_SetSRID(feature.point, {AS_WGS84}), {settings.WEB_SRID})
{_SOURCE} AND feature.point IS NOT NULL AND NOT (feature.kind = %(street)s AND feature.geom IS NOT NULL)
"""

_STREETS = f"""
SELECT feature.id, name.form, name.valid, feature.is_sample OR name.is_sample,
       ST_Transform(ST_SetSRID(feature.geom, {AS_WGS84}), {settings.WEB_SRID})
{_SOURCE} AND feature.kind = %(street)s AND feature.geom IS NOT NULL
"""

_INSERT_POINTS = (
    f"INSERT INTO atlas_namepoint (feature_id, name, kind, rank, min_zoom, valid, is_sample, geom) {_POINTS}"
)
_INSERT_STREETS = f"INSERT INTO atlas_streetshape (feature_id, name, valid, is_sample, geom) {_STREETS}"

# The cell of a point at each zoom, and whether something better stands in it.
_FREE_ZOOM = f"""
SELECT min(zoom) FROM generate_series({FIRST_ZOOM}, {LAST_ZOOM - 1}) AS zoom,
LATERAL (SELECT 2 * {HALF_WORLD} / ({CELLS_PER_TILE} * 2 ^ zoom) AS size) AS grid,
LATERAL (SELECT floor((ST_X(point.geom) + {HALF_WORLD}) / size) AS column,
                floor((ST_Y(point.geom) + {HALF_WORLD}) / size) AS line) AS cell
WHERE NOT EXISTS (
    SELECT 1 FROM atlas_namepoint other
    WHERE (other.rank, other.feature_id) < (point.rank, point.feature_id)
      AND other.geom && ST_MakeEnvelope(
          cell.column * size - {HALF_WORLD}, cell.line * size - {HALF_WORLD},
          (cell.column + 1) * size - {HALF_WORLD}, (cell.line + 1) * size - {HALF_WORLD}, {settings.WEB_SRID})
      AND floor((ST_X(other.geom) + {HALF_WORLD}) / size) = cell.column
      AND floor((ST_Y(other.geom) + {HALF_WORLD}) / size) = cell.line
)""".replace("AS column", 'AS "column"').replace("cell.column", 'cell."column"')

_THIN = f"""
UPDATE atlas_namepoint SET min_zoom = fresh.zoom
FROM (SELECT point.id, coalesce(({_FREE_ZOOM}), {LAST_ZOOM}) AS zoom
      FROM atlas_namepoint point WHERE {{where}}) AS fresh
WHERE atlas_namepoint.id = fresh.id AND atlas_namepoint.min_zoom <> fresh.zoom
"""

# Whatever shares the cell that a point holds, at the lowest zoom at which it holds it.
_SHARING = f"""
point.min_zoom >= %(zoom)s AND point.geom && ST_Expand(
    ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), {settings.WEB_SRID}),
    2 * {HALF_WORLD} / ({CELLS_PER_TILE} * 2 ^ %(zoom)s))
"""


@transaction.atomic
def refresh_map(feature_ids: Iterable[int]) -> int:
    """Make the map's rows of these features anew, and thin what stands around them; says how many rows."""
    ids = list(feature_ids)
    before = _held(ids)
    NamePoint.objects.filter(feature_id__in=ids).delete()
    StreetShape.objects.filter(feature_id__in=ids).delete()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_POINTS, _values(ids))
        points = cursor.rowcount
        cursor.execute(_INSERT_STREETS, _values(ids))
        streets = cursor.rowcount
        cursor.execute(_THIN.format(where="point.feature_id = ANY (%(features)s)"), {"features": ids})
        for x, y, zoom in {*before, *_held(ids)}:
            cursor.execute(_THIN.format(where=_SHARING), {"x": x, "y": y, "zoom": zoom})
    return points + streets


@transaction.atomic
def rebuild_map() -> int:
    """Make all rows of the map's names and streets anew; says how many."""
    NamePoint.objects.all().delete()
    StreetShape.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_POINTS, _values(None))
        points = cursor.rowcount
        cursor.execute(_INSERT_STREETS, _values(None))
        streets = cursor.rowcount
        cursor.execute(_THIN.format(where="true"))
    return points + streets


def map_differences() -> tuple[int, list[str]]:
    """How many rows were compared with what a rebuild would make, and what differs."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH made AS ({_POINTS}), stored AS (
                SELECT feature_id, name, kind, rank, {LAST_ZOOM}, valid, is_sample, geom FROM atlas_namepoint)
            SELECT (SELECT count(*) FROM made), ARRAY(SELECT 'G' || d.id FROM (
                (TABLE made EXCEPT ALL TABLE stored) UNION ALL (TABLE stored EXCEPT ALL TABLE made)) AS d ORDER BY 1)
            """,
            _values(None),
        )
        points, differing = cursor.fetchone()
        cursor.execute(
            f"""
            WITH made AS ({_STREETS}), stored AS (
                SELECT feature_id, name, valid, is_sample, geom FROM atlas_streetshape)
            SELECT (SELECT count(*) FROM made), ARRAY(SELECT 'G' || d.id FROM (
                (TABLE made EXCEPT ALL TABLE stored) UNION ALL (TABLE stored EXCEPT ALL TABLE made)) AS d ORDER BY 1)
            """,
            _values(None),
        )
        streets, differing_streets = cursor.fetchone()
        cursor.execute(
            f"SELECT 'G' || point.feature_id FROM atlas_namepoint point"
            f" WHERE point.min_zoom <> coalesce(({_FREE_ZOOM}), {LAST_ZOOM})"
        )
        thinned = [row[0] for row in cursor.fetchall()]
    return points + streets, sorted({*differing, *differing_streets, *thinned})


def _held(feature_ids: list[int]) -> set[tuple[float, float, int]]:
    """Where the map's points of features stand, and from which zoom."""
    points = NamePoint.objects.filter(feature_id__in=feature_ids).values_list("geom", "min_zoom")
    return {(geom.x, geom.y, zoom) for geom, zoom in points}


def _values(features: list[int] | None) -> dict[str, Any]:
    return {
        "standard": FormKind.STANDARD.value,
        "statuses": [status.value for status in PUBLIC_STATUSES],
        "features": features,
        "street": NameKind.STREET.value,
        "day": today(),
    }
