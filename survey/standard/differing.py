"""What differs between two versions of the standard (版本差异), item by item in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boundaries.archive.kinds import Kind
from office.signing.models import Capacity
from survey.checks.catalogue import LEVELS, LIMIT_AT, LIMITS, RULE_AT, RULES
from survey.checks.standards import Standard
from survey.demarcation.judging import REQUIRED
from survey.demarcation.steps import SHIPPED

STRENGTHS = {"block": "拦截", "warn": "提醒", "info": "提示", "off": "不查"}
Flat = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One item that a version says otherwise than the one before; `rule` is empty where no rule judges by it."""

    path: str
    rule: str
    label: str
    before: str
    after: str


def flat(content: Mapping[str, Any]) -> Flat:
    """Every item of a content by its path; what it does not say as the rules were shipped."""
    limits, terms = content.get("limits") or {}, content.get("terms") or {}
    severities, clauses = content.get("severities") or {}, terms.get("clauses") or {}
    items: Flat = {"source": content.get("source", "")}
    items |= {limit.path: limits.get(limit.rule, {}).get(limit.name, limit.default) for limit in LIMITS}
    items |= {f"clauses/{limit.path}": clauses.get(limit.path) or limit.clause for limit in LIMITS}
    items |= {f"severity/{rule.rule}": str(severities.get(rule.rule, rule.severity)) for rule in RULES}
    scales = {**Standard().scales, **(terms.get("scales") or {})}
    items |= {f"scales/{level}": scales[level] for level in LEVELS}
    items |= {f"pattern/{level}": dict((terms.get("patterns") or {}).get(level) or {}) for level in LEVELS}
    for step in SHIPPED:
        told = (terms.get("steps") or {}).get(step.key, {})
        items[f"steps/{step.key}/days"] = told.get("days", step.days)
        items[f"steps/{step.key}/papers"] = list(told.get("papers", [kind.value for kind in step.papers]))
    items["signatures"] = list(terms.get("signatures") or Capacity.values)
    items["required_papers"] = list(terms.get("required_papers") or [kind.value for kind in REQUIRED])
    return items


def label_of(path: str) -> tuple[str, str]:
    """(rule or empty, what people call the item)."""
    head, _, rest = path.partition("/")
    if path in LIMIT_AT:
        return LIMIT_AT[path].rule, LIMIT_AT[path].label
    if head == "clauses":
        return "", f"{LIMIT_AT[rest].label}的依据条款"
    if head == "severity":
        return rest, f"{RULE_AT[rest].label}的强度"
    if head == "pattern":
        return "S06", f"{LEVELS[rest]}界桩号写法"
    if head == "scales":
        return "S09", f"{LEVELS[rest]}界线比例尺"
    if head == "steps":
        key, what = rest.split("/")
        name = next(step.label for step in SHIPPED if step.key == key)
        return "", f"{name}的{'期限' if what == 'days' else '材料'}"
    return {"signatures": ("", "签字身份"), "required_papers": ("S20", "成果文件")}.get(path, ("", "依据"))


def words_of(path: str, value: Any) -> str:
    """A value as people read it."""
    head = path.partition("/")[0]
    if path in LIMIT_AT:
        return f"{value:,.10g} {LIMIT_AT[path].unit}".strip()
    if head == "severity":
        return STRENGTHS[value]
    if head == "pattern":
        return f"{value.get('example', '')}（{value.get('pattern', '')}）" if value else "沿用界桩规则集"
    if head == "scales":
        return f"1:{value}"
    if path.endswith("/days"):
        return f"{value} 天"
    if head == "signatures":
        return "、".join(str(Capacity(name).label) for name in value)
    if isinstance(value, list):
        return "、".join(str(Kind(name).label) for name in value) or "无"
    return str(value)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What the second content says otherwise, in the order of the page."""
    old, new = flat(before), flat(after)
    return [
        Change(path, *label_of(path), words_of(path, old[path]), words_of(path, new[path]))
        for path in old
        if old[path] != new[path]
    ]


def with_only(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The first content with one item of the second."""
    value, terms = flat(after)[path], dict(before.get("terms") or {})
    mixed = {**before, "terms": terms}
    head, _, rest = path.partition("/")
    if path in LIMIT_AT:
        limits = {rule: dict(values) for rule, values in (before.get("limits") or {}).items()}
        limits.setdefault(head, {})[rest] = value
        return {**mixed, "limits": limits}
    if head == "severity":
        return {**mixed, "severities": {**(before.get("severities") or {}), rest: value}}
    if head == "scales":
        terms["scales"] = {**(terms.get("scales") or {}), rest: value}
    elif head == "pattern":
        terms["patterns"] = {**(terms.get("patterns") or {}), rest: value}
    elif head in ("signatures", "required_papers"):
        terms[head] = value
    return mixed
