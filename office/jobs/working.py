"""The worker's side of a long job: take it, do it, write what came out. Runs in `manage.py db_worker`."""

import logging
import uuid

from django.utils import timezone
from django_tasks import task

from office.jobs.models import LongJob
from office.jobs.progress import Progress, lifeline
from office.jobs.works import Result, Work, work_called

logger = logging.getLogger(__name__)


@task()
def run_long_job(job_id: str) -> None:
    """The one task of the queue: the long job of an id."""
    run(uuid.UUID(job_id))


def run(job_id: uuid.UUID) -> None:
    """Do a waiting job; nothing where another worker has it, or where it is not waiting any more."""
    with lifeline(job_id) as progress:
        job = LongJob.objects.filter(pk=job_id, state=LongJob.State.WAITING).first()
        if progress is None or job is None:
            return
        progress.started(timezone.now())
        try:
            work = work_called(job.work)
        except KeyError:
            _fail(progress, f"系统里没有名为“{job.work}”的作业，可能刚换过版本。")
            return
        _do(progress, job, work)


def _do(progress: Progress, job: LongJob, work: Work) -> None:
    try:
        result = work.function(progress, **job.arguments) or Result()
    except work.refusals as refused:
        _fail(progress, str(refused) or type(refused).__name__)
    except Exception as error:  # the person has to learn that it ended, the operator why
        logger.exception("long job %s (%s)", job.pk, job.work)
        _fail(progress, f"程序出错（{type(error).__name__}），没有做完。请联系系统管理员，详情在后台日志 {job.pk}。")
    else:
        _succeed(progress, job, result)


def _succeed(progress: Progress, job: LongJob, result: Result) -> None:
    job.refresh_from_db(fields=["done", "total"])
    whole = job.total if job.total is not None else job.done
    progress.write(
        state=LongJob.State.DONE.value,
        done=whole,
        total=whole,
        message=result.message[:300],
        result_file_id=result.file.pk if result.file else None,
        result_name=result.filename,
        result_url=result.url,
        finished_at=timezone.now(),
    )


def _fail(progress: Progress, sentence: str) -> None:
    progress.write(state=LongJob.State.FAILED.value, error=sentence[:500], finished_at=timezone.now())
