"""What can be done with a register (地名册的办理): one function per step, each one transaction with its event.

Order in each: lock, refuse (who, state), judge, write, record. A step sent twice is done once.
"""

from collections.abc import Callable, Mapping
from io import SEEK_END
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from gazetteer.imports import later, refusals
from gazetteer.imports.choices import undecided_rows
from gazetteer.imports.entering import enter
from gazetteer.imports.judging import Judging, Source, reading_limits
from gazetteer.imports.models import RegisterImport
from gazetteer.imports.refusals import Refused
from gazetteer.imports.undoing import changed_since, take_out
from office.intake import receipts
from office.intake.models import Receipt, StagedRow, State, Submission, Verdict
from office.intake.readers import faults
from office.intake.staging import restage
from office.intake.storage import keep, open_stored
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User

ROOM = "names"


def receive(sender: User, name: str, source: IO[bytes], *, register: str, home_id: int) -> tuple[RegisterImport, bool]:
    """Take a register in: keep the original, judge, stage, give a receipt. (import, whether it is new).

    A large one is judged by the worker. The same bytes from the same sender lead to the import that exists. Raises
    Refused; a file over the limit is refused before anything is kept.
    """
    _refuse(refusals.sending(sender, today()))
    _refuse(refusals.covering(sender, home_id, today()))
    register = " ".join(register.split())[:80]
    _refuse(None if register else "请写明登记册的名称，如“农安县第二次地名普查”。")
    limit, size = reading_limits().max_bytes, source.seek(0, SEEK_END)
    _refuse(faults.too_large(size, limit).message if size > limit else None)
    file = keep(source)
    known = _known(sender, file.sha256)
    if known:
        return known, False
    try:
        with transaction.atomic():
            submission = Submission(room=ROOM, sender=sender, file=file, filename=name[:255])
            found = RegisterImport(submission=submission, register=register, home_id=home_id)
            submission.save(force_insert=True)
            found.save(force_insert=True)
            if later.is_large(file):
                later.ask(sender, found, later.JUDGE)
            else:
                _judge(found)
                receipts.issue(submission, Receipt.Kind.ARRIVAL)
            told = {"sha256": file.sha256, "register": register, "home": home_id}
            record(sender, "imports.receive", submission, f"上传地名册 {submission.filename}", told)
            return found, True
    except IntegrityError:
        known = _known(sender, file.sha256)
        if known is None:
            raise
        return known, False


def _known(sender: User, sha256: str) -> RegisterImport | None:
    mine = RegisterImport.objects.filter(submission__room=ROOM, submission__sender=sender, submission__file_id=sha256)
    return mine.exclude(submission__state=State.UNDONE).first()


def _judge(found: RegisterImport, told: Callable[[int, int], object] = lambda _done, _total: None) -> None:
    """Judge the file of an import as it was declared, and stage its rows."""
    submission, said = found.submission, found.submission.declared
    with open_stored(submission.file) as stream:
        data = stream.read()
    source = Source(
        found.register, found.home_id, today(), said.get("crs"), said.get("encoding"), said.get("mapping") or {}
    )
    judging = Judging(data, submission.filename, source)
    total = len(judging.read.rows)
    restage(submission, judging.rows(), lambda done: told(done, total))
    submission.report = report = judging.report()
    found.standard = report["standard"][:200]
    found.save(update_fields=["standard"])
    if judging.read.readable:
        submission.mark_checked()
    else:
        submission.mark_unreadable()
    submission.save()


def judge_large(progress: Progress, submission: str, asked: str) -> Result:
    """The worker's side of a large register; in one transaction, so that it may be cut off and begun again."""
    url = reverse("imports:page", args=[submission])
    progress.advance(0, None, "正在读取")
    with transaction.atomic():
        found = _locked(UUID(submission))
        if found.submission.state != State.UPLOADED:
            return Result("此件已不待检查。", url=url)
        _judge(found, lambda done, total: progress.advance(done, total, f"正在检查 {total:,} 行"))
        receipt = receipts.issue(found.submission, Receipt.Kind.ARRIVAL)
        words = f"检查完 {found.submission.filename}，{receipt.number}"
        record(found.submission.sender, "imports.judge", found.submission, words, {**receipt.content, "asked": asked})
    return Result(f"检查完 {found.submission.rows_total:,} 行，回执 {receipt.number}。", url=url)


def _locked(pk: Any) -> RegisterImport:
    Submission.objects.select_for_update().get(pk=pk)
    return RegisterImport.objects.select_related("submission__file", "submission__sender").get(pk=pk)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


@transaction.atomic
def declare(user: User, pk: Any, *, crs: str | None, encoding: str | None, mapping: Mapping[str, str]) -> None:
    """Say what a file is (reference system, encoding, columns) and judge it again. Raises Refused."""
    found = _locked(pk)
    _refuse(refusals.declaring(user, found))
    submission = found.submission
    submission.declared = {"crs": crs, "encoding": encoding, "mapping": dict(mapping)}
    if later.is_large(submission.file):
        submission.mark_to_be_judged()
        submission.save()
        later.ask(user, found, later.JUDGE)
    else:
        _judge(found)
    record(user, "imports.declare", submission, f"确认识别结果 {submission.filename}", submission.declared)


@transaction.atomic
def begin_entering(user: User, pk: Any) -> Receipt | None:
    """Enter the good rows: at once, or by the worker where they are many (then no receipt yet). Raises Refused."""
    found = _locked(pk)
    if found.submission.state != State.ACCEPTED and found.submission.rows_good > later.AT_ONCE_ROWS:
        _refuse(refusals.entering(user, found, undecided_rows(found).count(), today()))
        later.ask(user, found, later.ENTER)
        return None
    return accept(user, pk)


@transaction.atomic
def accept(user: User, pk: Any, told: Callable[[int], object] = lambda _done: None) -> Receipt:
    """Enter the good rows as features and names. Raises Refused; entered already by anyone, it is done."""
    found = _locked(pk)
    submission = found.submission
    done = submission.receipts.filter(kind=Receipt.Kind.ACCEPTANCE).first()
    if done and submission.state == State.ACCEPTED:
        return done
    _refuse(refusals.entering(user, found, undecided_rows(found).count(), today()))
    good = submission.staged_rows.exclude(verdict=Verdict.REFUSED)
    homes = set(good.order_by().values_list("values__home", flat=True).distinct())
    _refuse(refusals.outside(user, homes, today()))
    counts, content = enter(found, good.order_by("row").defer("findings").iterator(chunk_size=5000), told)
    good.update(decision=StagedRow.Decision.ACCEPTED)
    submission.staged_rows.filter(verdict=Verdict.REFUSED).update(decision=StagedRow.Decision.REFUSED)
    submission.decided_by, submission.decided_at, submission.reason = user, timezone.now(), ""
    submission.mark_submitted()
    submission.mark_accepted()
    submission.save()
    further = {"accepted_by": str(user), "content_hash": content, "entered": dict(counts)}
    receipt = receipts.issue(submission, Receipt.Kind.ACCEPTANCE, further)
    words = f"地名册入库 {submission.filename}：{counts['features']:,} 处、{counts['names']:,} 个名称"
    record(user, "imports.accept", submission, words, receipt.content)
    return receipt


def enter_large(progress: Progress, submission: str) -> Result:
    """The worker's side of entering; who asked for it has the right, which is looked at again."""
    found = RegisterImport.objects.get(pk=UUID(submission))
    job = later.job_of(found)
    assert job is not None
    total = found.submission.rows_good
    receipt = accept(job.owner, found.pk, lambda done: progress.advance(done, total, f"正在入库 {total:,} 行"))
    return Result(f"入库完成，回执 {receipt.number}。", url=reverse("imports:page", args=[submission]))


@transaction.atomic
def undo(user: User, pk: Any, reason: str) -> tuple[int, int]:
    """Take a whole import out; answers how many features and names went. Raises Refused where something changed them.

    Rows, journal, original and receipts stay on record.
    """
    found = _locked(pk)
    submission, reason = found.submission, reason.strip()[:500]
    if submission.state == State.UNDONE and submission.reason == reason:
        return 0, 0
    _refuse(refusals.undoing(user, found, today()))
    _refuse(None if reason else "撤销须写明理由。")
    _refuse("正在入库，请等它完成之后再撤销。" if later.entering_now(found) else None)
    changed = changed_since(found)
    _refuse(changed.sentence if changed else None)
    features, names = take_out(found)
    submission.staged_rows.update(decision=StagedRow.Decision.PENDING)
    submission.decided_by, submission.decided_at, submission.reason = user, timezone.now(), reason
    submission.mark_undone()
    submission.save()
    told = {"reason": reason, "features": features, "names": names}
    record(user, "imports.undo", submission, f"撤销地名册 {submission.filename}：{features:,} 处", told)
    return features, names
