"""The SQL of the vector tiles: each statement answers the bytes of one tile (矢量瓦片).

`(… @> :day) IS TRUE` keeps the planner away from the index over periods, in which almost every row holds today.

Shapes come generalised and in web Mercator from derived tables; nothing is simplified here. The
attributes are the contract with the map style; ids are public ids.
"""

from django.conf import settings

from office.spatial.prepared import Prepared

EXTENT = 4096
BUFFER = 64
TYPES = {"z": "int", "x": "int", "y": "int", "day": "date"}
WEB = settings.WEB_SRID
REGISTER = settings.REGISTER_SRID
AS_WGS84 = 4326  # CGCS2000 and WGS 84 are one for showing; the datum is declared, not transformed

_FRAME = f"""
frame AS (
    SELECT ST_TileEnvelope(:z, :x, :y) AS tile,
           ST_TileEnvelope(:z, :x, :y, margin => {BUFFER / EXTENT}) AS wide
)"""

_GEOMETRY = f"ST_AsMVTGeom({{geom}}, frame.tile, {EXTENT}, {BUFFER}, true)"

# A point on the seam of two tiles belongs to one of them: the west and south sides count, the others do not.
_OWN_POINT = "ST_X({geom}) < ST_XMax(frame.tile) AND ST_Y({geom}) < ST_YMax(frame.tile)"

AREAS = Prepared(
    "tile_areas",
    f"""
WITH {_FRAME},
tinted AS (
    SELECT version.division_id, (row_number() OVER (ORDER BY version.division_id) - 1) % 9 AS tint
    FROM divisions_divisionversion version
    JOIN divisions_division division ON division.id = version.division_id AND NOT division.external
    WHERE version.level = 'prefecture' AND (version.valid @> :day) IS TRUE
), facts AS (
    SELECT area.id AS area_id, 'D' || area.division_id AS id, code.code, version.name, version.level, version.kind,
           tinted.tint::int AS tint, area.is_sample AS sample, division.external
    FROM divisions_area area
    JOIN divisions_division division ON division.id = area.division_id
    JOIN divisions_divisionversion version ON version.division_id = area.division_id AND (version.valid @> :day) IS TRUE
    LEFT JOIN divisions_divisionversion above ON above.division_id = version.parent_id AND (above.valid @> :day) IS TRUE
    LEFT JOIN tinted ON tinted.division_id IN (version.division_id, version.parent_id, above.parent_id)
    LEFT JOIN divisions_divisioncode code
      ON code.division_id = area.division_id AND code.scheme = 'MCA' AND (code.valid @> :day) IS TRUE
    WHERE (area.valid @> :day) IS TRUE AND area.id = ANY (ARRAY(
        SELECT shape.area_id FROM divisions_areatileshape shape, frame
        WHERE shape.geom && frame.wide AND :z BETWEEN shape.min_zoom AND shape.max_zoom
    ))
), shapes AS (
    SELECT {_GEOMETRY.format(geom="shape.geom")} AS geom,
           facts.id, facts.code, facts.name, facts.level, facts.kind, facts.tint, facts.sample, facts.external
    FROM frame, facts JOIN divisions_areatileshape shape ON shape.area_id = facts.area_id
    WHERE shape.geom && frame.wide AND :z BETWEEN shape.min_zoom AND shape.max_zoom
), labels AS (
    SELECT {_GEOMETRY.format(geom="spot.geom")} AS geom, facts.id, facts.name, facts.level,
           array_position(ARRAY['state', 'province', 'prefecture', 'county', 'township', 'village'], facts.level::text)
           AS rank, facts.sample, facts.external
    FROM frame, facts JOIN divisions_area area ON area.id = facts.area_id,
    LATERAL (SELECT ST_Transform(ST_SetSRID(area.label_point, {AS_WGS84}), {WEB}) AS geom) AS spot
    WHERE spot.geom && frame.tile AND {_OWN_POINT.format(geom="spot.geom")}
)
SELECT (SELECT coalesce(ST_AsMVT(shapes, 'areas', {EXTENT}, 'geom'), '') FROM shapes)
    || (SELECT coalesce(ST_AsMVT(labels, 'labels', {EXTENT}, 'geom'), '') FROM labels)
""",
    TYPES,
)

LINES = Prepared(
    "tile_lines",
    f"""
WITH {_FRAME},
shapes AS (
    SELECT {_GEOMETRY.format(geom="shape.geom")} AS geom, version.code, version.name, shape.level, line.state,
           shape.locked, shape.is_sample AS sample
    FROM frame JOIN lines_linetileshape shape
      ON shape.geom && frame.wide AND :z BETWEEN shape.min_zoom AND shape.max_zoom AND shape.valid @> :day
    LEFT JOIN lines_line line ON line.id = shape.line_id
    LEFT JOIN lines_lineversion version ON version.line_id = line.id AND (version.valid @> :day) IS TRUE
)
SELECT coalesce(ST_AsMVT(shapes, 'lines', {EXTENT}, 'geom'), '') FROM shapes
""",
    TYPES,
)

NAMES = Prepared(
    "tile_names",
    f"""
WITH {_FRAME},
points AS (
    SELECT {_GEOMETRY.format(geom="point.geom")} AS geom, 'G' || point.feature_id AS id, point.name, point.kind,
           point.rank::int AS rank, point.is_sample AS sample
    FROM frame JOIN atlas_namepoint point
      ON point.geom && frame.tile AND point.min_zoom <= :z AND point.valid @> :day
     AND {_OWN_POINT.format(geom="point.geom")}
    ORDER BY point.rank, point.feature_id
    LIMIT 2000
)
SELECT coalesce(ST_AsMVT(points, 'names', {EXTENT}, 'geom'), '') FROM points
""",
    TYPES,
)

STREETS = Prepared(
    "tile_streets",
    f"""
WITH {_FRAME},
shapes AS (
    SELECT {_GEOMETRY.format(geom="shape.geom")} AS geom, 'G' || shape.feature_id AS id, shape.name,
           shape.is_sample AS sample
    FROM frame JOIN atlas_streetshape shape ON shape.geom && frame.wide AND shape.valid @> :day
    WHERE :z >= 12
    LIMIT 5000
)
SELECT coalesce(ST_AsMVT(shapes, 'streets', {EXTENT}, 'geom'), '') FROM shapes
""",
    TYPES,
)

LAYERS = {"areas": AREAS, "lines": LINES, "names": NAMES, "streets": STREETS}
