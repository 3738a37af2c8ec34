"""What the pages show of a case: step line, rows with their findings, deadlines, buttons with their refusals."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gazetteer.applications import checks
from gazetteer.applications.conflicts import Conflict, conflict_map, conflicts_in
from gazetteer.applications.judging import CaseJudgement
from gazetteer.applications.models import Application, DeclaredCrs
from gazetteer.applications.places import counties_of
from gazetteer.applications.positions import points_of
from gazetteer.applications.refusals import Rights, refusal
from gazetteer.applications.states import ROAD, State, Step
from gazetteer.rules.kinds import DIVISION_KINDS
from office.rulesets.findings import Finding, Severity

# The field of the form beside which a finding stands; what names no field stands beside the name.
SLOTS = {
    "name": "name",
    "specific": "name",
    "generic": "name",
    "pinyin": "pinyin",
    "kind": "kind",
    "authority": "kind",
    "division": "place",
    "point": "position",
    "position_text": "position_text",
    "nature": "nature",
    "minority_form": "minority_form",
    "naming_plan": "naming_plan",
    "meaning": "meaning",
    "reasons": "reasons",
    "applicant_type": "applicant",
    "applicant_name": "applicant",
    "attachments": "attachments",
    "reports": "reports",
    "consultations": "reports",
    "change_reason": "change",
}
RULES_RUN = (
    *("N01", "N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09", "N10", "N11", "N12", "N13", "N14", "N15"),
    *("N16", "N17", "N18", "N19", "N20", "N21", "N22", "N23", "N24", "N25", "N26", "N31", "N32", "N33"),
)
_STEP_LABELS = {
    State.DRAFT: "申请",
    State.SUBMITTED: "报送",
    State.ACCEPTED: "受理",
    State.APPROVED: "批准",
    State.ANNOUNCED: "公告",
}


@dataclass(frozen=True)
class Item:
    """A finding with its key and the reason that was given for it."""

    finding: Finding
    key: str
    reason: Any = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer it."""
        return self.reason is None and self.finding.severity is not Severity.INFO


def by_slot(judged: CaseJudgement, reasons: Mapping[str, Any] | None = None) -> dict[str, list[Item]]:
    """The findings of a case by the row of the form they concern."""
    found: dict[str, list[Item]] = defaultdict(list)
    for finding, key in zip(judged.findings, judged.keys, strict=True):
        found[SLOTS.get(finding.field or "", "name")].append(Item(finding, key, (reasons or {}).get(key)))
    return dict(found)


@dataclass(frozen=True)
class Choice:
    """A character whose reading a person confirms: its candidates, the proposed one, the one confirmed here."""

    char: str
    index: int
    candidates: Sequence[str]
    proposed: str
    confirmed: str


def reading_choices(judged: CaseJudgement, readings: Iterable[Mapping[str, Any]]) -> list[Choice]:
    """The characters of a name that need a person, and those that this case confirmed."""
    here = {int(item["index"]): str(item["reading"]) for item in readings}
    return [
        Choice(reading.char, reading.index, reading.candidates, reading.chosen, here.get(reading.index, ""))
        for reading in judged.judgement.parsed.readings
        if len(reading.candidates) > 1 and (not reading.confirmed or reading.index in here)
    ]


def missing_fields(slots: Mapping[str, list[Item]]) -> tuple[dict[str, list[Item]], list[str]]:
    """The rows of a form that is still being filled in, without what is only empty yet; and what that is."""
    missing = [
        item.finding.message.removeprefix(checks.MISSING)
        for items in slots.values()
        for item in items
        if checks.is_missing(item.finding)
    ]
    kept = {slot: [item for item in items if not checks.is_missing(item.finding)] for slot, items in slots.items()}
    return kept, missing


def passed_rules(judged: CaseJudgement) -> list[str]:
    """The rules that ran and said nothing: they fold into one line."""
    spoken = {finding.rule for finding in judged.findings}
    return [rule for rule in RULES_RUN if rule not in spoken]


def step_line(application: Application, judged: CaseJudgement | None) -> list[dict[str, str]]:
    """The step line: done with its date, now with the one fact that matters, later hollow."""
    state = State(application.state)
    if state is State.REFUSED:
        return _refused_line(application)
    dates = {
        State.DRAFT: None,
        State.SUBMITTED: application.submitted_on,
        State.ACCEPTED: application.accepted_on,
        State.APPROVED: application.decided_on,
        State.ANNOUNCED: application.announced_on,
    }
    present = ROAD.index(State.DRAFT if state in (State.RETURNED, State.WITHDRAWN) else state)
    line = []
    for place, step in enumerate(ROAD):
        where = "done" if place < present or state is State.ANNOUNCED else "now" if place == present else "later"
        day = dates[step]
        fact = _fact(state, judged) if where == "now" else f"{day:%m-%d}" if day and where == "done" else ""
        line.append({"label": _(_STEP_LABELS[step]), "fact": fact, "state": where})
    if state is State.ANNOUNCED:
        line[-1] |= {"state": "done", "fact": f"{application.announced_on:%m-%d}"}
    return [*line, *_handed_over(application)]


def _refused_line(application: Application) -> list[dict[str, str]]:
    """The step line of a case that was not approved: it ends at the decision."""
    days = (None, application.submitted_on, application.accepted_on, application.decided_on)
    labels = (_("申请"), _("报送"), _("受理"), State.REFUSED.label)
    return [
        {"label": label, "fact": f"{day:%m-%d}" if day else "", "state": "done"}
        for label, day in zip(labels, days, strict=True)
    ]


def _handed_over(application: Application) -> list[dict[str, str]]:
    """The steps beside the announcement: filing and the national database."""
    if application.kind in DIVISION_KINDS:
        return []
    days = ((_("备案"), application.filed_on), (_("入库"), application.national_on))
    return [
        {"label": label, "fact": f"{day:%m-%d}" if day else "", "state": "done" if day else "later"}
        for label, day in days
    ]


def _fact(state: State, judged: CaseJudgement | None) -> str:
    if state in (State.RETURNED, State.WITHDRAWN):
        return state.label
    if judged is None:
        return ""
    against = judged.against
    wrong = len(against.integrity) + len(against.legal)
    if wrong:
        return _("%(n)d 项不符") % {"n": wrong}
    return _("%(n)d 项待说明") % {"n": len(against.warnings)} if against.warnings else ""


def map_of(application: Application, conflicts: Sequence[Conflict], day: datetime.date) -> dict[str, Any]:
    """The data of the working map beside the case."""
    numbered = {item.id: int(item.id[1:]) for item in conflicts if item.id[:1] == "D" and item.id[1:].isdigit()}
    homes = {application.home_id} if application.home_id else set()
    counties = counties_of({*numbered.values(), *homes}, day)
    return conflict_map(
        application.name,
        points_of(application.geom),
        conflicts,
        counties.get(application.home_id or 0),
        {key: counties[pk] for key, pk in numbered.items() if pk in counties},
    )


def position_label(application: Application) -> str:
    """The position as text: one point, or both ends of a line with the number of its points."""
    points = points_of(application.geom)
    if not points:
        return ""
    ends = [f"{lon:.5f}, {lat:.5f}" for lon, lat in (points[0], points[-1])]
    crs = DeclaredCrs(application.declared_crs or DeclaredCrs.CGCS2000).label
    note = _("，按 CGCS2000 显示，不作为界桩或测绘成果") if application.declared_crs == DeclaredCrs.WGS84 else ""
    where = ends[0] if len(points) == 1 else f"{ends[0]} → {ends[1]}（{len(points)} 点）"
    return f"{where}\n{crs}{note}"


def conflicts_of(judged: CaseJudgement) -> list[Conflict]:
    """The names in the way of a case."""
    return conflicts_in(judged.findings)


def refusals_of(application: Application, rights: Rights, judged: CaseJudgement | None) -> dict[str, str | None]:
    """Why each step is refused, by its name; None where the button works."""
    against = judged.against if judged else None
    return {step.value: refusal(step, State(application.state), rights, against) for step in Step}
