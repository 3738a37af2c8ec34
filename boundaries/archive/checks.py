"""The four checks of electronic records (真实性、完整性、可用性、安全性), after DA/T 70: rules A01 to A13.

No ORM, no I/O. What contradicts itself blocks and cannot be overridden; all else is advice that a rule set can switch.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from boundaries.archive.formats import Format
from boundaries.archive.kinds import CLASSIFIED, Retention, Security
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

STANDARD = "DA/T 70（文书类电子档案检测一般要求）"
ASPECTS = {
    "真实性": ("A01", "A02", "A03"),
    "完整性": ("A04", "A05", "A06", "A07"),
    "可用性": ("A08", "A09", "A10"),
    "安全性": ("A11", "A12", "A13"),
}
RULES = tuple(rule for rules in ASPECTS.values() for rule in rules)
_MARK = re.compile(r"(秘密|机密|绝密)\s*(★|\*|☆|\d+\s*年)")


@dataclass(frozen=True)
class Version:
    """One file of an item. `found`: the hash of the bytes as they lie now, empty where they cannot be read."""

    number: int
    filename: str
    sha256: str
    found: str
    size: int
    format: Format


@dataclass(frozen=True)
class Record:
    """An item as the checks see it; `versions` from the first to the newest, `filed` the day of filing."""

    title: str
    responsible: str
    day: datetime.date | None
    precision: str
    filed: datetime.date
    security: str
    retention: str
    place: str
    pages: int | None
    subjects: int
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version | None:
        return self.versions[-1] if self.versions else None


def check(record: Record, settings: RuleSettings | None = None) -> list[Finding]:
    """All findings about an item, in the order of the rules."""
    limits = settings or RuleSettings()
    return [finding for rule in _CHECKS for finding in rule(record, limits)]


def passed(findings: list[Finding]) -> list[str]:
    """The rules that found nothing."""
    spoken = {finding.rule for finding in findings}
    return [rule for rule in RULES if rule not in spoken]


def _block(rule: str, message: str, fix: str, **evidence: object) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        clause=STANDARD,
        evidence=evidence,
    )


def _advice(limits: RuleSettings, rule: str, message: str, fix: str, usual: Severity = Severity.WARN) -> list[Finding]:
    severity = limits.severity(rule, usual)
    if severity is None:
        return []
    return [Finding(rule=rule, severity=severity, basis=Basis.STANDARD, message=message, fix=fix, clause=STANDARD)]


def _a01(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    for version in record.versions:
        if version.found != version.sha256:
            what = "读不出" if not version.found else "与归档时的 SHA-256 不符"
            fix = "从备份或原报送单位取回原件，不得用改动过的文件代替。"
            yield _block("A01", f"第 {version.number} 版“{version.filename}”{what}。", fix, version=version.number)


def _a02(record: Record, limits: RuleSettings) -> list[Finding]:
    if record.responsible:
        return []
    return _advice(limits, "A02", "没有写明责任者，来源不能证明。", "填写形成文件的机关或双方。")


def _a03(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    if record.day and record.day > record.filed:
        yield _block("A03", f"文件日期 {record.day} 晚于归档日期 {record.filed}。", "核对文件落款日期。")


def _a04(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    if not record.title.strip():
        yield _block("A04", "没有题名。", "按文件标题填写题名。")
    if not record.versions and not record.place.strip():
        yield _block("A04", "既没有电子文件，也没有纸质件的存放地点。", "上传文件，或写明纸质件存放在哪里。")


def _a05(record: Record, limits: RuleSettings) -> list[Finding]:
    if record.day is None or record.precision == "unknown":
        return _advice(limits, "A05", "文件日期不详。", "能确定到年的填写年份。", Severity.INFO)
    return []


def _a06(record: Record, limits: RuleSettings) -> Iterator[Finding]:
    numbers = [version.number for version in record.versions]
    if numbers != list(range(1, len(numbers) + 1)):
        yield _block("A06", f"版本号不连续：{numbers}。", "版本只增不删；请从备份恢复缺少的版本。")
    newest = record.newest
    if newest and record.pages and newest.format.pages and newest.format.pages != record.pages:
        told = f"著录 {record.pages} 页，文件实为 {newest.format.pages} 页。"
        yield from _advice(limits, "A06", told, "核对页号，或检查扫描是否缺页。")


def _a07(record: Record, limits: RuleSettings) -> list[Finding]:
    if record.subjects:
        return []
    return _advice(limits, "A07", "没有关联任何界线、变更、联检、地名或界桩。", "关联到它所说的对象，以便查找。")


def _a08(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    newest = record.newest
    if newest and newest.format.fault and newest.found:
        yield _block("A08", f"“{newest.filename}”不能打开：{newest.format.fault}。", "去掉口令或重新导出后再上传。")


def _a09(record: Record, limits: RuleSettings) -> list[Finding]:
    newest = record.newest
    if newest is None or newest.format.keeping or newest.format.fault:
        return []
    kept = record.retention in (Retention.PERMANENT, Retention.LONG, Retention.THIRTY)
    usual = Severity.WARN if kept else Severity.INFO
    told = f"{newest.format.label}不是长期保存格式。"
    return _advice(limits, "A09", told, "另存为 PDF/A 或 OFD，作为新版本归入。", usual)


def _a10(record: Record, limits: RuleSettings) -> list[Finding]:
    newest = record.newest
    if newest is None or newest.format.fits(newest.filename):
        return []
    told = f"文件名“{newest.filename}”与内容（{newest.format.label}）不一致。"
    return _advice(limits, "A10", told, "改正扩展名后重新上传。")


def _a11(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    level = record.security
    if level in CLASSIFIED and record.versions:
        fix = "涉密文件不得存入本系统：只登记存放地点。"
        yield _block("A11", f"{Security(level).label}件不能有电子文件。", fix)
    if level in CLASSIFIED and not record.place.strip():
        yield _block("A11", f"{Security(level).label}件没有写明存放地点。", "填写涉密件的存放地点。")


def _a12(record: Record, limits: RuleSettings) -> list[Finding]:
    newest = record.newest
    if newest is None or not newest.format.active:
        return []
    told = f"文件含{'、'.join(newest.format.active)}，打开时可能自动运行。"
    return _advice(limits, "A12", told, "去掉后另存为 PDF/A 再归档。", Severity.BLOCK)


def _a13(record: Record, _limits: RuleSettings) -> Iterator[Finding]:
    marked = [text for text in (record.title, *(v.filename for v in record.versions)) if _MARK.search(text)]
    if marked and record.versions:
        fix = "先定密级；确属涉密的，从本系统撤下并只登记存放地点。"
        yield _block("A13", f"“{marked[0]}”带有密级标志。", fix)


_CHECKS: tuple[Callable[[Record, RuleSettings], list[Finding] | Iterator[Finding]], ...] = (
    _a01,
    _a02,
    _a03,
    _a04,
    _a05,
    _a06,
    _a07,
    _a08,
    _a09,
    _a10,
    _a11,
    _a12,
    _a13,
)
