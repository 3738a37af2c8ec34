"""Whether the content of a version of the survey standard holds (标准内容检查). Pure.

A content is what a version says: `source`, `limits` (rule → name → number), `severities` (rule → block, warn, info,
off), `terms` (scales, steps, signatures, required_papers, clauses of limits).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from boundaries.archive.kinds import Kind
from office.signing.models import Capacity
from survey.checks.catalogue import LEVELS, LIMIT_AT, RULE_AT, SCALES
from survey.demarcation.steps import SHIPPED
from survey.standard import patterns

Content = Mapping[str, Any]
BY_LAW = (Kind.AGREEMENT, Kind.AGREEMENT_MAP, Kind.APPROVAL, Kind.MARKER_FORM)  # Decree 353 art. 13
STEPS = {step.key: step for step in SHIPPED}
LONGEST_DAYS, LONGEST_CLAUSE, LONGEST_SOURCE = 3650, 200, 300
PARTS = {"source", "limits", "severities", "terms"}
TERMS = {"scales", "steps", "signatures", "required_papers", "clauses", "patterns"}


@dataclass(frozen=True)
class Trouble:
    """What is wrong where; `path` as `differing.flat` names it."""

    path: str
    message: str


def troubles(content: Content) -> list[Trouble]:
    """Everything that a version may not say; empty where it holds."""
    terms = content.get("terms") or {}
    unknown = [Trouble(name, f"没有“{name}”这一项。") for name in [*(content.keys() - PARTS), *(terms.keys() - TERMS)]]
    checks = (_source, _limits, _severities, _scales, _steps, _signatures, _papers, _clauses, _patterns)
    return unknown + [trouble for check in checks for trouble in check(content, terms)]


def _source(content: Content, _terms: Content) -> Iterator[Trouble]:
    text = str(content.get("source") or "").strip()
    if not text:
        yield Trouble("source", "请写明依据，例如省级标准的名称和文号。")
    elif len(text) > LONGEST_SOURCE:
        yield Trouble("source", f"依据应在 {LONGEST_SOURCE} 字以内。")


def _limits(content: Content, _terms: Content) -> Iterator[Trouble]:
    for rule, values in (content.get("limits") or {}).items():
        for name, value in values.items():
            path = f"{rule}/{name}"
            known = LIMIT_AT.get(path)
            words = known.trouble(value) if known else "没有这项限差。"
            if words:
                yield Trouble(path, words)


def _severities(content: Content, _terms: Content) -> Iterator[Trouble]:
    for rule, chosen in (content.get("severities") or {}).items():
        known = RULE_AT.get(rule)
        if known is None:
            yield Trouble(f"severity/{rule}", f"{rule} 的强度由法律或数据完整性决定，不能设定。")
        elif chosen not in known.choices:
            yield Trouble(f"severity/{rule}", f"{rule} 依据法律，只能调严，不能调松或关闭。")


def _scales(_content: Content, terms: Content) -> Iterator[Trouble]:
    for level, scale in (terms.get("scales") or {}).items():
        if level not in LEVELS or scale not in SCALES:
            yield Trouble(f"scales/{level}", "请从列出的比例尺中选择。")


def _steps(_content: Content, terms: Content) -> Iterator[Trouble]:
    told = terms.get("steps") or {}
    days = {}
    for key, said in told.items():
        if key not in STEPS:
            yield Trouble(f"steps/{key}", f"没有环节“{key}”。")
            continue
        value = said.get("days", STEPS[key].days)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LONGEST_DAYS:
            yield Trouble(f"steps/{key}/days", f"期限应是 1–{LONGEST_DAYS} 的整数天。")
            continue
        days[key] = value
        if any(name not in Kind.values for name in said.get("papers", ())):
            yield Trouble(f"steps/{key}/papers", "材料应从文件种类中选择。")
    whole = [(step, days.get(step.key, step.days)) for step in SHIPPED]
    for (before, least), (step, due) in pairwise(whole):
        if due < least:
            yield Trouble(f"steps/{step.key}/days", f"不能早于上一环节“{before.label}”的 {least} 天。")


def _signatures(_content: Content, terms: Content) -> Iterator[Trouble]:
    told = terms.get("signatures", Capacity.values)
    if Capacity.OFFICE not in told or any(name not in Capacity.values for name in told):
        yield Trouble("signatures", "签字至少要有各方勘界办。")


def _papers(_content: Content, terms: Content) -> Iterator[Trouble]:
    told = terms.get("required_papers")
    if told is None:
        return
    missing = [str(kind.label) for kind in BY_LAW if kind.value not in told]
    if missing:
        yield Trouble("required_papers", f"《行政区域界线管理条例》第十三条要求的不能去掉：{'、'.join(missing)}。")
    if any(name not in Kind.values for name in told):
        yield Trouble("required_papers", "成果文件应从文件种类中选择。")


def _patterns(_content: Content, terms: Content) -> Iterator[Trouble]:
    for level, told in (terms.get("patterns") or {}).items():
        words = patterns.trouble(told) if level in LEVELS else "没有这一级界线。"
        if words:
            yield Trouble(f"pattern/{level}", words)


def _clauses(_content: Content, terms: Content) -> Iterator[Trouble]:
    for path, text in (terms.get("clauses") or {}).items():
        if path not in LIMIT_AT:
            yield Trouble(path, "没有这项限差。")
        elif not isinstance(text, str) or len(text) > LONGEST_CLAUSE:
            yield Trouble(path, f"依据条款应在 {LONGEST_CLAUSE} 字以内。")
