"""What can be done with a survey file (外业成果的办理): one function per step, each one transaction with its event.

Order in each: lock, refuse (who, state), judge, write, record. A step sent twice is done once.
"""

from collections.abc import Callable, Iterable, Mapping
from io import SEEK_END, BytesIO
from typing import IO, Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from boundaries.divisions.models import Division
from boundaries.lines.models import LineVersion
from office.intake import receipts
from office.intake.models import Receipt, StagedRow, State, StoredFile, Submission, Verdict
from office.intake.readers import faults, packages
from office.intake.readers.shapes import Unreadable
from office.intake.staging import Row, restage
from office.intake.storage import keep, open_stored
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import Finding
from survey.checks.queries import reading_limits, standard_on
from survey.townships import later, refusals
from survey.townships.judging import Judged, judge_bytes
from survey.townships.models import Observation, SurveyUpload
from survey.townships.refusals import Refused

ROOM = "survey"


def upload_many(
    sender: User, files: Mapping[str, bytes], *, line: LineVersion | None = None
) -> list[tuple[SurveyUpload, bool]]:
    """Take several files in, and every result of a zip with several: each an upload with its own receipt.

    The zip itself is kept too. Where it breaks off half-way, sending again completes it: what is there stays.
    """
    parts = packages.grouped(files)
    return [each for part in parts for each in receive_all(sender, part.name, BytesIO(part.data), line=line)]


def receive_all(
    sender: User, name: str, source: IO[bytes], *, line: LineVersion | None = None
) -> list[tuple[SurveyUpload, bool]]:
    """Take in one file, or every result of a zip with several; only a zip is looked into in memory."""
    _refuse(refusals.sending(sender, today()))
    source.seek(0)
    is_zip = source.read(2) == b"PK"
    source.seek(0)
    parts = _split(packages.Part(name, source.read(reading_limits().max_bytes + 1))) if is_zip else []
    source.seek(0)
    if len(parts) < 2:
        return [receive(sender, name, source, line=line)]
    package = name, keep(source)
    return [
        upload(sender, part.name, part.data, line=line, declared=_told(part.findings), package=package)
        for part in parts
    ]


def _split(part: packages.Part) -> list[packages.Part]:
    """The results in one file; one that cannot be opened stays whole, and its upload says why."""
    try:
        return packages.split(part.data, part.name, reading_limits())
    except Unreadable:
        return [part]


def _told(findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {"told": [finding.as_json() for finding in findings]} if findings else {}


def upload(
    sender: User,
    name: str,
    data: bytes,
    *,
    line: LineVersion | None = None,
    declared: dict[str, Any] | None = None,
    package: tuple[str, StoredFile] | None = None,
) -> tuple[SurveyUpload, bool]:
    """Take in bytes that are in memory already; see `receive`."""
    return receive(sender, name, BytesIO(data), line=line, declared=declared, package=package)


def receive(
    sender: User,
    name: str,
    source: IO[bytes],
    *,
    line: LineVersion | None = None,
    declared: dict[str, Any] | None = None,
    package: tuple[str, StoredFile] | None = None,
) -> tuple[SurveyUpload, bool]:
    """Take a file in: keep the original, read, judge, stage, give a receipt. (upload, whether it is new).

    A large one is judged by the worker, which gives the receipt. The same bytes from the same sender lead to the
    upload that exists. Raises Refused; a file over the limit is refused before anything is kept.
    """
    _refuse(refusals.sending(sender, today()))
    limit, size = reading_limits().max_bytes, source.seek(0, SEEK_END)
    if size > limit:
        raise Refused(faults.too_large(size, limit).message)
    file = keep(source)
    known = _known(sender, file.sha256)
    if known:
        return known, False
    try:
        with transaction.atomic():
            submission = Submission(room=ROOM, sender=sender, file=file, filename=name[:255], declared=declared or {})
            found = SurveyUpload(submission=submission, line=line.line if line else None)
            if package:
                found.package_name, found.package = package[0][:255], package[1]
            return (_judged_later if later.is_large(file) else _judged_now)(found, line), True
    except IntegrityError:
        known = _known(sender, file.sha256)
        if known is None:
            raise
        return known, False


def _judged_now(found: SurveyUpload, line: LineVersion | None) -> SurveyUpload:
    submission, sender = found.submission, found.submission.sender
    judged = _judge(found, line)
    _enter(found, judged.judgement.standard)
    _keep(found, judged)
    receipt = receipts.issue(submission, Receipt.Kind.ARRIVAL, _came_in(found))
    record(sender, "survey.upload", submission, f"上传 {submission.filename}，{receipt.number}", receipt.content)
    return found


def _judged_later(found: SurveyUpload, line: LineVersion | None) -> SurveyUpload:
    submission, sender = found.submission, found.submission.sender
    _enter(found, standard_on(today()).version)
    job = later.ask(sender, found)
    told = {"sha256": submission.file_id, "line": line.code if line else None, "job": str(job.pk)}
    record(sender, "survey.upload", submission, f"上传 {submission.filename}，待检查", told)
    return found


def _enter(found: SurveyUpload, standard: str) -> None:
    found.submission.save(force_insert=True)
    found.standard = standard
    found.save(force_insert=True)


def _judge(found: SurveyUpload, line: LineVersion | None) -> Judged:
    """What the rules say of the file of an upload, as it was declared."""
    submission = found.submission
    with open_stored(submission.file) as stream:
        data = stream.read()
    before = _sent_before(submission.sender, submission.file_id)
    return judge_bytes(data, submission.filename, submission.declared, today(), line=line, sent_before=before)


def judge_large(progress: Progress, submission: str, asked: str) -> Result:
    """The worker's side of a large file: read, judge, stage by parcels; in one transaction, so that it may be cut off.

    Where the upload does not wait for it any more (judged, taken back), nothing is done. `asked` tells two askings
    apart.
    """
    found = SurveyUpload.objects.select_related("submission__file", "submission__sender", "line").get(
        pk=UUID(submission)
    )
    url = reverse("survey-upload-page", args=[submission])
    if found.submission.state != State.UPLOADED:
        return Result("此件已不待检查。", url=url)
    progress.advance(0, None, f"正在读取和检查 {faults.megabytes(found.submission.file.size)}")
    judged = _judge(found, found.line.now if found.line else None)
    total = len(judged.judgement.rows)
    with transaction.atomic():
        found = _locked(found.pk)
        if found.submission.state != State.UPLOADED:
            return Result("此件已撤销。", url=url)
        found.standard = judged.judgement.standard
        found.save(update_fields=["standard"])
        _keep(found, judged, lambda done: progress.advance(done, total, f"正在写入 {total:,} 行的结论"))
        sender, content = found.submission.sender, {"asked": asked, "rows": total}
        receipt = receipts.issue(found.submission, Receipt.Kind.ARRIVAL, _came_in(found))
        words = f"检查完 {found.submission.filename}，{receipt.number}"
        record(sender, "survey.judge", found.submission, words, {**receipt.content, **content})
    return Result(f"检查完 {total:,} 行，回执 {receipt.number}。", url=url)


def _came_in(found: SurveyUpload) -> dict[str, Any]:
    """What the receipt says of the zip that a file came in."""
    file = found.package
    if file is None:
        return {}
    return {"package": {"name": found.package_name, "size": file.size, "sha256": file.sha256}}


def _known(sender: User, sha256: str) -> SurveyUpload | None:
    return (
        SurveyUpload.objects.filter(submission__room=ROOM, submission__sender=sender, submission__file_id=sha256)
        .exclude(submission__state=State.UNDONE)
        .first()
    )


def _sent_before(sender: User, sha256: str) -> str | None:
    other = (
        Receipt.objects.filter(submission__room=ROOM, submission__file_id=sha256)
        .exclude(submission__state=State.UNDONE)
        .exclude(submission__sender=sender)
        .order_by("id")
        .first()
    )
    return f"回执 {other.number}" if other else None


def _keep(found: SurveyUpload, judged: Judged, told: Callable[[int], object] = lambda _done: None) -> None:
    """Write a judgement into a submission: rows, counts, report, state, counties."""
    submission = found.submission
    restage(submission, judged.staged(), told)
    submission.report = judged.report
    if judged.judgement.read.readable:
        submission.mark_checked()
    else:
        submission.mark_unreadable()
    submission.save()
    found.counties.set(Division.objects.filter(pk__in=_counties(submission)))


def _counties(submission: Submission) -> list[int]:
    """The counties in which the rows that were not refused lie, the neighbours' counties included."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTIES, [submission.pk, today()])
        return [row[0] for row in cursor.fetchall()]


_COUNTIES = """
SELECT DISTINCT a.division_id
FROM intake_stagedrow r
JOIN divisions_areapiece p ON p.level = 'county' AND ST_Intersects(p.geom, r.geom)
JOIN divisions_area a ON a.id = p.area_id
WHERE r.submission_id = %s AND r.verdict <> 'refused' AND a.valid @> %s::date
"""


def _locked(pk: Any) -> SurveyUpload:
    Submission.objects.select_for_update().get(pk=pk)
    return SurveyUpload.objects.select_related("submission__file", "submission__sender", "line").get(pk=pk)


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def declare(
    user: User, pk: Any, *, crs: str | None, encoding: str | None, mapping: dict[str, str], line: LineVersion | None
) -> SurveyUpload:
    """Say what a file is (reference system, encoding, columns, line) and judge it again. Raises Refused."""
    with transaction.atomic():
        found = _locked(pk)
        _refuse(refusals.declaring(user, found))
        submission = found.submission
        told = {"told": submission.declared["told"]} if submission.declared.get("told") else {}
        submission.declared = declared = {"crs": crs, "encoding": encoding, "mapping": mapping, **told}
        found.line = line.line if line else None
        if later.is_large(submission.file):
            submission.mark_to_be_judged()
            submission.save()
            later.ask(user, found)
        else:
            judged = _judge(found, line)
            found.standard = judged.judgement.standard
            _keep(found, judged)
        found.save()
        code = line.code if line else None
        record(user, "survey.declare", submission, f"确认识别结果 {submission.filename}", {**declared, "line": code})
        return found


def submit(user: User, pk: Any) -> Receipt:
    """Hand the good rows to the officers; the refused ones stay with their reason. Raises Refused."""
    with transaction.atomic():
        found = _locked(pk)
        submission = found.submission
        done = submission.receipts.filter(kind=Receipt.Kind.SUBMISSION).first()
        if done and submission.sender_id == user.pk:
            return done
        _refuse(refusals.submitting(user, found))
        submission.staged_rows.filter(verdict=Verdict.REFUSED).update(decision=StagedRow.Decision.REFUSED)
        submission.mark_submitted()
        submission.save()
        receipt = receipts.issue(submission, Receipt.Kind.SUBMISSION, {"content_hash": _content_hash(submission)})
        record(user, "survey.submit", submission, f"提交 {submission.rows_good} 行，{receipt.number}", receipt.content)
        return receipt


def hand_in(found: SurveyUpload, rows: Iterable[Row], report: Mapping[str, Any]) -> None:
    """Stage rows that were judged elsewhere and hand the good ones to the officers at once (野外记录).

    To be called inside the transaction of the action that took them in, which gives the receipt and the event.
    """
    submission = found.submission
    restage(submission, rows)
    submission.report = dict(report)
    submission.mark_checked()
    if submission.rows_good:
        submission.staged_rows.filter(verdict=Verdict.REFUSED).update(decision=StagedRow.Decision.REFUSED)
        submission.mark_submitted()
    submission.save()
    found.counties.set(Division.objects.filter(pk__in=_counties(submission)))


def _content_hash(submission: Submission) -> str:
    """The hash of the good rows: number, cells and position as they will be accepted."""
    rows = submission.staged_rows.exclude(verdict=Verdict.REFUSED).order_by("row")
    return digest([[row.row, row.values["cells"], row.geom.wkt if row.geom else None] for row in rows.iterator()])


def accept(user: User, pk: Any) -> Receipt:
    """Take the good rows over as observations. Raises Refused; accepted already by anyone, it is done."""
    with transaction.atomic():
        found = _locked(pk)
        submission = found.submission
        done = submission.receipts.filter(kind=Receipt.Kind.ACCEPTANCE).first()
        if done and submission.state == State.ACCEPTED:
            return done
        _refuse(refusals.deciding(user, found, today()))
        now = timezone.now()
        rows = submission.staged_rows.exclude(verdict=Verdict.REFUSED).filter(geom__isnull=False)
        Observation.objects.bulk_create([_observed(found, row, user, now) for row in rows], batch_size=2000)
        rows.update(decision=StagedRow.Decision.ACCEPTED)
        _decide(submission, user, "")
        submission.mark_accepted()
        submission.save()
        further = {"accepted_by": str(user), "content_hash": _content_hash(submission)}
        receipt = receipts.issue(submission, Receipt.Kind.ACCEPTANCE, further)
        record(user, "survey.accept", submission, f"接收 {submission.rows_good} 行，{receipt.number}", receipt.content)
        return receipt


def _observed(found: SurveyUpload, row: StagedRow, user: User, now: Any) -> Observation:
    accuracy = row.values.get("accuracy")
    return Observation(
        submission=found.submission,
        row=row.row,
        number=row.label,
        geom=row.geom,
        line=found.line,
        accuracy_m=accuracy if accuracy is not None and accuracy >= 0 else None,
        height_m=row.values.get("height"),
        original=row.values["cells"],
        declared_crs=found.submission.report["crs"][:20],
        accepted_by=user,
        accepted_at=now,
    )


def _decide(submission: Submission, user: User, reason: str) -> None:
    submission.decided_by, submission.decided_at, submission.reason = user, timezone.now(), reason


def send_back(user: User, pk: Any, reason: str) -> SurveyUpload:
    """Return a submission to its sender with a reason. Raises Refused."""
    with transaction.atomic():
        found = _locked(pk)
        submission = found.submission
        if submission.state == State.RETURNED and submission.reason == reason.strip():
            return found
        _refuse(refusals.deciding(user, found, today()))
        _refuse(None if reason.strip() else "退回须写明理由。")
        _decide(submission, user, reason.strip()[:500])
        submission.mark_returned()
        submission.save()
        record(user, "survey.return", submission, f"退回 {submission.filename}", {"reason": submission.reason})
        return found


def undo(user: User, pk: Any, reason: str) -> SurveyUpload:
    """Take a whole import back: its observations leave the map but stay on record. Raises Refused."""
    with transaction.atomic():
        found = _locked(pk)
        submission = found.submission
        if submission.state == State.UNDONE and submission.reason == reason.strip():
            return found
        _refuse(refusals.undoing(user, found, today()))
        _refuse(None if reason.strip() else "撤销须写明理由。")
        count = submission.observations.filter(undone_at__isnull=True).update(undone_at=timezone.now())
        submission.staged_rows.update(decision=StagedRow.Decision.PENDING)
        _decide(submission, user, reason.strip()[:500])
        submission.mark_undone()
        submission.save()
        data = {"reason": submission.reason, "observations": count}
        record(user, "survey.undo", submission, f"撤销 {submission.filename}，{count} 条成果", data)
        return found
