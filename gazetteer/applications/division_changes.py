"""What a change of divisions means for open naming cases (区划变更与在办申请)."""

import datetime
from collections.abc import Collection

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft, touched
from gazetteer.applications.models import Application
from gazetteer.applications.states import State
from office.people.roles import Role
from office.tasks.parties import Subject

APPLICATION = "changes.application"
LABEL = "核对在办命名申请"
OPEN = (State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.RETURNED, State.APPROVED)


def open_applications(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """A task for each open naming case whose division the change touched."""
    found = Application.objects.filter(home_id__in=touched(outcome), state__in=OPEN).order_by("id")
    return [
        TaskDraft(
            APPLICATION,
            f"{LABEL}：{item.name}",
            Subject.of(item, f"/gazetteer/applications/{item.pk}/"),
            Role.NAME_OFFICIAL,
            case.superior,
        )
        for item in found
    ]


def applications_left(ended: Collection[int], _day: datetime.date) -> list[str]:
    """D11: open naming cases that still lie in divisions that ended; their papers say where, so a person decides."""
    found = Application.objects.filter(home__in=ended, state__in=OPEN).order_by("id")
    names = list(found.values_list("name", flat=True))
    return [f"在办命名申请 {len(names)} 件（{'、'.join(names[:5])}）"] if names else []
