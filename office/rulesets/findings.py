"""A finding: what a rule has to say about one value, in the shape that the outside reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How strong a finding is: 拦截 (block), 提醒 (warn), 提示 (info)."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Basis(StrEnum):
    """What a rule rests on: 法律、标准、省级规定、惯例、数据完整性."""

    LAW = "law"
    STANDARD = "standard"
    PROVINCIAL = "provincial"
    PRACTICE = "practice"
    INTEGRITY = "integrity"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One result of one rule.

    `message` says what is wrong in the office's Chinese, `fix` says what to do; `row` counts as a
    spreadsheet shows it (the heading is row 1); `evidence` holds the values that caused it.
    """

    rule: str
    severity: Severity
    basis: Basis
    message: str
    clause: str = ""
    fix: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    row: int | None = None
    field: str | None = None

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCK

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> "Finding":
        """A finding as it was before it became JSON."""
        return cls(**{**shape, "severity": Severity(shape["severity"]), "basis": Basis(shape["basis"])})

    def at(self, *, row: int | None = None, field: str | None = None) -> "Finding":
        """The same finding, placed at a row or field."""
        return replace(self, row=self.row if row is None else row, field=field or self.field)

    def as_json(self) -> dict[str, Any]:
        """The outside shape of a finding; keys without a value are left out, `row` and `field` too."""
        shape = {
            "rule": self.rule,
            "severity": self.severity.value,
            "basis": self.basis.value,
            "message": self.message,
            "clause": self.clause,
            "fix": self.fix,
            "evidence": dict(self.evidence),
            "row": self.row,
            "field": self.field,
        }
        return {key: value for key, value in shape.items() if value is not None}


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that block."""
    return [finding for finding in findings if finding.blocks]


_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Blocks first, then warnings, then information; the order within each stays."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])
