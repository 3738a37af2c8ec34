"""What the pages show of a batch: its names with their verdicts, where it stands, which buttons work."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gazetteer.applications.course import limits_of, receiver_for
from gazetteer.applications.judging import CaseJudgement, judge_words
from gazetteer.applications.models import Application, Attachment, Batch, Justification
from gazetteer.applications.pages import step_line
from gazetteer.applications.places import counties_of, place_label
from gazetteer.applications.positions import points_of
from gazetteer.applications.proceeding_pages import deadline_of, report_pages
from gazetteer.applications.queries import rights_on
from gazetteer.applications.refusals import refusal
from gazetteer.applications.states import ROAD, UNDECIDED, State, Step
from gazetteer.rules.kinds import NameKind
from office.people.models import User
from office.rulesets.findings import Finding, Severity
from office.spatial.geojson import collection, feature


@dataclass(frozen=True)
class RowPage:
    """One name of a batch: its case, what the rules say, how much of it still stands against it."""

    case: Application
    judged: CaseJudgement | None

    @property
    def blocks(self) -> list[Finding]:
        return [*self.judged.against.integrity, *self.judged.against.legal] if self.judged else []

    @property
    def warnings(self) -> list[Finding]:
        return list(self.judged.against.warnings) if self.judged else []

    @property
    def notes(self) -> int:
        return sum(item.severity is Severity.INFO for item in self.judged.findings) if self.judged else 0

    @property
    def pinyin(self) -> str:
        return self.judged.judgement.pinyin if self.judged else self.case.pinyin


def rows_of(batch: Batch, day: datetime.date) -> list[RowPage]:
    """The names of a batch in their order, with live verdicts while they are not decided."""
    cases = list(batch.cases.order_by("batch_row").select_related("feature"))
    settled: dict[int, set[str]] = defaultdict(set)
    for pk, key in Justification.objects.filter(application__in=cases).values_list("application_id", "finding_hash"):
        settled[pk].add(key)
    papers: dict[int, set[str]] = defaultdict(set)
    for pk, kind in Attachment.objects.filter(application__in=cases).values_list("application_id", "kind"):
        papers[pk].add(kind)
    return [
        RowPage(
            case,
            judge_words(case, day, frozenset(settled[case.pk]), frozenset(papers[case.pk]))
            if case.state in UNDECIDED
            else None,
        )
        for case in cases
    ]


def standing(rows: list[RowPage]) -> State | None:
    """The state of the name that has come least far; None where every name was taken back."""
    states = [State(row.case.state) for row in rows if row.case.state != State.WITHDRAWN]
    order = [State.RETURNED, *ROAD, State.REFUSED]
    return min(states, key=order.index, default=None)


@dataclass(frozen=True)
class RuleCount:
    """How many names of a batch a rule still warns of: they can be answered with one reason."""

    rule: str
    count: int
    message: str


def open_warnings(rows: list[RowPage]) -> list[RuleCount]:
    """The rules that still warn, with one of their sentences."""
    counts: Counter[str] = Counter()
    told: dict[str, str] = {}
    for row in rows:
        for finding in row.warnings:
            counts[finding.rule] += 1
            told.setdefault(finding.rule, finding.message)
    return [RuleCount(rule, count, told[rule]) for rule, count in sorted(counts.items())]


def refusals_of(rows: list[RowPage], user: User, day: datetime.date) -> dict[str, str | None]:
    """Why each step is refused for the batch: the first name that refuses it, by its name; None where it works."""
    alive = [row for row in rows if row.case.state != State.WITHDRAWN]
    if not alive:
        return {step.value: _("此批没有可办的名称。") for step in Step}
    rights = rights_on(user, alive[0].case, day)
    found: dict[str, str | None] = {}
    for step in Step:
        sentences = (
            (row, refusal(step, State(row.case.state), rights, row.judged.against if row.judged else None))
            for row in alive
        )
        found[step.value] = next((f"“{row.case.name}”：{told}" for row, told in sentences if told), None)
    return found


def map_of(rows: list[RowPage], county: int | None) -> dict[str, Any]:
    """The names of a batch on the working map: a point with its name, its line where one is drawn; else the county."""
    points: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for row in rows:
        found = points_of(row.case.geom)
        if not found or row.case.state == State.WITHDRAWN:
            continue
        lon, lat = found[len(found) // 2]
        verdict = "refused" if row.blocks else "warn" if row.warnings else "now"
        points.append({"id": str(row.case.pk), "lon": lon, "lat": lat, "label": row.case.name, "verdict": verdict})
        if len(found) > 1:
            line = {"type": "LineString", "coordinates": [list(pair) for pair in found]}
            lines.append(feature(line, {"level": "county", "main": True}))
    names = {"now": "拟名位置", "refused": "不符", "warn": "待说明"}
    shaded = None if points else county
    return {"points": points, "lines": collection(lines), "county": shaded, "areas": {}, "names": names}


def context_of(batch: Batch, user: User, day: datetime.date) -> dict[str, Any]:
    """Everything that the page of a batch shows."""
    rows = rows_of(batch, day)
    lead = next((row for row in rows if row.case.state != State.WITHDRAWN), None)
    papers = list(lead.case.attachments.select_related("file")) if lead else []
    attached = frozenset(paper.kind for paper in papers)
    return {
        "batch": batch,
        "rows": rows,
        "state": standing(rows),
        "lead": lead.case if lead else None,
        "kind": NameKind(lead.case.kind).label if lead else "",
        "steps": step_line(lead.case, None) if lead else [],
        "deadlines": [deadline_of(clock, day) for clock in limits_of(lead.case)] if lead else [],
        "warnings": open_warnings(rows),
        "blocked": sum(bool(row.blocks) for row in rows),
        "refusals": refusals_of(rows, user, day),
        "papers": papers,
        "reports": report_pages(lead.case.reports.all(), attached) if lead else [],
        "receiver": receiver_for(lead.case, day) if lead else None,
        "day": day,
        "marks": map_of(rows, counties_of([batch.home_id], day).get(batch.home_id)),
        "place": place_label(batch.home_id, day),
        "alive": sum(row.case.state != State.WITHDRAWN for row in rows),
    }
