"""Writing many new rows of one model at once, with COPY: several times faster than INSERT. Constraints hold as ever."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.db.models.fields import BaseSpatialField
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg2.extras import DateRange

COPY_BATCH = 20_000
NOTHING = "\x02nothing\x02"  # no cell of a file is that


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for new rows, in order, so that others can point to them before they are stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(objects: Sequence[models.Model]) -> int:
    """Store unsaved objects of one model; answers how many.

    Where they have no primary keys the database gives them, and the objects do not learn them.
    """
    if not objects:
        return 0
    keyed = objects[0].pk is not None
    fields = [field for field in type(objects[0])._meta.concrete_fields if keyed or not field.primary_key]
    columns = {field.attname: [field.pre_save(item, add=True) for item in objects] for field in fields}
    return copy_columns(type(objects[0]), columns)


def copy_columns(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    """Store rows given column by column under the names of the attributes; answers how many.

    A field that is left out takes its default, the primary key the next one; geometries are Shapely's.
    """
    count = len(next(iter(columns.values())))
    fields = [field for field in model._meta.concrete_fields if field.attname in columns or not field.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{NOTHING}')"
    for begin in range(0, count, COPY_BATCH):
        rows = slice(begin, begin + COPY_BATCH)
        texts = [
            _texts(field, columns[field.attname][rows]) if field.attname in columns else repeat(_default(field))
            for field in fields
        ]
        text = io.StringIO()
        csv.writer(text).writerows(zip(*texts, strict=False))
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, text)
    return count


def _default(field: models.Field) -> object:
    return _texts(field, [field.get_default()])[0]


def _texts(field: models.Field, values: Sequence[Any]) -> Sequence[object]:
    """A part of a column as COPY reads it."""
    if isinstance(field, BaseSpatialField) and isinstance(values[0], shapely.Geometry):
        marked = shapely.set_srid(np.array(values, dtype=object), field.srid)
        return list(shapely.to_wkb(marked, hex=True, include_srid=True))
    if isinstance(field, models.JSONField):
        return [NOTHING if value is None else json.dumps(value, ensure_ascii=False) for value in values]
    if isinstance(field, ArrayField):
        return [NOTHING if value is None else array_text(value) for value in values]
    return [_text(value) for value in values]


def array_text(values: Sequence[Any]) -> str:
    """A list of numbers or texts as PostgreSQL writes it."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _text(value: Any) -> object:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, GEOSGeometry):  # as bytes: in words its last digits would be lost
        return value.hexewkb.decode()
    if isinstance(value, DateRange):  # half-open, no bound is no text
        return f"[{value.lower or ''},{value.upper or ''})"
    return value
