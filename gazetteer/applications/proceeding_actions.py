"""What happens to a case between its main steps: completion, clocks, refusal, delivery, filing, hand-over, signs.

Each is one transaction with its event, like the steps in `actions`; one sent twice is done once.
"""

import datetime
from typing import Any

from django.db import transaction

from gazetteer.applications.clocks import deemed_accepted
from gazetteer.applications.course import receiver_for
from gazetteer.applications.deeds import Deed, lay_decision
from gazetteer.applications.models import Application, CasePause
from gazetteer.applications.proceedings import PauseCause
from gazetteer.applications.refusals import Refused
from gazetteer.applications.states import Step
from gazetteer.applications.stepping import begin, write
from office.constraints import constraints_said_as
from office.people.models import User


@transaction.atomic
def ask_completion(user: User, pk: int, base_version: int, missing: str, *, day: datetime.date) -> Application:
    """Tell the applicant once and whole what is missing (一次性告知补正), 《行政许可法》第三十二条.

    Raises Refused after five working days, when the case counts as accepted, and the second time.
    """
    sent = {"reason": missing.strip()}
    application, done = begin(user, pk, Step.COMPLETION, base_version, sent, day)
    if done:
        return application
    if not sent["reason"]:
        raise Refused("请一次写明需要补正的全部内容。")
    if application.completion_asked_on:
        raise Refused(f"已于 {application.completion_asked_on} 告知补正，补正只能一次告知；需要修改的用“退回”。")
    if application.submitted_on and deemed_accepted(application.submitted_on, day):
        raise Refused(
            f"报送日 {application.submitted_on} 起 5 个工作日内没有告知补正，"
            "依《行政许可法》第三十二条视为已受理，请受理。"
        )
    application.to_completion(sent["reason"], day)
    return write(application, user, Step.COMPLETION, base_version, sent)


@transaction.atomic
def pause(
    user: User, pk: int, base_version: int, cause: str, reason: str, since: datetime.date | None, *, day: datetime.date
) -> Application:
    """Let the clock of the decision stand still from a day on, with its cause and reason."""
    begun = since or day
    sent = {"cause": cause, "reason": reason.strip(), "since": begun.isoformat()}
    application, done = begin(user, pk, Step.PAUSE, base_version, sent, day)
    if done:
        return application
    if cause not in PauseCause.values:
        raise Refused("请选择停止计算期限的事由。")
    if not sent["reason"]:
        raise Refused("停止计算期限须写明理由，并书面告知申请人。")
    if begun > day or (application.accepted_on and begun < application.accepted_on):
        raise Refused(f"停止日期应在受理日期 {application.accepted_on} 与今天 {day} 之间。")
    if application.pauses.filter(ended_on__isnull=True).exists():
        raise Refused("期限已经停止计算，请先恢复。")
    with constraints_said_as(Refused, CasePause):
        CasePause.objects.create(application=application, cause=cause, reason=sent["reason"], begun_on=begun, by=user)
    return write(application, user, Step.PAUSE, base_version, sent)


@transaction.atomic
def resume(user: User, pk: int, base_version: int, on: datetime.date | None, *, day: datetime.date) -> Application:
    """Let the clock go on from a day on."""
    ended = on or day
    sent = {"on": ended.isoformat()}
    application, done = begin(user, pk, Step.RESUME, base_version, sent, day)
    if done:
        return application
    standing = application.pauses.filter(ended_on__isnull=True).first()
    if standing is None:
        raise Refused("期限没有停止计算。")
    if not standing.begun_on <= ended <= day:
        raise Refused(f"恢复日期应在停止日期 {standing.begun_on} 与今天 {day} 之间。")
    standing.ended_on = ended
    with constraints_said_as(Refused, CasePause):
        standing.save()
    return write(application, user, Step.RESUME, base_version, sent)


@transaction.atomic
def extend(user: User, pk: int, base_version: int, reason: str, *, day: datetime.date) -> Application:
    """Ten working days more, once, by leave of the head of the body (经负责人批准延长), 《行政许可法》第四十二条."""
    sent = {"reason": reason.strip()}
    application, done = begin(user, pk, Step.EXTEND, base_version, sent, day)
    if done:
        return application
    if not sent["reason"]:
        raise Refused("延长期限须经本机关负责人批准，并写明理由。")
    if application.extended_on:
        raise Refused(f"已于 {application.extended_on} 延长过一次，不能再延长。")
    application.extended_on, application.extension_reason = day, sent["reason"][:300]
    return write(application, user, Step.EXTEND, base_version, sent)


@transaction.atomic
def refuse_name(user: User, pk: int, base_version: int, deed: Deed, reason: str, *, day: datetime.date) -> Application:
    """Record that the authority does not approve (不予批准): number and date of its document, and the reason."""
    sent: dict[str, Any] = deed.as_sent() | {"reason": reason.strip()}
    application, done = begin(user, pk, Step.REFUSE, base_version, sent, day)
    if done:
        return application
    if not sent["reason"]:
        raise Refused("不予批准须说明理由，并告知申请人复议、诉讼的权利。")
    authority = lay_decision(application, user, deed, day)
    application.to_refused(sent["reason"])
    return write(application, user, Step.REFUSE, base_version, sent, {"authority": authority})


@transaction.atomic
def deliver(
    user: User, pk: int, base_version: int, on: datetime.date | None, how: str, *, day: datetime.date
) -> Application:
    """Record the delivery of the decision to the applicant (送达)."""
    sent = {"on": (on or day).isoformat(), "how": how.strip()[:120]}
    application, done = begin(user, pk, Step.DELIVER, base_version, sent, day)
    if done:
        return application
    application.delivered_on, application.delivered_how = _between(application, on or day, day, "送达"), sent["how"]
    return write(application, user, Step.DELIVER, base_version, sent)


@transaction.atomic
def file_name(
    user: User,
    pk: int,
    base_version: int,
    on: datetime.date | None,
    to: str,
    number: str,
    *,
    day: datetime.date,
) -> Application:
    """Record the filing of the approved name with the body above (备案), 条例第十三条."""
    receiver = receiver_for(application_of(pk), day)
    sent = {"on": (on or day).isoformat(), "to": to.strip()[:120] or receiver.name, "number": number.strip()[:80]}
    application, done = begin(user, pk, Step.FILE, base_version, sent, day)
    if done:
        return application
    if not sent["to"]:
        raise Refused(f"此件不须备案：{receiver.why}。")
    application.filed_on = _between(application, on or day, day, "备案")
    application.filed_to, application.filing_number = sent["to"], sent["number"]
    return write(application, user, Step.FILE, base_version, sent)


@transaction.atomic
def enter_national(
    user: User, pk: int, base_version: int, number: str, on: datetime.date | None, *, day: datetime.date
) -> Application:
    """Record the number that the national database of names gave (国家地名信息库), 条例第十六条."""
    sent = {"national_id": number.strip()[:60], "on": (on or day).isoformat()}
    application, done = begin(user, pk, Step.NATIONAL, base_version, sent, day)
    if done:
        return application
    if not sent["national_id"]:
        raise Refused("请填写国家地名信息库编号。")
    application.national_id = sent["national_id"]
    application.national_on = _between(application, on or day, day, "入库")
    return write(application, user, Step.NATIONAL, base_version, sent)


@transaction.atomic
def order_signs(
    user: User, pk: int, base_version: int, note: str, on: datetime.date | None, *, day: datetime.date
) -> Application:
    """Record what is ordered for the signs of the name, or that none is set (标志设置), 条例第十九条."""
    sent = {"note": note.strip()[:300], "on": (on or day).isoformat()}
    application, done = begin(user, pk, Step.SIGNS, base_version, sent, day)
    if done:
        return application
    if not sent["note"]:
        raise Refused("请写明标志的数量和位置；不设标志的写明原因。")
    application.signs_note, application.signs_on = sent["note"], _between(application, on or day, day, "标志安排")
    return write(application, user, Step.SIGNS, base_version, sent)


def _between(application: Application, on: datetime.date, day: datetime.date, what: str) -> datetime.date:
    """A day between the decision and today. Raises Refused."""
    if on > day or (application.decided_on and on < application.decided_on):
        raise Refused(f"{what}日期应在批准日期 {application.decided_on} 与今天 {day} 之间。")
    return on


def application_of(pk: int) -> Application:
    """The case as it stands. Raises Refused where there is none."""
    found = Application.objects.filter(pk=pk).first()
    if found is None:
        raise Refused("没有这一申请。")
    return found
