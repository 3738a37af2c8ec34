"""What the pages of the standard show (页面内容): its items in sections, with what differs and what is wrong."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boundaries.archive.kinds import Kind
from boundaries.lines.markers.numbers import pattern_of
from office.rulesets.models import RuleSetVersion
from office.rulesets.settings import RuleSettings
from office.signing.models import Capacity
from survey.checks.catalogue import LEVELS, LIMITS, RULES, SCALES
from survey.demarcation.judging import ONLY_WITH, REQUIRED
from survey.demarcation.steps import DOERS, SHIPPED
from survey.standard.differing import STRENGTHS, flat, words_of
from survey.standard.schema import BY_LAW, Trouble

BASES = {"law": "法律", "standard": "标准", "provincial": "省级规定", "practice": "惯例"}
SURVEY_KINDS = tuple(
    dict.fromkeys(
        (*REQUIRED, Kind.SURVEY_PLAN, Kind.SURVEY_SUMMARY, Kind.MARK_RECORD, Kind.DRAFTING_NOTE, Kind.TRIPLE_MAP)
    )
)


@dataclass(frozen=True)
class Item:
    """One line of a table: `value` as a form holds it, `words` as people read it, `before` where it differs."""

    path: str
    rule: str
    label: str
    value: Any
    words: str
    before: str = ""
    trouble: str = ""
    unit: str = ""
    clause: str = ""
    note: str = ""
    choices: Sequence[tuple[Any, str]] = ()
    more: "Item | None" = None

    @property
    def typed(self) -> str:
        """A number as a field holds it: 500, 0.1; else what was typed."""
        return f"{self.value:.10g}" if isinstance(self.value, int | float) else str(self.value)

    @property
    def chosen(self) -> frozenset[Any]:
        """What is ticked of the choices."""
        return frozenset(self.value if isinstance(self.value, list) else [self.value])


class Page:
    """The items of a content, beside the content that they are compared with."""

    def __init__(
        self,
        content: Mapping[str, Any],
        former: Mapping[str, Any] | None,
        wrong: Sequence[Trouble],
        markers: RuleSettings,
    ) -> None:
        self._now, self._was = flat(content), flat(former) if former else {}
        self._wrong = {each.path: each.message for each in wrong}
        self._markers = markers

    def _item(self, path: str, rule: str, label: str, **more: Any) -> Item:
        value = self._now[path]
        differs = self._was and self._was[path] != value
        before = words_of(path, self._was[path]) if differs else ""
        words = str(value) if path in self._wrong else words_of(path, value)
        return Item(path, rule, label, value, words, before, self._wrong.get(path, ""), **more)

    @property
    def source(self) -> Item:
        return self._item("source", "", "依据")

    @property
    def limits(self) -> list[Item]:
        return [
            self._item(
                limit.path,
                limit.rule,
                limit.label,
                unit=limit.unit,
                note=f"{limit.low:,.10g}–{limit.high:,.10g}",
                more=self._item(f"clauses/{limit.path}", "", f"{limit.label}的依据条款"),
            )
            for limit in LIMITS
        ]

    @property
    def rules(self) -> list[Item]:
        return [
            self._item(
                f"severity/{rule.rule}",
                rule.rule,
                rule.label,
                clause=BASES[rule.basis.value],
                note="只能调严" if rule.basis.value == "law" else rule.note,
                choices=[(choice, STRENGTHS[choice]) for choice in rule.choices],
            )
            for rule in RULES
        ]

    @property
    def scales(self) -> list[Item]:
        choices = [(scale, f"1:{scale}") for scale in SCALES]
        return [self._item(f"scales/{level}", "S09", label, choices=choices) for level, label in LEVELS.items()]

    @property
    def patterns(self) -> list[Item]:
        """Pattern and, as `more`, example of each level; `note` is the example that is in force."""
        found = []
        for level, label in LEVELS.items():
            value = self._now[f"pattern/{level}"]
            more = Item(f"example/{level}", "", f"{label}的例子", value.get("example", ""), value.get("example", ""))
            known = pattern_of(level, self._markers)
            note = f"{known[1]}（{known[0]}）" if known else ""
            item = self._item(f"pattern/{level}", "S06", label, more=more, note=note)
            found.append(replace(item, value=value.get("pattern", "")))
        return found

    @property
    def steps(self) -> list[Item]:
        kinds = [(kind.value, str(kind.label)) for kind in SURVEY_KINDS]
        return [
            self._item(
                f"steps/{step.key}/days",
                "",
                step.label,
                unit="天",
                clause=step.clause,
                note=DOERS[step.doer],
                more=self._item(f"steps/{step.key}/papers", "", f"{step.label}的材料", choices=kinds),
            )
            for step in SHIPPED
        ]

    @property
    def signatures(self) -> Item:
        return self._item("signatures", "S19", "签字身份", choices=Capacity.choices)

    @property
    def papers(self) -> Item:
        kinds = [(kind.value, _paper_label(kind)) for kind in SURVEY_KINDS]
        return self._item("required_papers", "S20", "成果文件", choices=kinds)


def _paper_label(kind: Kind) -> str:
    if kind in BY_LAW:
        return f"{kind.label}（法定）"
    return f"{kind.label}（有才要）" if kind in ONLY_WITH else str(kind.label)


def standing_of(version: RuleSetVersion, day: datetime.date) -> tuple[str, str]:
    """(chip, word) of a version on a day: in force, to come, or ended."""
    period = version.in_force
    if period.lower and period.lower > day:
        return "warn", "待施行"
    return ("quiet", "已停止施行") if period.upper and period.upper <= day else ("ok", "施行中")
