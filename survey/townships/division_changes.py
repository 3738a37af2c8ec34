"""What a change of divisions means for survey files on their way (区划变更与在办外业成果)."""

import datetime
from collections.abc import Collection

from django.db.models import Q

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft
from office.intake.models import State
from office.people.roles import Role
from office.tasks.parties import Subject
from survey.townships.models import SurveyUpload

UPLOAD = "changes.upload"
LABEL = "核对在办外业成果"
OPEN = (State.UPLOADED, State.CHECKED, State.SUBMITTED)


def open_uploads(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """A task for each open submission of a line that ended or changed, or of a county that ended or was reshaped."""
    lines = [*outcome.lines_ended, *outcome.lines_altered]
    areas = [*outcome.ended, *outcome.reshaped]
    found = SurveyUpload.objects.filter(Q(line__in=lines) | Q(counties__in=areas), submission__state__in=OPEN)
    return [
        TaskDraft(
            UPLOAD,
            f"{LABEL}：{item.submission.filename}"[:200],
            Subject("intake.submission", str(item.pk), item.submission.filename[:200], f"/survey/{item.pk}/"),
            Role.BOUNDARY_OFFICER,
            case.superior,
        )
        for item in found.select_related("submission").distinct().order_by("submission__sent_at")
    ]


def uploads_left(ended: Collection[int], _day: datetime.date) -> list[str]:
    """D11: open submissions that still lie in counties that ended; what was accepted keeps its county."""
    found = SurveyUpload.objects.filter(counties__in=ended, submission__state__in=OPEN)
    names = list(found.order_by("pk").values_list("submission__filename", flat=True).distinct())
    return [f"在办外业成果 {len(names)} 份（{'、'.join(names[:5])}）"] if names else []
