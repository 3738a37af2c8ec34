"""The parts of every step of a case: lock, refuse, compare versions, write with the event."""

import datetime
from typing import Any

from django.utils import timezone

from gazetteer.applications.course import set_due
from gazetteer.applications.judging import CaseJudgement
from gazetteer.applications.models import Application
from gazetteer.applications.queries import changes_since, last_change, rights_on
from gazetteer.applications.refusals import (
    NotAllowed,
    Openness,
    Refused,
    StaleCase,
    no_right,
    refusal,
)
from gazetteer.applications.states import State, Step
from office.constraints import constraints_said_as
from office.log.actions import record
from office.log.hashing import digest
from office.people.models import User
from office.rulesets.findings import blocking


def lock(application_id: int) -> Application:
    """The case, locked until the transaction ends."""
    application = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if application is None:
        raise Refused("没有这一申请。")
    return application


def done_already(
    application: Application, user: User, step: Step, base_version: int, sent: dict[str, Any] | None = None
) -> bool:
    """Whether the last event is this very step by this person from this version: a button pressed twice."""
    last = last_change(application.pk)
    return bool(
        last
        and last.actor_id == user.pk
        and last.action == f"applications.{step}"
        and last.data.get("base_version") == base_version
        and last.data.get("sent") == digest(sent or {})
    )


def refuse(
    application: Application, user: User, step: Step, day: datetime.date, base_version: int | None = None
) -> None:
    """Raise what stands against this step: the missing right, the older version, the state."""
    rights = rights_on(user, application, day)
    if sentence := no_right(step, rights):
        raise NotAllowed(sentence)
    if base_version is not None and base_version != application.version:
        raise StaleCase(_what_changed(application, base_version))
    if sentence := refusal(step, State(application.state), rights):
        raise Refused(sentence)


def begin(
    user: User, application_id: int, step: Step, base_version: int, sent: dict[str, Any], day: datetime.date
) -> tuple[Application, bool]:
    """The locked case for a step, and whether it was done already; raises what stands against it."""
    application = lock(application_id)
    if done_already(application, user, step, base_version, sent):
        return application, True
    refuse(application, user, step, day, base_version)
    return application, False


def refuse_open(application: Application, user: User, step: Step, judged: CaseJudgement, day: datetime.date) -> None:
    """Raise what the rules still have against this step."""
    against: Openness = judged.against
    if sentence := refusal(step, State(application.state), rights_on(user, application, day), against):
        raise Refused(sentence, blocking(judged.findings) or list(against.warnings))


def refuse_unanswered(application: Application, step: Step) -> None:
    """Raise where somebody objected and was not answered yet."""
    waiting = list(application.objections.filter(answered_on__isnull=True).values_list("objector", flat=True))
    if waiting:
        raise Refused(f"不能{step.label}：{'、'.join(waiting)}的异议尚未答复。")


def _what_changed(application: Application, base_version: int) -> str:
    changes = [
        f"{event.actor or '系统'}于 {timezone.localtime(event.at):%m-%d %H:%M} {event.data.get('label', event.action)}"
        for event in changes_since(application.pk, base_version)
    ]
    return f"您打开此件后已有变化：{'；'.join(changes) or '版本不符'}。请看过最新内容后再办，您刚才的操作没有生效。"


def write(
    application: Application,
    user: User,
    step: Step,
    base_version: int,
    sent: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> Application:
    """Save with the next version and record the event; a broken constraint becomes its sentence."""
    application.version += 1
    set_due(application)
    with constraints_said_as(Refused, Application):
        application.save()
    told = {
        "label": step.label if application.version > 1 else "录入",
        **(sent or {}),
        **(more or {}),
        "sent": digest(sent or {}),
        "state": application.state,
        "version": application.version,
        "base_version": base_version,
    }
    record(user, f"applications.{step}", application, f"{application} {told['label']}", told)
    return application
