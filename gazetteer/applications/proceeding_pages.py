"""What the page of a case shows of its way: limits, reports, what comes after the decision."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gazetteer.applications.case_rules import is_handed_over, missing_sections
from gazetteer.applications.clocks import Clock, timeliness
from gazetteer.applications.course import receiver_for
from gazetteer.applications.filing import right_receiver
from gazetteer.applications.judging import way_of
from gazetteer.applications.models import Application, CasePause, Report
from gazetteer.applications.proceedings import SECTIONS, ConsultedAs, PauseCause, ReportKind
from gazetteer.applications.states import CLOSED, DECIDED
from office.rulesets.findings import Finding
from office.rulesets.queries import settings_in_force


@dataclass(frozen=True)
class Deadline:
    """One line of 办理期限: what, by which rule, by when or done when."""

    label: str
    rule: str
    fact: str
    state: str


def deadline_of(clock: Clock, day: datetime.date) -> Deadline:
    """A limit as the page shows it: done with its day, running until, late by, standing still."""
    late = clock.late_by(day)
    if clock.done_on:
        fact = f"{clock.done_on}" + (_(" · 超期 %s 天") % late if late else "")
        return Deadline(clock.label, clock.rule, fact, "done")
    if clock.begun is None:
        return Deadline(clock.label, clock.rule, "—", "later")
    if clock.stands_still:
        return Deadline(clock.label, clock.rule, _("停止计算"), "later")
    until = _("%s 止") % clock.due
    return Deadline(clock.label, clock.rule, until + (_(" · 已超期") if late else ""), "late" if late else "now")


@dataclass(frozen=True)
class ReportPage:
    """One report as the page shows it: its sections with what is written under each."""

    kind: str
    label: str
    sections: list[tuple[str, str, str]]
    made_on: datetime.date | None
    missing: list[str]
    attached: bool

    @property
    def open(self) -> bool:
        return self.made_on is not None and bool(self.missing)

    @property
    def fact(self) -> str:
        """Where the report stands, in one phrase."""
        if self.made_on is None:
            return _("已上传文件") if self.attached else _("未填写")
        return _("缺 %s") % "、".join(self.missing) if self.missing else f"{self.made_on}"


def report_pages(reports: Iterable[Report], attached: frozenset[str]) -> list[ReportPage]:
    """All three reports, written or not."""
    there = {report.kind: report for report in reports}
    return [_report(kind, there.get(kind), attached) for kind in ReportKind]


def _report(kind: ReportKind, report: Report | None, attached: frozenset[str]) -> ReportPage:
    written: Mapping[str, str] = report.sections if report else {}
    sections = [(key, label, written.get(key, "")) for key, label in SECTIONS[kind].items()]
    missing = missing_sections(kind, written) if report else []
    return ReportPage(
        kind.value, kind.label, sections, report.made_on if report else None, missing, kind.value in attached
    )


@dataclass(frozen=True)
class After:
    """One thing that comes after the decision: what was done, what the rules say, the form to record it."""

    label: str
    fact: str
    state: str
    form: str
    button: str
    refusal: str | None
    field: str = ""
    value: str = ""
    placeholder: str = ""
    finding: Finding | None = None


def after_of(
    application: Application, clocks: Iterable[Clock], refusals: Mapping[str, str | None], day: datetime.date
) -> list[After]:
    """Delivery, filing, entry in the national database, signs: in their order; empty before the decision."""
    if application.state not in CLOSED:
        return []
    said = timeliness(clocks, day)
    late = {finding.field: finding for finding in said}
    found = [_delivery(application, late.get("deliver"), refusals)]
    if application.state in DECIDED:
        found.append(_filing(application, late.get("file"), refusals, day))
        found += _handing_over(application, refusals, day)
    return found


def _delivery(application: Application, late: Finding | None, refusals: Mapping[str, str | None]) -> After:
    done = application.delivered_on
    fact = f"{done} {application.delivered_how}" if done else _("决定后 10 个工作日内送达申请人")
    form = "" if done else "deliver"
    return After(
        _("送达"),
        fact,
        "done" if done else "now",
        form,
        _("登记送达"),
        refusals["deliver"],
        "how",
        "",
        _("送达方式，如 直接送达"),
        late,
    )


def _filing(
    application: Application, late: Finding | None, refusals: Mapping[str, str | None], day: datetime.date
) -> After:
    receiver = receiver_for(application, day)
    if not receiver.name:
        return After(_("备案"), receiver.why, "done", "", "", None)
    done = application.filed_on
    if done:
        fact = f"{done} {application.filed_to} {application.filing_number}".strip()
    else:
        fact = _("报送%(to)s：%(why)s") % {"to": receiver.name, "why": receiver.why}
    wrong = right_receiver(receiver, application.filed_to)
    return After(
        _("备案"),
        fact,
        "done" if done else "now",
        "file" if not done or wrong else "",
        _("登记备案"),
        refusals["file"],
        "to",
        receiver.name,
        _("备案接收机关"),
        wrong[0] if wrong else late,
    )


def _handing_over(application: Application, refusals: Mapping[str, str | None], day: datetime.date) -> list[After]:
    way = way_of(application, frozenset(), day)
    told = {finding.field: finding for finding in is_handed_over(way, settings_in_force("names", day))}
    done = application.national_id
    signed = application.signs_on
    return [
        After(
            _("国家地名信息库"),
            f"{application.national_on} {done}" if done else "",
            "done" if done else "later",
            "" if done else "national",
            _("登记入库"),
            refusals["national"],
            "number",
            "",
            _("信息库编号"),
            None if done else told.get("national"),
        ),
        After(
            _("地名标志"),
            f"{signed} {application.signs_note}" if signed else "",
            "done" if signed else "later",
            "" if signed else "signs",
            _("登记安排"),
            refusals["signs"],
            "note",
            "",
            _("数量和位置，或不设的原因"),
            None if signed else told.get("signs"),
        ),
    ]


def way_context(application: Application, attached: frozenset[str]) -> dict[str, Any]:
    """What the templates of the way read: reports, opinions, objections, pauses, and the words of their forms."""
    pauses: list[CasePause] = list(application.pauses.all())
    return {
        "reports": report_pages(application.reports.all(), attached),
        "consultations": list(application.consultations.all()),
        "objections": list(application.objections.select_related("answered_by")),
        "pauses": pauses,
        "standing_pause": next((item for item in pauses if item.ended_on is None), None),
        "consulted_as": ConsultedAs.choices,
        "pause_causes": PauseCause.choices,
    }
