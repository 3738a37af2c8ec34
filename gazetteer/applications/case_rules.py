"""N16, N17, N23, N26, N30: rules about the way of a case, in plain values. No ORM, no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.applications.proceedings import LAWFUL_REASONS, SECTIONS, ConsultedAs, Matter, Opinion, ReportKind
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

PROTECTION = "protection"
_RENAMING = "《地名管理条例》第十条"
_REPORTS = "《地名管理条例》第十一条；《地名管理条例实施办法》第五条"


@dataclass(frozen=True)
class Way:
    """What a case asks for and what was done about it so far.

    `taken_on`: it was accepted, so that reports and opinions are due; `reports` holds the sections of each report,
    `attached` the kinds of papers on file, `opinions` what each body said (None: not yet answered). `protected`: the
    name stands in the protection register.
    """

    kind: str
    matter: str = Matter.NAMING
    change_reason: str = ""
    protected: bool = False
    taken_on: bool = False
    decided: bool = False
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    attached: frozenset[str] = frozenset()
    opinions: Sequence[tuple[str, str | None]] = ()
    national_id: str = ""
    signs_ordered: bool = False


def has_a_reason(way: Way) -> list[Finding]:
    """N16: a name is changed for one of the four reasons of art. 10; abolition needs a reason too."""
    if way.matter == Matter.NAMING or way.change_reason in LAWFUL_REASONS:
        return []
    label = Matter(way.matter).label
    if way.matter == Matter.ABOLITION and way.change_reason:
        return []
    told = f"“其他”不是法定的{label}事由" if way.change_reason else f"没有选定{label}事由"
    return [
        _finding(
            "N16",
            Severity.BLOCK,
            Basis.LAW,
            told,
            _RENAMING,
            "从区划变更、城乡建设、自然变化、名称不合规定中选一项，并在理由中写明",
            "change_reason",
        )
    ]


def is_not_protected(way: Way) -> list[Finding]:
    """N17: a protected name is given up only with protection measures on file, in sight of the province."""
    if way.matter == Matter.NAMING or not way.protected:
        return []
    if PROTECTION in way.attached:
        told, severity = "原名称在地名保护名录中，已附保护措施，须报省级地名主管部门知悉", Severity.WARN
        fix = "报送省级地名主管部门，说明已报送"
    else:
        told, severity = "原名称在地名保护名录中，未附保护措施", Severity.BLOCK
        fix = "具有重要历史文化价值的地名一般不更名；确需更名的，先附保护措施文件"
    clause = f"{_RENAMING}、第二十五条"
    return [_finding("N17", severity, Basis.LAW, told, clause, fix, "attachments")]


def has_its_reports(way: Way, settings: RuleSettings) -> list[Finding]:
    """N23: the three reports are there when a case is decided, each with its required sections."""
    findings, absent = [], []
    for kind in ReportKind:
        sections = way.reports.get(kind)
        if sections is None:
            absent += [] if kind.value in way.attached else [kind.label]
            continue
        if missing := missing_sections(kind, sections):
            told, fix = f"{kind.label}缺{'、'.join(missing)}", "补齐各部分后再报批"
            findings.append(_finding("N23", Severity.BLOCK, Basis.LAW, told, _REPORTS, fix, "reports"))
    severity = settings.severity("N23/missing", Severity.WARN)
    if absent and way.taken_on and severity:
        told, fix = f"没有{'、'.join(absent)}", "在“论证与意见”中填写，或上传报告；不需要的写明理由"
        findings.append(_finding("N23", severity, Basis.PRACTICE, told, _REPORTS, fix, "reports"))
    return findings


def missing_sections(kind: ReportKind, sections: Mapping[str, str]) -> list[str]:
    """The headings of a report under which nothing is written."""
    return [label for key, label in SECTIONS[kind].items() if not sections.get(key, "").strip()]


_ASKED = {
    NameKind.RESIDENTIAL: ConsultedAs.NAMES,
    NameKind.BUILDING: ConsultedAs.NAMES,
    NameKind.FACILITY: ConsultedAs.GOVERNMENT,
}
_ARTICLE = {ConsultedAs.NAMES: "第十二条（六）", ConsultedAs.GOVERNMENT: "第十二条（七）"}


def was_consulted(way: Way) -> list[Finding]:
    """N26: 住建 asks the 地名主管部门 of its level, who builds a facility asks the government of the place."""
    asked_as = _ASKED.get(NameKind(way.kind)) if way.kind in NameKind.values else None
    if asked_as is None or not way.taken_on or way.matter == Matter.ABOLITION:
        return []
    clause = f"《地名管理条例》{_ARTICLE[asked_as]}"
    opinions = [opinion for asked, opinion in way.opinions if asked == asked_as]
    if Opinion.AGREES in opinions:
        return []
    if Opinion.DISAGREES in opinions:
        told = f"{asked_as.label}不同意这一名称"
        fix = "协商一致后再决定，或在理由中说明如何处理"
        return [_finding("N26", Severity.WARN, Basis.LAW, told, clause, fix, "consultations")]
    told = f"尚未{'收到' if opinions else '征求'}{asked_as.label}的意见"
    fix = f"征求{asked_as.label}的意见，并登记答复"
    return [_finding("N26", Severity.BLOCK, Basis.LAW, told, clause, fix, "consultations")]


def is_handed_over(way: Way, settings: RuleSettings) -> list[Finding]:
    """N30: an approved name is entered in the national database and its signs are ordered."""
    severity = settings.severity("N30", Severity.INFO)
    if not way.decided or way.matter == Matter.ABOLITION or severity is None:
        return []
    findings = []
    if not way.national_id:
        findings.append(
            ("尚未录入国家地名信息库", "《地名管理条例》第十六条", "导出后录入，登记信息库编号", "national")
        )
    if not way.signs_ordered:
        fix = "登记标志制作安排；不设标志的写明"
        findings.append(("尚未安排设置地名标志", "《地名管理条例》第十九条", fix, "signs"))
    return [
        _finding("N30", severity, Basis.PRACTICE, told, clause, fix, where) for told, clause, fix, where in findings
    ]


def _finding(rule: str, severity: Severity, basis: Basis, message: str, clause: str, fix: str, where: str) -> Finding:
    return Finding(rule=rule, severity=severity, basis=basis, message=message, clause=clause, fix=fix, field=where)
