"""A posted page of a draft as the content of a version (草案表单); what cannot be read stays as typed."""

from typing import Any

from django.http import QueryDict

from survey.checks.catalogue import LEVELS, LIMITS, RULES
from survey.demarcation.steps import SHIPPED


def content_of(post: QueryDict) -> dict[str, Any]:
    """Every item of the page; an item that was not sent keeps nothing, so that it stands as shipped."""
    limits: dict[str, dict[str, Any]] = {}
    clauses = {}
    for limit in LIMITS:
        if limit.path in post:
            limits.setdefault(limit.rule, {})[limit.name] = _number(post[limit.path], whole=limit.whole)
        clause = post.get(f"clauses/{limit.path}", "").strip()
        if clause and clause != limit.clause:
            clauses[limit.path] = clause
    return {
        "source": post.get("source", "").strip(),
        "limits": limits,
        "severities": {rule.rule: post[f"severity/{rule.rule}"] for rule in RULES if f"severity/{rule.rule}" in post},
        "terms": {
            "scales": {
                level: _number(post[f"scales/{level}"], whole=True) for level in LEVELS if f"scales/{level}" in post
            },
            "steps": {step.key: _step(post, step.key) for step in SHIPPED if f"steps/{step.key}/days" in post},
            "signatures": post.getlist("signatures"),
            "required_papers": post.getlist("required_papers"),
            "clauses": clauses,
            "patterns": {level: told for level in LEVELS if (told := _pattern(post, level))},
        },
    }


def _step(post: QueryDict, key: str) -> dict[str, Any]:
    days = _number(post[f"steps/{key}/days"], whole=True)
    return {"days": days, "papers": post.getlist(f"steps/{key}/papers")}


def _pattern(post: QueryDict, level: str) -> dict[str, str]:
    told = {"pattern": post.get(f"pattern/{level}", "").strip(), "example": post.get(f"example/{level}", "").strip()}
    return told if any(told.values()) else {}


def _number(text: str, *, whole: bool) -> Any:
    """A number where the text is one, else the text, of which the check then says that it is none."""
    text = text.strip().replace(",", "").replace("，", "")
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    return int(value) if whole and value == int(value) else value
