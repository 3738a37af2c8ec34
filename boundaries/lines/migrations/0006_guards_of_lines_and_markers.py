"""What no single row can hold: locked lines, both sides of a dispute, exactly three lines at a three-way point."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION lines_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM lines_line WHERE id = OLD.line_id AND locked)
    OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM lines_line WHERE id = NEW.line_id AND locked) THEN
        RAISE EXCEPTION '国界段锁定，不在本系统测绘、编辑、编号'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'locked_line_stays', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER locked_line_stays BEFORE INSERT OR UPDATE OR DELETE ON lines_markerversion
FOR EACH ROW EXECUTE FUNCTION lines_refuse_locked();
CREATE TRIGGER locked_line_stays BEFORE INSERT OR UPDATE OR DELETE ON lines_disputeclaim
FOR EACH ROW EXECUTE FUNCTION lines_refuse_locked();
CREATE TRIGGER locked_line_stays BEFORE INSERT OR UPDATE OR DELETE ON lines_specialarea
FOR EACH ROW EXECUTE FUNCTION lines_refuse_locked();
CREATE TRIGGER locked_line_stays BEFORE INSERT OR UPDATE OR DELETE ON lines_threewayline
FOR EACH ROW EXECUTE FUNCTION lines_refuse_locked();

CREATE FUNCTION lines_refuse_change_of_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '国界段锁定，不在本系统测绘、编辑、编号'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'locked_line_stays', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER locked_line_stays BEFORE UPDATE ON lines_line
FOR EACH ROW WHEN (OLD.locked AND OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION lines_refuse_change_of_locked();

CREATE FUNCTION lines_sample_as_marker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_sample := (SELECT is_sample FROM lines_marker WHERE id = NEW.marker_id);
    RETURN NEW;
END $$;
CREATE TRIGGER marker_version_is_sample_as_marker BEFORE INSERT OR UPDATE OF marker_id, is_sample ON lines_markerversion
FOR EACH ROW EXECUTE FUNCTION lines_sample_as_marker();

CREATE FUNCTION lines_claim_of_a_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM lines_lineversion WHERE line_id = NEW.line_id AND NEW.side_id IN (first_id, second_id)
    ) THEN
        RAISE EXCEPTION '主张方应是界线两侧之一'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_of_a_side', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_is_of_a_side BEFORE INSERT OR UPDATE OF line_id, side_id ON lines_disputeclaim
FOR EACH ROW EXECUTE FUNCTION lines_claim_of_a_side();

CREATE FUNCTION lines_check_dispute() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due bigint;
BEGIN
    IF TG_TABLE_NAME = 'lines_line' THEN due := NEW.id; ELSE due := OLD.line_id; END IF;
    IF EXISTS (SELECT FROM lines_line WHERE id = due AND state = 'disputed')
    AND (SELECT count(DISTINCT side_id) FROM lines_disputeclaim WHERE line_id = due) < 2 THEN
        RAISE EXCEPTION '有争议的界线须有双方各自的主张和证据'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'disputed_line_has_claims', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER disputed_line_has_claims AFTER UPDATE OF state ON lines_line
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'disputed') EXECUTE FUNCTION lines_check_dispute();
CREATE CONSTRAINT TRIGGER disputed_line_has_claims AFTER UPDATE OR DELETE ON lines_disputeclaim
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lines_check_dispute();

CREATE FUNCTION lines_check_three_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    due lines_threewaypoint;
    wanted bigint;
    stray bigint;
BEGIN
    IF TG_TABLE_NAME = 'lines_threewaypoint' THEN
        wanted := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        wanted := OLD.point_id;
    ELSE
        wanted := NEW.point_id;
    END IF;
    SELECT * INTO due FROM lines_threewaypoint WHERE id = wanted;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF (SELECT count(*) FROM lines_threewayline WHERE point_id = wanted) <> 3 THEN
        RAISE EXCEPTION '三交点应恰有三条界线'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'three_way_has_three_lines', TABLE = TG_TABLE_NAME;
    END IF;
    -- a line ends where an odd number of its edges meets the junction; it passes where an even number does
    SELECT line_id INTO stray FROM lines_threewayline WHERE point_id = wanted AND 1 <> (
        SELECT count(DISTINCT (edge.id, way)) % 2
        FROM lines_lineedge member JOIN lines_edge edge ON edge.id = member.edge_id, (VALUES (1), (2)) AS ways (way)
        WHERE member.line_id = lines_threewayline.line_id
        AND member.valid @> COALESCE(lower(due.valid), '-infinity'::date)
        AND due.junction_id = CASE way WHEN 1 THEN edge.start_id ELSE edge.end_id END
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '界线 % 不在此交会点终止，三条界线应终止于同一坐标', stray
        USING ERRCODE = 'check_violation', CONSTRAINT = 'three_way_lines_end_here', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER three_way_has_three_lines AFTER INSERT OR UPDATE ON lines_threewaypoint
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lines_check_three_way();
CREATE CONSTRAINT TRIGGER three_way_has_three_lines AFTER INSERT OR UPDATE OR DELETE ON lines_threewayline
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lines_check_three_way();
"""

BACKWARD = """
DROP FUNCTION lines_check_three_way() CASCADE;
DROP FUNCTION lines_check_dispute() CASCADE;
DROP FUNCTION lines_claim_of_a_side() CASCADE;
DROP FUNCTION lines_sample_as_marker() CASCADE;
DROP FUNCTION lines_refuse_change_of_locked() CASCADE;
DROP FUNCTION lines_refuse_locked() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("lines", "0005_markers_by_period")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
