"""Large files (大件): kept at once, read, judged and staged by the worker; what it does is whole or not at all.

The submission stays 已上传 until the last row is staged. A worker that is killed leaves nothing half done, and the
job begins again by itself (`resumes`).
"""

from django.utils import timezone

from office.intake.models import StoredFile
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.people.models import User
from survey.townships.models import SurveyUpload

WORK = "survey.judge"
AT_ONCE_BYTES = 4 * 1024 * 1024  # a larger file is judged by the worker, not while the browser waits


def is_large(file: StoredFile) -> bool:
    """Whether a file is judged by the worker."""
    return file.size > AT_ONCE_BYTES


def ask(user: User, found: SurveyUpload) -> LongJob:
    """Queue the judging of an upload, inside the transaction that kept or changed it."""
    submission = found.submission
    asked = {"submission": str(submission.pk), "asked": timezone.now().isoformat()}
    return begin(user, WORK, f"读取和检查 {submission.filename}", asked)


def job_of(found: SurveyUpload) -> LongJob | None:
    """The latest judging of an upload, where the worker does it."""
    return LongJob.objects.filter(work=WORK, arguments__submission=str(found.pk)).first()
