"""What was in force on a day as it was recorded on another (登记时点): versions and codes from the kept history.

A correction of an entry error and a legal change both alter what is recorded; the causes tell them apart.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.extras import DateRange

_SQL = """
SELECT id, division_id, {columns}, valid, recorded_at, until FROM (
    SELECT DISTINCT ON (id) * FROM (
        SELECT id, division_id, {columns}, valid, recorded_at, NULL::timestamptz AS until
        FROM divisions_{table} WHERE recorded_at <= %(moment)s AND division_id = ANY(%(divisions)s)
        UNION ALL
        SELECT id, division_id, {columns}, valid, recorded_at, pgh_created_at
        FROM divisions_{table}event
        WHERE recorded_at <= %(moment)s AND pgh_created_at > %(moment)s AND division_id = ANY(%(divisions)s)
    ) AS every ORDER BY id, until NULLS LAST
) AS standing
WHERE (%(day)s::date IS NULL OR valid @> %(day)s::date) AND division_id = ANY(%(divisions)s)
ORDER BY division_id, lower(valid) NULLS FIRST, id
"""
VERSION = ("name", "level", "kind", "parent_id", "begin_precision", "end_precision", "note", "source")
CODE = ("scheme", "code", "begin_precision", "end_precision", "source")


@dataclass(frozen=True)
class Recorded:
    """A row as it was recorded: its facts by column, its period, since when and until when it was recorded so."""

    id: int
    division_id: int
    facts: dict[str, Any]
    valid: DateRange
    since: datetime.datetime
    until: datetime.datetime | None


def versions_recorded(
    divisions: Collection[int], day: datetime.date | None, moment: datetime.datetime
) -> list[Recorded]:
    """The versions of divisions in force on a day (None: of all days, oldest first), as recorded at a moment."""
    return _recorded("divisionversion", VERSION, divisions, day, moment)


def codes_recorded(divisions: Collection[int], day: datetime.date | None, moment: datetime.datetime) -> list[Recorded]:
    """The codes of divisions in force on a day (None: of all days, oldest first), as recorded at a moment."""
    return _recorded("divisioncode", CODE, divisions, day, moment)


def _recorded(
    table: str,
    columns: tuple[str, ...],
    divisions: Collection[int],
    day: datetime.date | None,
    moment: datetime.datetime,
) -> list[Recorded]:
    with connection.cursor() as cursor:
        statement = _SQL.format(table=table, columns=", ".join(columns))
        cursor.execute(statement, {"moment": moment, "day": day, "divisions": list(divisions)})
        return [
            Recorded(row[0], row[1], dict(zip(columns, row[2:-3], strict=True)), row[-3], row[-2], row[-1])
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True)
class Alteration:
    """One time that what is recorded of a division was altered: when, why, and what stood there before."""

    at: datetime.datetime
    cause: str
    table: str
    before: dict[str, Any]


def alterations_of(division: int) -> list[Alteration]:
    """Every alteration of the versions and codes of a division, the latest first.

    `cause`: `change` (a legal change), `correction` (an entry error mended), `undo`, or empty where nothing was said.
    """
    found: list[Alteration] = []
    for table, columns in (("divisionversion", VERSION), ("divisioncode", CODE)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT event.pgh_created_at, COALESCE(context.metadata->>'cause', ''), event.valid,
                       {", ".join(f"event.{column}" for column in columns)}
                FROM divisions_{table}event event
                LEFT JOIN pghistory_context context ON context.id = event.pgh_context_id
                WHERE event.division_id = %s
                """,
                [division],
            )
            found += [
                Alteration(at, cause, table, {"valid": valid, **dict(zip(columns, rest, strict=True))})
                for at, cause, valid, *rest in cursor.fetchall()
            ]
    return sorted(found, key=lambda item: item.at, reverse=True)
