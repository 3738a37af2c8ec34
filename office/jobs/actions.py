"""Asking for long work, and asking again after it was interrupted or failed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from office.jobs.conditions import Condition, condition_of
from office.jobs.models import LongJob
from office.jobs.working import run_long_job
from office.jobs.works import resuming
from office.log.actions import record
from office.log.models import Event
from office.people.models import User

BUSY = (LongJob.State.WAITING, LongJob.State.RUNNING)
RESUMED, TRIES = "jobs.resume", 5


class Refused(Exception):
    """The action may not be done; the message is for the person."""


@transaction.atomic
def begin(owner: User, work: str, title: str, arguments: dict[str, Any] | None = None) -> LongJob:
    """Queue long work; the same work asked again while it waits or runs is the same job.

    The caller has asked who may. `arguments` are JSON and reach the registered function by name.
    """
    User.objects.select_for_update().get(pk=owner.pk)  # two clicks of one person wait for each other
    for known in LongJob.objects.filter(owner=owner, work=work, arguments=arguments or {}, state__in=BUSY):
        if condition_of(known) is not Condition.INTERRUPTED:
            return known
    job = LongJob.objects.create(
        owner=owner, work=work, title=title[:200], arguments=arguments or {}, asked_at=timezone.now()
    )
    _queue(job)
    record(owner, "jobs.begin", job, f"发起长作业：{title}", {"work": work, "arguments": arguments or {}})
    return job


@transaction.atomic
def begin_again(actor: User, job: LongJob) -> LongJob:
    """Queue a job again that was interrupted or did not succeed; it starts from the beginning."""
    locked = LongJob.objects.select_for_update().get(pk=job.pk)
    if locked.owner_id != actor.pk:
        raise Refused("只有发起人可以重新开始。")
    condition = condition_of(locked)
    if condition not in {Condition.INTERRUPTED, Condition.FAILED}:
        raise Refused(f"此作业{condition.label}，不必重新开始。")
    _from_the_beginning(locked)
    record(actor, "jobs.begin_again", locked, f"重新开始长作业：{locked.title}", {"work": locked.work})
    return locked


def resume_interrupted() -> list[LongJob]:
    """Begin again what was cut off and bears it (`Work.resumes`); nobody has to ask. Those that were queued again.

    A job that was cut off TRIES times waits for its owner: it may be what ends the worker.
    """
    again = []
    for job in LongJob.objects.filter(state__in=BUSY, work__in=resuming()):
        with transaction.atomic():
            locked = LongJob.objects.select_for_update(skip_locked=True).filter(pk=job.pk).first()
            if locked is None or condition_of(locked) is not Condition.INTERRUPTED or _tries(locked) >= TRIES:
                continue
            _from_the_beginning(locked)
            record(None, RESUMED, locked, f"中断后自动重新开始：{locked.title}", {"work": locked.work})
            again.append(locked)
    return again


def _tries(job: LongJob) -> int:
    return Event.objects.filter(object_type=job._meta.label_lower, object_id=str(job.pk), action=RESUMED).count()


def _from_the_beginning(job: LongJob) -> None:
    job.state, job.done, job.total = LongJob.State.WAITING, 0, None
    job.message = job.error = ""
    job.asked_at, job.started_at, job.moved_at, job.finished_at = timezone.now(), None, None, None
    job.save()
    _queue(job)


def _queue(job: LongJob) -> None:
    job.queued_as = run_long_job.enqueue(str(job.pk)).id
    job.save(update_fields=["queued_as"])
