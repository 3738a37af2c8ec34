"""One layer of edges: those that the sample split are dormant, and the coverage check looks past them (界线成面约束).

It also refuses an edge that crosses itself and an area turned inside out.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION lines_shoelace(line geometry) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(sum(x * next_y - next_x * y), 0) FROM (
        SELECT ST_X(geom) AS x, ST_Y(geom) AS y, ST_X(lead(geom) OVER (ORDER BY path)) AS next_x,
               ST_Y(lead(geom) OVER (ORDER BY path)) AS next_y
        FROM ST_DumpPoints(line)
    ) AS points WHERE next_x IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION lines_check_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due bigint := NEW.division_id;
    moment date;
    place text;
BEGIN
    DELETE FROM lines_coverage_due WHERE division_id = due;
    IF EXISTS (SELECT FROM divisions_division WHERE id = due AND external) THEN
        RETURN NULL;
    END IF;
    FOR moment IN
        SELECT DISTINCT COALESCE(bound, '-infinity'::date) FROM (
            SELECT lower(valid) AS bound FROM lines_edge WHERE due IN (left_id, right_id)
            UNION SELECT upper(valid) FROM lines_edge WHERE due IN (left_id, right_id) AND NOT upper_inf(valid)
            UNION SELECT lower(valid) FROM divisions_area WHERE division_id = due
        ) AS bounds
    LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM divisions_area WHERE division_id = due AND valid @> moment);
        SELECT ST_AsText(junction.point) INTO place
        FROM (
            SELECT CASE WHEN left_id = due THEN start_id ELSE end_id END AS junction_id, 1 AS way
            FROM lines_edge
            WHERE due IN (left_id, right_id) AND valid @> moment AND NOT dormant
            UNION ALL
            SELECT CASE WHEN left_id = due THEN end_id ELSE start_id END, -1
            FROM lines_edge
            WHERE due IN (left_id, right_id) AND valid @> moment AND NOT dormant
        ) AS ends JOIN lines_junction junction ON junction.id = ends.junction_id
        GROUP BY junction.id, junction.point HAVING sum(way) <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '区划 D% 的边没有首尾相接，存在空隙：%', due, place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        IF NOT EXISTS (SELECT FROM lines_edge WHERE due IN (left_id, right_id) AND valid @> moment AND NOT dormant) THEN
            -- what is divided further has its boundary from the edges of its parts
            CONTINUE WHEN EXISTS (
                SELECT FROM divisions_divisionversion
                WHERE parent_id = due AND valid @> moment AND level <> 'village'
            );
            RAISE EXCEPTION '区划 D% 有范围而没有边', due
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        SELECT ST_AsText(ST_PointOnSurface(ST_Intersection(one.geom, other.geom))) INTO place
        FROM lines_edge one JOIN lines_edge other
        ON other.geom && one.geom AND other.id <> one.id AND other.valid @> moment
        AND NOT other.dormant
        WHERE due IN (one.left_id, one.right_id) AND one.valid @> moment AND NOT one.dormant
        AND ST_Relate(one.geom, other.geom, 'T********') LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '区划 D% 的边与另一条边相交或重合：%', due, place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        SELECT ST_AsText(ST_StartPoint(geom)) INTO place FROM lines_edge
        WHERE due IN (left_id, right_id) AND valid @> moment AND NOT dormant AND NOT ST_IsSimple(geom) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '区划 D% 的一条边与自身相交：%', due, place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        -- twice the area on the left of the rings, in square degrees: an area turned inside out is no area
        IF (SELECT sum(CASE WHEN left_id = due THEN 1 ELSE -1 END * lines_shoelace(geom)) FROM lines_edge
            WHERE due IN (left_id, right_id) AND valid @> moment AND NOT dormant) <= 0 THEN
            RAISE EXCEPTION '区划 D% 的边左右颠倒，不能成面', due
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

UPDATE lines_edge SET dormant = true WHERE id IN (SELECT parent_id FROM lines_edge WHERE parent_id IS NOT NULL);
UPDATE lines_lineedge member SET valid = edge.valid FROM lines_edge edge WHERE edge.id = member.edge_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""

BACKWARD = """
UPDATE lines_edge SET dormant = false WHERE dormant;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE OR REPLACE FUNCTION lines_check_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due bigint := NEW.division_id;
    whole boolean;
    moment date;
    place text;
BEGIN
    DELETE FROM lines_coverage_due WHERE division_id = due;
    IF EXISTS (SELECT FROM divisions_division WHERE id = due AND external) THEN
        RETURN NULL;
    END IF;
    -- what an area of county level or above has on its boundary are whole edges; a township has pieces of them
    whole := EXISTS (
        SELECT FROM lines_edge WHERE due IN (left_id, right_id) AND parent_id IS NULL AND level <> 'township'
    );
    FOR moment IN
        SELECT DISTINCT COALESCE(bound, '-infinity'::date) FROM (
            SELECT lower(valid) AS bound FROM lines_edge WHERE due IN (left_id, right_id)
            UNION SELECT upper(valid) FROM lines_edge WHERE due IN (left_id, right_id) AND NOT upper_inf(valid)
            UNION SELECT lower(valid) FROM divisions_area WHERE division_id = due
        ) AS bounds
    LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM divisions_area WHERE division_id = due AND valid @> moment);
        SELECT ST_AsText(junction.point) INTO place
        FROM (
            SELECT CASE WHEN left_id = due THEN start_id ELSE end_id END AS junction_id, 1 AS way
            FROM lines_edge
            WHERE due IN (left_id, right_id) AND valid @> moment AND (NOT whole OR parent_id IS NULL)
            UNION ALL
            SELECT CASE WHEN left_id = due THEN end_id ELSE start_id END, -1
            FROM lines_edge
            WHERE due IN (left_id, right_id) AND valid @> moment AND (NOT whole OR parent_id IS NULL)
        ) AS ends JOIN lines_junction junction ON junction.id = ends.junction_id
        GROUP BY junction.id, junction.point HAVING sum(way) <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '区划 D% 的边没有首尾相接，存在空隙：%', due, place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        IF NOT EXISTS (SELECT FROM lines_edge WHERE due IN (left_id, right_id) AND valid @> moment) THEN
            RAISE EXCEPTION '区划 D% 有范围而没有边', due
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
        SELECT ST_AsText(ST_PointOnSurface(ST_Intersection(one.geom, other.geom))) INTO place
        FROM lines_edge one JOIN lines_edge other
        ON other.geom && one.geom AND other.id <> one.id AND other.valid @> moment
        AND one.parent_id IS DISTINCT FROM other.id AND other.parent_id IS DISTINCT FROM one.id
        WHERE due IN (one.left_id, one.right_id) AND one.valid @> moment
        AND ST_Relate(one.geom, other.geom, 'T********') LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '区划 D% 的边与另一条边相交或重合：%', due, place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'edges_cover_divisions', TABLE = 'lines_edge';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
DROP FUNCTION lines_shoelace(geometry);
"""


class Migration(migrations.Migration):
    dependencies = [("lines", "0003_versions_and_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
