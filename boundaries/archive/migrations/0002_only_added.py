from django.db import migrations

ADDED_ONLY = ("itemversion", "use", "checkreport", "extract", "handover")
FORWARD = """
CREATE FUNCTION archive_is_added_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'archive_is_added_only: 档案的版本、利用、检测、证明和交接只能追加，不能修改或删除。'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION archive_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'archive_item_stays: 归档的件不能删除。' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.archive_number, NEW.file_id, NEW.number, NEW.filed_at)
        IS DISTINCT FROM (OLD.archive_number, OLD.file_id, OLD.number, OLD.filed_at) THEN
        RAISE EXCEPTION 'archive_item_stays: 档号一经确定不再改变（DA/T 13）。'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.security IN ('secret', 'confidential', 'top')
        AND EXISTS (SELECT 1 FROM archive_itemversion v WHERE v.item_id = NEW.id) THEN
        RAISE EXCEPTION 'classified_item_has_no_file: 已有电子文件的件不能改为涉密件。'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION archive_version_is_not_classified() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE level text;
BEGIN
    SELECT security INTO level FROM archive_item WHERE id = NEW.item_id FOR SHARE;
    IF level IN ('secret', 'confidential', 'top') THEN
        RAISE EXCEPTION 'classified_item_has_no_file: 涉密件不得存入本系统，只登记存放地点。'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_item_stays BEFORE UPDATE OR DELETE ON archive_item
    FOR EACH ROW EXECUTE FUNCTION archive_item_stays();
CREATE TRIGGER archive_version_is_not_classified BEFORE INSERT ON archive_itemversion
    FOR EACH ROW EXECUTE FUNCTION archive_version_is_not_classified();
"""
TRIGGERS = "".join(
    f"CREATE TRIGGER archive_{name}_added_only BEFORE UPDATE OR DELETE ON archive_{name} "
    "FOR EACH ROW EXECUTE FUNCTION archive_is_added_only();\n"
    for name in ADDED_ONLY
)
BACKWARD = (
    "".join(f"DROP TRIGGER archive_{name}_added_only ON archive_{name};\n" for name in ADDED_ONLY)
    + """
DROP TRIGGER archive_version_is_not_classified ON archive_itemversion;
DROP TRIGGER archive_item_stays ON archive_item;
DROP FUNCTION archive_version_is_not_classified();
DROP FUNCTION archive_item_stays();
DROP FUNCTION archive_is_added_only();
"""
)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD + TRIGGERS, BACKWARD)]
