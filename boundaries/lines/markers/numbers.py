"""Marker numbers (界桩号): their pattern per level (S06), letters and banks (S07), GB/T 17796. No ORM, no I/O."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.lines.naming import line_code
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

STANDARD = "GB/T 17796-2009"
LETTERS = {"single": "Q", "double": "AB", "triple": "CDE"}
KINDS = {"single": "单立", "double": "同号双立", "triple": "同号三立"}
GROUPS = ("first", "second", "serial", "letter")


@dataclass(frozen=True)
class Number:
    """A number taken apart: the codes of both sides, the place in the sequence, the letter (empty where left out)."""

    first: str
    second: str
    serial: int
    letter: str

    @property
    def line(self) -> str:
        """The line that the number names; empty where it names none."""
        return line_code(self.first, self.second) if self.first and self.second else ""


@dataclass(frozen=True)
class Standing:
    """A marker as its number is judged: kind, how far along the line, on which side (first, second or none)."""

    number: str
    kind: str
    chainage_m: float | None = None
    side: str = ""


def pattern_of(level: str, settings: RuleSettings) -> tuple[str, str] | None:
    """The pattern of a level and an example, from the rule set in force; None where it has none."""
    found = (settings.limits.get("S06") or {}).get(level)
    return (found["pattern"], found.get("example", "")) if found else None


def parsed(number: str, pattern: str) -> Number | None:
    """A number by a pattern whose groups are first, second, serial, letter, named or in order; None if it fails."""
    match = re.fullmatch(pattern, number)
    if match is None:
        return None
    groups = match.groupdict() or dict(zip(GROUPS, match.groups(), strict=False))
    serial = groups.get("serial") or ""
    return Number(
        groups.get("first") or "",
        groups.get("second") or "",
        int(serial) if serial.isdigit() else 0,
        groups.get("letter") or "",
    )


def number_findings(
    one: Standing, level: str, line: str, others: Sequence[Standing], settings: RuleSettings, *, complete: bool = False
) -> list[Finding]:
    """S06 and S07 of one marker among the other ones of its line.

    `line` is the code of the line; `complete`: no further marker is to come, so that a missing partner blocks.
    """
    say = _Saying(settings)
    known = pattern_of(level, settings)
    if known is None:
        say.advice(
            "S06/pattern", "这一级界线没有设定界桩号规则，未检查编号。", "请在界桩规则集 S06 中设定。", Severity.INFO
        )
        return say.findings
    pattern, example = known
    number = parsed(one.number, pattern)
    if number is None:
        say.standard("S06", f"界桩号“{one.number}”不合编号规则。", f"应写作 {example} 的样子。", number=one.number)
        return say.findings
    if number.first and number.second and number.first >= number.second:
        say.standard("S06", f"界桩号“{one.number}”中两侧代码应小的在前。", f"应以 {line} 开头。", number=one.number)
    elif number.line and number.line != line:
        say.standard(
            "S06", f"界桩号“{one.number}”属 {number.line} 线，不属 {line} 线。", f"应以 {line} 开头。", line=line
        )
    siblings = [(other, found) for other in others if (found := parsed(other.number, pattern))]
    _same_twice(one, number, siblings, say)
    _in_order(one, number, siblings, say)
    _letters(one, number, siblings, say, complete=complete)
    return say.findings


class _Saying:
    """Collects findings; how strong each is stands in the rule set."""

    def __init__(self, settings: RuleSettings) -> None:
        self.settings = settings
        self.findings: list[Finding] = []

    def standard(self, case: str, message: str, fix: str, **evidence: object) -> None:
        self.advice(case, message, fix, Severity.WARN, **evidence)

    def advice(self, case: str, message: str, fix: str, default: Severity, **evidence: object) -> None:
        severity = self.settings.severity(case, default)
        if severity is not None:
            self.findings.append(
                Finding(
                    rule=case.partition("/")[0],
                    severity=severity,
                    basis=Basis.STANDARD,
                    message=message,
                    clause=STANDARD,
                    fix=fix,
                    field="number",
                    evidence=evidence,
                )
            )


Siblings = Sequence[tuple[Standing, Number]]


def _same_twice(one: Standing, number: Number, siblings: Siblings, say: _Saying) -> None:
    """A single marker has its serial alone; a letter left out means Q."""
    for other, found in siblings:
        if (
            found.serial == number.serial
            and {one.kind, other.kind} != {"double"}
            and {one.kind, other.kind} != {"triple"}
        ):
            say.standard(
                "S06",
                f"序号 {number.serial:03} 已由界桩 {other.number} 使用。",
                "请改用未用过的序号。",
                other=other.number,
            )
            return


def _in_order(one: Standing, number: Number, siblings: Siblings, say: _Saying) -> None:
    """Serials grow from west to east or north to south."""
    if one.chainage_m is None:
        return
    for other, found in siblings:
        if other.chainage_m is None or found.serial == number.serial:
            continue
        if (found.serial < number.serial) != (other.chainage_m < one.chainage_m):
            ahead = "之后" if found.serial < number.serial else "之前"
            say.advice(
                "S06/order",
                f"沿界线走向，界桩 {other.number} 在本桩{ahead}，与序号的先后不符。",
                "序号应自西向东或自北向南递增，请核对位置与编号。",
                Severity.WARN,
                other=other.number,
            )
            return


def _letters(one: Standing, number: Number, siblings: Siblings, say: _Saying, *, complete: bool) -> None:
    wanted = LETTERS[one.kind]
    if number.letter not in wanted or (not number.letter and one.kind != "single"):
        words = "、".join(wanted)
        say.standard("S07", f"{KINDS[one.kind]}的界桩号应以 {words} 结尾，现为“{one.number}”。", f"请写 {words} 之一。")
        return
    if one.kind == "double" and one.side:
        due = {"A": "first", "B": "second"}[number.letter]
        if one.side != due:
            message = f"{number.letter} 应立在代码{'小' if due == 'first' else '大'}的一侧，本桩在另一侧。"
            say.standard("S07", message, "请核对字母或坐标：A 在代码小的一侧，B 在代码大的一侧。", letter=number.letter)
    there = {found.letter for _, found in siblings if found.serial == number.serial} | {number.letter}
    missing = "、".join(letter for letter in wanted if letter not in there)
    if one.kind != "single" and missing:
        case, default = ("S07", Severity.WARN) if complete else ("S07/partner", Severity.WARN)
        say.advice(case, f"同号界桩还缺 {missing}。", f"请登记同号的 {missing}。", default, missing=missing)


def line_findings(markers: Sequence[Standing], level: str, line: str, settings: RuleSettings) -> list[Finding]:
    """S06 and S07 of all markers of a line together, each problem at its marker; a level without a pattern once."""
    if pattern_of(level, settings) is None:
        return number_findings(markers[0], level, line, [], settings) if markers else []
    found = []
    for index, one in enumerate(markers):
        others = [*markers[:index], *markers[index + 1 :]]
        found += number_findings(one, level, line, others, settings, complete=True)
    return found
