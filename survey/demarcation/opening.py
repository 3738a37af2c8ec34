"""Opening and cancelling a survey, its teams and third sides (勘界工作的发起)."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from boundaries.divisions.models import Division
from boundaries.divisions.queries import codes_on, last_names_of
from boundaries.lines.meeting import meetings_of
from boundaries.lines.models import LineVersion
from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.tasks.clocks import add_days
from office.tasks.models import Task
from survey.checks.queries import standard_on
from survey.demarcation import rights
from survey.demarcation.models import LineSurvey, Party, Step, SurveyState, Team
from survey.demarcation.rights import Refused, refuse
from survey.demarcation.steps import kinds_of


def locked(survey_id: int) -> LineSurvey:
    """The survey under lock, where it is going on. Raises Refused."""
    survey = LineSurvey.objects.select_for_update(of=("self",)).select_related("line").get(pk=survey_id)
    if survey.state != SurveyState.OPEN:
        raise Refused(f"这项勘界工作{SurveyState(survey.state).label}，不能再办。")
    return survey


def third_sides(line: LineVersion, day: datetime.date) -> dict[int, str]:
    """Divisions beside the ends of a line that are none of its sides: third parties at its three-way points."""
    found = {
        side
        for meeting in meetings_of(line, day)
        for other in meeting.others
        if other.level == line.level
        for side in (other.first_id, other.second_id)
    } - {line.first_id, line.second_id}
    ours = Division.objects.filter(pk__in=found, external=False).values_list("pk", flat=True)
    return last_names_of(ours, day)


@transaction.atomic
def open_survey(
    user: User,
    line: LineVersion,
    *,
    title: str = "",
    scale: int | None = None,
    third: Collection[int] = (),
    task: Task | None = None,
) -> LineSurvey:
    """Begin the survey of a line, by hand or for a task of a change. Raises Refused."""
    day = today()
    if line.line.locked:
        raise Refused("国界段和省外界线不在本系统勘定。")
    superior = rights.superior_of([line.first_id, line.second_id], day)
    sides = [line.first_id, line.second_id, superior]
    reasons = [rights.refusal(user, rights.Role.BOUNDARY_OFFICER, side, day) for side in sides]
    refuse(None if None in reasons else reasons[0])
    strangers = set(third) - third_sides(line, day).keys()
    refuse("第三方应是界线两端三交点处的区划。" if strangers else None)
    standard = standard_on(day)
    survey = LineSurvey(
        line_id=line.line_id,
        title=(title.strip() or f"{line.name}勘界")[:200],
        standard=standard.version,
        scale=scale or standard.scales[line.level],
        opened_by=user,
        opened_on=day,
        is_sample=line.is_sample,
    )
    if task is not None:
        survey.source_type, survey.source_id = task._meta.label_lower, str(task.pk)
    with constraints_said_as(Refused, LineSurvey):
        survey.save()
    _parties(survey, line, third, day)
    for position, kind in enumerate(kinds_of(standard.steps), 1):
        due = add_days(day, kind.days)
        Step.objects.create(survey=survey, key=kind.key, position=position, due=due, basis=kind.clause)
    told = {"line": line.code, "standard": survey.standard, "task": survey.source_id}
    record(user, "demarcation.open", survey, f"发起勘界工作：{survey.title}", told)
    return survey


def _parties(survey: LineSurvey, line: LineVersion, third: Collection[int], day: datetime.date) -> None:
    """The sides in the order of their codes, third ones after them."""
    names = last_names_of([line.first_id, line.second_id, *third], day)
    codes = dict(codes_on(day).filter(division__in=third).values_list("division_id", "code"))
    rest = sorted(third, key=lambda pk: codes.get(pk, ""))
    for order, side in enumerate([line.first_id, line.second_id, *rest]):
        Party.objects.create(survey=survey, division_id=side, order=order, name=names[side])


@transaction.atomic
def write_team(user: User, survey_id: int, **facts: Any) -> Team:
    """Who measures for the side of this officer; a new team takes the place of the old one. Raises Refused."""
    survey = locked(survey_id)
    party = rights.as_party(user, survey, today())
    accepted = survey.steps.filter(key="acceptance", done_on__isnull=False).exists()
    refuse("成果已经验收，作业队伍不再改动。" if accepted else None)
    team = Team.objects.filter(party=party).first() or Team(party=party)
    before = {name: getattr(team, name) for name in facts}
    for name, value in facts.items():
        setattr(team, name, value.strip() if isinstance(value, str) else value)
    with constraints_said_as(Refused, Team):
        team.save()
    changed = {name: [before[name], facts[name]] for name in facts if before[name] != facts[name]}
    told = {"party": party.pk, "changed": changed}
    record(user, "demarcation.team", survey, f"{party.name}登记作业队伍：{team}", told)
    return team


@transaction.atomic
def cancel_survey(user: User, survey_id: int, reason: str) -> LineSurvey:
    """Stop a survey with a reason; what it gathered stays on record. Raises Refused."""
    survey = locked(survey_id)
    refuse(rights.reviewing(user, survey, today()))
    refuse(None if reason.strip() else "取消勘界工作须写明理由。")
    survey.mark_cancelled()
    survey.reason, survey.closed_on = reason.strip()[:300], today()
    survey.save()
    record(user, "demarcation.cancel", survey, f"取消勘界工作：{survey.title}", {"reason": survey.reason})
    return survey
