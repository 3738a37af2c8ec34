"""Rules about the case itself (申请件规则): N22 completeness, N34 the decision. No ORM, no I/O."""

import datetime
import re
from dataclasses import dataclass

from gazetteer.rules.text import normal_form
from office.rulesets.findings import Basis, Finding, Severity

APPLICANTS = frozenset({"state_organ", "enterprise", "institution", "self_governing", "other"})
MISSING = "缺少"
_DOCUMENT = re.compile(r"^[\u4e00-\u9fff]{2,14}〔\d{4}〕[1-9]\d{0,4}号$")


@dataclass(frozen=True)
class Paper:
    """What an application says, in plain values."""

    applicant_type: str
    applicant_name: str
    reasons: str
    position_text: str
    nature: str
    meaning: str
    attachment_kinds: frozenset[str]


def completeness(paper: Paper) -> list[Finding]:
    """N22: the applicant and the three items of the application form, 条例第十一条."""
    findings = [_missing(label, fix, field) for value, label, fix, field in _items(paper) if not value.strip()]
    if paper.applicant_type and paper.applicant_type not in APPLICANTS:
        findings.append(_missing("申请人类型", "机关、企业事业单位、基层群众性自治组织等可以申请", "applicant_type"))
    if "form" not in paper.attachment_kinds:
        findings.append(
            Finding(
                rule="N22",
                severity=Severity.WARN,
                basis=Basis.LAW,
                message="未附盖章的申请书",
                clause="《地名管理条例》第十一条",
                fix="打印申请表盖章后上传，或说明原件存放处",
                field="attachments",
            )
        )
    return findings


def _items(paper: Paper) -> list[tuple[str, str, str, str]]:
    return [
        (paper.applicant_type, "申请人类型", "选择机关、企业、事业单位、基层群众性自治组织或其他", "applicant_type"),
        (paper.applicant_name, "申请单位", "填写申请单位全称", "applicant_name"),
        (paper.reasons, "命名理由", "写明为何命名、为何用此名", "reasons"),
        (paper.position_text, "位置描述", "写明起止点或四至，公告须用", "position_text"),
        (paper.nature, "规模与性质", "写明长宽、面积或性质", "nature"),
        (paper.meaning, "含义与来历", "写明专名的含义和由来", "meaning"),
    ]


def is_missing(finding: Finding) -> bool:
    """Whether a finding only says that a field is still empty."""
    return finding.rule == "N22" and finding.blocks


def _missing(label: str, fix: str, field: str) -> Finding:
    return Finding(
        rule="N22",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"{MISSING}{label}",
        clause="《地名管理条例》第十一条",
        fix=fix,
        field=field,
    )


def normal_document_number(text: str) -> str:
    """A document number as it is kept: full width to half, 〔〕 for any bracket, no 第, no filling zeros."""
    return re.sub(r"[\[(〔【](\d{4})[\])〕】]第?0*(\d+)号?$", r"〔\1〕\2号", normal_form(text))


def decision(
    authority: str,
    document_number: str,
    decided_on: datetime.date | None,
    *,
    submitted_on: datetime.date,
    today: datetime.date,
    used_by: str = "",
) -> list[Finding]:
    """N34: the authority is named, the number is one and new, the date lies between application and today.

    `used_by` is the case that bears the number already, if there is one.
    """
    findings = []
    if not authority:
        findings.append(_wrong("缺少批准机关", "照批复文件落款填写批准机关全称", "authority"))
    if not document_number:
        findings.append(_wrong("缺少批准文号", "照批复文件填写，如 桦政函〔2025〕12号", "document_number"))
    elif not _DOCUMENT.match(document_number):
        findings.append(
            _wrong(
                f"批准文号“{document_number}”不是发文字号的样式",
                "写明机关代字、年份、序号，如 桦政函〔2025〕12号",
                "document_number",
            )
        )
    elif used_by:
        findings.append(
            _wrong(
                f"文号 {document_number} 已经登记在 {used_by}", "核对批复文件，一个文号只登记一次", "document_number"
            )
        )
    if decided_on is None:
        findings.append(_wrong("缺少批准日期", "照批复文件的成文日期填写", "decided_on"))
    elif decided_on > today:
        findings.append(_wrong(f"批准日期 {decided_on} 晚于今天 {today}", "核对批复文件的成文日期", "decided_on"))
    elif decided_on < submitted_on:
        findings.append(
            _wrong(f"批准日期 {decided_on} 早于报送日期 {submitted_on}", "核对批复文件，批准不能先于申请", "decided_on")
        )
    return findings


def _wrong(message: str, fix: str, field: str) -> Finding:
    return Finding(rule="N34", severity=Severity.BLOCK, basis=Basis.INTEGRITY, message=message, fix=fix, field=field)
