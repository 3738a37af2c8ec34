"""What stands in the file of a naming case (案卷内容), gathered once: a few queries, then plain values."""

import datetime
from dataclasses import dataclass
from typing import Any

from boundaries.divisions.queries import chain_of
from gazetteer.applications.clocks import Clock
from gazetteer.applications.conflicts import Conflict, conflicts_in
from gazetteer.applications.course import limits_of
from gazetteer.applications.judging import judge_case
from gazetteer.applications.models import Application
from gazetteer.applications.outlines import county_outlines
from gazetteer.applications.positions import LonLat, points_of
from gazetteer.applications.proceedings import SECTIONS, ReportKind
from gazetteer.applications.queries import former_form, history_of
from gazetteer.applications.states import UNDECIDED


@dataclass(frozen=True)
class Opinion:
    """The findings at one moment: rule, how strong, message, clause; and the names in the way."""

    title: str
    scope: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Kept:
    """One paper of the case as it was sent in."""

    kind: str
    filename: str
    size: int
    sha256: str
    pk: int


@dataclass(frozen=True)
class CaseFacts:
    """Everything of a case on a day, for its file."""

    case: Application
    place: str
    former: str
    opinions: tuple[Opinion, ...]
    conflicts: tuple[Conflict, ...]
    points: tuple[LonLat, ...]
    outlines: dict[str, Any]
    clocks: tuple[Clock, ...]
    reasons: tuple[tuple[str, str, str, str], ...]
    pauses: tuple[tuple[str, str, str, str], ...]
    reports: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    consultations: tuple[tuple[str, ...], ...]
    objections: tuple[tuple[str, ...], ...]
    history: tuple[tuple[str, str, str], ...]
    papers: tuple[Kept, ...]


STRENGTH = {"block": "拦截", "warn": "提醒", "info": "提示"}


def facts_of(case: Application, day: datetime.date) -> CaseFacts:
    """Gather the file of a case as it stands on a day."""
    verdicts = list(case.verdicts.all())
    opinions = [_opinion(verdict.get_moment_display(), verdict.scope, verdict.findings) for verdict in verdicts]
    findings: list[Any] = list(verdicts[-1].findings) if verdicts else []
    if case.state in UNDECIDED:
        judged = judge_case(case, day)
        findings = [finding.as_json() for finding in judged.findings]
        opinions.append(_opinion(f"现在（{day}）", "", findings))
    return CaseFacts(
        case=case,
        place="".join(link.name for link in chain_of(case.home_id, day)),
        former=former_form(case),
        opinions=tuple(opinions),
        conflicts=tuple(conflicts_in(findings)),
        points=tuple(points_of(case.geom)),
        outlines=county_outlines(day),
        clocks=tuple(limits_of(case)),
        reasons=_reasons(case),
        pauses=tuple(
            (pause.get_cause_display(), pause.reason, day_of(pause.begun_on), day_of(pause.ended_on))
            for pause in case.pauses.all()
        ),
        reports=_reports(case),
        consultations=tuple(
            (item.get_asked_as_display(), item.body, day_of(item.asked_on), day_of(item.answered_on), _said(item))
            for item in case.consultations.all()
        ),
        objections=tuple(
            (item.objector, day_of(item.received_on), item.text, day_of(item.answered_on), item.answer)
            for item in case.objections.all()
        ),
        history=tuple(
            (event.at.astimezone().strftime("%Y-%m-%d %H:%M"), str(event.actor or "系统"), event.summary)
            for event in history_of(case.pk)
        ),
        papers=tuple(
            Kept(paper.get_kind_display(), paper.filename, paper.file.size, paper.file.sha256, paper.pk)
            for paper in case.attachments.select_related("file")
        ),
    )


def day_of(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _opinion(title: str, scope: str, findings: list[Any]) -> Opinion:
    rows = tuple(
        (item["rule"], STRENGTH.get(item["severity"], item["severity"]), item["message"], item.get("clause", ""))
        for item in findings
    )
    return Opinion(title, scope, rows)


def _reasons(case: Application) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (item.rule, "破例" if item.overrides else "保留", item.message, f"{item.reason}（{item.by}）")
        for item in case.justifications.select_related("by")
    )


def _reports(case: Application) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    found = []
    for report in case.reports.all():
        headings = SECTIONS[ReportKind(report.kind)]
        parts = tuple((heading, report.sections.get(key, "")) for key, heading in headings.items())
        found.append((report.get_kind_display(), day_of(report.made_on), parts))
    return tuple(found)


def _said(item: Any) -> str:
    return "：".join(part for part in (item.get_opinion_display(), item.text) if part)
