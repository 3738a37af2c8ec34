"""What can be done with a naming case: one function per step, each one transaction with its event.

Order in each: lock the case, refuse (right, version, state, what stands against it), judge, write, record.
A step sent twice by the same person from the same version with the same words is done once.
"""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction

from boundaries.divisions.queries import division_exists
from gazetteer.applications.clocks import deemed_accepted
from gazetteer.applications.deeds import Deed, lay_decision
from gazetteer.applications.judging import CaseJudgement, authority_of, decided_of, judge_case, notice_of
from gazetteer.applications.models import Application, Attachment, AttachmentKind, Justification, Verdict
from gazetteer.applications.proceedings import ChangeReason, Matter
from gazetteer.applications.queries import change_refusal
from gazetteer.applications.refusals import Refused, StaleCase
from gazetteer.applications.states import Step
from gazetteer.applications.stepping import done_already, lock, refuse, refuse_open, refuse_unanswered, write
from gazetteer.applications.wording import announcement_text
from gazetteer.names.actions import Decision, Standard, Thing, confirm_reading, publish_standard_name
from gazetteer.names.changing import NotChanged, abolish_standard_name, rename_feature
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import parse
from office.constraints import constraints_said_as
from office.intake.storage import store
from office.people.models import User
from office.rulesets.findings import Basis, Finding, Severity

SOURCE = "地名申请"


@dataclass(frozen=True)
class Draft:
    """What the applicant's side writes down; everything else of a case comes from its steps."""

    kind: str
    name: str
    home_id: int
    geom: GEOSGeometry | None = None
    declared_crs: str = "cgcs2000"
    position_text: str = ""
    nature: str = ""
    length_m: float | None = None
    width_m: float | None = None
    area_m2: float | None = None
    minority_form: str = ""
    naming_plan: str = ""
    reasons: str = ""
    meaning: str = ""
    no_link_statement: str = ""
    applicant_type: str = ""
    applicant_name: str = ""
    contact: str = ""
    alternatives: tuple[str, ...] = ()
    readings: tuple[dict[str, Any], ...] = ()
    matter: str = Matter.NAMING.value
    about_id: int | None = None
    change_reason: str = ""


def draft_of(application: Application) -> Draft:
    """What the applicant's side wrote down in a case."""
    values = {item.name: getattr(application, item.name) for item in dataclasses.fields(Draft)}
    return Draft(**values | {key: tuple(values[key]) for key in ("alternatives", "readings")})


@transaction.atomic
def save_draft(
    user: User, draft: Draft, *, day: datetime.date, application_id: int | None = None, base_version: int = 0
) -> Application:
    """Enter a case, or change one that is a draft or was returned; saving the same again changes nothing."""
    if sentence := _draft_refusal(draft):
        raise Refused(sentence)
    sent = {"draft": _plain(draft)}
    if application_id is None:
        application = Application(entered_by=user, version=0)
        _lay(application, draft, day)
        refuse(application, user, Step.EDIT, day)
        return write(application, user, Step.EDIT, 0, sent)
    application = lock(application_id)
    if done_already(application, user, Step.EDIT, base_version, sent):
        return application
    refuse(application, user, Step.EDIT, day, base_version)
    if sent["draft"] == _plain(draft_of(application)):
        return application
    _lay(application, draft, day)
    refuse(application, user, Step.EDIT, day)
    return write(application, user, Step.EDIT, base_version, sent)


@transaction.atomic
def submit(user: User, application_id: int, base_version: int, *, day: datetime.date) -> Application:
    """Hand a case in: it gets its number, the findings of this moment are frozen into it."""
    application = lock(application_id)
    if done_already(application, user, Step.SUBMIT, base_version):
        return application
    refuse(application, user, Step.SUBMIT, day, base_version)
    judged = judge_case(application, day)
    refuse_open(application, user, Step.SUBMIT, judged, day)
    _take_spelling(application, judged)
    if application.serial is None:
        application.year, application.serial = day.year, _next_serial(day.year)
    application.to_submitted(day)
    done = write(application, user, Step.SUBMIT, base_version)
    _freeze(application, Verdict.Moment.SUBMISSION, judged)
    return done


@transaction.atomic
def accept(user: User, application_id: int, base_version: int, *, day: datetime.date) -> Application:
    """Take a case on for the deciding authority (受理).

    After five working days without a notice it counts as accepted on the day it came in (《行政许可法》第三十二条).
    """
    application = lock(application_id)
    if done_already(application, user, Step.ACCEPT, base_version):
        return application
    refuse(application, user, Step.ACCEPT, day, base_version)
    came = application.submitted_on or day
    deemed = deemed_accepted(came, day)
    application.to_accepted(came if deemed else day)
    return write(application, user, Step.ACCEPT, base_version, more={"deemed": True} if deemed else None)


@transaction.atomic
def return_(user: User, application_id: int, base_version: int, reason: str, *, day: datetime.date) -> Application:
    """Give a case back to the applicant's side; the reason is mandatory (退回)."""
    application, sent = lock(application_id), {"reason": reason.strip()}
    if done_already(application, user, Step.RETURN, base_version, sent):
        return application
    refuse(application, user, Step.RETURN, day, base_version)
    if not sent["reason"]:
        raise Refused("退回须写明原因，申请人据此修改。")
    application.to_returned(sent["reason"])
    return write(application, user, Step.RETURN, base_version, sent)


@transaction.atomic
def withdraw(user: User, application_id: int, base_version: int, reason: str, *, day: datetime.date) -> Application:
    """Take a case back before it is decided (撤回)."""
    application, sent = lock(application_id), {"reason": reason.strip()}
    if done_already(application, user, Step.WITHDRAW, base_version, sent):
        return application
    refuse(application, user, Step.WITHDRAW, day, base_version)
    application.to_withdrawn(sent["reason"])
    return write(application, user, Step.WITHDRAW, base_version, sent)


@transaction.atomic
def approve(
    user: User, application_id: int, base_version: int, deed: Deed, *, day: datetime.date, in_batch: bool = False
) -> Application:
    """Record the approval of the authority, given outside or in this system: number and date of its document (N34).

    A case of a batch is approved with its batch, because the annex of the document lists them all.
    """
    application, sent = lock(application_id), deed.as_sent()
    if done_already(application, user, Step.APPROVE, base_version, sent):
        return application
    refuse(application, user, Step.APPROVE, day, base_version)
    if application.batch_id and not in_batch:
        raise Refused("此件属于一批申请，请在批次页一起登记批准；单独批准的，先移出批次。")
    refuse_unanswered(application, Step.APPROVE)
    authority = lay_decision(application, user, deed, day)
    judged = judge_case(application, day)
    refuse_open(application, user, Step.APPROVE, judged, day)
    _take_spelling(application, judged)
    application.to_approved()
    done = write(application, user, Step.APPROVE, base_version, sent, {"authority": authority})
    _freeze(application, Verdict.Moment.DECISION, judged)
    return done


@transaction.atomic
def announce(
    user: User, application_id: int, base_version: int, announced_on: datetime.date | None = None, *, day: datetime.date
) -> Application:
    """Announce an approved name: it enters the register and is public on the next request (公告, 条例第十四条).

    A name of a division enters no register here: it waits for the division change that bears it.
    """
    application, on = lock(application_id), announced_on or day
    sent = {"announced_on": on}
    if done_already(application, user, Step.ANNOUNCE, base_version, sent):
        return application
    refuse(application, user, Step.ANNOUNCE, day, base_version)
    refuse_unanswered(application, Step.ANNOUNCE)
    notice = notice_of(application, day)
    if missing := notice.missing():
        raise Refused(f"公告内容不全，缺{'、'.join(missing)}。")
    if on > day or (application.decided_on and on < application.decided_on):
        raise Refused(f"公告日期应在批准日期 {application.decided_on} 与今天 {day} 之间。")
    text = announcement_text(notice, application.document_number)
    application.announcement = dataclasses.asdict(notice) | {"text": text}
    application.to_announced(on)
    if application.kind not in DIVISION_KINDS:
        _enter_register(application, user)
    return write(application, user, Step.ANNOUNCE, base_version, sent, {"feature": application.feature_id})


@transaction.atomic
def attach(
    user: User,
    application_id: int,
    kind: str,
    filename: str,
    content: bytes,
    *,
    day: datetime.date,
) -> Attachment:
    """Add a paper to a case; its bytes are kept under their SHA-256. The same paper twice stays one."""
    application = lock(application_id)
    refuse(application, user, Step.ATTACH, day)
    name = filename.replace("\\", "/").rsplit("/", 1)[-1][:200]
    if kind not in AttachmentKind.values:
        raise Refused("请选择材料种类。")
    if not content:
        raise Refused(f"“{name}”是空文件。")
    if len(content) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise Refused(f"“{name}”超过 {settings.UPLOAD_LIMIT_MB} MB。")
    file = store(content)
    old = application.attachments.filter(kind=kind, file=file).first()
    if old:
        return old
    paper = Attachment.objects.create(application=application, kind=kind, file=file, filename=name, added_by=user)
    sent = {"kind": kind, "filename": name, "sha256": file.pk, "bytes": len(content)}
    write(application, user, Step.ATTACH, application.version, sent)
    return paper


@transaction.atomic
def detach(user: User, application_id: int, attachment_id: int, *, day: datetime.date) -> Application:
    """Take a paper out of a case that can be edited; the stored bytes and the event stay."""
    application = lock(application_id)
    refuse(application, user, Step.EDIT, day)
    paper = application.attachments.filter(pk=attachment_id).first()
    if paper is None:
        return application
    if Justification.objects.filter(document=paper).exists():
        raise Refused(f"“{paper.filename}”是破例依据，不能移除。")
    sent = {"removed": paper.filename, "sha256": paper.file_id}
    paper.delete()
    return write(application, user, Step.EDIT, application.version, sent)


@transaction.atomic
def justify(
    user: User,
    application_id: int,
    base_version: int,
    finding_key: str,
    reason: str,
    document_id: int | None = None,
    *,
    day: datetime.date,
) -> Application:
    """Keep a warning with a reason, or override a legal block with a reason and a document on file.

    Only the official of the province overrides; an integrity block is never overridden.
    """
    application = lock(application_id)
    sent = {"finding": finding_key, "reason": reason.strip(), "asked_document": str(document_id or "")}
    if done_already(application, user, Step.JUSTIFY, base_version, sent):
        return application
    finding = _answerable(judge_case(application, day), finding_key)
    refuse(application, user, Step.OVERRIDE if finding.blocks else Step.JUSTIFY, day, base_version)
    if not sent["reason"]:
        raise Refused("请写明理由。")
    document = application.attachments.filter(pk=document_id).first() if document_id else None
    if finding.blocks and document is None:
        raise Refused("破例须附依据文件，请先上传并选定。")
    with constraints_said_as(Refused, Justification):
        Justification.objects.create(
            application=application,
            rule=finding.rule,
            finding_hash=finding_key,
            message=finding.message[:500],
            overrides=finding.blocks,
            reason=sent["reason"],
            document=document,
            by=user,
        )
    more = {"rule": finding.rule, "overrides": finding.blocks, "document": document.file_id if document else None}
    return write(application, user, Step.JUSTIFY, base_version, sent, more)


def _enter_register(application: Application, user: User) -> None:
    """Write an announced case into the register: a new thing, a new name of a thing, or the end of a name."""
    decision, about = _decision(application), application.about_id or 0
    try:
        if application.matter == Matter.ABOLITION:
            abolish_standard_name(user, about, decision, gone=application.change_reason == ChangeReason.NATURE)
            return
        if application.matter == Matter.RENAMING:
            rename_feature(user, about, _standard(application), decision, SOURCE)
        else:
            application.feature = publish_standard_name(user, _thing(application), _standard(application), decision)
    except NotChanged as refused:
        raise Refused(str(refused)) from None
    for reading in application.readings:
        confirm_reading(user, reading["char"], application.name, reading["reading"], application.number)


# --- what the steps are made of ---------------------------------------------------------------------


def _next_serial(year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO applications_casecounter (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = applications_casecounter.last + 1 RETURNING last",
            [year],
        )
        return cursor.fetchone()[0]


def _draft_refusal(draft: Draft) -> str | None:
    if not draft.name.strip():
        return "请填写拟用名称。"
    if draft.kind not in NameKind.values:
        return "请选择地名类别。"
    if not division_exists(draft.home_id):
        return "请选择所属政区。"
    if draft.matter not in Matter.values:
        return "请选择申请事项：命名、更名或销名。"
    if draft.matter == Matter.NAMING:
        return "命名不涉及原地名，请清空“原地名”或改选更名、销名。" if draft.about_id else None
    return change_refusal(draft.about_id, draft.kind)


def _answerable(judged: CaseJudgement, finding_key: str) -> Finding:
    """The finding that a reason can settle."""
    finding = judged.by_key.get(finding_key)
    if finding is None:
        raise StaleCase("此条意见已不存在或已变化，请按最新的审查意见办理。")
    if finding.blocks and finding.basis is Basis.INTEGRITY:
        raise Refused(f"{finding.rule} 关系数据完整，须改正，不能破例。", [finding])
    if finding.severity is Severity.INFO:
        raise Refused(f"{finding.rule} 只是提示，无须说明理由。")
    return finding


def _lay(application: Application, draft: Draft, day: datetime.date) -> None:
    for item in dataclasses.fields(Draft):
        value = getattr(draft, item.name)
        setattr(application, item.name, list(value) if isinstance(value, tuple) else value)
    deciders = authority_of(draft.kind, draft.home_id, day, draft.geom)
    application.authority, application.deciding_id = deciders.name, deciders.division_id


def _plain(draft: Draft) -> dict[str, Any]:
    values = {item.name: getattr(draft, item.name) for item in dataclasses.fields(Draft)}
    return values | {"geom": draft.geom.wkt if draft.geom else None}


def _take_spelling(application: Application, judged: CaseJudgement) -> None:
    named = judged.judgement
    application.name = named.name
    application.specific, application.generic = named.specific, named.generic
    application.pinyin, application.pinyin_toned = named.pinyin, named.pinyin_toned


def _freeze(application: Application, moment: Verdict.Moment, judged: CaseJudgement) -> None:
    Verdict.objects.create(
        application=application,
        moment=moment,
        name=application.name,
        scope=judged.judgement.scope.label,
        findings=[finding.as_json() for finding in judged.findings],
        rule_sets=list(judged.judgement.versions),
    )


def _thing(application: Application) -> Thing:
    return Thing(
        kind=application.kind,
        home_id=application.home_id,
        geom=application.geom,
        source=SOURCE,
        source_id=application.number,
        is_sample=application.is_sample,
    )


def _standard(application: Application) -> Standard:
    parsed = parse(application.name, NameKind(application.kind), decided_of(application))
    return Standard(
        form=application.name,
        specific=application.specific,
        generic=application.generic,
        pinyin=application.pinyin,
        pinyin_toned=application.pinyin_toned,
        sound=parsed.sound,
        sound_plain=parsed.sound_plain,
        initials=parsed.spelling.initials,
        meaning=application.meaning,
    )


def _decision(application: Application) -> Decision:
    if application.decided_on is None or application.announced_on is None:
        raise Refused("批准和公告的日期不全。")
    return Decision(
        application.authority, application.document_number, application.decided_on, application.announced_on
    )
