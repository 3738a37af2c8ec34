"""Django takes psycopg 3 in silence as soon as it can be imported; the house is built and measured on psycopg2."""

import importlib.util

from django.db.backends.postgresql.psycopg_any import is_psycopg3


def test_the_driver_is_psycopg2() -> None:
    assert importlib.util.find_spec("psycopg") is None
    assert not is_psycopg3
