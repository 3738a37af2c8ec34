from django.db import migrations

FORWARD = """
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'log_is_append_only: 日志只能追加，不能修改或删除。' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON log_event
    FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON log_seal
    FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER sealed_event_append_only BEFORE UPDATE OR DELETE ON log_sealedevent
    FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
"""
BACKWARD = """
DROP TRIGGER sealed_event_append_only ON log_sealedevent;
DROP TRIGGER seal_append_only ON log_seal;
DROP TRIGGER event_append_only ON log_event;
DROP FUNCTION log_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("log", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
