"""What changed, in order of time: changes of divisions and announced names (变更)."""

import datetime
from typing import Any

from django.db import connection

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Precision
from gazetteer.atlas.area_lists import change_json
from gazetteer.atlas.cursors import foreign_cursor, pack, unpack
from gazetteer.atlas.periods import day_words
from gazetteer.atlas.publication import notices
from gazetteer.names.models import Name

_ORDERED = """
SELECT happened, type, id FROM (
    SELECT lower(effective) AS happened, 'division' AS type, id FROM changes_divisionchange
    WHERE %(since)s::date IS NULL OR upper(effective) > %(since)s::date
    UNION ALL
    SELECT announced_on, 'name', id FROM names_name
    WHERE id = ANY (%(names)s) AND (%(since)s::date IS NULL OR announced_on >= %(since)s::date)
) AS every
WHERE (happened, type, id) > (%(day)s::date, %(type)s, %(id)s)
ORDER BY happened, type, id LIMIT %(most)s
"""


def changes_since(since: datetime.date | None, limit: int, cursor: str) -> tuple[list[dict[str, Any]], str | None]:
    """One page of what came into force or was announced from a day on, and the cursor of the next."""
    day, kind, pk = _position(cursor)
    names = {name.pk: name for name in notices()}
    with connection.cursor() as db:
        db.execute(
            _ORDERED,
            {"since": since, "names": list(names), "day": day, "type": kind, "id": pk, "most": limit + 1},
        )
        rows = db.fetchall()
    shown = rows[:limit]
    changes = DivisionChange.objects.in_bulk([row[2] for row in shown if row[1] == "division"])
    found = [change_json(changes[pk]) if kind == "division" else announcement_json(names[pk]) for _, kind, pk in shown]
    last = shown[-1] if len(rows) > limit else None
    return found, pack(last[0].isoformat(), last[1], last[2]) if last else None


def _position(cursor: str) -> tuple[datetime.date, str, int]:
    position = unpack(cursor, str, str, int)
    if position is None:
        return datetime.date.min, "", 0
    try:
        return datetime.date.fromisoformat(position[0]), position[1], position[2]
    except ValueError as error:
        raise foreign_cursor() from error


def announcement_json(name: Name) -> dict[str, Any]:
    """An announced name, as lists and the feed give it."""
    announced = name.announced_on or datetime.date.min
    return {
        "type": "name",
        "id": f"G{name.feature_id}",
        "name": name.form,
        "kind": name.feature.kind if name.feature else "",
        "date": announced.isoformat(),
        "when": day_words(announced, Precision.DAY),
        "authority": name.authority,
        "document": name.document_number,
        "sample": name.is_sample,
    }
