"""Large registers (大件): judged and entered by the worker; each is whole or not at all."""

from django.utils import timezone

from gazetteer.imports.models import RegisterImport
from office.intake.models import StoredFile
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.people.models import User

JUDGE, ENTER = "imports.judge", "imports.enter"
AT_ONCE_BYTES = 400 * 1024
AT_ONCE_ROWS = 2000


def is_large(file: StoredFile) -> bool:
    """Whether a file is judged by the worker."""
    return file.size > AT_ONCE_BYTES


def ask(user: User, found: RegisterImport, work: str) -> LongJob:
    """Queue the judging or the entering of an import, inside the transaction that asks for it."""
    submission = found.submission
    asked = {"submission": str(submission.pk)}
    if work == JUDGE:
        asked["asked"] = timezone.now().isoformat()
    title = "检查" if work == JUDGE else "入库"
    return begin(user, work, f"{title} {submission.filename}", asked)


def job_of(found: RegisterImport) -> LongJob | None:
    """The latest long work on an import."""
    mine = LongJob.objects.filter(work__in=(JUDGE, ENTER), arguments__submission=str(found.pk))
    return mine.order_by("-asked_at").first()


def entering_now(found: RegisterImport) -> bool:
    """Whether the worker is to enter an import, or does so now."""
    busy = (LongJob.State.WAITING, LongJob.State.RUNNING)
    return LongJob.objects.filter(work=ENTER, arguments__submission=str(found.pk), state__in=busy).exists()
