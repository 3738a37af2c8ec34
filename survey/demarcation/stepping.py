"""Taking and untaking the steps of a survey, and their papers (环节的办理)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from boundaries.archive.kinds import Kind
from office.constraints import constraints_said_as
from office.intake.storage import store
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import blocking
from survey.demarcation import judging, marking, queries, rights
from survey.demarcation.models import LineSurvey, Party, Step, SurveyPaper, SurveyPoint
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse
from survey.demarcation.steps import Doer, StepKind, missing_papers

MOST_NAMED = 6
BY_ACTION = {"acceptance": "成果验收由“验收”一并完成。", "hand_over": "归档移交由“归档”一并完成。"}


def may_take(user: User, survey: LineSurvey, kind: StepKind) -> str | None:
    """Why a person may not take a step."""
    who = {Doer.PARTIES: rights.deciding, Doer.SUPERIOR: rights.reviewing, Doer.REGISTRAR: rights.filing}
    return who[kind.doer](user, survey, today())


def lacking(survey: LineSurvey, kind: StepKind) -> list[str]:
    """What is still missing before a step can be taken, in words."""
    present = queries.papers_of(survey).filter(step__key=kind.key).values_list("kind", flat=True)
    missing = [f"缺少{paper.label}" for paper in missing_papers(kind, list(present))]
    return [*missing, *_LACKING.get(kind.key, lambda _survey: [])(survey)]


def _teams(survey: LineSurvey) -> list[str]:
    without = [party.name for party in survey.parties.filter(order__lt=2, team=None)]
    return [f"{'、'.join(without)}还没有登记作业队伍"] if without else []


def _field_work(survey: LineSurvey) -> list[str]:
    return [] if queries.observations_of(survey).exists() else ["还没有接收的观测成果"]


def _office_work(survey: LineSurvey) -> list[str]:
    points = list(survey.points.all())
    decided = queries.decisions_of(points)
    open_points = [point.short for point in points if point.pk not in decided]
    found = [] if points else ["还没有勘界点，请先由观测生成点表"]
    found += _said_once(survey, points)
    return found + ([f"{_few(open_points)}还没有取定坐标"] if open_points else [])


def _said_once(survey: LineSurvey, points: list[SurveyPoint]) -> list[str]:
    """What blocks the markers, each sentence once with the points that it is about."""
    numbers = {point.pk: point.short for point in points}
    said: dict[str, list[str]] = {}
    for pk, findings in marking.findings_by_point(survey).items():
        for finding in blocking(findings):
            said.setdefault(f"{finding.rule} {finding.message.rstrip('。')}", []).append(numbers[pk])
    return [f"{_few(some)}：{words}" for words, some in said.items()]


def _few(numbers: list[str]) -> str:
    more = f"等 {len(numbers)} 点" if len(numbers) > MOST_NAMED else ""
    return "、".join(numbers[:MOST_NAMED]) + more


def _exchange(survey: LineSurvey) -> list[str]:
    left = survey.remarks.filter(reply_to=None, settled_at=None).count()
    return [f"还有 {left} 条图上意见没有了结"] if left else []


def _agreement(survey: LineSurvey) -> list[str]:
    return judging.blocks(survey, today(), judging.FOR_AGREEMENT)


def _acceptance(survey: LineSurvey) -> list[str]:
    return judging.blocks(survey, today(), judging.FOR_ACCEPTANCE)


_LACKING: dict[str, Any] = {
    "teams": _teams,
    "field_work": _field_work,
    "office_work": _office_work,
    "exchange": _exchange,
    "agreement": _agreement,
    "county_review": _agreement,
    "acceptance": _acceptance,
}


@transaction.atomic
def finish_step(user: User, survey_id: int, key: str, note: str = "") -> Step:
    """Say that the next step is done. Raises Refused, also where one before it is not."""
    survey = locked(survey_id)
    if key in BY_ACTION:
        raise Refused(BY_ACTION[key])
    return mark(user, survey, ready(user, survey, key), note)


def ready(user: User, survey: LineSurvey, key: str) -> Step:
    """The step of a locked survey, once it is its turn and nothing is lacking. Raises Refused."""
    refuse(queries.line_gone(survey, today()))
    steps = list(survey.steps.select_for_update(of=("self",)))
    step, kinds = _step_of(steps, key), queries.step_kinds(survey)
    first = next((each for each in steps if each.done_on is None), None)
    if step.done_on is None and first is not None and first.pk != step.pk:
        raise Refused(f"请先完成“{kinds[first.key].label}”。")
    refuse(may_take(user, survey, kinds[key]))
    if step.done_on is None and (missing := lacking(survey, kinds[key])):
        raise Refused(f"“{kinds[key].label}”还不能完成：{'；'.join(missing)}。")
    return step


def mark(user: User, survey: LineSurvey, step: Step, note: str = "") -> Step:
    """Say that a step that is ready was done today; one that is done already stays as it is."""
    if step.done_on is not None:
        return step
    step.done_on, step.done_by, step.note = today(), user, note.strip()[:500]
    step.save()
    label = queries.step_kinds(survey)[step.key].label
    record(user, "demarcation.step", survey, f"完成环节“{label}”", {"step": step.key, "note": step.note})
    return step


def _step_of(steps: list[Step], key: str) -> Step:
    found = next((each for each in steps if each.key == key), None)
    if found is None:
        raise Refused("没有这一环节。")
    return found


@transaction.atomic
def send_back(user: User, survey_id: int, key: str, reason: str) -> LineSurvey:
    """Open a step and all that follow it again, with a reason; an officer of a side or over it. Raises Refused."""
    survey = locked(survey_id)
    refuse(rights.deciding(user, survey, today()))
    refuse(None if reason.strip() else "退回须写明理由。")
    steps = list(survey.steps.select_for_update())
    place = _step_of(steps, key).position
    if next((each for each in steps if each.key == "acceptance" and each.done_on), None):
        raise Refused("成果已经验收，不能退回；要改界线请另行办理。")
    back = [each for each in steps if each.position >= place and each.done_on]
    refuse(None if back else "这一环节还没有完成，不用退回。")
    for each in back:
        each.done_on = each.done_by = None
        each.note = ""
        each.save()
    told = {"steps": [each.key for each in back], "reason": reason.strip()}
    record(
        user,
        "demarcation.send_back",
        survey,
        f"退回到“{queries.step_kinds(survey)[key].label}”：{reason.strip()}",
        told,
    )
    return survey


@transaction.atomic
def add_paper(
    user: User, survey_id: int, key: str, kind: str, filename: str, content: bytes, party: Party | None = None
) -> SurveyPaper:
    """Put a paper to a step; the original is kept under its SHA-256. Raises Refused."""
    survey = locked(survey_id)
    refuse(rights.working(user, survey, today()) and rights.reviewing(user, survey, today()))
    step = _step_of(list(survey.steps.all()), key)
    refuse(None if kind in Kind.values else "材料种类不在清单内。")
    if survey.accepted_hash and step.done_on:
        raise Refused("成果已经验收，已办环节的材料不能再加；请提交到归档移交环节。")
    refuse(None if content else f"{filename} 是空文件。")
    mine = rights.acting_for(user, survey, rights.Role.BOUNDARY_OFFICER, today())
    made = SurveyPaper(step=step, kind=kind, filename=filename[:255], added_by=user)
    made.file, made.party = store(content), party or (mine[0] if mine else None)
    with constraints_said_as(Refused, SurveyPaper):
        made.save()
    told = {"step": key, "kind": kind, "sha256": made.file_id}
    record(user, "demarcation.paper", survey, f"提交{Kind(kind).label}：{filename}", told)
    return made


@transaction.atomic
def withdraw_paper(user: User, survey_id: int, paper_id: int, reason: str) -> SurveyPaper:
    """Take a paper out of its step; it stays on record. Only who added it, or the reviewer. Raises Refused."""
    survey = locked(survey_id)
    paper = SurveyPaper.objects.select_for_update().filter(step__survey=survey, pk=paper_id).first()
    if paper is None or paper.withdrawn_at:
        raise Refused("没有这份材料，或它已经撤回。")
    refuse(None if paper.added_by_id == user.pk else rights.reviewing(user, survey, today()))
    refuse(None if reason.strip() else "撤回材料须写明理由。")
    refuse("这一环节已经完成，请先退回再撤回材料。" if paper.step.done_on else None)
    paper.withdrawn_at, paper.withdrawn_why = timezone.now(), reason.strip()[:300]
    paper.save()
    record(user, "demarcation.withdraw_paper", survey, f"撤回材料：{paper}", {"reason": paper.withdrawn_why})
    return paper
