"""The SQL of the search: one statement for characters, one for Latin letters, one for mere listing.

A question comes as readings (JSON): its text, and for 延边珲春 also 珲春 within 延边. The smallest
score is the best: twice the rank of the thing (a county before a township before a village), far
less where the form or its stem is the whole question, and a little more where it is no longer in force.

The forms are taken from the index first (OFFSET 0 keeps the planner from turning that round), and the
planner is kept away from the indexes over periods (IS TRUE): almost every row holds on the day asked about.
Of a hot reading only the stored first keys are looked at; `search_tops` says when that is enough.
"""

from django.conf import settings

from office.spatial.prepared import Prepared

TYPES = {
    "readings": "jsonb",
    "day": "date",
    "living": "bool",
    "kinds": "text[]",
    "west": "float8",
    "south": "float8",
    "east": "float8",
    "north": "float8",
    "after_weight": "bigint",
    "after_subject": "text",
    "most": "int",
}

READING = """(place bigint, text text, hot bool, within bigint[], ancestor text,
    grams text[], "end" text, toned text, spelling text)"""

HAN_MATCH = "key.grams @> reading.grams AND position(reading.text IN key.folded) > 0"
HAN_PLAIN = """CASE WHEN key.folded = reading.text THEN 2 * key.rank - 20
             WHEN key.stem = reading.text THEN 2 * key.rank - 19
             WHEN starts_with(key.folded, reading.text) THEN 2 * key.rank ELSE 2 * key.rank + 1 END"""

LATIN_MATCH = """(key.pinyin ~>=~ reading.text AND key.pinyin ~<~ reading."end"
           OR key.initials ~>=~ reading.text AND key.initials ~<~ reading."end")"""
LATIN_PLAIN = """CASE WHEN key.pinyin = reading.text THEN 2 * key.rank - 20
             WHEN key.stem_pinyin = reading.text THEN 2 * key.rank - 19
             WHEN starts_with(key.pinyin, reading.text) THEN 2 * key.rank
             WHEN char_length(key.stem) = char_length(reading.text) THEN 2 * key.rank + 1
             ELSE 2 * key.rank + 2 END"""

# no text was typed: the reading says which kind or level is listed, behind a space that no folded text has
LISTING_MATCH = "key.form_kind = 'standard' AND reading.text IN ('', ' ' || key.kind, ' ' || key.level)"
LISTING_PLAIN = "key.rank"

_AGE = "CASE WHEN key.valid @> :day THEN 0 WHEN key.alive @> :day THEN 1 ELSE 6 END"


def place_of(score: str) -> str:
    """Where a key stands in the order of the search: its score, then the length of its form."""
    return f"(((({score}) + 64)::bigint << 8) | least(char_length(key.folded), 255)::bigint)"


def _statement(name: str, match: str, score: str, where: str, shown: str) -> Prepared:
    """The search for readings whose keys `match`: one number to order by, so that many hits sort fast."""
    return Prepared(
        name,
        f"""
WITH readings AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(:readings) AS reading {READING}),
found AS (
    SELECT key.subject, ({place_of(score)} << 44) | (reading.place << 40) | key.id AS weight
    FROM readings reading CROSS JOIN LATERAL (
        (SELECT key.* FROM atlas_searchkey key
         WHERE NOT reading.hot AND cardinality(reading.within) = 0 AND {match} OFFSET 0)
        UNION ALL
        (SELECT key.* FROM atlas_searchkey key
         WHERE NOT reading.hot AND cardinality(reading.within) > 0 AND {match}
           AND key.path @> reading.within OFFSET 0)
        UNION ALL
        (SELECT key.* FROM atlas_searchtop top JOIN atlas_searchkey key ON key.id = top.key_id
         WHERE reading.hot AND top.text = reading.text OFFSET 0)) AS key
    WHERE (cardinality(reading.within) = 0 OR key.path @> reading.within)
      AND (:kinds IS NULL OR key.kind = ANY (:kinds) OR key.level = ANY (:kinds))
      AND (NOT :living OR key.alive @> :day)
      AND (:west IS NULL OR key.point && ST_MakeEnvelope(:west, :south, :east, :north, {settings.REGISTER_SRID}))
      AND {where}
), best AS (SELECT subject, min(weight) AS weight FROM found GROUP BY subject),
page AS (
    SELECT subject, weight FROM best
    WHERE (weight >> 44, subject) > (:after_weight, :after_subject)
    ORDER BY weight >> 44, subject LIMIT :most
)
SELECT page.subject, page.weight >> 44, key.form, key.form_kind, key.level, key.valid, {shown}, reading.ancestor
FROM page JOIN atlas_searchkey key ON key.id = page.weight & ((1::bigint << 40) - 1)
JOIN readings reading ON reading.place = (page.weight >> 40) & 15
ORDER BY page.weight >> 44, page.subject
""",
        TYPES,
    )


HAN = _statement(
    "search_han",
    HAN_MATCH,
    f"{_AGE} + {HAN_PLAIN}",
    "true",
    """CASE WHEN key.folded = reading.text THEN 'exact' WHEN key.stem = reading.text THEN 'stem'
             WHEN starts_with(key.folded, reading.text) THEN 'prefix' ELSE 'part' END, 'characters'""",
)

LATIN = _statement(
    "search_latin",
    LATIN_MATCH,
    f"""{_AGE} + {LATIN_PLAIN}
        + CASE WHEN reading.spelling <> '' AND NOT starts_with(key.spelling, reading.spelling) THEN 3 ELSE 0 END""",
    """(reading.toned = '' OR key.toned LIKE reading.toned)
      AND (reading.toned = '' AND reading.spelling = '' OR starts_with(key.pinyin, reading.text))""",
    """CASE WHEN key.pinyin = reading.text THEN 'exact' WHEN key.stem_pinyin = reading.text THEN 'stem'
             ELSE 'prefix' END,
       CASE WHEN NOT starts_with(key.pinyin, reading.text) THEN 'initials'
            WHEN reading.toned <> '' THEN 'pinyin_toned' ELSE 'pinyin' END""",
)

LISTING = _statement("search_listing", LISTING_MATCH, f"{_AGE} + {LISTING_PLAIN}", "true", "'exact', 'listing'")

HOT = Prepared(
    "search_hot",
    "SELECT text, weight, subject FROM atlas_hottext WHERE text = ANY (:texts)",
    {"texts": "text[]"},
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
