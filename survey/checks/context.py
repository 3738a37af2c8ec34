"""What the rules may know besides the file, as plain values: the line, the province, the register, the day."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from office.rulesets.settings import RuleSettings


@dataclass(frozen=True)
class LineContext:
    """The line that a file is for: its geometry (CGCS2000 degrees) and the points where it may begin or end."""

    code: str
    name: str
    geometry: BaseGeometry
    ends: tuple[tuple[float, float], ...] = ()
    level: str = ""


@dataclass(frozen=True)
class CountyContext:
    """A county as the register has it: what township areas may not reach over, and together fill."""

    name: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Context:
    """Everything outside the file. `villages`: register name by twelve-digit code, None where unknown that day.

    `counties` only where the file has areas; `marker_rules` what the rule sets of surveys say (patterns of numbers).
    """

    day: datetime.date
    province: BaseGeometry | None = None
    line: LineContext | None = None
    villages: Mapping[str, str | None] = field(default_factory=dict)
    sent_before: str | None = None
    counties: tuple[CountyContext, ...] = ()
    marker_rules: RuleSettings = field(default_factory=RuleSettings)
