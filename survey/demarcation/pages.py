"""What the pages of a survey say (勘界工作页): read only, plain values for the templates."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.archive.kinds import Kind
from boundaries.lines.network import length_m, points_of
from boundaries.lines.queries import members_of
from office.log.models import Event
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Basis, Finding, by_weight
from office.signing.models import Capacity
from office.signing.queries import Standing
from survey.demarcation import judging, mapdata, marking, queries, rights, stepping
from survey.demarcation.agreeing import ROLE_OF
from survey.demarcation.aside import rules_aside, standing
from survey.demarcation.models import CourseLine, LineSurvey, PointDecision, Step, SurveyPoint
from survey.demarcation.setting_aside import may_set_aside
from survey.demarcation.steps import DOERS, StepKind
from survey.townships.judging import label_of
from survey.townships.models import Observation, SurveyUpload


@dataclass(frozen=True)
class StepRow:
    """A step on the page: what it asks for, what is there, why it cannot be taken now."""

    step: Step
    kind: StepKind
    papers: list[Any]
    missing: list[str]
    refusal: str | None
    now: bool
    late: bool

    @property
    def doer(self) -> str:
        return DOERS[self.kind.doer]


def step_rows(survey: LineSurvey, user: User, day: datetime.date) -> list[StepRow]:
    """The steps with their papers; what is lacking is asked only of the present one."""
    kinds = queries.step_kinds(survey)
    papers: dict[int, list[Any]] = {}
    for paper in queries.papers_of(survey):
        papers.setdefault(paper.step_id, []).append(paper)
    steps = list(survey.steps.select_related("done_by"))
    here = next((step for step in steps if step.done_on is None), None) if survey.state == "open" else None
    return [
        StepRow(
            step,
            kinds[step.key],
            papers.get(step.pk, []),
            stepping.lacking(survey, kinds[step.key]) if step is here else [],
            stepping.may_take(user, survey, kinds[step.key]) if step is here else None,
            step is here,
            step.done_on is None and step.due is not None and step.due < day,
        )
        for step in steps
    ]


def step_line(rows: list[StepRow], day: datetime.date) -> list[dict[str, str]]:
    """The line of steps; the present one with its deadline, the year too where it is another one."""
    found = []
    for row in rows:
        same_year = row.step.due is not None and row.step.due.year == day.year
        due = f"{row.step.due:{'%m-%d' if same_year else '%Y-%m-%d'}}" if row.now and row.step.due else ""
        words = _("逾期 %(day)s") if row.late else _("%(day)s 前")
        fact = words % {"day": due} if due else ""
        state = "done" if row.step.done_on else "now" if row.now else "later"
        found.append({"label": str(row.kind.label), "fact": fact, "state": state})
    return found


@dataclass(frozen=True)
class PointRow:
    """A point in the table: how often it was measured, how far apart, what was decided, what the rules say."""

    point: SurveyPoint
    observations: int
    spread_m: float | None
    decided: PointDecision | None
    findings: list[Finding]


def point_rows(survey: LineSurvey) -> list[PointRow]:
    """The points along the line."""
    points = list(survey.points.all())
    decided = queries.decisions_of(points)
    observed = queries.by_number(queries.observations_of(survey))
    judged = marking.findings_by_point(survey) if survey.state == "open" and not survey.accepted_hash else {}
    return [
        PointRow(
            point,
            len(observed.get(point.number, [])),
            queries.spread(observed[point.number]) if len(observed.get(point.number, [])) > 1 else None,
            decided.get(point.pk),
            by_weight(judged.get(point.pk, [])),
        )
        for point in points
    ]


@dataclass(frozen=True)
class EdgeRow:
    """An edge of the line: its length, and the line that would take its place."""

    number: int
    edge_number: int
    length_m: float
    course: CourseLine | None
    course_m: float | None


def edge_rows(survey: LineSurvey, day: datetime.date) -> list[EdgeRow]:
    """The edges of the line as they stand, in its order."""
    laid = queries.course_lines_of(survey)
    found = []
    for number, member in enumerate(members_of(survey.line_id, day), 1):
        row = laid.get(member.edge_id)
        course_m = length_m(points_of(row.geom)) if row else None
        found.append(EdgeRow(number, member.edge_id, member.length_m, row, course_m))
    return found


def upload_rows(survey: LineSurvey) -> list[tuple[SurveyUpload, list[int]]]:
    """What both sides sent, each with the rows that are accepted lines."""
    lines: dict[Any, list[int]] = {}
    for row in queries.observations_of(survey):
        if "LineString" in row.geom.geom_type:
            lines.setdefault(row.submission_id, []).append(row.row)
    return [(upload, lines.get(upload.pk, [])) for upload in queries.uploads_of(survey)]


@dataclass(frozen=True)
class SignRow:
    """A signature that is asked for, and whether this person may give it now."""

    standing: Standing
    refusal: str | None

    @property
    def capacity(self) -> Capacity:
        return self.standing.wanted.capacity


def sign_rows(survey: LineSurvey, user: User, day: datetime.date) -> list[SignRow]:
    """The signatures by side and capacity."""
    acting = {
        capacity: {party.division_id for party in rights.acting_for(user, survey, ROLE_OF[capacity], day)}
        for capacity in Capacity
    }
    return [
        SignRow(each, None if each.wanted.party in acting[each.wanted.capacity] else _not_yours(each))
        for each in queries.signed(survey, day)
    ]


def _not_yours(standing: Standing) -> str:
    role = ROLE_OF[standing.wanted.capacity].label
    return _("由%(side)s的%(role)s签字") % {"side": standing.wanted.party_label, "role": role}


def survey_context(survey: LineSurvey, user: User, day: datetime.date) -> dict[str, Any]:
    """Everything on the page of a survey."""
    rows = step_rows(survey, user, day)
    done = {row.step.key for row in rows if row.step.done_on}
    working = rights.working(user, survey, day) or (None if survey.state == "open" else _("这项工作已经结束"))
    open_now = survey.state == "open" and "acceptance" not in done
    events = Event.objects.filter(object_type=survey._meta.label_lower, object_id=str(survey.pk))
    return {
        "survey": survey,
        "line": survey.line.on(day),
        "gone": queries.line_gone(survey, day) if survey.state == "open" else None,
        "parties": survey.parties.select_related("team"),
        "rows": rows,
        "steps": step_line(rows, day),
        "here": next((row for row in rows if row.now), None),
        "may_work": working is None and open_now,
        "may_review": survey.state == "open" and rights.reviewing(user, survey, day) is None,
        "may_act": bool(rights.acting_for(user, survey, Role.BOUNDARY_OFFICER, day)) and open_now,
        "may_file": survey.state == "open" and rights.filing(user, survey, day) is None,
        "accepted": "acceptance" in done,
        "content_hash": queries.content_hash(survey, day),
        "signatures": sign_rows(survey, user, day),
        "signing": "exchange" in done and open_now,
        "points": point_rows(survey),
        **_checked(survey, user, day),
        "edges": edge_rows(survey, day),
        "uploads": upload_rows(survey),
        "remarks": survey.remarks.filter(reply_to=None)
        .select_related("party", "by", "settled_by")
        .prefetch_related("replies__by", "replies__party"),
        "disputes": survey.disputes.select_related("party", "by", "lifted_by"),
        "map": mapdata.of_survey(survey, day, pick=working is None and open_now),
        "kinds": Kind.choices,
        "events": events.select_related("actor").order_by("-id")[:30],
        "today": day,
        "shows_sample": survey.is_sample,
    }


def _checked(survey: LineSurvey, user: User, day: datetime.date) -> dict[str, Any]:
    """What the rules say, what was set aside and whether that still counts, what could be set aside."""
    given = list(survey.overrides.select_related("by"))
    if survey.state != "open" or survey.accepted_hash:
        return {"findings": [], "overrides": given, "overrides_valid": {item.pk for item in given}, "may_override": []}
    found = judging.findings_of(survey, day)
    aside = rules_aside(survey, queries.content_hash(survey, day), found)
    legal = {item.rule for item in found if item.blocks and item.basis is Basis.LAW} - set(aside)
    return {
        "findings": standing(found, aside),
        "overrides": given,
        "overrides_valid": {item.pk for item in aside.values()},
        "may_override": sorted(legal) if legal and may_set_aside(user, survey) is None else [],
    }


def observation_rows(rows: list[Observation]) -> list[dict[str, Any]]:
    """The observations of a point for its table, numbered as on the map."""
    return [
        {
            "number": number,
            "row": row,
            "observed": queries.as_observed(row),
            "system": label_of(row.declared_crs),
            "by": row.submission.sender,
            "at": timezone.localtime(row.accepted_at),
        }
        for number, row in enumerate(rows, 1)
    ]
