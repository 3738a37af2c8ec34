"""Questions about periodic jobs and long work."""

import datetime
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from office.jobs.models import JobRun, LongJob
from office.jobs.periodic import Periodic, registered
from office.people.models import User


def last_starts() -> dict[str, datetime.datetime]:
    """When each job last began, by name."""
    return dict(JobRun.objects.order_by().values_list("name").annotate(Max("started")))


@dataclass(frozen=True)
class Standing:
    """A periodic job with its last run; None where it never ran."""

    job: Periodic
    last: JobRun | None


def standings() -> list[Standing]:
    """Every registered job with its last run."""
    latest = JobRun.objects.order_by("name", "-started", "-id").distinct("name")
    by_name = {run.name: run for run in latest}
    return [Standing(job, by_name.get(job.name)) for job in registered()]


def failures_since(moment: datetime.datetime) -> QuerySet[JobRun]:
    """Runs that did not succeed, the latest first."""
    return JobRun.objects.filter(ok=False, started__gte=moment)


def jobs_of(user: User) -> QuerySet[LongJob]:
    """The long jobs that a person began, the latest first."""
    return LongJob.objects.filter(owner=user)


def ahead_of(job: LongJob) -> int:
    """How many long jobs wait or run before a waiting one."""
    busy = (LongJob.State.WAITING, LongJob.State.RUNNING)
    return LongJob.objects.filter(state__in=busy, asked_at__lt=job.asked_at).count()
