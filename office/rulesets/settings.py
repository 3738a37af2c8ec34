"""What the rule sets in force say, as plain values that rules can take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from office.rulesets.findings import Basis, Finding, Severity

OFF = "off"
_STRENGTH = {Severity.INFO: 0, Severity.WARN: 1, Severity.BLOCK: 2}


@dataclass(frozen=True)
class RuleSettings:
    """Severities and limits of one day (规则口径), and which versions they come from.

    `severities` maps a case such as `N03/outside`, or a whole rule `N03`, to block, warn, info or off. `terms` holds
    what each version says beside severities and limits, the nation's before the province's.
    """

    versions: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    terms: tuple[Mapping[str, Any], ...] = ()

    def severity(self, case: str, default: Severity) -> Severity | None:
        """How strong an advice is; None where it is switched off. Legal and integrity blocks never ask."""
        chosen = self.severities.get(case) or self.severities.get(case.partition("/")[0])
        if chosen == OFF:
            return None
        return Severity(chosen) if chosen else default

    def weighed(self, finding: Finding, case: str = "") -> Finding | None:
        """A finding as strong as the set says for its case or rule; None where it is switched off.

        Integrity stays as it is. What rests on a law can be made stricter, never milder, and never switched off.
        """
        chosen = self.severities.get(case) or self.severities.get(finding.rule)
        if not chosen or finding.basis is Basis.INTEGRITY:
            return finding
        if finding.basis is Basis.LAW:
            stricter = chosen != OFF and _STRENGTH[Severity(chosen)] > _STRENGTH[finding.severity]
            return replace(finding, severity=Severity(chosen)) if stricter else finding
        return None if chosen == OFF else replace(finding, severity=Severity(chosen))

    def all_weighed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings as strong as the set says for their rules, without those that are switched off."""
        return [kept for finding in findings if (kept := self.weighed(finding)) is not None]

    def limit(self, key: str, default: float) -> float:
        """A parameter of a rule, or its default."""
        return self.limits.get(key, default)
