"""Matching other people's lists with the register (对接核对), by the Reconciliation Service API 0.2 of OpenRefine.

The search of the site answers, so a list finds what a person would find. The score tells how: the whole name 100, its
specific part 90, its beginning 70, a part of it 50; what has ended has ten less.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from gazetteer.atlas.area_facts import address_of
from gazetteer.atlas.name_api import KIND_LABELS, LEVEL_LABELS
from gazetteer.atlas.name_facts import name_facts
from gazetteer.atlas.search import Hit, Question, search
from office.problems import Problem, bad_parameter

SCORES = {"exact": 100, "stem": 90, "prefix": 70, "part": 50}
ENDED = 10
MOST_QUERIES = 200
MOST_TEXT = 60
DEFAULT, MOST = 5, 20
WITHIN = "within"
# as the search filters: “county” takes in what stands above it, “township” the subdistricts too
TYPES = {**LEVEL_LABELS, **KIND_LABELS, "township": LEVEL_LABELS["township"]}
PROPERTIES = {
    "pinyin": "罗马字母拼写",
    "division": "所在区划",
    "lon": "经度",
    "lat": "纬度",
    "former": "曾用名",
    "code": "区划代码",
}


@dataclass(frozen=True)
class Asked:
    """One row of somebody's list: what it is called, what it is, within which division (a code)."""

    text: str
    kinds: tuple[str, ...]
    within: str
    limit: int


def asked_of(query: Any) -> Asked:
    """A query as the protocol writes it; raises Problem 422 for what it cannot mean."""
    if not isinstance(query, dict) or not isinstance(query.get("query"), str):
        raise bad_parameter("queries", "每个查询应有文字 query。")
    given = query.get("type")
    given = given if isinstance(given, list) else [given]
    kinds = tuple(kind for kind in given if isinstance(kind, str) and kind in TYPES)
    limit = query.get("limit", DEFAULT)
    limit = min(max(limit, 1), MOST) if isinstance(limit, int) and not isinstance(limit, bool) else DEFAULT
    return Asked(query["query"][:MOST_TEXT], kinds, _within(query.get("properties") or []), limit)


def _within(properties: Any) -> str:
    for item in properties if isinstance(properties, list) else []:
        if isinstance(item, dict) and item.get("pid") == WITHIN:
            value = item.get("v")
            value = value.get("id") if isinstance(value, dict) else value
            return str(value or "")
    return ""


def answers(asked: Asked, day: datetime.date) -> list[dict[str, Any]]:
    """What the register has for one row, the best first; `match` where only one bears just this name."""
    if not asked.text.strip():
        return []
    try:
        within = address_of(asked.within, day, None).division_id if asked.within else None
    except Problem:
        return []  # nothing lies in a division that there is not
    hits = search(Question(text=asked.text, day=day, kinds=asked.kinds, within=within, limit=asked.limit)).hits
    whole = [hit for hit in hits if hit.extent == "exact" and hit.in_force]
    return [_candidate(hit, match=len(whole) == 1 and hit is whole[0]) for hit in hits]


def _candidate(hit: Hit, *, match: bool) -> dict[str, Any]:
    return {
        "id": hit.subject,
        "name": hit.name,
        "description": "".join(hit.path),
        "type": [_type(hit.level or hit.kind)],
        "score": SCORES[hit.extent] - (0 if hit.in_force else ENDED),
        "match": match,
    }


def _type(key: str) -> dict[str, str]:
    return {"id": key, "name": TYPES.get(key, key)}


def types() -> list[dict[str, str]]:
    """What things of the register can be."""
    return [_type(key) for key in TYPES]


def extended(
    public_ids: list[str], wanted: list[str], day: datetime.date
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Facts of things that were matched: for each its properties as cells; nothing for what is not known."""
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for public_id in public_ids:
        try:
            facts = name_facts(public_id, day)
        except Problem:
            rows[public_id] = {key: [] for key in wanted}
            continue
        rows[public_id] = {key: _cells(facts, key) for key in wanted}
    return rows


def _cells(facts: dict[str, Any], key: str) -> list[dict[str, Any]]:
    if key == "division":
        above = facts["division"]
        return [{"id": above["id"], "name": above["name"]}] if above else []
    if key in {"lon", "lat"}:
        return [] if facts[key] is None else [{"float": facts[key]}]
    if key == "former":
        return [{"str": form["form"]} for form in facts["forms"] if form["form_kind"] == "former"]
    if key == "code":
        return [{"str": code["code"]} for code in facts["codes"]]
    return [{"str": facts[key]}] if facts.get(key) else []
