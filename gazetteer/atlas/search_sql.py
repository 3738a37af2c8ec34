"""The SQL of the search: one statement for characters, one for Latin letters, one for mere listing.

A question comes as readings (JSON): its text, and for 延边珲春 also 珲春 within 延边. The smallest
score is the best: -20 the form itself, -10 its stem, else twice the rank of the thing (a county
before a township before a village), and a little more for a form that is no longer in force.
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
    "after_score": "int",
    "after_length": "int",
    "after_subject": "text",
    "most": "int",
}

_FILTERS = f"""
    (:kinds IS NULL OR key.kind = ANY (:kinds) OR key.level = ANY (:kinds))
    AND (:within IS NULL OR key.path @> ARRAY[:within])
    AND (NOT :living OR key.alive @> :day)
    AND (:west IS NULL OR key.point && ST_MakeEnvelope(:west, :south, :east, :north, {settings.REGISTER_SRID}))
"""

_AGE = """
    CASE WHEN key.valid @> :day THEN 0 WHEN key.alive @> :day THEN 1 ELSE 6 END"""

_PAGE = """
SELECT hits.* FROM (
    SELECT DISTINCT ON (subject) * FROM found ORDER BY subject, score, length, id
) AS hits
WHERE (score, length, subject) > (:after_score, :after_length, :after_subject)
ORDER BY score, length, subject
LIMIT :most
"""

_COLUMNS = """
    key.id, key.subject, key.form, key.form_kind, key.kind, key.level, key.path, key.point, key.is_sample,
    key.valid, key.alive, char_length(key.folded) AS length"""

HAN = Prepared(
    "search_han",
    f"""
WITH found AS (
    SELECT {_COLUMNS}, reading.ancestor,
        CASE WHEN key.folded = reading.text THEN 'exact' WHEN key.stem = reading.text THEN 'stem'
             WHEN starts_with(key.folded, reading.text) THEN 'prefix' ELSE 'part' END AS extent,
        'characters' AS means,
        {_AGE} + CASE WHEN key.folded = reading.text THEN -20 + key.rank WHEN key.stem = reading.text THEN -10 + key.rank
             WHEN starts_with(key.folded, reading.text) THEN 2 * key.rank ELSE 2 * key.rank + 1 END AS score
    FROM jsonb_to_recordset(:readings) AS reading (text text, grams text[], within bigint[], ancestor text)
    JOIN atlas_searchkey key ON key.grams @> reading.grams
     AND (cardinality(reading.within) = 0 OR key.path @> reading.within)
     AND position(reading.text IN key.folded) > 0
    WHERE {_FILTERS}
) {_PAGE}""",
    TYPES,
)

LATIN = Prepared(
    "search_latin",
    f"""
WITH found AS (
    SELECT {_COLUMNS}, reading.ancestor,
        CASE WHEN key.pinyin = reading.text THEN 'exact' WHEN key.stem_pinyin = reading.text THEN 'stem'
             ELSE 'prefix' END AS extent,
        CASE WHEN NOT starts_with(key.pinyin, reading.text) THEN 'initials'
             WHEN reading.toned <> '' THEN 'pinyin_toned' ELSE 'pinyin' END AS means,
        {_AGE} + CASE WHEN key.pinyin = reading.text THEN -20 + key.rank
             WHEN key.stem_pinyin = reading.text THEN -10 + key.rank
             WHEN starts_with(key.pinyin, reading.text) THEN 2 * key.rank
             WHEN char_length(key.stem) = char_length(reading.text) THEN 2 * key.rank + 1
             ELSE 2 * key.rank + 2 END
        + CASE WHEN reading.spelling <> '' AND NOT starts_with(key.spelling, reading.spelling) THEN 3 ELSE 0 END AS score
    FROM jsonb_to_recordset(:readings)
        AS reading (text text, "end" text, toned text, spelling text, within bigint[], ancestor text)
    JOIN atlas_searchkey key ON (cardinality(reading.within) = 0 OR key.path @> reading.within) AND (
        (key.pinyin ~>=~ reading.text AND key.pinyin ~<~ reading."end"
         AND (reading.toned = '' OR key.toned LIKE reading.toned))
        OR (reading.toned = '' AND reading.spelling = ''
            AND key.initials ~>=~ reading.text AND key.initials ~<~ reading."end"))
    WHERE {_FILTERS}
) {_PAGE}""",
    TYPES,
)

LISTING = Prepared(
    "search_listing",
    f"""
WITH found AS (
    SELECT {_COLUMNS}, NULL AS ancestor, 'exact' AS extent, 'listing' AS means, key.rank + {_AGE} AS score
    FROM atlas_searchkey key
    WHERE :readings IS NOT NULL AND key.form_kind = 'standard' AND {_FILTERS}
) {_PAGE}""",
    TYPES,
)

ANCESTORS = Prepared(
    "search_ancestors",
    """
SELECT DISTINCT key.folded, key.stem, key.pinyin, key.stem_pinyin, key.division_id, key.form
FROM atlas_searchkey key
WHERE key.division_id IS NOT NULL AND key.level IN ('province', 'prefecture', 'county', 'township')
  AND (key.folded = ANY (:texts) OR key.stem = ANY (:texts) OR key.pinyin = ANY (:texts) OR key.stem_pinyin = ANY (:texts))
LIMIT 40
""",
    {"texts": "text[]"},
)

TITLES = Prepared(
    "search_titles",
    """
SELECT DISTINCT ON (key.subject) key.subject, key.form, key.kind, key.is_sample, key.path,
       ST_X(key.point), ST_Y(key.point), key.alive @> :day
FROM atlas_searchkey key
WHERE key.subject = ANY (:subjects) AND key.form_kind = 'standard'
ORDER BY key.subject, key.valid @> :day DESC, lower(key.valid) DESC NULLS LAST
""",
    {"subjects": "text[]", "day": "date"},
)
