from django.db import migrations

WATCHED = {
    "areas": [
        "divisions_division",
        "divisions_divisionversion",
        "divisions_divisioncode",
        "divisions_area",
        "divisions_areatileshape",
    ],
    "lines": ["lines_line", "lines_linetileshape"],
    "names": ["atlas_namepoint"],
    "streets": ["atlas_streetshape"],
}

FUNCTION = """
CREATE FUNCTION atlas_tick() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ticks bigint;
BEGIN
    INSERT INTO atlas_datatick (topic, n) VALUES (TG_ARGV[0], 1);
    SELECT count(*) INTO ticks FROM (SELECT 1 FROM atlas_datatick WHERE topic = TG_ARGV[0] LIMIT 300) AS latest;
    IF ticks >= 300 AND pg_try_advisory_xact_lock(hashtext('atlas.tick'), hashtext(TG_ARGV[0])) THEN
        WITH gone AS (DELETE FROM atlas_datatick WHERE topic = TG_ARGV[0] RETURNING n)
        INSERT INTO atlas_datatick (topic, n) SELECT TG_ARGV[0], sum(n) FROM gone HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$
"""


def trigger(topic: str, table: str) -> migrations.RunSQL:
    """After every writing statement on a table its topic ticks."""
    return migrations.RunSQL(
        f"CREATE TRIGGER atlas_tick AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION atlas_tick('{topic}')",
        f"DROP TRIGGER atlas_tick ON {table}",
    )


class Migration(migrations.Migration):
    """The versions of what the map shows move with the rows that it is made of."""

    dependencies = [("atlas", "0001_initial"), ("divisions", "0001_initial"), ("lines", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION atlas_tick()"),
        *(trigger(topic, table) for topic, tables in WATCHED.items() for table in tables),
    ]
