"""A register of very many names in an empty database (全国规模的登记册): divisions, things, names, search keys.

The divisions are those of the national list with made-up townships below them, the names those of national_forms.py;
they are multiplied and strewn over the townships inside the database. The tables have all indexes and constraints of
the product at the end; they are made after the rows, as a restore does.
"""

import csv
import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import national_forms
from django.db import connection

TOWNSHIPS = 13  # to each county: about 37,000 in the country
BOX = (82.0, 22.0, 128.0, 47.0)  # west, south, east, north: the counties are strewn in here
TABLES = ("names_feature", "names_name", "atlas_searchkey")
SOURCE = "量测"
BEGUN = "[2000-01-01,)"


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """One statement; its rows where it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def fill(count: int) -> None:
    """Everything; the database must have its tables and nothing in them."""
    import_module("gazetteer.names.load.country").load_country()
    homes = write_divisions()
    write_forms(count)
    strew(homes, count)
    finish()


def write_divisions() -> list[tuple[int, int, int, int, float, float]]:
    """Provinces, prefectures, counties and townships; answers township, county, prefecture, province, lon, lat."""
    chance, words = random.Random(5), national_forms.stems()[0]
    units = import_module("gazetteer.names.models").CountryUnit.objects.order_by("code").values_list("code", "name")
    names = dict(units)
    numbers = {code: number for number, code in enumerate(names, 1)}
    rows: list[tuple[int, str, str, str, int | None]] = []
    homes = []
    for code, name in names.items():
        level = {2: "province", 4: "prefecture", 6: "county"}[len(code)]
        above = next((numbers[code[:size]] for size in (4, 2) if size < len(code) and code[:size] in numbers), None)
        rows.append((numbers[code], name, level, level, above))
        if level != "county":
            continue
        lon, lat = chance.uniform(BOX[0], BOX[2]), chance.uniform(BOX[1], BOX[3])
        prefecture, province = numbers.get(code[:4]) or numbers[code[:2]], numbers[code[:2]]
        for _ in range(TOWNSHIPS):
            number = len(names) + len(homes) + 1
            rows.append((number, chance.choice(words) + chance.choice("镇乡"), "township", "镇", numbers[code]))
            at = (lon + chance.uniform(-0.2, 0.2), lat + chance.uniform(-0.2, 0.2))
            homes.append((number, numbers[code], prefecture, province, *at))
    _store_divisions(rows, {number: code for code, number in numbers.items()})
    return homes


def _store_divisions(rows: list[tuple[int, str, str, str, int | None]], codes: dict[int, str]) -> None:
    models, bulk = import_module("boundaries.divisions.models"), import_module("office.bulk")
    always = import_module("gazetteer.names.load.files").ALWAYS
    numbers, names, levels, kinds, above = (list(column) for column in zip(*rows, strict=True))
    many = [always] * len(rows)
    bulk.copy_columns(models.Division, {"id": numbers})
    versions = {"division_id": numbers, "name": names, "level": levels, "kind": kinds, "parent_id": above}
    bulk.copy_columns(models.DivisionVersion, {**versions, "valid": many, "source": [SOURCE] * len(rows)})
    coded = [number for number in numbers if number in codes]
    given = {"division_id": coded, "scheme": ["MCA"] * len(coded), "code": [codes[number] for number in coded]}
    bulk.copy_columns(models.DivisionCode, {**given, "valid": many[: len(coded)], "source": [SOURCE] * len(coded)})
    _continue_numbers("divisions_division")


FORM = (
    "kind text, many int, form text, pinyin text, pinyin_toned text, initials text, "
    "specific text, generic text, sound text, sound_plain text"
)
KEY = (
    "kind text, form text, folded text, stem text, grams text[], pinyin text, stem_pinyin text, "
    "toned text, spelling text, initials text"
)


def write_forms(count: int) -> None:
    """The forms with their columns, and how often each occurs, in two tables of this bench."""
    run(f"CREATE UNLOGGED TABLE bench_form (id serial, {FORM})")
    run(f"CREATE UNLOGGED TABLE bench_key ({KEY})")
    for names, keys in national_forms.columns(national_forms.drawn(count)):
        _copy("bench_form", FORM, names)
        _copy("bench_key", KEY, keys)
    run("ANALYZE bench_form, bench_key")


def _copy(table: str, columns: str, rows: list[dict[str, Any]]) -> None:
    names = [column.split()[0] for column in columns.split(", ")]
    text = io.StringIO()
    csv.writer(text).writerows([_plain(row[name]) for name in names] for row in rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", text)


def _plain(value: Any) -> Any:
    return import_module("office.bulk").array_text(value) if isinstance(value, list) else value


@contextmanager
def bare_tables() -> Iterator[None]:
    """Without indexes and constraints for a while; foreign keys are not asked, as the rows are made to fit them."""
    constraints = run(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('x', 'u')",
        list(TABLES),
    )
    for table, name, _ in constraints:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = run(
        "SELECT quote_ident(indexname), indexdef FROM pg_indexes "
        "WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%_pkey'",
        list(TABLES),
    )
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    run("SET session_replication_role = replica")
    yield
    run("SET session_replication_role = DEFAULT")
    run("SET maintenance_work_mem = '2GB'")
    for _, statement in indexes:
        run(statement)
    for table, name, definition in constraints:
        run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def strew(homes: list[tuple[int, int, int, int, float, float]], count: int) -> None:
    """Things, names and keys out of the forms, township after township as a register is taken in."""
    run("CREATE UNLOGGED TABLE bench_home (place int, id bigint, path bigint[], lon float8, lat float8)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO bench_home VALUES (%s, %s, %s, %s, %s)",
            [(place, home[0], list(home[:4]), home[4], home[5]) for place, home in enumerate(homes)],
        )
    run("SELECT setseed(0.5)")
    run("SET work_mem = '1GB'")
    run(
        f"""CREATE UNLOGGED TABLE bench_place AS
        SELECT row_number() OVER () AS id, * FROM (
            SELECT form.id AS form_id, home.id AS home_id, home.path,
                   ST_SetSRID(ST_MakePoint(home.lon + random() * 0.06, home.lat + random() * 0.06), 4490) AS point
            FROM (SELECT id, floor(random() * {len(homes)})::int AS place
                  FROM bench_form, generate_series(1, many)) AS form
            JOIN bench_home home USING (place) ORDER BY form.place) AS strewn"""
    )
    run("ANALYZE bench_place, bench_home")
    with bare_tables():
        for statement in ROWS:
            run(statement)
        run("DROP TABLE bench_place, bench_home, bench_form, bench_key")


ROWS = (
    f"""INSERT INTO names_feature (id, kind, gb_class, home_id, point, status, importance, is_sample, source,
        source_id, recorded_at)
    SELECT place.id, form.kind, '', place.home_id, place.point, 'in_use', 0, false, '{SOURCE}', place.id::text, now()
    FROM bench_place place JOIN bench_form form ON form.id = place.form_id ORDER BY place.id""",
    f"""INSERT INTO names_name (id, feature_id, form, form_kind, language, script, pinyin, pinyin_toned, initials,
        specific, generic, sound, sound_plain, meaning, status, valid, begin_precision, end_precision, authority,
        document_number, source, certainty, is_sample, recorded_at)
    SELECT place.id, place.id, form.form, 'standard', 'zh', 'Hans', form.pinyin, form.pinyin_toned, form.initials,
        form.specific, form.generic, form.sound, form.sound_plain, '', 'registered', '{BEGUN}', 'unknown', 'unknown',
        '', '', '{SOURCE}', 'certain', false, now()
    FROM bench_place place JOIN bench_form form ON form.id = place.form_id ORDER BY place.id""",
    f"""INSERT INTO atlas_searchkey (subject, feature_id, form, form_kind, folded, stem, grams, pinyin, stem_pinyin,
        toned, spelling, initials, kind, level, rank, path, point, valid, alive, is_sample)
    SELECT 'G' || place.id, place.id, key.form, 'standard', key.folded, key.stem, key.grams, key.pinyin,
        key.stem_pinyin, key.toned, key.spelling, key.initials, key.kind, '', 4, place.path, place.point,
        '{BEGUN}', '{BEGUN}', false
    FROM bench_place place JOIN bench_form form ON form.id = place.form_id
    JOIN bench_key key ON key.form = form.form AND key.kind = form.kind ORDER BY place.id""",
)


def finish() -> None:
    """The keys of divisions and the first keys, by the product's own code; numbers and statistics as after a load."""
    search_rows = import_module("gazetteer.atlas.search_rows")
    import_module("office.bulk").copy_in([*search_rows.keys_of_divisions(None)])
    _continue_numbers(*TABLES)
    run("VACUUM ANALYZE")
    import_module("gazetteer.atlas.search_tops").rebuild_tops()
    run("VACUUM ANALYZE atlas_searchtop, atlas_hottext")


def _continue_numbers(*tables: str) -> None:
    for table in tables:
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
