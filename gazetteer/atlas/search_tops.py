"""The first keys of the texts that very many forms contain (检索前列): so that 屯 costs no more than 珲春.

A hot text is one that more than `HOT` keys match. Of its keys the first `KEPT` are stored, in the order of the
search with nothing counted for age; `HotText` holds the last one's place in that order. So the stored keys are at
all times exactly those up to that place: a new key is added where it comes before it, a deleted one leaves with its
row. Age and filters only move keys back or drop them: a page from the stored keys that ends before the place is the
page that all keys would give. Everything else asks all keys.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from gazetteer.atlas.search_hot import LONGEST_PART, LONGEST_PREFIX, hot_parts, hot_prefixes
from gazetteer.atlas.search_sql import (
    HAN_MATCH,
    HAN_PLAIN,
    LATIN_MATCH,
    LATIN_PLAIN,
    LISTING_MATCH,
    LISTING_PLAIN,
    place_of,
)
from gazetteer.atlas.search_text import after_prefix, is_letters, wanted_grams

HOT = 1000
KEPT = 300
PARCEL = 200  # hot texts between two commits of a rebuild
LETTERS = "^[a-z]+$"

_HAN_PARTS = f"""
    SELECT substr(key.folded, begin, size) AS text
    FROM generate_series(1, char_length(key.folded)) AS begin,
         generate_series(1, least({LONGEST_PART}, char_length(key.folded) - begin + 1)) AS size
    WHERE substr(key.folded, begin, size) !~ '{LETTERS}'"""
_LATIN_PARTS = f"""
    SELECT left(written, size) AS text
    FROM unnest(ARRAY[key.pinyin, key.initials]) AS written, generate_series(1, {LONGEST_PREFIX}) AS size
    WHERE size <= char_length(written) AND left(written, size) ~ '{LETTERS}'"""

_LISTING_PARTS = """
    SELECT text FROM unnest(ARRAY['', ' ' || key.kind, ' ' || key.level]) AS text
    WHERE key.form_kind = 'standard' AND text <> ' '"""


@dataclass(frozen=True)
class _Way:
    """One of the three statements of the search: what matches a text, its order, and which texts a key has."""

    match: str
    plain: str
    parts: str

    def keys(self, narrow: str = "true", limit: str = "ALL") -> str:
        """The keys of the texts asked about (JSON), in order."""
        return f"""
            SELECT reading.text, key.id, key.place, key.subject
            FROM jsonb_to_recordset(%s) AS reading
                (text text, "end" text, grams text[], weight bigint, subject text)
            CROSS JOIN LATERAL (
                SELECT key.id, {place_of(self.plain)} AS place, key.subject FROM atlas_searchkey key
                WHERE {self.match} AND {narrow} ORDER BY 2, 3 LIMIT {limit}) AS key"""

    @property
    def upto(self) -> str:
        """The keys up to the place of their text."""
        return self.keys(f"({place_of(self.plain)}, key.subject) <= (reading.weight, reading.subject)")

    @property
    def entering(self) -> str:
        """Which of some keys belong to the first of a hot text."""
        return f"""
            INSERT INTO atlas_searchtop (text, key_id)
            SELECT reading.text, key.id FROM atlas_searchkey key
            CROSS JOIN LATERAL (SELECT DISTINCT text FROM ({self.parts}) AS every) AS part
            JOIN atlas_hottext reading ON reading.text = part.text
            WHERE (key.division_id = ANY(%s) OR key.feature_id = ANY(%s))
              AND ({place_of(self.plain)}, key.subject) <= (reading.weight, reading.subject)"""


HAN = _Way(HAN_MATCH, HAN_PLAIN, _HAN_PARTS)
LATIN = _Way(LATIN_MATCH, LATIN_PLAIN, _LATIN_PARTS)
LISTING = _Way(LISTING_MATCH, LISTING_PLAIN, _LISTING_PARTS)
WAYS = (HAN, LATIN, LISTING)


def hold_tops() -> None:
    """To be called before keys are written: waits for a rebuild of tops, and lets none begin before the commit."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE atlas_searchtop IN ROW EXCLUSIVE MODE")


def enter_tops(division_ids: Iterable[int], feature_ids: Iterable[int]) -> None:
    """Put new keys of these things among the first of the hot texts where they belong."""
    things = [list(division_ids), list(feature_ids)]
    with connection.cursor() as cursor:
        for way in WAYS:
            cursor.execute(way.entering, things)


def rebuild_tops(parcel: int = PARCEL) -> int:
    """Find the hot texts and their first keys anew; says how many texts.

    Outside of a transaction it commits parcel by parcel, so that nobody who writes names waits long.
    """
    hot = _hot_texts()
    every = [text for texts in hot.values() for text in texts]
    with transaction.atomic(), connection.cursor() as cursor:
        _hold_alone()
        cursor.execute("DELETE FROM atlas_hottext WHERE NOT text = ANY(%s)", [every])
        cursor.execute("DELETE FROM atlas_searchtop WHERE text NOT IN (SELECT text FROM atlas_hottext)")
    for way, texts in hot.items():
        for begin in range(0, len(texts), parcel):
            _rebuild(way, texts[begin : begin + parcel])
    return len(every)


def _hot_texts() -> dict[_Way, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded, count(*) FROM atlas_searchkey GROUP BY folded")
        parts = hot_parts(cursor.fetchall(), HOT)
        cursor.execute("SELECT pinyin, initials, count(*) FROM atlas_searchkey GROUP BY pinyin, initials")
        prefixes = hot_prefixes(((row[:2], row[2]) for row in cursor), HOT)
        cursor.execute(
            f"""SELECT part.text FROM (
                SELECT form_kind, kind, level, count(*) AS n FROM atlas_searchkey GROUP BY form_kind, kind, level) key
            CROSS JOIN LATERAL ({_LISTING_PARTS}) AS part GROUP BY part.text HAVING sum(key.n) > %s""",
            [HOT],
        )
        lists = {text for (text,) in cursor.fetchall()}
    return {HAN: sorted(parts), LATIN: sorted(prefixes), LISTING: sorted(lists)}


@transaction.atomic
def _rebuild(way: _Way, texts: Sequence[str]) -> None:
    _hold_alone()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM atlas_searchtop WHERE text = ANY(%s)", [list(texts)])
        cursor.execute("DELETE FROM atlas_hottext WHERE text = ANY(%s)", [list(texts)])
        cursor.execute(
            f"""WITH first AS MATERIALIZED ({way.keys(limit=str(KEPT))}),
            kept AS (INSERT INTO atlas_searchtop (text, key_id) SELECT text, id FROM first)
            INSERT INTO atlas_hottext (text, weight, subject)
            SELECT DISTINCT ON (text) text, place, subject FROM first ORDER BY text, place DESC, subject DESC""",
            [_readings((text, 0, "") for text in texts)],
        )


def tops_differences() -> list[str]:
    """The hot texts whose stored first keys are not those up to their place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, weight, subject FROM atlas_hottext")
        hot = cursor.fetchall()
        cursor.execute("SELECT text, key_id FROM atlas_searchtop")
        stored = set(cursor.fetchall())
        made: set[tuple[str, int]] = set()
        for way in WAYS:
            cursor.execute(way.upto, [_readings(row for row in hot if _way_of(row[0]) is way)])
            made.update(row[:2] for row in cursor.fetchall())
    return sorted({text for text, _ in stored ^ made})


def _way_of(text: str) -> _Way:
    if not text or text.startswith(" "):
        return LISTING
    return LATIN if is_letters(text) else HAN


def _readings(rows: Iterable[tuple[str, int, str]]) -> str:
    return json.dumps([_reading(*row) for row in rows], ensure_ascii=False)


def _reading(text: str, weight: int, subject: str) -> dict[str, Any]:
    end = after_prefix(text) if text else ""
    return {"text": text, "end": end, "grams": wanted_grams(text), "weight": weight, "subject": subject}


def _hold_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE atlas_searchtop IN SHARE ROW EXCLUSIVE MODE")
