"""A list of changes judged (清单检查): one entry for the command, the page and the import. Stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boundaries.changes.lists import faults
from boundaries.changes.lists.clashing import with_clashes
from boundaries.changes.lists.columns import missing, recognise
from boundaries.changes.lists.effects import Effect, Status
from boundaries.changes.lists.queries import snapshot_for
from boundaries.changes.lists.reading import rows_of
from boundaries.changes.lists.simulate import simulate
from boundaries.changes.rule_settings import rules_on
from office.intake.readers import read
from office.intake.readers.shapes import ReadFile
from office.rulesets.findings import Finding, blocking, by_weight


@dataclass(frozen=True)
class Report:
    """What a list would do: `readable` is false where no row could be read at all; `rules`: the rule sets;
    `filled`: days that a person filled in, by row."""

    readable: bool
    rows: int
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    rules: tuple[str, ...] = ()
    filled: Mapping[int, str] = field(default_factory=dict)

    @property
    def contradicted(self) -> bool:
        """A list with any block is refused whole."""
        return bool(blocking(self.findings))

    @property
    def new(self) -> tuple[Effect, ...]:
        """The effects that would change the register."""
        return tuple(effect for effect in self.effects if effect.status is Status.WOULD)

    def as_json(self) -> dict[str, Any]:
        """The outside shape: `check_changes --json`."""
        return {
            "rows": self.rows,
            "effects": [effect.as_json() for effect in self.effects],
            "findings": [finding.as_json() for finding in self.findings],
            "rules": list(self.rules),
            "filled": {str(row): day for row, day in self.filled.items()},
        }


def report_of(data: bytes, name: str, days: Mapping[int, str] | None = None) -> Report:
    """Read and judge a list (CSV, XLSX) against the register; `days`: filled in beside rows that give only a year."""
    return report_of_file(read(data, name), days)


def report_of_file(file: ReadFile, days: Mapping[int, str] | None = None) -> Report:
    """Judge a list that has been read."""
    if not file.readable:
        return Report(False, 0, (), file.findings)
    lacking = missing(recognise(file.columns))
    if lacking:
        return Report(False, len(file.rows), (), (*file.findings, faults.columns_missing(lacking)))
    rows, findings = rows_of(file, days)
    codes = {code for row in rows for code in (row.old_code, row.new_code) if code}
    effects, more = simulate(rows, snapshot_for(codes))
    effects, clashing = with_clashes(effects)
    total = [*file.findings, *findings, *more, *clashing]
    if not rows and not findings:
        total.append(faults.no_rows())
    settings = rules_on()
    asked = {finding.row for finding in total if finding.rule == "D23" and finding.blocks}
    total = [finding for finding in total if finding.rule != "D23" or finding.blocks or finding.row not in asked]
    ordered = sorted(settings.all_weighed(total), key=lambda finding: finding.row or 0)
    readable = bool(rows or findings)
    return Report(
        readable, len(file.rows), tuple(effects), tuple(by_weight(ordered)), settings.versions, dict(days or {})
    )
