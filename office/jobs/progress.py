"""How far a long job is (进展), written where every reader sees it at once, whatever transaction the work is in."""

import datetime
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from office.jobs import liveness
from office.jobs.models import LongJob

OFTEN = 0.3  # seconds between two writings of the same message


class Progress:
    """The line from the work to its readers: a connection of its own, which also holds the lock of the job."""

    def __init__(self, job_id: uuid.UUID, line: BaseDatabaseWrapper) -> None:
        self.job_id = job_id
        self._line = line
        self._written: tuple[float, str] | None = None

    def advance(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far the work is; cheap enough to be called for every row."""
        now = time.monotonic()
        if self._written and done != total and message == self._written[1] and now - self._written[0] < OFTEN:
            return
        self._written = (now, message)
        self.write(done=done, total=total, message=message[:300], moved_at=timezone.now())

    def write(self, **values: Any) -> None:
        """Write columns of the job, committed at once."""
        columns = ", ".join(f"{self._line.ops.quote_name(name)} = %s" for name in values)
        table = self._line.ops.quote_name(LongJob._meta.db_table)
        with self._line.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {columns} WHERE id = %s", [*values.values(), self.job_id])

    def started(self, moment: datetime.datetime) -> None:
        """From now on the job is being worked on."""
        self.write(state=LongJob.State.RUNNING.value, started_at=moment, moved_at=moment, finished_at=None)


@contextmanager
def lifeline(job_id: uuid.UUID) -> Iterator[Progress | None]:
    """The progress of a job while this process works on it; None where another one does already."""
    line = connection.copy()
    try:
        yield Progress(job_id, line) if liveness.take(line, job_id) else None
    finally:
        liveness.let_go(line)
        line.close()
