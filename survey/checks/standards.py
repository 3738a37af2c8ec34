"""A survey standard as plain values (勘界标准): limits and severities of one version of the rule set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from office.rulesets.findings import Basis, Finding, Severity

_FIXED = {Basis.INTEGRITY, Basis.LAW}


@dataclass(frozen=True)
class Standard:
    """One version of the standard. Metres throughout; `severities` maps a rule to block, warn, info or off."""

    version: str = "2025.1"
    title: str = "吉林省乡级勘界检查规则"
    corridor_m: float = 2000.0
    beyond_province_m: float = 2000.0
    lb_xy_m: float = 0.5
    wgs84_worse_than_m: float = 2.0
    same_place_m: float = 0.001
    line_end_m: float = 5.0
    point_error_mm: float = 0.1
    three_ends_m: float = 0.01
    photo_off_m: float = 100.0
    web_map_spread_m: float = 50.0
    max_rows: int = 200_000
    max_vertices: int = 500_000
    severities: Mapping[str, str] = field(default_factory=dict)

    def weighed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings with the severity this version gives; law and integrity keep theirs, `off` drops advice."""
        result = []
        for finding in findings:
            wanted = None if finding.basis in _FIXED else self.severities.get(finding.rule)
            if wanted == "off":
                continue
            result.append(replace(finding, severity=Severity(wanted)) if wanted else finding)
        return result


_LIMITS = {
    "S03": ("corridor_m", "beyond_province_m"),
    "S04": ("wgs84_worse_than_m",),
    "S05": ("lb_xy_m",),
    "S09": ("point_error_mm",),
    "S11": ("line_end_m",),
    "S12": ("three_ends_m",),
    "S21": ("photo_off_m",),
    "S29": ("same_place_m",),
    "S31": ("web_map_spread_m",),
    "S30": ("max_rows", "max_vertices"),
}


def from_data(
    version: str, title: str, limits: Mapping[str, Mapping[str, Any]], severities: Mapping[str, str]
) -> Standard:
    """A standard out of the data of a rule set version; what it does not say stays as shipped."""
    known: dict[str, Any] = {}
    for rule, names in _LIMITS.items():
        known.update({name: value for name, value in limits.get(rule, {}).items() if name in names})
    return Standard(version=version, title=title, severities=severities, **known)
