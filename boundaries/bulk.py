"""Writing many new rows of one model at once, with COPY: several times faster than INSERT."""

import csv
import io
from collections.abc import Sequence

from django.db import connection, models

COPY_BATCH = 20_000


def copy_in(objects: Sequence[models.Model]) -> int:
    """Store unsaved objects of one model, whose primary keys the database gives; answers how many.

    The objects do not learn their keys. Constraints hold as for any other row.
    """
    if not objects:
        return 0
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN WITH (FORMAT csv, NULL '\\N')"
    for begin in range(0, len(objects), COPY_BATCH):
        text = io.StringIO()
        writer = csv.writer(text)
        for item in objects[begin : begin + COPY_BATCH]:
            writer.writerow([_value(field, item) for field in fields])
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(statement, text)
    return len(objects)


def _value(field: models.Field, item: models.Model) -> object:
    value = field.pre_save(item, add=True)
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    lower = getattr(value, "lower_inc", None)
    if lower is not None:  # a range: half-open, no bound is no text
        return f"[{value.lower or ''},{value.upper or ''})"
    return value
