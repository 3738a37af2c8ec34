"""Agreement, review, acceptance and hand-over of a survey (签订、审核、验收、归档)."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from boundaries.archive import actions as archive
from boundaries.archive.case_filing import Chosen
from boundaries.archive.kinds import habit_of
from boundaries.archive.lines import get_line
from boundaries.archive.models import Deposit, Fonds, Item
from boundaries.archive.shelves import Shelf
from boundaries.lines.coverage import BrokenCoverage
from boundaries.lines.fact_actions import write_facts
from boundaries.lines.facts import facts_hash, facts_of
from boundaries.lines.markers.actions import Deed, change_marker, register_marker, sheet_of
from boundaries.lines.markers.actions import content_hash as marker_hash
from boundaries.lines.markers.models import Change
from boundaries.lines.markers.sheet import differences
from boundaries.lines.models import LineState
from boundaries.lines.network import points_of
from boundaries.lines.rearranging import NotPossible
from boundaries.lines.redrawing import replace_edge
from boundaries.lines.refusals import Refused as LineRefused
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from office.signing import actions as signing
from office.signing.models import Capacity, Signature
from office.signing.queries import Wanted
from office.tasks.actions import settle_task
from office.tasks.models import Task
from survey.demarcation import judging, marking, queries, rights, stepping, tying
from survey.demarcation.models import LineSurvey
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse

ROLE_OF = {Capacity.OFFICE: Role.BOUNDARY_OFFICER, Capacity.TECHNICIAN: Role.SURVEYOR}


@transaction.atomic
def sign(user: User, survey_id: int, capacity: str, shown: str) -> Signature:
    """Sign the content that was shown, for the side of this person. Raises Refused."""
    survey = locked(survey_id)
    refuse(None if capacity in Capacity.values else "没有这种签字身份。")
    party = rights.as_party(user, survey, today(), ROLE_OF[Capacity(capacity)])
    refuse(queries.line_gone(survey, today()))
    if not survey.steps.filter(key="exchange", done_on__isnull=False).exists():
        raise Refused("双方核对完成以后才能签字。")
    if survey.steps.filter(key="acceptance", done_on__isnull=False).exists():
        raise Refused("成果已经验收，不再签字。")
    if judging.blocks(survey, today(), ("S18",)):
        raise Refused("有争议的段落解决以后才能签字（S18）。")
    wanted = Wanted(party.division_id, party.name, Capacity(capacity))
    now = queries.content_hash(survey, today())
    try:
        return signing.sign(user, survey, wanted, shown=shown, content_hash=now, statement=f"{survey.title}成果")
    except signing.Refused as refused:
        raise Refused(str(refused)) from refused


@dataclass(frozen=True)
class Papers:
    """By which papers a survey is accepted: agreement and approval with number and day."""

    agreement_number: str
    agreement_date: datetime.date
    approval_body: str
    approval_number: str
    approval_date: datetime.date


@transaction.atomic
def accept(user: User, survey_id: int, papers: Papers, shown: str, since: datetime.date) -> LineSurvey:
    """验收: lay the edges, register markers and three-way points, write the facts; all or nothing. Raises Refused.

    `shown` is the hash of the content that the officer saw, `since` the day from which the line runs so.
    """
    survey = locked(survey_id)
    refuse(rights.reviewing(user, survey, today()))
    if shown != queries.content_hash(survey, today()):
        raise Refused("内容在您打开以后已被改动，没有验收。请看过现在的内容再办。")
    if done := survey.steps.filter(key="acceptance", done_on__isnull=False).first():
        said = f"成果已于 {done.done_on} 验收（{done.note}），这次的依据没有写入。"
        refuse(None if done.note == note_of(papers) else said)
        return survey
    step = stepping.ready(user, survey, "acceptance")
    if blocked := judging.blocks(survey, today(), judging.FOR_ACCEPTANCE, papers.approval_body):
        raise Refused(f"不能验收：{'；'.join(blocked)}。")
    try:
        laid = _lay(user, survey, papers, since)
        _set_markers(user, survey, papers, since)
        _write_facts(user, survey, papers)
        tied = tying.tie(user, survey, since, papers.agreement_number, papers.agreement_date)
    except (LineRefused, NotPossible, BrokenCoverage) as refused:
        raise Refused(str(refused)) from refused
    stepping.mark(user, survey, step, note_of(papers))
    survey.accepted_hash = shown
    survey.save(update_fields=["accepted_hash"])
    told = {"content_hash": shown, "since": since, "edges": laid, "approval": papers.approval_number}
    told["three_way"] = [point.pk for point in tied]
    record(user, "demarcation.accept", survey, f"验收勘界成果：{survey.title}", told)
    return survey


def note_of(papers: Papers) -> str:
    """What the step of acceptance keeps of the papers."""
    return f"{papers.approval_body} {papers.approval_number}".strip()


def _lay(user: User, survey: LineSurvey, papers: Papers, since: datetime.date) -> list[int]:
    rows = queries.course_lines_of(survey)
    here = {edge.pk for edge in queries.edges_of(survey, today())}
    for number, row in rows.items():
        if number not in here:
            raise Refused("成果线所替代的边已不在登记中，请退回后在现行的线上重提。")
        replace_edge(
            user,
            number,
            points_of(row.geom),
            since,
            base=row.base,
            document=papers.approval_number,
            reason=f"{survey.title}验收",
            by_township_survey=survey.line.on(since).level == "township",
        )
    return list(rows)


def _set_markers(user: User, survey: LineSurvey, papers: Papers, since: datetime.date) -> None:
    """Markers of the survey enter the register: new ones are set, those of the same number resurveyed."""
    line = survey.line.on(since)
    points = marking.markers_of_survey(survey)
    decided, there = queries.decisions_of(points), marking.standing(survey)
    deed = Deed(since, f"{survey.title}验收", papers.approval_number)
    for point in points:
        sheet, old = marking.sheet_of(point, decided[point.pk], survey, line), there.get(point.number)
        if old is None:
            register_marker(user, line, sheet, deed, today(), Change.SET)
        elif differences(sheet_of(old).plain(), sheet.plain()):
            change_marker(user, old.marker_id, sheet, Change.RESURVEYED, deed, seen=marker_hash(old), day=today())


def _write_facts(user: User, survey: LineSurvey, papers: Papers) -> None:
    line = survey.line.on(today())
    facts = replace(
        facts_of(survey.line),
        state=LineState.SURVEYED,
        agreement_body="、".join(party.name for party in survey.parties.all() if party.order < 2),
        agreement_number=papers.agreement_number,
        agreement_date=papers.agreement_date,
        approval_body=papers.approval_body,
        approval_number=papers.approval_number,
        approval_date=papers.approval_date,
    )
    seen = facts_hash(survey.line)
    why, document = f"{survey.title}验收", papers.approval_number
    write_facts(user, line, facts, seen=seen, reason=why, document=document, day=today())


@transaction.atomic
def hand_over(user: User, survey_id: int, fonds: Fonds, chosen: list[Chosen]) -> list[Item]:
    """归档: file the papers of the survey under its line, close it, and settle the task that asked for it.

    Every paper that was not withdrawn has to be among the chosen ones. Raises Refused, CheckFailed.
    """
    survey = locked(survey_id)
    refuse(rights.filing(user, survey, today()))
    papers = {paper.pk: paper for paper in queries.papers_of(survey)}
    left = [paper.filename for pk, paper in papers.items() if pk not in {each.paper for each in chosen}]
    refuse(f"还有材料没有选中：{'、'.join(left[:5])}。" if left else None)
    refuse(None if papers else "没有可以归档的材料。")
    step = stepping.ready(user, survey, "hand_over")
    items = [_file(user, survey, fonds, papers.get(each.paper), each) for each in chosen]
    stepping.mark(user, survey, step, f"归档 {len(items)} 件")
    survey.mark_closed()
    survey.closed_on = today()
    survey.save()
    _settle(user, survey)
    told = {"items": [item.archive_number for item in items]}
    record(user, "demarcation.hand_over", survey, f"勘界成果归档 {len(items)} 件：{survey.title}", told)
    return items


def _file(user: User, survey: LineSurvey, fonds: Fonds, paper: Any, each: Chosen) -> Item:
    if paper is None:
        raise Refused("选中的材料有的已经撤回，请刷新后再归档。")
    waiting = Deposit.objects.create(file=paper.file, filename=paper.filename[:200], deposited_by=user)
    subject = get_line(str(survey.line_id))
    assert subject is not None
    habit = habit_of(each.described.kind)
    code = survey.line.on(today()).code
    shelf = Shelf(material=habit.material, retention=habit.retention, line=survey.line_id, key=code, name=subject.label)
    try:
        return archive.file_item(
            user, fonds, shelf, each.described, deposit_id=waiting.pk, shown=each.shown, links=[(subject, "")]
        )
    except archive.CheckFailed:
        raise
    except archive.Refused as refused:
        raise Refused(str(refused)) from refused


def _settle(user: User, survey: LineSurvey) -> None:
    task = Task.objects.filter(pk=survey.source_id).first() if survey.source_id.isdigit() else None
    if task is not None:
        settle_task(user, task, note=f"{survey.title}已验收、归档")
