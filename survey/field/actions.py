"""What is done with field records (野外记录的办理): receiving each exactly once, settling a conflict.

Order in each: hold, refuse (who, state), judge, write, record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from boundaries.lines.models import LineVersion
from boundaries.lines.queries import UnknownLine
from office.intake import receipts
from office.intake.models import Receipt, StoredFile, Submission
from office.intake.staging import restage
from office.intake.storage import open_stored, store
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from survey.checks.queries import line_of
from survey.demarcation.models import LineSurvey, PointPhoto
from survey.field import refusals, words
from survey.field.exif import Taken, taken
from survey.field.judging import Verdict, judged, name_of, original_of
from survey.field.models import FieldItem, FieldPhoto, ItemState, PhotoArrival
from survey.field.payload import Malformed, Payload, payload_of, sheet_of
from survey.field.refusals import Refused
from survey.field.rules import survey_over
from survey.townships.actions import ROOM as UPLOADS
from survey.townships.actions import hand_in
from survey.townships.models import SurveyUpload

ROOM = "field"  # of records without a position: nothing of them can be observed


class Missing(Exception):
    """Pictures that the record names have not arrived; `hashes`."""

    def __init__(self, hashes: Sequence[str]) -> None:
        super().__init__(f"还有 {len(hashes)} 张照片没有送达。")
        self.hashes = list(hashes)


@dataclass(frozen=True)
class Sent:
    """A record on its way through `receive`: what it says, where it belongs, its pictures, its bytes."""

    payload: Payload
    content: Mapping[str, Any]
    line: LineVersion
    survey: LineSurvey | None
    arrivals: Sequence[PhotoArrival]
    file: StoredFile
    data: bytes


def receive(sender: User, given: Mapping[str, Any], source: str = FieldItem.Source.PHONE) -> tuple[FieldItem, bool]:
    """Take a record in: (item, whether it is new). The same id and revision answer the item that exists.

    Raises Malformed, Missing, and Refused. What a rule blocks is kept as refused, with a receipt, and may come again
    as the next revision. One transaction holds item, submission, words, receipt and event.
    """
    content = {key: given[key] for key in sorted(given) if key != "revision"} if isinstance(given, Mapping) else {}
    sent = _sent(sender, payload_of(given), content)
    with transaction.atomic():
        _hold(str(sent.payload.id))
        known = _known(sender, sent)
        if known is not None:
            return known, False
        if why := refusals.working_on(sender, sent.line, sent.survey, today()):
            raise Refused(why)
        words.hold(sent.survey, sent.line.line_id, sent.payload.number)
        item = _enter(sender, sent, _judge(sent), source)
        return item, True


def _sent(sender: User, payload: Payload, content: Mapping[str, Any]) -> Sent:
    if why := refusals.sending(sender, today()):
        raise Refused(why)
    try:
        line = line_of(payload.line, today())
    except (UnknownLine, ValueError) as error:
        raise Malformed("line", str(error)) from error
    if line.line.locked:
        raise Refused("这条界线不由本系统勘定。")
    wanted = [photo.sha256 for photo in payload.photos]
    found = {one.file_id: one for one in PhotoArrival.objects.filter(sender=sender, file__in=wanted)}
    if missing := [one for one in wanted if one not in found]:
        raise Missing(missing)
    data = original_of(payload, content)
    survey = words.open_survey(line.line_id)
    return Sent(payload, content, line, survey, [found[one] for one in wanted], store(data), data)


def _hold(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"field.item:{key}"])


def _known(sender: User, sent: Sent) -> FieldItem | None:
    """The item that this sending made before. Raises Refused where it cannot be the same or a next revision."""
    last = FieldItem.objects.filter(uuid=sent.payload.id).order_by("-revision").first()
    if last is None:
        return None
    if last.sender_id != sender.pk:
        raise Refused("这条记录由别人报送，不能由您再报。")
    same = FieldItem.objects.filter(uuid=sent.payload.id, revision=sent.payload.revision).first()
    if same is not None:
        if same.content_hash != digest(sent.content):
            raise Refused("同一条记录已经收过，内容却不同；请另记一条。")
        return same
    if last.state != ItemState.REFUSED or sent.payload.revision < last.revision:
        raise Refused("这条记录已经接收，不能再改；请更新资料后另记一条。")
    return None


def _judge(sent: Sent) -> Verdict:
    asked, standing = sent.payload.survey, sent.survey
    gone = asked is not None and (standing is None or standing.pk != asked)
    over = standing is not None and words.is_over(standing)
    more = [survey_over(_title_of(asked or (standing.pk if standing else None)))] if gone or over else []
    return judged(sent.payload, sent.data, sent.line, [_taken(one) for one in sent.arrivals], more, today())


def _title_of(survey_id: int | None) -> str:
    known = LineSurvey.objects.filter(pk=survey_id).first() if survey_id else None
    return known.title if known else "所属的勘界工作"


def _taken(arrival: PhotoArrival) -> Taken:
    with open_stored(arrival.file) as stream:
        return taken(stream.read())


def _enter(sender: User, sent: Sent, verdict: Verdict, source: str) -> FieldItem:
    """Write item, submission, pictures, words, receipt and event of a record that is new."""
    payload, now = sent.payload, timezone.now()
    submission = _submitted(sender, sent, verdict)
    item = FieldItem(
        uuid=payload.id,
        revision=payload.revision,
        source=source,
        survey=sent.survey,
        line=sent.line.line,
        sender=sender,
        kind=payload.kind,
        number=payload.number,
        base=payload.base,
        payload=dict(sent.content),
        content_hash=digest(sent.content),
        findings=[one.as_json() for one in verdict.findings],
        state=ItemState.REFUSED,
        submission=submission,
        received_at=now,
    )
    if not verdict.refused:
        _write_words(item, sent, sender)
    item.save()
    _keep_photos(item, sent)
    further = {
        "item": str(item.uuid),
        "revision": item.revision,
        "state": item.state,
        "content_hash": item.content_hash,
        "photos": [{"sha256": one.sha256, "original": one.original} for one in payload.photos],
    }
    receipt = receipts.issue(submission, Receipt.Kind.ARRIVAL, further)
    words_said = f"收到野外记录 {item.number}（{ItemState(item.state).label}），{receipt.number}"
    record(sender, "field.receive", item, words_said, receipt.content)
    return item


def _submitted(sender: User, sent: Sent, verdict: Verdict) -> Submission:
    """The record as an upload of one row; without a position there is nothing for the officers to accept."""
    placed = sent.payload.position is not None
    submission = Submission.objects.create(
        room=UPLOADS if placed else ROOM,
        sender=sender,
        file=sent.file,
        filename=name_of(sent.payload),
        declared={"crs": verdict.report["crs"]} if placed else {},
    )
    if not placed:
        restage(submission, [verdict.row])
        submission.report = dict(verdict.report)
        submission.mark_checked()
        submission.save()
        return submission
    upload = SurveyUpload.objects.create(submission=submission, line=sent.line.line, standard=verdict.standard)
    hand_in(upload, [verdict.row], verdict.report)
    return upload.submission


def _write_words(item: FieldItem, sent: Sent, sender: User) -> None:
    """Write the next version, or leave a conflict where another one than `base` stands and says something else."""
    sheet = sent.payload.sheet
    now = words.current(sent.survey, sent.line.line_id, item.number)
    item.state = ItemState.TAKEN
    if now is not None and not words.differing(sheet, now.sheet):
        item.version = now.version if sent.survey is not None else None
    elif now is not None and now.version != item.base:
        item.state = ItemState.CONFLICT
    else:
        item.version = words.write(sent.survey, now, item.number, item.kind, sheet, sender)


def _keep_photos(item: FieldItem, sent: Sent) -> None:
    """The pictures of the item, and of the point of the survey where it stands."""
    originals = [photo.original for photo in sent.payload.photos]
    whole = {one.file_id: one for one in PhotoArrival.objects.filter(sender=item.sender, file__in=originals)}
    point = item.survey.points.filter(number=item.number).first() if item.survey else None
    for photo, arrival in zip(sent.payload.photos, sent.arrivals, strict=True):
        said = _taken(arrival)
        kept = FieldPhoto.objects.create(
            item=item,
            kind=photo.kind,
            filename=photo.name,
            content_type=arrival.content_type,
            file=arrival.file,
            original_sha256=photo.original,
            original=whole[photo.original].file if photo.original in whole else None,
            taken_at=said.at,
            lon=said.lon,
            lat=said.lat,
        )
        if point is not None and item.state != ItemState.REFUSED:
            facts = {"filename": photo.name, "content_type": arrival.content_type, "added_by": item.sender}
            place = {"taken_at": said.at, "lon": said.lon, "lat": said.lat}
            PointPhoto.objects.get_or_create(
                point=point, kind=photo.kind, file=kept.original or kept.file, defaults={**facts, **place}
            )


def settle(user: User, item_id: int, shown_version: int, sheet: Mapping[str, Any]) -> FieldItem:
    """Decide a conflict: the words that were chosen become the next version. Raises Refused, Malformed.

    `shown_version`: the version beside which the person chose; another one by now is shown anew first.
    """
    with transaction.atomic():
        item = FieldItem.objects.select_for_update().get(pk=item_id)
        if why := refusals.settling(user, item, today()):
            raise Refused(why)
        words.hold(item.survey, item.line_id, item.number)
        now = words.current(item.survey, item.line_id, item.number)
        if now is not None and now.version != shown_version:
            raise Refused(f"“{item.number}”又有了第 {now.version} 版（{now.by}），请再看一遍后选定。")
        chosen = sheet_of({**sheet, "number": item.number})
        same = now is not None and not words.differing(chosen, now.sheet)
        before = now.version if now else 0
        item.version = before if same else words.write(item.survey, now, item.number, item.kind, chosen, user)
        if same and item.survey is None:
            item.version = None
        item.state, item.settled_by, item.settled_at = ItemState.SETTLED, user, timezone.now()
        item.settled_sheet = chosen
        item.save()
        facts = {"from": before, "to": item.version, "sheet": chosen, "item": str(item.uuid)}
        record(user, "field.settle", item, f"裁定野外记录 {item.number} 的冲突", facts)
        return item
