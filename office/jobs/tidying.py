"""Records that have had their day: runs of periodic jobs, results of the queue. Nothing legal is among them."""

import datetime

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from office.jobs import parcels
from office.jobs.actions import resume_interrupted
from office.jobs.models import JobRun
from office.jobs.queries import standings

RUNS_KEPT = datetime.timedelta(days=30)
RESULTS_KEPT = datetime.timedelta(days=14)


def resume_regularly() -> str:
    """Begin again what was cut off and bears it: the periodic job."""
    return f"重新开始中断的长作业 {len(resume_interrupted())} 件。"


def tidy() -> str:
    """Drop old runs, but never the last one of a job, finished results of the queue, files that nobody fetched."""
    now = timezone.now()
    last = [standing.last.pk for standing in standings() if standing.last]
    runs, _ = JobRun.objects.filter(started__lt=now - RUNS_KEPT).exclude(pk__in=last).delete()
    results, _ = DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_KEPT).delete()
    return f"清理作业记录 {runs} 条、队列结果 {results} 条、过期文件 {parcels.sweep()} 份。"
