"""Whether somebody works on a long job at this moment: the worker holds a lock that ends with its connection.

A killed worker, a lost machine or a restarted database lets go of it at once; no clock has to run out.
"""

import uuid
from contextlib import suppress

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

_SPACE = "office.jobs.long"
_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint = hashtext(%s)::bigint & 4294967295 AND objid::bigint = hashtext(%s)::bigint & 4294967295
)
"""


def take(line: BaseDatabaseWrapper, job_id: uuid.UUID) -> bool:
    """Take the lock of a job for the life of a connection; False where another worker holds it."""
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), hashtext(%s))", [_SPACE, str(job_id)])
        return bool(cursor.fetchone()[0])


def let_go(line: BaseDatabaseWrapper) -> None:
    """Let go of what a connection holds before it is closed: the server notices a closed one only a moment later."""
    with suppress(DatabaseError), line.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def held(job_id: uuid.UUID) -> bool:
    """Whether a worker holds the lock of a job."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_SPACE, str(job_id)])
        return bool(cursor.fetchone()[0])
