"""Running what is due (运行到期作业): one process at a time, each job for itself, each run on record."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from office.jobs.models import JobRun
from office.jobs.periodic import Periodic, registered
from office.jobs.queries import last_starts

LOCK = "office.jobs.periodic"
INTERRUPTED = "上次运行中断，没有做完。"
logger = logging.getLogger(__name__)


def run_due() -> list[JobRun] | None:
    """Run every job that is due, the longest waiting first; None where another process is at it."""
    with _alone() as mine:
        if not mine:
            return None
        # nobody else runs anything while we hold the lock: what is still open was cut off
        JobRun.objects.filter(ok=None).update(ok=False, finished=timezone.now(), summary=INTERRUPTED)
        return [_run(job) for job in _due()]


@contextmanager
def _alone() -> Iterator[bool]:
    """The lock of this session, across processes; it ends with the connection, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [LOCK])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [LOCK])


def _due() -> list[Periodic]:
    now, last = timezone.now(), last_starts()
    due = [job for job in registered() if job.is_due(last.get(job.name), now)]
    return sorted(due, key=lambda job: (job.name in last, last.get(job.name, now)))


def _run(job: Periodic) -> JobRun:
    run = JobRun.objects.create(name=job.name, started=timezone.now())
    try:
        run.summary, run.ok = job.function()[:500], True
    except Exception as error:  # whatever one job does wrong, the others still run
        logger.exception("periodic job %s", job.name)
        run.summary, run.ok = f"{type(error).__name__}：{error}"[:500], False
    run.finished = timezone.now()
    run.save()
    return run
