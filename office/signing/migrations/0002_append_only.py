from django.db import migrations

FORWARD = """
CREATE FUNCTION signature_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signature_append_only: 签字只能追加，不能修改或删除。' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER signature_append_only BEFORE UPDATE OR DELETE ON signing_signature
    FOR EACH ROW EXECUTE FUNCTION signature_append_only();
"""
BACKWARD = """
DROP TRIGGER signature_append_only ON signing_signature;
DROP FUNCTION signature_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
