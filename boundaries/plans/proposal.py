"""The proposal (优化方案) as a paper: what it says, as plain values for the PDF and the Word file alike."""

import datetime
from dataclasses import dataclass
from typing import Any

from boundaries.changes.case_pages import map_of
from boundaries.divisions.queries import names_of
from boundaries.plans.comparing import Cell, Row, compare
from boundaries.plans.computing import operations_of
from boundaries.plans.drawing import svg_of
from boundaries.plans.models import Plan, PlanState, Study
from boundaries.plans.queries import plans_of, result_of, stale_now
from office.log.hashing import digest
from office.people.calendar import today
from office.people.context import map_stamp

LEFT_OUT = ("变更内容",)  # stands with each plan


@dataclass(frozen=True)
class PlanPart:
    """One plan on paper: `svg` is its map, `note` says why its figures are missing or old."""

    title: str
    state: str
    reason: str
    operations: tuple[str, ...]
    authority: str
    papers: tuple[str, ...]
    deadlines: tuple[str, ...]
    refusal: str
    note: str
    content_hash: str
    svg: str


@dataclass(frozen=True)
class Proposal:
    """The whole paper; `stamp` is the map approval number or says that there is none."""

    title: str
    scope: str
    base_day: datetime.date
    effective: datetime.date
    approved: datetime.date | None
    reason: str
    plans: tuple[PlanPart, ...]
    rows: tuple[Row, ...]
    today_svg: str
    stamp: str
    sample: bool
    printed: datetime.date
    content_hash: str

    @property
    def heading(self) -> str:
        """The title of the paper, which is the name of the file too."""
        return self.title if self.title.endswith("方案") else f"{self.title}方案"


def proposal_of(study: Study) -> Proposal:
    """The paper of a study as its plans and their kept results stand now."""
    plans = plans_of(study)
    stale = stale_now(plans)
    results = [result_of(plan) for plan in plans]
    facts = [result.facts if result else None for result in results]
    parts = tuple(_part(plan, stale.get(plan.pk, "")) for plan in plans)
    touched = [item for plan in plans for item in operations_of(plan)]
    said = {"study": study.pk, "plans": [(part.title, part.content_hash) for part in parts], "facts": facts}
    return Proposal(
        title=study.title,
        scope=names_of([study.scope_id], study.base_day).get(study.scope_id, ""),
        base_day=study.base_day,
        effective=study.effective,
        approved=study.approved,
        reason=study.reason,
        plans=parts,
        rows=tuple(row for row in compare(facts) if row.label not in LEFT_OUT),
        today_svg=svg_of(map_of(touched, study.base_day), stamp=map_stamp()) if touched else "",
        stamp=map_stamp(),
        sample=any(found["sample"] for found in facts if found),
        printed=today(),
        content_hash=digest(said),
    )


def _part(plan: Plan, stale: str) -> PlanPart:
    result = result_of(plan)
    facts: dict[str, Any] = result.facts if result else {}
    answers = {row.label: row.cells[0] for row in compare([facts])} if facts else {}
    note = "" if result else "尚未试算，没有后果可列。"
    if stale:
        note = f"{stale}以下为改动前的结果。"
    return PlanPart(
        title=plan.title,
        state=PlanState(plan.state).label,
        reason=plan.reason,
        operations=tuple(item["text"] for item in facts.get("operations", [])),
        authority=_words(answers.get("批准机关")),
        papers=tuple(item["label"] for item in facts.get("papers", [])),
        deadlines=tuple(f"{row['label']}：{row['day']}（{row['clause']}）" for row in facts.get("deadlines", [])),
        refusal=facts["refusal"]["message"] if facts.get("refusal") else "",
        note=note,
        content_hash=plan.content_hash,
        svg=svg_of(facts["map"], stamp=map_stamp()) if facts else "",
    )


def _words(cell: Cell | None) -> str:
    return "，".join(filter(None, (cell.figure, *cell.lines))) if cell else ""
