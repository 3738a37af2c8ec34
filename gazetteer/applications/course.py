"""The limits of a stored case (案件期限): its days and pauses before the pure clocks."""

import datetime

from gazetteer.applications.clocks import Clock, Course, clocks_of, next_due, timeliness
from gazetteer.applications.filing import DEPARTMENTS, Receiver, receiver_of
from gazetteer.applications.models import Application
from gazetteer.applications.states import State
from gazetteer.names.places import place_of
from gazetteer.rules.authority import STATE_COUNCIL
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from office.rulesets.findings import Finding
from office.tasks.clocks import Pause

SETTLED = (State.DRAFT, State.RETURNED, State.WITHDRAWN)


def course_of(application: Application) -> Course:
    """The days of a case, as the clocks take them."""
    kind = NameKind(application.kind)
    return Course(
        submitted_on=application.submitted_on,
        accepted_on=application.accepted_on,
        extended=application.extended_on is not None,
        decided_on=application.decided_on,
        delivered_on=application.delivered_on,
        filed_on=application.filed_on,
        announced_on=application.announced_on,
        files=kind not in DIVISION_KINDS and not application.authority.startswith(STATE_COUNCIL),
        by_department=kind in DEPARTMENTS,
        refused=application.state == State.REFUSED,
    )


def limits_of(application: Application) -> list[Clock]:
    """All limits of a case, with its pauses; one query."""
    pauses = [Pause(begin, end) for begin, end in application.pauses.values_list("begun_on", "ended_on")]
    return clocks_of(course_of(application), pauses)


def set_due(application: Application) -> None:
    """Write down the limit that ends first, for lists and reminders; none while nothing runs."""
    found = None if application.state in SETTLED or application.pk is None else next_due(limits_of(application))
    application.due_on = found.due if found else None
    application.due_step = found.step if found else ""


def lateness_of(application: Application, day: datetime.date) -> list[Finding]:
    """N27 to N29 for a case as it stands on a day."""
    return [] if application.state in SETTLED else timeliness(limits_of(application), day)


def receiver_for(application: Application, day: datetime.date) -> Receiver:
    """With whom the name of a case is filed (N28)."""
    return receiver_of(NameKind(application.kind), place_of(application.home_id, None, day), application.authority)
