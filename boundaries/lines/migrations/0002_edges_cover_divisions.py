"""A gap or a crossing cannot be committed (界线成面约束).

Writing edges notes the divisions on both sides in `lines_coverage_due`; at commit each of them is
looked at, for every day on which something begins or ends, and its note is deleted. Two writers
that touch the same division wait for each other at the note. Only divisions that have an area on
that day are held to it; neighbours outside are not.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE lines_coverage_due (division_id bigint PRIMARY KEY);

CREATE FUNCTION lines_note_new_edges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lines_coverage_due
    SELECT left_id FROM new_rows UNION SELECT right_id FROM new_rows ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION lines_note_old_edges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lines_coverage_due
    SELECT left_id FROM old_rows UNION SELECT right_id FROM old_rows ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION lines_note_changed_edges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO lines_coverage_due
    SELECT left_id FROM new_rows UNION SELECT right_id FROM new_rows
    UNION SELECT left_id FROM old_rows UNION SELECT right_id FROM old_rows ORDER BY 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER edges_inserted AFTER INSERT ON lines_edge
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION lines_note_new_edges();
CREATE TRIGGER edges_deleted AFTER DELETE ON lines_edge
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION lines_note_old_edges();
CREATE TRIGGER edges_changed AFTER UPDATE ON lines_edge
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION lines_note_changed_edges();

CREATE FUNCTION lines_check_coverage() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER edges_cover_divisions AFTER INSERT ON lines_coverage_due
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lines_check_coverage();
"""

BACKWARD = """
DROP TRIGGER edges_inserted ON lines_edge;
DROP TRIGGER edges_deleted ON lines_edge;
DROP TRIGGER edges_changed ON lines_edge;
DROP TABLE lines_coverage_due;
DROP FUNCTION lines_check_coverage();
DROP FUNCTION lines_note_new_edges();
DROP FUNCTION lines_note_old_edges();
DROP FUNCTION lines_note_changed_edges();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("divisions", "0001_initial"),
        ("lines", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
