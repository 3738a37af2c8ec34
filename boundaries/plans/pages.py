"""What the pages of a study and of a plan show (方案页): read only, plain values for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boundaries.changes.case_pages import map_of, told
from boundaries.changes.drawing import ground_map
from boundaries.changes.gathering import day_before
from boundaries.changes.models import CaseState
from boundaries.changes.operation_views import choices
from boundaries.changes.operations import Operation
from boundaries.divisions.queries import names_of
from boundaries.jurisdiction.queries import refusal
from boundaries.plans.comparing import Cell, Row, compare
from boundaries.plans.computing import ground_at, operations_of
from boundaries.plans.forms import AdoptForm
from boundaries.plans.models import Plan, PlanResult, PlanState, Study
from boundaries.plans.queries import changed_between, plans_of, result_of, stale_now
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role


@dataclass(frozen=True)
class Column:
    """One plan in the comparison, with its kept result and why that does not hold any more."""

    plan: Plan
    result: PlanResult | None
    stale: str

    @property
    def map(self) -> dict[str, Any] | None:
        return self.result.facts["map"] if self.result else None

    @property
    def dom_id(self) -> str:
        return f"map-{self.plan.number}"

    @property
    def wants_computing(self) -> bool:
        fresh = self.result is not None and not self.stale
        return self.plan.state == PlanState.DRAFT and bool(self.plan.operations) and not fresh


def study_context(study: Study, user: User) -> dict[str, Any]:
    """The question and its plans side by side."""
    plans = plans_of(study)
    stale = stale_now(plans)
    results = [result_of(plan) for plan in plans]
    columns = [Column(plan, result, stale.get(plan.pk, "")) for plan, result in zip(plans, results, strict=True)]
    rows = compare([result.facts if result else None for result in results])
    no = refusal(user, Role.BOUNDARY_OFFICER, study.scope_id, today())
    adopted = next((plan for plan in plans if plan.state == PlanState.ADOPTED), None)
    return {
        "study": study,
        "scope": _scope_name(study),
        "columns": columns,
        "rows": _aligned(rows, columns),
        "differences": sum(row.differs for row in rows),
        "to_compute": sum(column.wants_computing for column in columns),
        "adopted": adopted,
        "may_reopen": not no and bool(adopted and adopted.case and adopted.case.state == CaseState.WITHDRAWN),
        "changed_between": changed_between(study),
        "refusal": no,
        "may_edit": not no and adopted is None,
        "shows_sample": any(result and result.facts["sample"] for result in results),
        "today_map": _today_map(study, plans),
    }


def _aligned(rows: list[Row], columns: list[Column]) -> list[tuple[Row, list[tuple[Column, Cell | None]]]]:
    """Each row with its cells beside the columns they belong to."""
    return [(row, list(zip(columns, row.cells, strict=True))) for row in rows]


def _scope_name(study: Study) -> str:
    return names_of([study.scope_id], study.base_day).get(study.scope_id, "")


def _today_map(study: Study, plans: list[Plan]) -> dict[str, Any] | None:
    """The map of the base day with everything that any plan touches."""
    operations = [item for plan in plans for item in operations_of(plan)]
    return map_of(operations, study.base_day) if operations else None


def _before(study: Study, operations: Sequence[Operation]) -> dict[str, Any]:
    """The map before the change; while nothing is written, that of the whole scope."""
    day = day_before(study.effective)
    return map_of(operations, day) if operations else ground_map([], [], day, [study.scope_id]) | {"units": False}


def plan_context(plan: Plan, user: User) -> dict[str, Any]:
    """One plan: operations, what it would mean, and what may be done with it."""
    study, operations = plan.study, operations_of(plan)
    result = result_of(plan)
    stale = stale_now([plan]).get(plan.pk, "")
    no = refusal(user, Role.BOUNDARY_OFFICER, study.scope_id, today())
    may_edit = not no and plan.state == PlanState.DRAFT
    facts = result.facts if result else None
    return {
        "study": study,
        "plan": plan,
        "scope": _scope_name(study),
        "operations": told(operations, ground_at(study, operations)),
        "forms": choices(),
        "keeps": 0,
        "may_edit": may_edit,
        "refusal": no,
        "result": result,
        "stale": stale,
        "facts": facts,
        "rows": [(row, row.cells[0]) for row in compare([facts]) if row.cells[0] and row.label != "变更内容"]
        if facts
        else [],
        "tasks": facts.get("tasks", []) if facts else [],
        "before": _before(study, operations),
        "after": facts["map"] if facts and not facts["refusal"] else None,
        "places": facts["map"] if facts and facts["refusal"] else None,
        "may_adopt": may_edit and bool(facts) and not stale and not (facts or {}).get("refusal"),
        "adopt": AdoptForm(initial={"effective": study.effective}),
        "shows_sample": bool(facts and facts["sample"]),
    }
