"""What an action did to rows, so that it can be taken back whole (动作账): before and after of each, as JSON.

Taking back is refused where a row is not any more what the action left: nobody's later work is lost.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from psycopg2.extras import DateRange

Row = dict[str, Any]


Keys = Sequence[tuple[str, int]]
Entries = list[dict[str, Any]]
Teller = Callable[[Keys], list[str]]
_tellers: list[Teller] = []
_namers: dict[str, Callable[[list[int]], list[str]]] = {}


def on_later_work(teller: Teller) -> Teller:
    """Enter who tells in words which work, not taken back, left rows (model label, id) as they are now."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def name_rows(label: str, namer: Callable[[list[int]], list[str]]) -> None:
    """Enter how rows of a model are called in a sentence."""
    _namers[label] = namer


class ChangedSince(Exception):
    """Rows are not what the action left; the message is for the user, `rows` are (model label, id).

    `later` names the work that left them as they are now: it has to be taken back first.
    """

    def __init__(self, rows: list[tuple[str, int]]) -> None:
        self.rows, self.later = rows, [words for teller in _tellers for words in teller(rows)]
        if self.later:
            super().__init__(f"此后的{'、'.join(self.later)}以它为基础，请先撤回后来的改动。")
        else:
            super().__init__(f"此后又有改动（{_named(rows)}），不能整体撤回；请先撤回后来的改动。")


def _named(rows: Keys) -> str:
    """What rows are, without their numbers, which say nothing to anybody."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, pk in rows:
        ids[label].append(pk)
    names = [
        name
        for label, some in ids.items()
        for name in (_namers[label](some) if label in _namers else [str(apps.get_model(label)._meta.verbose_name)])
    ]
    return "、".join(names[:5]) + (f"等 {len(names)} 处" if len(names) > 5 else "")


def left_by(rows: Keys, journals: Iterable[tuple[str, Entries]]) -> list[str]:
    """The names of those journals that left one of the rows as it is now."""
    now, asked = present_rows(rows), set(rows)
    return list(
        dict.fromkeys(
            name
            for name, journal in journals
            if any(
                (key := (entry["model"], entry["id"])) in asked and entry["after"] == now.get(key) for entry in journal
            )
        )
    )


class Journal:
    """Rows that an action makes, changes or deletes; fill it while acting, `close` it at the end."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, int], Row | None] = {}

    def before(self, rows: Iterable[models.Model]) -> None:
        """Remember rows as they are, before they are changed or deleted."""
        for row in rows:
            self._before.setdefault((row._meta.label_lower, row.pk), as_row(row))

    def made(self, rows: Iterable[models.Model]) -> None:
        """Remember rows that are new."""
        for row in rows:
            self._before.setdefault((row._meta.label_lower, row.pk), None)

    def has_made(self, row: models.Model) -> bool:
        """Whether this very action made the row."""
        return self._before.get((row._meta.label_lower, row.pk), {}) is None

    def former(self, label: str, name: str) -> set[Any]:
        """What a field of the rows of a model held before, where it held anything."""
        rows = (row for (model, _), row in self._before.items() if model == label and row)
        return {row[name] for row in rows if row[name] is not None}

    def close(self) -> list[dict[str, Any]]:
        """Every row with its before and after, as JSON."""
        after = present_rows(self._before)
        return [
            {"model": label, "id": pk, "before": row, "after": after.get((label, pk))}
            for (label, pk), row in self._before.items()
        ]


def take_back(entries: list[dict[str, Any]]) -> None:
    """Make the rows of a closed journal what they were before. Raises ChangedSince; inside a transaction."""
    present = present_rows([(entry["model"], entry["id"]) for entry in entries])
    wrong = [
        (entry["model"], entry["id"])
        for entry in entries
        if present.get((entry["model"], entry["id"])) != entry["after"]
    ]
    if wrong:
        raise ChangedSince(wrong)
    for entry in reversed(entries):
        if entry["after"] is not None:
            model = apps.get_model(entry["model"])
            if entry["before"] is None:
                model._default_manager.filter(pk=entry["id"]).delete()
    for entry in reversed(entries):
        if entry["before"] is not None:
            _restore(apps.get_model(entry["model"]), entry["before"], exists=entry["after"] is not None)


def _restore(model: type[models.Model], row: Row, *, exists: bool) -> None:
    values = {field.attname: _value(field, row[field.attname]) for field in model._meta.concrete_fields}
    if exists:
        pk = values.pop(model._meta.pk.attname)
        model._default_manager.filter(pk=pk).update(**values)
    else:
        model._default_manager.bulk_create([model(**values)])


def present_rows(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Row]:
    """The rows (model label, id) as they are now; those that are gone are left out."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, pk in keys:
        ids[label].append(pk)
    return {
        (label, row.pk): as_row(row)
        for label, some in ids.items()
        for row in apps.get_model(label)._default_manager.filter(pk__in=some)
    }


def as_row(row: models.Model) -> Row:
    """A row as JSON: geometry as hexadecimal EWKB, a period as [first day, day after the last], times as ISO."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    if isinstance(value, DateRange):
        return [bound.isoformat() if bound else None for bound in (value.lower, value.upper)]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _value(field: models.Field, value: Any) -> Any:
    """The value of a field from its JSON."""
    if value is None:
        return None
    if isinstance(value, list) and field.get_internal_type() == "DateRangeField":
        lower, upper = (datetime.date.fromisoformat(bound) if bound else None for bound in value)
        return DateRange(lower, upper, "[)")
    if isinstance(field, models.DateTimeField):
        return datetime.datetime.fromisoformat(value)
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat(value)
    return GEOSGeometry(value) if hasattr(field, "geom_type") else value
