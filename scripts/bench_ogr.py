"""How long ogr2ogr takes to load a file into the database that Django stands on; what our figures are told beside."""

import subprocess
import time
from pathlib import Path

_PARTS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def seconds(file: Path, *layers: str) -> float:
    """The seconds of loading a file with an index by COPY; the better of two."""
    from django.db import connection

    given = connection.settings_dict
    target = "PG:" + " ".join(f"{key}='{given[name]}'" for key, name in _PARTS.items() if given.get(name))
    argv = ["ogr2ogr", "-f", "PostgreSQL", target, str(file), *layers, "-nln", "plain", "-overwrite"]
    found = []
    for _ in range(2):
        begin = time.perf_counter()
        subprocess.run([*argv, "--config", "PG_USE_COPY", "YES"], check=True, capture_output=True)
        found.append(time.perf_counter() - begin)
    return min(found)
