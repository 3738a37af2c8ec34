"""The coverage check looks at all that a transaction touched at once, not at one division after another (界线成面约束).

The first note that is due takes all of them: the meeting of two edges is looked at once, not from each side and
for each division. What is refused stays the same but for two closed edges that touch at their common junction
(two islands that meet in a point): that was refused although the areas are sound.
"""

from importlib import import_module

from django.db import migrations

FORWARD = """
-- twice the area between a line and the origin: that of the ring which a straight line closes, and that of this line
CREATE OR REPLACE FUNCTION lines_shoelace(line geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ST_X(ST_StartPoint(line)) * ST_Y(ST_EndPoint(line)) - ST_X(ST_EndPoint(line)) * ST_Y(ST_StartPoint(line))
    + CASE WHEN ST_NPoints(line) < 3 THEN 0
      ELSE (SELECT CASE WHEN ST_IsPolygonCCW(ring) THEN 2 ELSE -2 END * ST_Area(ring)
            FROM ST_MakePolygon(ST_AddPoint(line, ST_StartPoint(line))) AS ring) END
$$;

-- the edges around divisions, each on a day; `way` is 1 for those that have the division on their left, else -1
CREATE FUNCTION lines_edges_beside(divisions bigint[], days date[])
RETURNS TABLE (division_id bigint, day date, id bigint, way integer, start_id bigint, end_id bigint, geom geometry)
LANGUAGE sql STABLE AS $$
    SELECT held.division_id, held.day, edge.id, 1, edge.start_id, edge.end_id, edge.geom
    FROM unnest(divisions, days) AS held (division_id, day) JOIN lines_edge edge ON edge.left_id = held.division_id
    WHERE edge.valid @> held.day AND NOT edge.dormant
    UNION ALL
    SELECT held.division_id, held.day, edge.id, -1, edge.start_id, edge.end_id, edge.geom
    FROM unnest(divisions, days) AS held (division_id, day) JOIN lines_edge edge ON edge.right_id = held.division_id
    WHERE edge.valid @> held.day AND NOT edge.dormant
$$;

-- whether any two edges that follow each other around a junction on a day name the same division between them
CREATE FUNCTION lines_sectors_agree(junction bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH leaving AS (
        SELECT ST_Azimuth(ST_StartPoint(geom), ST_PointN(geom, 2)) AS azimuth, left_id, right_id
        FROM lines_edge WHERE start_id = junction AND valid @> day AND NOT dormant
        UNION ALL
        SELECT ST_Azimuth(ST_EndPoint(geom), ST_PointN(geom, -2)), right_id, left_id
        FROM lines_edge WHERE end_id = junction AND valid @> day AND NOT dormant
    ), sectors AS (
        SELECT right_id AS one, COALESCE(lead(left_id) OVER clockwise, first_value(left_id) OVER clockwise) AS other
        FROM leaving WINDOW clockwise AS (ORDER BY azimuth)
    )
    SELECT NOT EXISTS (
        SELECT FROM sectors WHERE one <> other
        AND EXISTS (SELECT FROM divisions_division WHERE id IN (one, other) AND NOT external)
    )
$$;

CREATE OR REPLACE FUNCTION lines_check_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due bigint[];
    days date[];
    stray bigint;
    place text;
BEGIN
    -- a note that is gone was looked at together with another
    IF NOT EXISTS (SELECT FROM lines_coverage_due WHERE division_id = NEW.division_id) THEN
        RETURN NULL;
    END IF;
    -- every division of ours whose edges were written, with every day on which something begins or ends there
    WITH noted AS (
        DELETE FROM lines_coverage_due RETURNING division_id
    ), ours AS (
        SELECT division_id FROM noted JOIN divisions_division ON id = division_id WHERE NOT external
    ), beside AS (
        SELECT division_id, valid FROM ours JOIN lines_edge ON left_id = division_id
        UNION SELECT division_id, valid FROM ours JOIN lines_edge ON right_id = division_id
    ), bounds AS (
        SELECT division_id, COALESCE(lower(valid), '-infinity') AS day FROM beside
        UNION SELECT division_id, upper(valid) FROM beside WHERE NOT upper_inf(valid)
        UNION SELECT division_id, COALESCE(lower(valid), '-infinity') FROM ours JOIN divisions_area USING (division_id)
    )
    SELECT array_agg(bounds.division_id), array_agg(bounds.day) INTO due, days
    FROM bounds JOIN divisions_area area ON area.division_id = bounds.division_id AND area.valid @> bounds.day;

    SELECT ends.division_id, ST_AsText(junction.point) INTO stray, place
    FROM (
        SELECT division_id, day, start_id AS junction_id, way FROM lines_edges_beside(due, days)
        UNION ALL
        SELECT division_id, day, end_id, -way FROM lines_edges_beside(due, days)
    ) AS ends JOIN lines_junction junction ON junction.id = ends.junction_id
    GROUP BY ends.division_id, ends.day, junction.id HAVING sum(way) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '区划 D% 的边没有首尾相接，存在空隙：%', stray, place
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
    END IF;

    -- what is divided further has its boundary from the edges of its parts
    SELECT held.division_id INTO stray FROM unnest(due, days) AS held (division_id, day)
    WHERE (held.division_id, held.day) NOT IN (SELECT division_id, day FROM lines_edges_beside(due, days))
    AND NOT EXISTS (
        SELECT FROM divisions_divisionversion
        WHERE parent_id = held.division_id AND valid @> held.day AND level <> 'village'
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '区划 D% 有范围而没有边', stray
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
    END IF;

    -- closed edges have no ends: those that begin at one junction may touch there where that leaves no overlap
    WITH beside AS MATERIALIZED (
        SELECT id, day, min(division_id) AS division_id FROM lines_edges_beside(due, days) GROUP BY id, day
    )
    SELECT beside.division_id, ST_AsText(ST_PointOnSurface(ST_Intersection(one.geom, other.geom))) INTO stray, place
    FROM beside JOIN lines_edge one ON one.id = beside.id
    JOIN lines_edge other ON other.geom && one.geom AND other.id <> one.id
    WHERE other.valid @> beside.day AND NOT other.dormant
    AND (other.id > one.id OR (other.id, beside.day) NOT IN (SELECT id, day FROM beside))
    AND ST_Relate(one.geom, other.geom, 'T********')
    AND NOT (
        one.start_id = one.end_id AND other.start_id = one.start_id AND other.end_id = one.start_id
        AND ST_Equals(ST_Intersection(one.geom, other.geom), ST_StartPoint(one.geom))
        AND lines_sectors_agree(one.start_id, beside.day)
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '区划 D% 的边与另一条边相交或重合：%', stray, place
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
    END IF;

    SELECT division_id, ST_AsText(ST_StartPoint(geom)) INTO stray, place FROM (
        SELECT DISTINCT ON (id) division_id, geom FROM lines_edges_beside(due, days)
    ) AS beside WHERE NOT ST_IsSimple(geom) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '区划 D% 的一条边与自身相交：%', stray, place
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
    END IF;

    -- twice the area on the left of the rings, in square degrees: an area turned inside out is no area
    SELECT division_id INTO stray FROM lines_edges_beside(due, days)
    GROUP BY division_id, day HAVING sum(way * lines_shoelace(geom)) <= 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '区划 D% 的边左右颠倒，不能成面', stray
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
    END IF;
    RETURN NULL;
END $$;
"""

BEFORE = import_module("boundaries.lines.migrations.0004_one_layer_of_edges").FORWARD
BACKWARD = f"""
{BEFORE[: BEFORE.index("UPDATE lines_edge")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
DROP FUNCTION lines_edges_beside(bigint[], date[]);
DROP FUNCTION lines_sectors_agree(bigint, date);
"""


class Migration(migrations.Migration):
    dependencies = [("lines", "0006_guards_of_lines_and_markers"), ("divisions", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
