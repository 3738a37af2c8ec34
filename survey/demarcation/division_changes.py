"""What a change of divisions means for surveys that are going on (区划变更与在办勘界)."""

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft
from office.people.roles import Role
from office.tasks.parties import Subject
from survey.demarcation.models import LineSurvey, SurveyState

WORK = "changes.survey_work"
LABEL = "核对在办勘界工作"


def open_surveys(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """A task for each survey that is going on of a line that ended or runs otherwise: go on with it, or cancel it."""
    lines = [*outcome.lines_ended, *outcome.lines_altered]
    found = LineSurvey.objects.filter(line__in=lines, state=SurveyState.OPEN).order_by("pk")
    ended = set(outcome.lines_ended)
    return [
        TaskDraft(
            WORK,
            f"{'取消或改办勘界工作' if survey.line_id in ended else LABEL}：{survey.title}"[:200],
            Subject("demarcation.linesurvey", str(survey.pk), survey.title[:200], f"/survey/lines/{survey.pk}/"),
            Role.BOUNDARY_OFFICER,
            case.superior,
        )
        for survey in found
    ]
