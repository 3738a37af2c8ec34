"""The engine: a broken connection is noticed, a live one is not asked on every request."""

from django.db import connection
from psycopg2 import OperationalError


def test_a_live_connection_is_asked_once_in_a_while(db, django_assert_num_queries) -> None:
    connection.is_usable()
    with django_assert_num_queries(0):
        assert connection.is_usable()


def test_after_an_error_the_server_is_asked_again(db) -> None:
    assert connection.is_usable()
    wire = connection.connection
    connection.errors_occurred = True
    connection.connection = _Dead()
    try:
        assert not connection.is_usable()
    finally:
        connection.connection, connection.errors_occurred = wire, False
    assert connection.is_usable()


class _Dead:
    """A wire on which nothing answers any more."""

    def cursor(self) -> None:
        raise OperationalError("server closed the connection unexpectedly")
