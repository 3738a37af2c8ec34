"""What the page of a case shows (变更事项页): read only, plain values for the template."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from boundaries.changes.authority import authority_of_case
from boundaries.changes.case_actions import BEFORE_CARRYING, rules_aside
from boundaries.changes.deadlines import ART_15, ART_16, ART_17, deadlines_of
from boundaries.changes.extension import EXTENSIBLE
from boundaries.changes.gathering import day_before, ground_of, operations_of, protected_renamed, source_of
from boundaries.changes.ground import Ground
from boundaries.changes.models import AFTER_CARRYING, CaseState, ChangeCase
from boundaries.changes.operations import Operation, Point, Recode, label_of, subjects_of
from boundaries.changes.papers import ALL, papers_needed
from boundaries.changes.protection_register import protection_known
from boundaries.changes.rule_settings import rules_on, survey_months
from boundaries.changes.wording import in_words
from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import ids_answered_for, names_of, versions_on
from boundaries.jurisdiction.queries import divisions_of, refusal
from boundaries.lines.troubles import around, trouble_points
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Finding
from office.rulesets.queries import titles_of
from office.spatial.geojson import collection, feature
from office.tasks.queries import tasks_of

#: more new codes than these are shown as a table
MOST_SPELT = 4
_STEPS = (CaseState.DRAFT, CaseState.APPROVED, CaseState.ANNOUNCED, CaseState.CARRIED_OUT, CaseState.CLOSED)


def cases_for(user: User, day: datetime.date) -> QuerySet[ChangeCase]:
    """The cases whose common superior lies in the divisions of a boundary officer."""
    return ChangeCase.objects.filter(superior__in=ids_answered_for(divisions_of(user, Role.BOUNDARY_OFFICER, day), day))


def step_line(case: ChangeCase) -> list[dict[str, str]]:
    """拟订 → 批准 → 公告 → 实施 → 办结, each with the one fact that matters."""
    facts = {
        CaseState.DRAFT: case.created_at.date().isoformat(),
        CaseState.APPROVED: case.approval_document,
        CaseState.ANNOUNCED: case.announced_on.isoformat() if case.announced_on else "",
        CaseState.CARRIED_OUT: case.effective.isoformat() if case.effective and case.outcome is not None else "",
        CaseState.CLOSED: case.closed_on.isoformat() if case.closed_on else "",
    }
    labels = {CaseState.DRAFT: _("拟订"), CaseState.APPROVED: _("批准"), CaseState.ANNOUNCED: _("公告")}
    labels |= {CaseState.CARRIED_OUT: _("实施"), CaseState.CLOSED: _("办结")}
    here = _STEPS.index(CaseState(case.state)) if case.state in _STEPS else 0
    done = len(_STEPS) if case.state == CaseState.CLOSED else here
    return [
        {
            "label": labels[step],
            "fact": facts[step],
            "state": "done" if place < done else "now" if place == here else "later",
        }
        for place, step in enumerate(_STEPS)
    ]


def case_context(case: ChangeCase, user: User) -> dict[str, Any]:
    """Everything on the page of a case."""
    operations = operations_of(case)
    ground = ground_of(operations, day_before(case.effective))
    authority = authority_of_case(operations, ground, major=case.major)
    present: dict[str, list[Any]] = {}
    for paper in case.papers.select_related("file"):
        present.setdefault(paper.kind, []).append(paper)
    refused = refusal(user, Role.BOUNDARY_OFFICER, case.superior_id, today())
    protected = bool(protected_renamed(operations, day_before(case.effective)))
    needed = {paper.key for paper in papers_needed(operations, ground, protected=protected)}
    tasks = list(tasks_of(source_of(case)).order_by("due", "id"))
    aside = rules_aside(case, [Finding.from_json(item) for item in case.findings])
    return {
        "case": case,
        "state_label": CaseState(case.state).label,
        "steps": step_line(case),
        "operations": told(operations, ground),
        "authority": authority,
        "superior": names_of([case.superior_id], day_before(case.effective)).get(case.superior_id, ""),
        "deadlines": deadline_rows(case),
        "papers": [
            {"paper": paper, "needed": paper.key in needed, "files": present.get(paper.key, [])}
            for paper in ALL
            if paper.key in needed or paper.key in present
        ],
        "paper_kinds": [(paper.key, paper.label) for paper in ALL],
        "findings": [item for item in case.findings if item["rule"] not in aside],
        "overrides": case.overrides.select_related("by").order_by("id"),
        "overrides_valid": {item.pk for item in aside.values()},
        "protection_known": protection_known(),
        "rules": titles_of(filter(None, case.rules_version.split("、"))),
        "may_override": sorted(
            {item["rule"] for item in case.findings if item["severity"] == "block" and item["basis"] == "law"}
            - set(aside)
        ),
        "tasks": tasks,
        "open_tasks": sum(task.state == "open" for task in tasks),
        "changes": case.changes.all(),
        "refusal": refused,
        "may_edit": case.state == CaseState.DRAFT and not refused,
        "keeps": 1,
        "carried": case.state in AFTER_CARRYING,
        "may_withdraw": case.state in BEFORE_CARRYING,
        "may_extend": case.state in EXTENSIBLE,
        "most_extended": deadlines_of(case.approved_on, case.effective).extended,
        "undoings": case.undoings.select_related("by"),
        "today": today(),
    }


def told(operations: Sequence[Operation], ground: Ground) -> list[dict[str, Any]]:
    """The operations in the words of the office, each with its place; many new codes are a table (`folded`)."""
    recodes = {item.division: item.code for item in operations if isinstance(item, Recode)}
    folded = len(recodes) > MOST_SPELT
    return [
        {
            "label": label_of(item),
            "text": in_words(item, ground),
            "place": place,
            "recode": _recode(item, ground) if folded and isinstance(item, Recode) else None,
            "folded": folded and isinstance(item, Recode),
        }
        for place, item in enumerate(operations)
    ]


def _recode(item: Recode, ground: Ground) -> dict[str, str]:
    unit = ground.unit(item.division)
    return {"name": ground.name(item.division), "before": unit.code if unit else "", "after": item.code}


def deadline_rows(case: ChangeCase) -> list[dict[str, Any]]:
    """新代码、勘定、完成: label, day, clause, and whether it is late."""
    over = case.state in (CaseState.CLOSED, CaseState.WITHDRAWN)
    rows = due_rows(case.approved_on, case.effective)
    if case.extended_to:
        leave = f"{ART_15} · {case.extension_document} · {case.extension_on}"
        rows[-1] = {"label": _("经批准延长至"), "day": case.extended_to, "clause": leave}
    last = case.extended_to or datetime.date.max
    return [{**row, "late": not over and row["day"] < today() and _still(row, last)} for row in rows]


def _still(row: dict[str, Any], extended_to: datetime.date) -> bool:
    """Whether a day that has passed still binds: the completion does not while an extension runs."""
    return row["label"] != _("完成变更并报告") or extended_to == datetime.date.max or extended_to < today()


def due_rows(approved: datetime.date | None, effective: datetime.date | None) -> list[dict[str, Any]]:
    """The deadlines that an approval and a change set, as far as these are known: label, day, clause."""
    due = deadlines_of(approved, effective, survey_months(rules_on()))
    rows = [
        (_("确定、公布新代码"), due.code, ART_17),
        (_("勘定变更后的界线"), due.survey, ART_16),
        (_("完成变更并报告"), due.completion, ART_15),
        (_("经批准最多可延长至"), due.extended, ART_15),
    ]
    return [{"label": label, "day": day, "clause": clause} for label, day, clause in rows if day]


def map_of(operations: Sequence[Operation], day: datetime.date, extra: Collection[int] = ()) -> dict[str, Any]:
    """The units of operations on a day: what is concerned in the accent, its superiors' children quiet around it."""
    shaping = [item for item in operations if not isinstance(item, Recode)] or operations
    concerned = {ref for item in shaping for ref in subjects_of(item) if isinstance(ref, int)} | set(extra)
    versions = {version.division_id: version for version in versions_on(day).filter(division__in=concerned)}
    above = {version.parent_id for version in versions.values() if version.parent_id}
    around = versions_on(day).filter(parent__in=above)
    beside = [version for version in around if version.division_id not in versions]
    roles = {version.division_id: "quiet" for version in beside} | dict.fromkeys(versions, "selected")
    roles = {pk: role for pk, role in roles.items() if pk not in above}
    shapes = outlines([*beside, *versions.values()], roles, day, precision=4)
    return {"outlines": collection(shapes), "legend": False, "fit": "selected" if concerned else "outlines"}


def where_map(operations: Sequence[Operation], day: datetime.date, places: Sequence[Point]) -> dict[str, Any]:
    """The map before a change with the lines that it draws and the places where it cannot be carried out (问题所在)."""
    cuts = [cut for item in operations if (territory := getattr(item, "territory", None)) for cut in territory.cuts]
    drawn = [{"type": "LineString", "coordinates": [list(point) for point in cut.line]} for cut in cuts]
    return map_of(operations, day) | {
        "lines": collection([feature(line, {"role": "new"}) for line in drawn]),
        "points": trouble_points(places),
        "names": {"refused": _("问题所在")},
        "keys": [{"role": "new", "word": _("新线")}] if drawn else [],
        "legend": True,
        "fit": around(places),
    }
