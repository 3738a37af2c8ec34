"""The database engine of the settings: PostGIS, and connections that are proved alive now and then."""

import time

from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGIS

PROVED_FOR_S = 2.0  # a connection that answered so recently is taken as alive


class DatabaseWrapper(PostGIS):
    """Django asks `SELECT 1` before each request; a third of a point look-up's time went into that."""

    _proved_at = float("-inf")

    def is_usable(self) -> bool:
        """Whether the connection answers; asked of the server at most every `PROVED_FOR_S` seconds."""
        if time.monotonic() - self._proved_at < PROVED_FOR_S and not self.errors_occurred:
            return True
        alive = super().is_usable()
        self._proved_at = time.monotonic() if alive else float("-inf")
        return alive
