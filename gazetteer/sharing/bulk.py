"""All public names of a division in the Linked Places format, read and written piece by piece (成批公开)."""

import datetime
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from boundaries.divisions.queries import versions_on
from gazetteer.atlas.name_api import label_of
from gazetteer.atlas.name_facts import DECIMALS
from gazetteer.sharing.linked_places import collection_of, feature_of

PIECE = 500

# the forms of each thing, the one that holds today first; what nobody may see has no search key
_PLACES = """
SELECT key.subject, min(key.kind), min(key.level), bool_or(key.is_sample),
       ST_X((array_agg(coalesce(key.point, area.label_point)))[1]),
       ST_Y((array_agg(coalesce(key.point, area.label_point)))[1]),
       json_agg(key.path ORDER BY key.valid @> %(day)s::date DESC, key.id) -> 0,
       json_agg(json_build_array(key.form, key.form_kind, key.spelling,
                    CASE coalesce(name.begin_precision, version.begin_precision) WHEN 'year'
                        THEN to_char(lower(key.valid), 'YYYY') ELSE lower(key.valid)::text END,
                    CASE coalesce(name.end_precision, version.end_precision) WHEN 'year'
                        THEN to_char(upper(key.valid), 'YYYY') ELSE upper(key.valid)::text END,
                    coalesce(name.language, 'zh'), coalesce(name.source, version.source, ''))
                ORDER BY key.form_kind <> 'standard', key.valid @> %(day)s::date DESC, key.id)
FROM atlas_searchkey key
LEFT JOIN divisions_area area ON area.division_id = key.division_id AND area.valid @> %(day)s::date
LEFT JOIN LATERAL (SELECT language, source, begin_precision, end_precision FROM names_name
    WHERE (feature_id = key.feature_id OR division_id = key.division_id) AND form = key.form AND valid = key.valid
    LIMIT 1) AS name ON true
LEFT JOIN LATERAL (SELECT source, begin_precision, end_precision FROM divisions_divisionversion
    WHERE division_id = key.division_id AND name = key.form AND valid = key.valid LIMIT 1) AS version ON true
WHERE key.path @> ARRAY[%(id)s::bigint] AND cardinality(key.grams) > 0
GROUP BY key.subject ORDER BY min(key.rank), key.subject
"""


def places_in(division_id: int, day: datetime.date, site: str) -> Iterator[dict[str, Any]]:
    """The features of everything in a division as it is called on a day, itself first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DECLARE places NO SCROLL CURSOR FOR {_PLACES}", {"id": division_id, "day": day})
        while True:
            cursor.execute(f"FETCH {PIECE} FROM places")
            rows = cursor.fetchall()
            if not rows:
                return
            above = versions_on(day).filter(division_id__in={pk for row in rows for pk in row[6][:2]})
            names = dict(above.values_list("division_id", "name"))
            for row in rows:
                yield feature_of(_facts(row, names), site)


def _facts(row: tuple[Any, ...], names: dict[int, str]) -> dict[str, Any]:
    subject, kind, level, sample, lon, lat, path, forms = row
    above = next((pk for pk in path if f"D{pk}" != subject and pk in names), None)
    told = [_form(*form) for form in forms]
    return {
        "id": subject,
        "name": told[0]["form"],
        "kind": level or kind,
        "kind_label": label_of(kind, level),
        "sample": bool(sample),
        "valid": told[0]["valid"],
        "forms": told,
        "lon": None if lon is None else round(lon, DECIMALS),
        "lat": None if lat is None else round(lat, DECIMALS),
        "division": {"id": f"D{above}", "name": names[above]} if above else None,
        "successors": [],
        "origin": None,
    }


def _form(form: str, kind: str, pinyin: str, begin: Any, end: Any, language: str, source: str) -> dict[str, Any]:
    return {
        "form": form,
        "form_kind": kind,
        "language": language,
        "pinyin": pinyin if language == "zh" else "",
        "source": source,
        "valid": {"from": begin, "to": end},
    }


def written(features: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A whole document of features as bytes, without ever holding more than one of them."""
    head, tail = json.dumps(collection_of([]), ensure_ascii=False).split("[]")
    yield f"{head}[".encode()
    for number, feature in enumerate(features):
        comma = "," if number else ""
        yield f"{comma}\n{json.dumps(feature, ensure_ascii=False)}".encode()
    yield f"]{tail}\n".encode()
