"""What a change of divisions means for open naming cases (区划变更与在办申请)."""

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
