"""A survey standard as plain values (勘界标准): limits, severities and terms of one version of the rule set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from office.rulesets.findings import Finding
from office.rulesets.settings import RuleSettings


@dataclass(frozen=True)
class Standard:
    """One version of the standard. Metres throughout; `severities` maps a rule to block, warn, info or off.

    `scales`: map scale denominator by level of the line; `steps`: key → days, papers, clause; `signatures`: as what
    each side signs; `required_papers`: kinds of the archive (S20); `patterns`: how markers are numbered, by
    level, where it is not as the rule set of markers says. What is empty means as shipped.
    """

    version: str = "2025.2"
    title: str = "吉林省乡级勘界检查规则"
    corridor_m: float = 2000.0
    beyond_province_m: float = 2000.0
    lb_xy_m: float = 0.5
    wgs84_worse_than_m: float = 2.0
    same_place_m: float = 0.001
    line_end_m: float = 5.0
    point_error_mm: float = 0.1
    three_ends_m: float = 0.01
    coverage_m: float = 0.1
    legal_line_m: float = 0.1
    direction_classes: int = 1
    course_length_share: float = 0.01
    photo_off_m: float = 100.0
    web_map_spread_m: float = 50.0
    max_rows: int = 200_000
    max_vertices: int = 2_000_000
    severities: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, int] = field(
        default_factory=lambda: {"township": 10_000, "county": 50_000, "prefecture": 50_000, "province": 50_000}
    )
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    required_papers: tuple[str, ...] = ()
    patterns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def numbering(self, rules: RuleSettings) -> RuleSettings:
        """The rule set of markers with the patterns of this version laid over its own (S06)."""
        if not self.patterns:
            return rules
        return replace(rules, limits={**rules.limits, "S06": {**(rules.limits.get("S06") or {}), **self.patterns}})

    def weighed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings with the severity this version gives; integrity keeps its own, law is never made milder."""
        return RuleSettings(severities=self.severities).all_weighed(findings)


_NOT_NUMBERS = {"version", "title", "severities", "scales", "steps", "signatures", "required_papers", "patterns"}
_NUMBERS = {item.name for item in fields(Standard)} - _NOT_NUMBERS


def from_data(
    version: str,
    title: str,
    limits: Mapping[str, Mapping[str, Any]],
    severities: Mapping[str, str],
    terms: Mapping[str, Any] | None = None,
) -> Standard:
    """A standard out of the data of a rule set version; what it does not say stays as shipped."""
    known: dict[str, Any] = {}
    for given in limits.values():
        known.update({name: value for name, value in given.items() if name in _NUMBERS})
    terms = terms or {}
    if "scales" in terms:
        known["scales"] = {**Standard().scales, **terms["scales"]}
    known["steps"] = terms.get("steps", {})
    known["patterns"] = {level: told for level, told in terms.get("patterns", {}).items() if told.get("pattern")}
    for name in ("signatures", "required_papers"):
        known[name] = tuple(terms.get(name, ()))
    return Standard(version=version, title=title, severities=severities, **known)
