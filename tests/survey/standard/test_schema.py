"""What a version of the standard may say, and what differs between two; the shipped one holds."""

import copy
import json

import pytest
from django.conf import settings

from survey.checks.catalogue import LIMITS
from survey.standard.differing import changes, flat, with_only, words_of
from survey.standard.schema import troubles

SHIPPED = json.loads((settings.BASE_DIR / "fixtures/rules/rulesets.json").read_text(encoding="utf-8"))
VERSIONS = next(item for item in SHIPPED if item["key"] == "survey-standard")["versions"]
PARTS = ("source", "limits", "severities", "terms")


def content(**terms) -> dict:
    latest = copy.deepcopy(VERSIONS[-1])
    found = {name: latest[name] for name in PARTS}
    found["terms"] |= terms
    return found


def with_limit(rule, name, value) -> dict:
    found = content()
    found["limits"].setdefault(rule, {})[name] = value
    return found


def with_severity(rule, value) -> dict:
    found = content()
    found["severities"][rule] = value
    return found


def test_the_shipped_versions_hold() -> None:
    for version in VERSIONS:
        assert troubles({name: version.get(name, {}) for name in PARTS}) == []


NUMBERS = {"pattern": r"(\d{6})-(\d{6})-(\d{3})([QAB])?", "example": "220122-220183-001Q"}
WRONG = [
    ({**content(), "source": " "}, "source", "依据"),
    ({**content(), "source": "长" * 301}, "source", "300 字以内"),
    ({**content(), "more": 1}, "more", "没有"),
    (content(more=1), "more", "没有"),
    (with_limit("S05", "lb_xy_m", "半米"), "S05/lb_xy_m", "应是数字"),
    (with_limit("S05", "lb_xy_m", 1e6), "S05/lb_xy_m", "应在"),
    (with_limit("S05", "other", 1), "S05/other", "没有这项限差"),
    (with_severity("S24", "info"), "severity/S24", "只能调严"),
    (with_severity("S24", "off"), "severity/S24", "只能调严"),
    (with_severity("S01", "warn"), "severity/S01", "不能设定"),
    (with_severity("S05", "loud"), "severity/S05", "只能调严"),
    (content(scales={"township": 12_345}), "scales/township", "比例尺"),
    (content(steps={"other": {}}), "steps/other", "没有环节"),
    (content(steps={"plan": {"days": 0}}), "steps/plan/days", "整数天"),
    (content(steps={"plan": {"days": "x"}}), "steps/plan/days", "整数天"),
    (content(steps={"plan": {"days": 60}}), "steps/teams/days", "不能早于"),
    (content(steps={"plan": {"days": 5, "papers": ["x"]}}), "steps/plan/papers", "文件种类"),
    (content(signatures=["technician"]), "signatures", "勘界办"),
    (content(required_papers=["agreement"]), "required_papers", "协议书附图"),
    (content(required_papers=[*content()["terms"]["required_papers"], "x"]), "required_papers", "文件种类"),
    (content(clauses={"S99/x": "x"}), "S99/x", "没有这项限差"),
    (content(clauses={"S05/lb_xy_m": "长" * 201}), "S05/lb_xy_m", "200 字以内"),
    (content(patterns={"village": NUMBERS}), "pattern/village", "没有这一级"),
    (content(patterns={"county": "x"}), "pattern/county", "一条规则和一个例子"),
    (content(patterns={"county": {"pattern": NUMBERS["pattern"]}}), "pattern/county", "一起写"),
    (content(patterns={"county": {**NUMBERS, "example": "220122-220183-1Q"}}), "pattern/county", "不合这条规则"),
    (content(patterns={"county": {**NUMBERS, "pattern": r"(\d{6}"}}), "pattern/county", "第 1 个字符处"),
    (content(patterns={"county": {**NUMBERS, "pattern": r"(\d{6})-(\d{6})-(\d{3}Q)"}}), "pattern/county", "四个括号"),
    (content(patterns={"county": {**NUMBERS, "pattern": r"(\d+)-(\d+)-(\d+)(Q)"}}), "pattern/county", "没有上限"),
    (
        content(patterns={"county": {**NUMBERS, "pattern": r"((\d{1,9}){1,9}){1,9}(\d)(Q)"}}),
        "pattern/county",
        "没有上限",
    ),
    (content(patterns={"county": {**NUMBERS, "pattern": "长" * 201}}), "pattern/county", "200 字以内"),
]


@pytest.mark.parametrize(("wrong", "path", "words"), WRONG)
def test_what_a_version_may_not_say(wrong, path, words) -> None:
    found = troubles(wrong)
    assert [item.path for item in found] == [path] and words in found[0].message


RIGHT = [
    with_limit("S05", "lb_xy_m", 0.2),
    with_severity("S24", "block"),
    with_severity("S05", "off"),
    content(signatures=["office"]),
    content(scales={"township": 5_000}),
    content(clauses={"S05/lb_xy_m": "省标 5.2"}),
    content(patterns={"county": NUMBERS}),
]


@pytest.mark.parametrize("right", RIGHT)
def test_what_it_may_say_is_one_change_that_can_be_laid_over_the_former(right) -> None:
    assert troubles(right) == []
    [change] = changes(content(), right)
    assert change.before != change.after and change.label
    if not change.path.startswith("clauses/"):
        assert flat(with_only(content(), right, change.path)) == flat(right)


def test_the_first_version_means_what_the_second_says() -> None:
    first = {name: VERSIONS[0].get(name, {}) for name in PARTS}
    assert [item.path for item in changes(first, content())] == ["source", "S30/max_vertices"]


def test_every_item_has_words() -> None:
    items = flat(content())
    assert all(words_of(path, value) for path, value in items.items())
    assert len(items) > 3 * len(LIMITS)
