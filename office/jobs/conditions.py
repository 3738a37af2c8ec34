"""What is true of a long job now (作业状况): the state that was written, and whether anybody is alive behind it."""

import datetime
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from office.jobs import liveness
from office.jobs.models import LongJob
from office.jobs.queries import ahead_of
from office.jobs.works import resuming

HANDOVER = datetime.timedelta(seconds=15)  # from the queue into the hands of a worker


class Condition(TextChoices):
    """How a long job stands."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "进行中"
    INTERRUPTED = "interrupted", "已中断"
    DONE = "done", "已完成"
    FAILED = "failed", "未成功"


def condition_of(job: LongJob) -> Condition:
    """The condition of a job; refreshes it, because the order of looking matters.

    A worker writes the end before it lets go of the lock: found free and still not ended, it was cut off.
    """
    alive = liveness.held(job.pk)
    job.refresh_from_db()
    if job.state == LongJob.State.RUNNING and not alive:
        return Condition.INTERRUPTED
    if job.state == LongJob.State.WAITING and not alive and _lost(job):
        return Condition.INTERRUPTED
    return Condition(job.state)


def _lost(job: LongJob) -> bool:
    """Whether a waiting job was taken out of the queue by a worker that died before it began."""
    if job.queued_as is None:
        return False
    return DBTaskResult.objects.filter(pk=job.queued_as, started_at__lt=timezone.now() - HANDOVER).exists()


def standing_of(job: LongJob) -> dict[str, Any]:
    """Everything that a page or a program may know of a job, as JSON; asks the database once more."""
    condition = condition_of(job)
    resumes = condition is Condition.INTERRUPTED and job.work in resuming()
    moving = resumes or condition in {Condition.WAITING, Condition.RUNNING}
    result = reverse("long-job-result", args=[job.pk]) if job.result_file_id else job.result_url
    return {
        **job.facts(),
        "condition": condition.value,
        "label": condition.label,
        "moving": moving,
        "ahead": ahead_of(job) if condition is Condition.WAITING else 0,
        "can_begin_again": condition in {Condition.INTERRUPTED, Condition.FAILED},
        "result_url": result,
        "result_name": job.result_name,
    }
