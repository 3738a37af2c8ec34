"""SQL that the server plans once per connection: for look-ups that are asked a thousand times a second."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """A statement with named parameters, prepared on each connection at its first use.

    `sql` holds `:name` for each of `types` (name → PostgreSQL type) and no other colon before a
    letter but casts. Planning such joins costs more than running them, which is why this exists.
    """

    def __init__(self, name: str, sql: str, types: Mapping[str, str]) -> None:
        self.name = name
        self.types = dict(types)
        self.sql = _numbered(sql, list(self.types))

    @property
    def text(self) -> str:
        """The PREPARE statement itself, as `make bench` gives it to pgbench."""
        return f"PREPARE {self.name} ({', '.join(self.types.values())}) AS {self.sql}"

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows of the answer for these values."""
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute("SET plan_cache_mode = force_generic_plan")
                cursor.execute(self.text)
                known.add(self.name)
            places = ", ".join(["%s"] * len(self.types))
            cursor.execute(f"EXECUTE {self.name} ({places})", [values[key] for key in self.types])
            return cursor.fetchall()


def _numbered(sql: str, names: list[str]) -> str:
    """`:lon` → `$1`; the longest names first, so that `:lon` never eats into `:longest`."""
    for name in sorted(names, key=len, reverse=True):
        sql = sql.replace(f":{name}", f"${names.index(name) + 1}")
    return sql
