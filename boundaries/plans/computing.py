"""What a plan would mean (方案试算): it is really carried out on the expected day, looked at, and rolled back."""

import datetime
from typing import Any

from boundaries.changes.authority import authority_of_case
from boundaries.changes.carried import tried
from boundaries.changes.case_actions import Refused
from boundaries.changes.case_pages import due_rows, map_of, told
from boundaries.changes.case_rules import CaseView, judge_case
from boundaries.changes.consequences import CaseFacts, drafts_of
from boundaries.changes.exclaves import exclaves
from boundaries.changes.gathering import (
    clashes,
    codes_held,
    day_before,
    ground_of,
    name_findings,
    protected_renamed,
    protected_touched,
)
from boundaries.changes.ground import Ground
from boundaries.changes.operations import Establish, Operation, Recode
from boundaries.changes.papers import papers_needed
from boundaries.changes.protection_register import protection_known
from boundaries.changes.rule_settings import rules_on
from boundaries.changes.serial import operations_from_json
from boundaries.changes.touching import things_touched
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionCode
from boundaries.lines.troubles import trouble_points
from boundaries.plans import line_facts
from boundaries.plans.drawing import box_of
from boundaries.plans.models import Plan, Study
from boundaries.plans.provisional import with_codes
from boundaries.plans.queries import SHAPE
from boundaries.plans.unit_facts import Around
from office.people.calendar import today
from office.spatial.geojson import collection


def operations_of(plan: Plan) -> tuple[Operation, ...]:
    """The operations of a plan as values."""
    return operations_from_json(plan.operations)


def ground_at(study: Study, operations: tuple[Operation, ...]) -> Ground:
    """The units of operations as they are on the eve of the expected day."""
    return ground_of(operations, day_before(study.effective))


def consequences(plan: Plan) -> dict[str, Any]:
    """Everything that a plan would mean, as plain JSON; `refusal` says why where it cannot be carried out."""
    study, operations = plan.study, operations_of(plan)
    ground = ground_at(study, operations)
    eve = day_before(study.effective)
    facts: dict[str, Any] = {
        "shape": SHAPE,
        "operations": [{"label": item["label"], "text": item["text"]} for item in told(operations, ground)],
        "deadlines": [
            {"label": str(row["label"]), "day": row["day"].isoformat(), "clause": row["clause"]}
            for row in due_rows(study.approved or study.effective, study.effective)
        ],
        "refusal": None,
    }
    try:
        coded, provisional = with_codes(operations, ground, _taken_codes(operations))
        with tried(coded, study.effective) as outcome:
            around = Around(outcome, eve)
            reach = around.reach(operations)
            facts |= {
                "areas": around.areas(),
                "moved": around.moved(),
                "followers": around.followers(),
                "lines": line_facts.lines(outcome, eve),
                "survey": line_facts.survey(outcome, eve),
                "recoded": len(outcome.recoded),
                "scope_findings": around.name_findings(),
                "left_findings": [finding.as_json() for finding in exclaves(outcome)],
                "before": map_of(operations, eve),
                "map": map_of(operations, study.effective, tuple(outcome.begun.values()))
                | {"lines": collection(line_facts.shapes(outcome))},
                "provisional": len(provisional),
            }
            DivisionCode.objects.filter(code__in=provisional, division__in=outcome.begun.values()).delete()
            facts["tasks"] = _tasks(study, outcome)  # the code that is still to be given is one of them
        found = things_touched(reach, eve)  # asked of the register as it is again
        facts["inside"] = [{"what": one.what, "count": one.count, "examples": list(one.examples)} for one in found]
    except Refused as refused:
        facts["refusal"] = {"message": str(refused), "places": [list(place) for place in refused.places]}
        facts["map"] = _refused_map(operations, eve, refused)
    facts |= _decided(plan, operations, ground)
    facts["sample"] = _shows_sample(facts)
    return facts


def _taken_codes(operations: tuple[Operation, ...]) -> set[str]:
    given = {item.code for item in operations if isinstance(item, (Establish, Recode)) and item.code}
    return given | set(DivisionCode.objects.filter(scheme=Scheme.MCA).values_list("code", flat=True))


def _decided(plan: Plan, operations: tuple[Operation, ...], ground: Ground) -> dict[str, Any]:
    """Authority, papers and what the rules say; the papers count as being there, they are what the plan asks for."""
    try:
        authority = authority_of_case(operations, ground, major=plan.major)
    except ValueError:  # a unit that does not stand on the eve; the trial has refused it already
        return {"authority": None, "papers": [], "findings": [], "protected": None}
    eve = day_before(plan.study.effective)
    touched, given_up = protected_touched(operations, eve), protected_renamed(operations, eve)
    view = CaseView(
        operations=operations,
        ground=ground,
        today=today(),
        papers=frozenset(paper.key for paper in papers_needed(operations, ground)),
        major=plan.major,
        draft=True,
        effective=plan.study.effective,
        names=tuple(name_findings(operations, ground, eve)),
        protected=tuple(touched),
        renamed_protected=tuple(given_up),
        settings=rules_on(),
        codes_held=codes_held(operations, plan.study.effective),
        clashes=tuple(clashes(operations, plan.study.effective)),
    )
    needed = papers_needed(operations, ground, protected=bool(given_up))
    return {
        "authority": authority and {"name": authority.name, "clause": authority.clause, "filing": authority.filing},
        "papers": [{"label": paper.label, "clause": paper.clause} for paper in needed],
        "findings": [finding.as_json() for finding in judge_case(view)],
        "protected": touched if protection_known() else None,
    }


def _tasks(study: Study, outcome: Any) -> list[dict[str, Any]]:
    case = CaseFacts(0, study.title, study.scope_id, study.approved or study.effective, None)
    return [
        {
            "consequence": name,
            "title": draft.title,
            "role": str(draft.role.label),
            "due": draft.due and draft.due.isoformat(),
            "basis": draft.basis,
        }
        for name, draft in drafts_of(case, outcome)
    ]


def _refused_map(operations: tuple[Operation, ...], eve: datetime.date, refused: Refused) -> dict[str, Any]:
    """Today's map with the places where it does not work."""
    points = trouble_points(refused.places)
    shown = {**map_of(operations, eve), "points": points, "names": {"refused": "此处不成立"}}
    if points:  # a place may lie far from what is concerned
        shown["fit"] = list(box_of(shown["outlines"]["features"], points))
    return shown


def _shows_sample(facts: dict[str, Any]) -> bool:
    maps = [facts.get("before"), facts.get("map")]
    shown = [item["properties"] for found in maps if found for item in found["outlines"]["features"]]
    lines = facts.get("lines", {})
    rows = [*shown, *facts.get("areas", []), *(row for part in lines.values() for row in part)]
    return line_facts.any_sample([*rows, *facts.get("survey", {}).get("markers", [])])
