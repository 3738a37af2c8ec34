"""The rules over a whole survey: each fires and stays silent; the standard gives them their strength."""

import datetime
from dataclasses import replace

import pytest

from office.rulesets.findings import Severity
from survey.checks.standards import Standard
from survey.checks.whole import RULES, SAID, Photo, PointFacts, SurveyFacts, TeamFacts, judge_survey

DAY = datetime.date(2025, 6, 1)
GOOD = SurveyFacts(
    day=DAY,
    level="township",
    scale=10_000,
    parties=("甲镇", "乙镇"),
    points=(PointFacts("001Q", "marker", error_m=0.05, off_m=0.3, end_off_m=200.0, photos=(Photo(30.0, True),)),),
    teams=(TeamFacts("甲镇", "乙测资字1号", DAY), TeamFacts("乙镇", "乙测资字2号")),
    papers=frozenset({"agreement"}),
    required=(("agreement", "边界协议书"),),
    moved=True,
    approval_body="吉林省人民政府",
    pieces={"甲镇": 1, "乙镇": 1},
    cover_km2=60.0,
    due=DAY,
)


def point(**more) -> dict:
    return {"points": (replace(GOOD.points[0], **more),)}


BAD = [
    ("S09", point(error_m=1.01), "1.01 米，1:10000 应不大于 1 米"),
    ("S10", point(off_m=1.2), "离界线 1.20 米"),
    ("S12", {**point(role="three_way", end_off_m=0.02), "parties": ("甲镇", "乙镇", "丙镇")}, "离三线交会处 0.020 米"),
    ("S12", point(role="three_way", end_off_m=0.0), "须由三方签字"),
    ("S17", {"pieces": {"甲镇": 2}}, "甲镇 2 块"),
    ("S18", {"disputes": 1}, "还有 1 段争议"),
    ("S19", {"unsigned": ("甲镇勘界办",)}, "缺少签字：甲镇勘界办"),
    ("S20", {"papers": frozenset()}, "缺：边界协议书"),
    ("S21", point(photos=(Photo(130.0, True),)), "离点 130 米"),
    ("S21", point(photos=(Photo(),)), "没有拍摄时间或位置"),
    ("S23", {"scale": 2000, **point(error_m=0.05, off_m=0.0)}, "属秘密级"),
    ("S24", {"teams": (TeamFacts("甲镇"),)}, "没有登记测绘资质"),
    ("S24", {"teams": (TeamFacts("甲镇", "1号", DAY - datetime.timedelta(1)),)}, "已于 2025-05-31 到期"),
    ("S25", {"approval_body": "农安县人民政府"}, "须由省人民政府批准"),
    ("S26", {"due": DAY - datetime.timedelta(3)}, "已逾期 3 天"),
]


def test_a_good_survey_is_silent() -> None:
    assert judge_survey(GOOD, Standard()) == []


@pytest.mark.parametrize(("rule", "wrong", "words"), BAD)
def test_each_rule_fires(rule, wrong, words) -> None:
    found = judge_survey(replace(GOOD, **wrong), Standard())
    assert [item.rule for item in found] == [rule]
    assert words in found[0].message and found[0].fix and found[0].clause


@pytest.mark.parametrize(
    "right",
    [
        point(kind="double", off_m=25.0),
        point(role="boundary", off_m=9.0),
        {"moved": False, "approval_body": "农安县人民政府"},
        {"level": "county", "approval_body": "国务院"},
        {"approval_body": None},
        {"pieces": {"甲镇": 2}, "special_areas": 1},
        {"scale": 2000, "cover_km2": 24.0, **point(off_m=0.0)},
        {**point(role="three_way", end_off_m=0.01), "parties": ("甲镇", "乙镇", "丙镇")},
    ],
)
def test_what_is_allowed_is_silent(right) -> None:
    assert judge_survey(replace(GOOD, **right), Standard()) == []


def test_limits_and_strengths_come_from_the_standard() -> None:
    wrong = replace(GOOD, **point(error_m=0.6))
    strict = Standard(point_error_mm=0.05, severities={"S09": "block", "S18": "off"})
    (found,) = judge_survey(wrong, strict)
    assert found.severity is Severity.BLOCK
    assert judge_survey(replace(GOOD, disputes=1), strict)[0].rule == "S18", "what rests on law is not switched off"
    assert {rule for rule, _wrong, _words in BAD} == set(SAID) and len(RULES) == len(SAID)
