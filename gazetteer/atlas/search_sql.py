"""The SQL of the search: one statement for characters, one for Latin letters, one for mere listing.

A question comes as readings (JSON): its text, and for 延边珲春 also 珲春 within 延边. The smallest
score is the best: twice the rank of the thing (a county before a township before a village), far
less where the form or its stem is the whole question, and a little more where it is no longer in force.

The forms are taken from the index first (OFFSET 0 keeps the planner from turning that round), and the
planner is kept away from the indexes over periods (IS TRUE): almost every row holds on the day asked about.
"""

from django.conf import settings

from office.spatial.prepared import Prepared

TYPES = {
    "readings": "jsonb",
    "day": "date",
    "living": "bool",
    "kinds": "text[]",
    "within": "bigint",
    "west": "float8",
    "south": "float8",
    "east": "float8",
    "north": "float8",
    "after_weight": "bigint",
    "after_subject": "text",
    "most": "int",
}

_FILTERS = f"""
    (:kinds IS NULL OR key.kind = ANY (:kinds) OR key.level = ANY (:kinds))
    AND (:within IS NULL OR key.path @> ARRAY[:within])
    AND (NOT :living OR key.alive @> :day)
    AND (:west IS NULL OR key.point && ST_MakeEnvelope(:west, :south, :east, :north, {settings.REGISTER_SRID}))
"""

_AGE = "CASE WHEN key.valid @> :day THEN 0 WHEN key.alive @> :day THEN 1 ELSE 6 END"

# One number to order by: score, length of the form, which reading, which form. Narrow, so that many hits sort fast.
_WEIGHT = """
    ((({score} + 64)::bigint << 52) | (least(char_length(key.folded), 255)::bigint << 44)
     | (reading.place << 40) | key.id)"""

_PAGE = """
, best AS (SELECT subject, min(weight) AS weight FROM found GROUP BY subject),
page AS (
    SELECT subject, weight FROM best
    WHERE (weight >> 44, subject) > (:after_weight, :after_subject)
    ORDER BY weight >> 44, subject LIMIT :most
)
SELECT page.subject, page.weight >> 44, key.form, key.form_kind, key.level, key.valid,
       {reading}
FROM page JOIN atlas_searchkey key ON key.id = page.weight & ((1::bigint << 40) - 1)
{readings}
ORDER BY page.weight >> 44, page.subject
"""

_SAME_READING = "JOIN readings reading ON reading.place = (page.weight >> 40) & 15"

_HAN_SCORE = f"""{_AGE} + CASE WHEN key.folded = reading.text THEN 2 * key.rank - 20
             WHEN key.stem = reading.text THEN 2 * key.rank - 19
             WHEN starts_with(key.folded, reading.text) THEN 2 * key.rank ELSE 2 * key.rank + 1 END"""

HAN = Prepared(
    "search_han",
    f"""
WITH readings AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(:readings)
        AS reading (place bigint, text text, grams text[], within bigint[], ancestor text)
), found AS (
    SELECT key.subject, {_WEIGHT.format(score=_HAN_SCORE)} AS weight
    FROM readings reading CROSS JOIN LATERAL (
        SELECT * FROM atlas_searchkey form
        WHERE form.grams @> reading.grams AND position(reading.text IN form.folded) > 0 OFFSET 0) AS key
    WHERE (cardinality(reading.within) = 0 OR key.path @> reading.within) AND {_FILTERS}
)"""
    + _PAGE.format(
        readings=_SAME_READING,
        reading="""CASE WHEN key.folded = reading.text THEN 'exact' WHEN key.stem = reading.text THEN 'stem'
             WHEN starts_with(key.folded, reading.text) THEN 'prefix' ELSE 'part' END,
       'characters', reading.ancestor""",
    ),
    TYPES,
)

_LATIN_SCORE = f"""{_AGE} + CASE WHEN key.pinyin = reading.text THEN 2 * key.rank - 20
             WHEN key.stem_pinyin = reading.text THEN 2 * key.rank - 19
             WHEN starts_with(key.pinyin, reading.text) THEN 2 * key.rank
             WHEN char_length(key.stem) = char_length(reading.text) THEN 2 * key.rank + 1
             ELSE 2 * key.rank + 2 END
        + CASE WHEN reading.spelling <> '' AND NOT starts_with(key.spelling, reading.spelling) THEN 3 ELSE 0 END"""

LATIN = Prepared(
    "search_latin",
    f"""
WITH readings AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(:readings) AS reading
        (place bigint, text text, "end" text, toned text, spelling text, within bigint[], ancestor text)
), found AS (
    SELECT key.subject, {_WEIGHT.format(score=_LATIN_SCORE)} AS weight
    FROM readings reading CROSS JOIN LATERAL (
        SELECT * FROM atlas_searchkey form
        WHERE (form.pinyin ~>=~ reading.text AND form.pinyin ~<~ reading."end")
           OR (form.initials ~>=~ reading.text AND form.initials ~<~ reading."end") OFFSET 0) AS key
    WHERE (cardinality(reading.within) = 0 OR key.path @> reading.within)
      AND (reading.toned = '' OR key.toned LIKE reading.toned)
      AND (reading.toned = '' AND reading.spelling = '' OR starts_with(key.pinyin, reading.text))
      AND {_FILTERS}
)"""
    + _PAGE.format(
        readings=_SAME_READING,
        reading="""CASE WHEN key.pinyin = reading.text THEN 'exact' WHEN key.stem_pinyin = reading.text THEN 'stem'
             ELSE 'prefix' END,
       CASE WHEN NOT starts_with(key.pinyin, reading.text) THEN 'initials'
            WHEN reading.toned <> '' THEN 'pinyin_toned' ELSE 'pinyin' END,
       reading.ancestor""",
    ),
    TYPES,
)

_LISTING_SCORE = f"key.rank + {_AGE}"

LISTING = Prepared(
    "search_listing",
    f"""
WITH found AS (
    SELECT key.subject, {_WEIGHT.format(score=_LISTING_SCORE)} AS weight
    FROM (SELECT 0::bigint AS place WHERE :readings IS NOT NULL) AS reading, atlas_searchkey key
    WHERE key.form_kind = 'standard' AND {_FILTERS}
)"""
    + _PAGE.format(readings="", reading="'exact', 'listing', NULL"),
    TYPES,
)

ANCESTORS = Prepared(
    "search_ancestors",
    """
SELECT DISTINCT key.folded, key.stem, key.pinyin, key.stem_pinyin, key.division_id, key.form
FROM atlas_searchkey key
WHERE key.division_id IS NOT NULL AND key.level IN ('province', 'prefecture', 'county', 'township')
  AND (key.folded = ANY (:texts) OR key.stem = ANY (:texts)
       OR key.pinyin = ANY (:texts) OR key.stem_pinyin = ANY (:texts))
LIMIT 40
""",
    {"texts": "text[]"},
)

TITLES = Prepared(
    "search_titles",
    """
SELECT title.subject, title.form, title.kind, title.path, ST_X(place.point), ST_Y(place.point), title.living,
    place.is_sample, ARRAY(
    SELECT version.name FROM unnest(title.path) WITH ORDINALITY AS step (id, height)
    JOIN divisions_divisionversion version ON version.division_id = step.id AND (version.valid @> :day) IS TRUE
    WHERE 'D' || step.id <> title.subject ORDER BY step.height DESC)
FROM (
    SELECT DISTINCT ON (key.subject) key.subject, key.division_id, key.form, key.kind, key.path, key.point,
           key.is_sample, key.alive @> :day AS living
    FROM atlas_searchkey key
    WHERE key.subject = ANY (:subjects) AND key.form_kind = 'standard'
    ORDER BY key.subject, key.valid @> :day DESC, lower(key.valid) DESC NULLS LAST
) AS title
LEFT JOIN divisions_area area ON area.division_id = title.division_id AND (area.valid @> :day) IS TRUE
CROSS JOIN LATERAL (SELECT
    CASE WHEN title.division_id IS NULL THEN title.point ELSE area.label_point END AS point,
    CASE WHEN title.division_id IS NULL THEN title.is_sample ELSE coalesce(area.is_sample, false) END AS is_sample
) AS place
""",
    {"subjects": "text[]", "day": "date"},
)
