"""What the public is told of a judgement (可公开的审查意见): what others apply for stays theirs. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from office.rulesets.findings import Finding

PENDING = "pending"
#: about the application and its papers, which nobody has yet who only asks
OF_CASES = frozenset({"N21", "N31"})


def told(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without places, numbers and positions of names that are only applied for."""
    return [_told(finding) for finding in findings if finding.rule not in OF_CASES]


def _told(finding: Finding) -> Finding:
    names: list[Mapping[str, Any]] = list(finding.evidence.get("names", ()))
    kept = [name for name in names if name.get("standing") != PENDING]
    if len(kept) == len(names):
        return finding
    evidence = {**finding.evidence, "names": kept}
    if kept:
        shown = "、".join(
            f"“{name['name']}”" + (f"（{name['place']}）" if name.get("place") else "") for name in kept[:3]
        )
        message = f"与{shown}等相同或相近，另有正在申报的名称"
    else:
        message = "有相同或相近的名称正在申报，尚未批准"
    return replace(finding, message=message, evidence=evidence)
