"""Made-up surveys of lines (勘界工作) for tests: over a line that the test has drawn."""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from boundaries.divisions.queries import last_names_of
from boundaries.lines.models import LineVersion
from office.people.models import User
from survey.demarcation.models import LineSurvey, Party, Step, SurveyPoint

DAY = datetime.date(2025, 6, 1)


def make_survey(line: LineVersion, by: User, steps: Sequence[str] = (), **more) -> LineSurvey:
    """A survey with both sides of its line as parties, A the smaller code."""
    survey = LineSurvey.objects.create(
        line_id=line.line_id,
        title=f"{line.name}勘界",
        standard="2025.1",
        scale=10000,
        opened_by=by,
        opened_on=DAY,
        **more,
    )
    names = last_names_of([line.first_id, line.second_id], DAY)
    for order, side in enumerate((line.first_id, line.second_id)):
        Party.objects.create(survey=survey, division_id=side, order=order, name=names[side])
    for position, key in enumerate(steps, 1):
        Step.objects.create(survey=survey, key=key, position=position)
    return survey


def make_point(survey: LineSurvey, number: str, role: str = SurveyPoint.Role.MARKER, **more) -> SurveyPoint:
    """A point of a survey, after those that are there."""
    facts = {
        "position": survey.points.count() + 1,
        "changed_by": survey.opened_by,
        "changed_at": timezone.now(),
        **more,
    }
    return SurveyPoint.objects.create(survey=survey, number=number, role=role, **facts)
