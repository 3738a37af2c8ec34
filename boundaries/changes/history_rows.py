"""Writing what was carried out: the rows of the history, and the outcome as JSON for taking it back."""

import datetime
from collections.abc import Sequence
from typing import Any

from psycopg2.extras import DateRange

from boundaries.changes.consequences import OutcomeLike
from boundaries.changes.lineage import Entry, resolved
from boundaries.changes.models import ChangeCase, ChangeImport, DivisionChange
from boundaries.divisions.models import Precision
from boundaries.lines.periods import ONE_DAY

LISTS = (
    *("ended", "renamed", "recoded", "moved", "reshaped"),
    *("lines_ended", "lines_begun", "lines_altered", "markers", "journal"),
)


def outcome_as_json(outcome: OutcomeLike) -> dict[str, Any]:
    """The outcome as plain values; `carrying.Outcome.from_json` reads it back."""
    lists = {name: list(getattr(outcome, name)) for name in LISTS}
    return {"day": outcome.day.isoformat(), "begun": dict(outcome.begun), **lists}


def write_history(
    entries: Sequence[Entry],
    outcome: OutcomeLike,
    *,
    document: str,
    source: str,
    case: ChangeCase | None = None,
    imported: ChangeImport | None = None,
    known: str = Precision.DAY,
) -> None:
    """Write the rows that history, API and successors read, with their document; `known` day or year."""
    effective = days_of(outcome.day, known)
    DivisionChange.objects.bulk_create(
        DivisionChange(
            case=case,
            imported=imported,
            effective=effective,
            precision=known,
            kind=entry.kind,
            source_kind=entry.label,
            old_code=entry.old_code,
            old_name=entry.old_name,
            new_code=entry.new_code,
            new_name=entry.new_name,
            old_id=resolved(entry.old, outcome.begun),
            new_id=resolved(entry.new, outcome.begun),
            document=document[:80],
            source=source,
            note=entry.note,
        )
        for entry in entries
    )


def days_of(day: datetime.date, known: str) -> DateRange:
    """The days on which a change can have come into force: one, or the year of which no day is known."""
    end = datetime.date(day.year + 1, 1, 1) if known == Precision.YEAR else day + ONE_DAY
    return DateRange(day, end)
