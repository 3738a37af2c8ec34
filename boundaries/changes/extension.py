"""延期: the approving body lets a change be completed up to six months later, Decree 704 art. 15."""

import datetime

from django.db import transaction

from boundaries.changes.case_actions import Refused, locked_case, write_case
from boundaries.changes.deadlines import ART_15, EXTENSION_MONTHS, deadlines_of
from boundaries.changes.followups import REPORT
from boundaries.changes.gathering import source_of
from boundaries.changes.models import CaseState, ChangeCase
from office.people.calendar import today
from office.people.models import User
from office.tasks.actions import prolong_tasks

EXTENSIBLE = (CaseState.APPROVED, CaseState.ANNOUNCED, CaseState.CARRIED_OUT)


@transaction.atomic
def extend_case(
    actor: User, case: ChangeCase, *, document: str, day: datetime.date, until: datetime.date
) -> ChangeCase:
    """Record the leave: its document and day, and the new last day; the report is due then. Raises Refused."""
    locked = locked_case(actor, case, EXTENSIBLE)
    due = deadlines_of(locked.approved_on, locked.effective)
    assert locked.approved_on is not None and due.completion is not None and due.extended is not None
    if not document.strip():
        raise Refused("延期须写明批准机关同意延期的文号。")
    if not locked.approved_on <= day <= today():
        raise Refused(f"同意延期的日期应在批准日期 {locked.approved_on} 与今天之间。")
    if not due.completion < until <= due.extended:
        most = f"延长不超过 {EXTENSION_MONTHS} 个月"
        raise Refused(f"{most}：应晚于 {due.completion}、不晚于 {due.extended}，现为 {until}。")
    locked.extension_document, locked.extension_on, locked.extended_to = document.strip()[:80], day, until
    tasks = prolong_tasks(actor, source_of(locked), REPORT, until, f"{ART_15}，延期 {document.strip()}")
    return write_case(actor, locked, "extend", "登记延期", document=document, day=day, until=until, tasks=tasks)
