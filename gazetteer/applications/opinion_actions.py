"""Reports, consultations, objections of a case: who wrote, said or asked what (报告、意见、异议)."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from gazetteer.applications.models import Application, Consultation, Objection, Report
from gazetteer.applications.proceedings import SECTIONS, ConsultedAs, Opinion, ReportKind
from gazetteer.applications.refusals import Refused
from gazetteer.applications.states import Step
from gazetteer.applications.stepping import begin, write
from office.constraints import constraints_said_as
from office.people.models import User


@transaction.atomic
def write_report(
    user: User,
    pk: int,
    base_version: int,
    kind: str,
    sections: Mapping[str, str],
    made_on: datetime.date | None,
    *,
    day: datetime.date,
) -> Application:
    """Write one of the three reports, or write it anew; sections that it does not have are left out."""
    if kind not in ReportKind.values:
        raise Refused("请选择报告种类。")
    kept = {key: sections.get(key, "").strip()[:8000] for key in SECTIONS[ReportKind(kind)]}
    on = made_on or day
    sent = {"report": kind, "sections": kept, "on": on.isoformat()}
    application, done = begin(user, pk, Step.REPORT, base_version, sent, day)
    if done:
        return application
    if not any(kept.values()):
        raise Refused(f"{ReportKind(kind).label}是空的。")
    if on > day:
        raise Refused(f"报告的形成日期 {on} 晚于今天 {day}。")
    Report.objects.update_or_create(
        application=application, kind=kind, defaults={"sections": kept, "made_on": on, "by": user}
    )
    return write(application, user, Step.REPORT, base_version, sent, {"label": f"填写{ReportKind(kind).label}"})


@transaction.atomic
def consult(
    user: User,
    pk: int,
    base_version: int,
    asked_as: str,
    body: str,
    asked_on: datetime.date | None,
    *,
    day: datetime.date,
) -> Application:
    """Ask another body for its opinion."""
    on = asked_on or day
    sent = {"asked_as": asked_as, "body": body.strip()[:120], "asked_on": on.isoformat()}
    application, done = begin(user, pk, Step.CONSULT, base_version, sent, day)
    if done:
        return application
    if asked_as not in ConsultedAs.values:
        raise Refused("请选择征求对象。")
    if on > day:
        raise Refused(f"征求日期 {on} 晚于今天 {day}。")
    with constraints_said_as(Refused, Consultation):
        Consultation.objects.create(application=application, asked_as=asked_as, body=sent["body"], asked_on=on, by=user)
    return write(application, user, Step.CONSULT, base_version, sent)


@transaction.atomic
def record_opinion(
    user: User,
    pk: int,
    base_version: int,
    consultation_id: int,
    opinion: str,
    text: str,
    answered_on: datetime.date | None,
    *,
    day: datetime.date,
) -> Application:
    """Record what a body that was asked said."""
    on = answered_on or day
    sent = {"consultation": consultation_id, "opinion": opinion, "text": text.strip(), "on": on.isoformat()}
    application, done = begin(user, pk, Step.CONSULT, base_version, sent, day)
    if done:
        return application
    asked = application.consultations.filter(pk=consultation_id).first()
    if asked is None:
        raise Refused("没有这一征求意见记录。")
    if opinion not in Opinion.values:
        raise Refused("请选择同意或不同意。")
    if on > day:
        raise Refused(f"答复日期 {on} 晚于今天 {day}。")
    asked.opinion, asked.text, asked.answered_on = opinion, text.strip(), on
    with constraints_said_as(Refused, Consultation):
        asked.save()
    label = f"{asked.body}{Opinion(opinion).label}"
    return write(application, user, Step.CONSULT, base_version, sent, {"label": label})


@transaction.atomic
def raise_objection(
    user: User,
    pk: int,
    base_version: int,
    objector: str,
    contact: str,
    text: str,
    received_on: datetime.date | None,
    *,
    day: datetime.date,
) -> Application:
    """Record that somebody objects to a name; until it is answered the case is neither decided nor announced."""
    on = received_on or day
    sent = {"objector": objector.strip()[:120], "text": text.strip(), "on": on.isoformat()}
    application, done = begin(user, pk, Step.OBJECT, base_version, sent, day)
    if done:
        return application
    if on > day:
        raise Refused(f"收到日期 {on} 晚于今天 {day}。")
    with constraints_said_as(Refused, Objection):
        Objection.objects.create(
            application=application,
            objector=sent["objector"],
            contact=contact.strip()[:120],
            text=sent["text"],
            received_on=on,
            entered_by=user,
        )
    return write(application, user, Step.OBJECT, base_version, sent)


@transaction.atomic
def answer_objection(
    user: User, pk: int, base_version: int, objection_id: int, answer: str, *, day: datetime.date
) -> Application:
    """Answer an objection; the answer stays in the file."""
    said = answer.strip()
    sent = {"objection": objection_id, "answer": said}
    application, done = begin(user, pk, Step.ANSWER, base_version, sent, day)
    if done:
        return application
    objection = application.objections.filter(pk=objection_id).first()
    if objection is None:
        raise Refused("没有这一异议。")
    if objection.answered_on:
        raise Refused(f"此异议已于 {objection.answered_on} 答复。")
    objection.answer, objection.answered_on, objection.answered_by = said, day, user
    with constraints_said_as(Refused, Objection):
        objection.save()
    return write(application, user, Step.ANSWER, base_version, sent)
