from django.db import migrations

FORWARD = """
CREATE FUNCTION judged_version_unaltered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM rulesets_ruleset WHERE id = OLD.ruleset_id AND key = 'survey-standard')
       OR NOT (EXISTS (SELECT 1 FROM townships_surveyupload WHERE standard = OLD.label)
               OR EXISTS (SELECT 1 FROM demarcation_linesurvey WHERE standard = OLD.label)) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.ruleset_id, OLD.label, OLD.limits, OLD.severities, OLD.terms, OLD.source,
                             lower(OLD.in_force))
       IS NOT DISTINCT FROM (NEW.ruleset_id, NEW.label, NEW.limits, NEW.severities, NEW.terms, NEW.source,
                             lower(NEW.in_force)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'judged_version_unaltered: 勘界标准 % 已用于检查，不能修改或删除，请另立版本。', OLD.label
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER judged_version_unaltered BEFORE UPDATE OR DELETE ON rulesets_rulesetversion
    FOR EACH ROW EXECUTE FUNCTION judged_version_unaltered();
"""
BACKWARD = """
DROP TRIGGER judged_version_unaltered ON rulesets_rulesetversion;
DROP FUNCTION judged_version_unaltered();
"""


class Migration(migrations.Migration):
    dependencies = [("standard", "0001_initial"), ("demarcation", "0001_initial"), ("townships", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
