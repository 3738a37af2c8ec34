"""Tasks that ask for a survey (勘定任务): where they are worked on."""

from boundaries.lines.models import LineVersion
from office.people.calendar import today
from office.tasks.models import Task
from survey.demarcation.models import LineSurvey

SURVEY = "changes.survey"


def place_of(task: Task) -> tuple[str, str] | None:
    """(label, address) of the survey that a task began, or of the form that begins it; None where its line is gone."""
    found = LineSurvey.objects.filter(source_type=task._meta.label_lower, source_id=str(task.pk)).first()
    if found is not None:
        return str(found), found.get_absolute_url()
    if not task.subject_id.isdigit():
        return None
    versions = LineVersion.objects.filter(line=int(task.subject_id), valid__contains=today())
    code = versions.values_list("code", flat=True).first()
    return ("发起勘界", f"/survey/lines/new/?line={code}&task={task.pk}") if code else None
