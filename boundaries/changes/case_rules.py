"""D01 to D11: the rules of a change of divisions (区划变更规则), Decree 704 and its 实施办法; more in `sense_rules`."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boundaries.changes.authority import authority_of_case
from boundaries.changes.deadlines import ART_15, ART_16, ART_17, ART_18, deadlines_of
from boundaries.changes.ground import Ground
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    Operation,
    Recode,
    Ref,
    new_ref,
)
from boundaries.changes.papers import PROTECTION, papers_missing, papers_needed
from boundaries.changes.sense_rules import senseless
from boundaries.divisions.kinds import Level
from office.rulesets.findings import Basis, Finding, Severity, by_weight
from office.rulesets.settings import RuleSettings

WITH_CODES = frozenset({Level.COUNTY.value, Level.TOWNSHIP.value})
ART_6 = "《行政区划管理条例》第六条至第十条"
ART_3 = "《行政区划管理条例实施办法》第三条"


@dataclass(frozen=True)
class CaseView:
    """All that the rules need of a case, as plain values.

    `stated`: the approving body that the papers name; `protected`: listed names that the change touches,
    `renamed_protected`: those that it gives up; `settings`: the rule sets that judge it.
    Known once it has been carried out: `lines_without_task`, `tasks_open`, `lineage`, `without_code` (founded or moved,
    no code that fits), `loose` (things that still hang on an ended division).
    Known until then: `codes_held` (codes that the change gives and others keep → who), `clashes` (what contradicts
    the changes that were carried out for the same day).
    """

    operations: tuple[Operation, ...]
    ground: Ground
    today: datetime.date
    papers: frozenset[str] = frozenset()
    stated: str = ""
    major: bool = False
    draft: bool = False
    approved: datetime.date | None = None
    extended_to: datetime.date | None = None
    announced: datetime.date | None = None
    effective: datetime.date | None = None
    completed: datetime.date | None = None
    carried_out: bool = False
    lines_without_task: tuple[str, ...] = ()
    tasks_open: tuple[str, ...] = ()
    lineage: int = 0
    names: tuple[Finding, ...] = ()
    protected: tuple[str, ...] = ()
    renamed_protected: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    without_code: tuple[str, ...] = ()
    codes_held: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Finding, ...] = ()
    settings: RuleSettings = field(default_factory=RuleSettings)


def judge_case(view: CaseView) -> list[Finding]:
    """Every finding about a case as it stands, blocks first."""
    rules = (operations_known, sensible, right_authority, papers_complete, announced, code_in_time, completed_in_time)
    more = (effective_after_approval, lines_followed, lineage_kept, names_lawful, protected_names, nothing_loose)
    return by_weight(finding for rule in (*rules, *more) for finding in rule(view))


def _law(rule: str, severity: Severity, message: str, fix: str, clause: str, on: str, **evidence: Any) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        basis=Basis.LAW,
        message=message,
        clause=clause,
        fix=fix,
        evidence=evidence,
        field=on,
    )


def _own(rule: str, message: str, fix: str, on: str, severity: Severity = Severity.BLOCK, **evidence: Any) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        evidence=evidence,
        field=on,
    )


def _advice(view: CaseView, case: str, found: Finding) -> list[Finding]:
    """A reminder with the strength that the rule sets give to its case; what is a block already stays one."""
    kept = view.settings.weighed(found, case)
    return [kept] if kept else []


def operations_known(view: CaseView) -> list[Finding]:
    """D01: the change is one of the kinds of the law, and a founding or abolition says what art. 3 asks."""
    if not view.operations:
        return [
            _own(
                "D01",
                "变更事项没有写明任何变更",
                "至少写明一项：设立、撤销、隶属、界线、驻地、更名或代码",
                "operations",
            )
        ]
    found = []
    for item in view.operations:
        if isinstance(item, Establish):
            lacking = [label for label, there in _founding(item) if not there]
            if lacking:
                message = f"设立{item.name}的方案没有写明{'、'.join(lacking)}"
                found.append(_law("D01", Severity.BLOCK, message, "补写方案", ART_3, "operations", lacking=lacking))
        if isinstance(item, Abolish) and not item.into:
            message = f"撤销{view.ground.name(item.division)}没有写明其行政区域的归属"
            found.append(_law("D01", Severity.BLOCK, message, "写明并入的区划", ART_3, "operations"))
    return found


def sensible(view: CaseView) -> list[Finding]:
    """D28 to D33: whether the change can be meant at all; once carried out the register itself answers for it."""
    if view.carried_out:
        return []
    return [*(found for _, found in senseless(view.operations, view.ground, view.codes_held)), *view.clashes]


def effective_after_approval(view: CaseView) -> list[Finding]:
    """D35: a change takes effect when it has been approved, not before."""
    if view.approved is None or view.effective is None or view.effective >= view.approved:
        return []
    message = f"生效日期 {view.effective} 早于批准日期 {view.approved}，变更未经批准不能生效"
    fix = "核对两个日期；补登记旧变更的，批准日期写原批准文件的日期"
    return [_law("D35", Severity.BLOCK, message, fix, ART_6, "effective")]


def _founding(item: Establish) -> list[tuple[str, bool]]:
    territory = bool(item.territory.whole or item.territory.cuts) or item.level == Level.VILLAGE
    return [("行政区域界线", territory), ("驻地", bool(item.seat.strip()) or item.level == Level.VILLAGE)]


def right_authority(view: CaseView) -> list[Finding]:
    """D02: the body that approves is the one of the table by kind and level."""
    right = authority_of_case(view.operations, view.ground, major=view.major)
    if right is None or not view.stated or view.stated == right.name:
        return []
    message = f"批准机关写作“{view.stated}”，按变更的种类和级别应为{right.name}"
    return [_law("D02", Severity.BLOCK, message, f"报{right.name}批准", right.clause, "authority", right=right.name)]


def papers_complete(view: CaseView) -> list[Finding]:
    """D03: the application holds every paper of art. 13."""
    needed = papers_needed(view.operations, view.ground)
    lacking = papers_missing(needed, view.papers)
    if not view.operations or not lacking:
        return []
    labels = [paper.label for paper in lacking]
    message = f"申请材料缺 {len(labels)} 件：{'、'.join(labels)}"
    return [_law("D03", Severity.BLOCK, message, "补齐材料后报批", lacking[0].clause, "papers", lacking=labels)]


def announced(view: CaseView) -> list[Finding]:
    """D04: what was approved is announced to the public; a draft that is just being approved cannot be yet."""
    if view.approved is None or view.announced is not None or view.draft:
        return []
    severity = Severity.BLOCK if view.carried_out else Severity.WARN
    found = _law("D04", severity, "批准后还没有向社会公告", "发布公告并登记日期与链接", ART_18, "announced")
    return _advice(view, "D04/before", found)


def code_in_time(view: CaseView) -> list[Finding]:
    """D05: new and moved units have their code within one month; lateness blocks the closing, not the work."""
    due = deadlines_of(view.approved, view.effective).code
    lacking = view.without_code if view.carried_out else [*_moved_without_code(view), *_founded_without_code(view)]
    if not lacking or due is None:
        return []
    late = view.today > due
    message = f"{'、'.join(lacking)}还没有新代码，期限 {due.isoformat()}" + ("，已过期" if late else "")
    severity = (Severity.BLOCK if view.carried_out else Severity.WARN) if late else Severity.INFO
    found = _law("D05", severity, message, "确定并公布代码，以改码办理", ART_17, "codes", due=due.isoformat())
    return _advice(view, "D05/late" if late else "D05/open", found)


def _founded_without_code(view: CaseView) -> list[str]:
    coded: set[Ref] = {item.division for item in view.operations if isinstance(item, Recode)}
    founded = [item for item in view.operations if isinstance(item, Establish)]
    return [
        item.name for item in founded if item.level in WITH_CODES and not item.code and new_ref(item.key) not in coded
    ]


def _moved_without_code(view: CaseView) -> list[str]:
    """Units that come under another superior and keep a code that does not begin with its code (art. 17)."""
    codes: dict[Ref, str] = {ref: unit.code for ref, unit in view.ground.units.items()}
    codes |= {item.division: item.code for item in view.operations if isinstance(item, Recode)}
    return [
        unit.name
        for ref, superior in _moves(view.operations)
        if (unit := view.ground.unit(ref)) and unit.level in WITH_CODES
        if codes.get(superior) and not codes[ref].startswith(codes[superior])
    ]


def _moves(operations: tuple[Operation, ...]) -> list[tuple[Ref, Ref]]:
    """(unit, new superior) of what goes over as a whole."""
    found: list[tuple[Ref, Ref]] = []
    for item in operations:
        match item:
            case Affiliate():
                found.append((item.division, item.parent))
            case MoveBoundary():
                found += [(whole, item.taker) for whole in item.territory.whole]
            case Establish():
                found += [(whole, new_ref(item.key)) for whole in item.territory.whole]
            case _:
                pass
    return found


def completed_in_time(view: CaseView) -> list[Finding]:
    """D06: done within 12 months of the approval, with leave 6 more; lateness blocks the closing, not the work."""
    due = deadlines_of(view.approved, view.effective)
    if view.completed or due.completion is None or due.extended is None:
        return []
    if view.today <= (view.extended_to or due.completion):
        return []
    if view.today > due.extended:
        message = f"超过延长后的完成期限 {due.extended.isoformat()}"
        severity = Severity.BLOCK if view.carried_out else Severity.WARN
        found = _law("D06", severity, message, "向批准机关报告并说明原因", ART_15, "completed")
        return _advice(view, "D06/beyond", found)
    message = f"超过完成期限 {due.completion.isoformat()}，经批准可延长至 {due.extended.isoformat()}"
    if view.extended_to:
        message = f"超过经批准延长的期限 {view.extended_to.isoformat()}，最多可延长至 {due.extended.isoformat()}"
    found = _law("D06", Severity.WARN, message, "办理延期，完成后报告", ART_15, "completed")
    return _advice(view, "D06/late", found)


def lines_followed(view: CaseView) -> list[Finding]:
    """D07: every new or altered line has its task of survey."""
    if not view.carried_out or not view.lines_without_task:
        return []
    message = f"{'、'.join(view.lines_without_task)}变更后没有勘定任务"
    return [_law("D07", Severity.BLOCK, message, "为每条界线发起勘定任务，更新地图", ART_16, "tasks")]


def lineage_kept(view: CaseView) -> list[Finding]:
    """D08: predecessors, successors and codes are on record once it is carried out."""
    if view.carried_out and view.operations and not view.lineage:
        return [_own("D08", "变更已实施，沿革中没有记录", "撤回实施后重新办理", "history")]
    return []


def names_lawful(view: CaseView) -> list[Finding]:
    """D09: the new names pass the rules of naming; what blocks there blocks here."""
    return [
        Finding(
            rule="D09",
            severity=item.severity,
            basis=item.basis,
            message=f"{item.message}（{item.rule}）",
            clause=item.clause,
            fix=item.fix,
            evidence={**item.evidence, "rule": item.rule},
            field="name",
        )
        for item in view.names
    ]


def protected_names(view: CaseView) -> list[Finding]:
    """D10: listed names that the change touches; the renaming of one needs measures beforehand (条例第二十五条)."""
    if view.renamed_protected and PROTECTION.key not in view.papers:
        message = f"保护名录中的{'、'.join(view.renamed_protected)}要更名，还没有保护预案"
        return [_law("D10", Severity.BLOCK, message, "先制定地名保护预案", PROTECTION.clause, "protected")]
    if not view.protected:
        return []
    message = f"涉及保护名录中的{'、'.join(view.protected)}"
    found = _law("D10", Severity.WARN, message, "通知地名主管部门，核对保护标志", PROTECTION.clause, "protected")
    return _advice(view, "D10/touched", found)


def nothing_loose(view: CaseView) -> list[Finding]:
    """D11: lines, markers, streets and open cases hang on the units that now stand; old reports keep the old one."""
    if not view.carried_out or not view.loose:
        return []
    message = f"{'、'.join(view.loose)}还挂在已撤销的区划上"
    return [_own("D11", message, "改挂到后继区划；已上报的旧报表不改", "tasks", loose=list(view.loose))]
