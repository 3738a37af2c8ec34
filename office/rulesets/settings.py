"""What the rule sets in force say, as plain values that rules can take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from office.rulesets.findings import Severity

OFF = "off"


@dataclass(frozen=True)
class RuleSettings:
    """Severities and limits of one day (规则口径), and which versions they come from.

    `severities` maps a case such as `N03/outside`, or a whole rule `N03`, to block, warn, info or off.
    """

    versions: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)

    def severity(self, case: str, default: Severity) -> Severity | None:
        """How strong an advice is; None where it is switched off. Legal and integrity blocks never ask."""
        chosen = self.severities.get(case) or self.severities.get(case.partition("/")[0])
        if chosen == OFF:
            return None
        return Severity(chosen) if chosen else default

    def limit(self, key: str, default: float) -> float:
        """A parameter of a rule, or its default."""
        return self.limits.get(key, default)
