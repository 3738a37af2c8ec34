"""N04 to N08: each fires where it should and stays silent where it should."""

import pytest

from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.tables import amended, shipped
from gazetteer.rules.wording import (
    is_sober,
    names_no_company,
    names_no_leader,
    names_no_person,
    names_nothing_foreign,
)
from office.rulesets.findings import Basis
from office.rulesets.settings import RuleSettings

PLAIN = RuleSettings()
UNTOLD = Facts()
STATED = Facts(no_link_statement="取自本村旧名，与该人无关")
RULES = (names_no_leader, names_no_person, names_nothing_foreign, names_no_company)


def told(rule, name: str, facts: Facts = UNTOLD, settings: RuleSettings = PLAIN, kind: NameKind = NameKind.STREET):
    found = rule(parse(name, kind), facts, shipped(), settings)
    return [(finding.rule, finding.severity.value) for finding in found]


@pytest.mark.parametrize(
    "name", ["向阳街", "格力吐街", "天字街", "靠山路", "朝阳胡同", "德惠大街", "毛家街", "东林路", "恩惠街"]
)
def test_ordinary_names_say_nothing(name):
    assert [told(rule, name) for rule in RULES] == [[], [], [], []]
    assert is_sober(parse(name, NameKind.STREET), shipped(), PLAIN) == []


@pytest.mark.parametrize(
    ("name", "weight"),
    [("毛泽东路", "block"), ("毛澤東路", "block"), ("周恩来广场街", "block"), ("泽东街", "block"), ("万里街", "warn")],
)
def test_n04_names_of_leaders(name, weight):
    assert told(names_no_leader, name) == [("N04", weight)]


def test_n04_a_statement_helps_only_words_of_everyday_language():
    assert told(names_no_leader, "毛泽东路", STATED) == [("N04", "block")]
    assert told(names_no_leader, "万里街", STATED) == [("N04", "info")]
    assert told(names_no_leader, "万里长城路") == []


def test_n04_cannot_be_switched_off():
    assert told(names_no_leader, "毛泽东路", settings=RuleSettings(severities={"N04": "off"})) == [("N04", "block")]


@pytest.mark.parametrize("name", ["杨靖宇路", "尚志大街", "孙悟空路", "雷锋街"])
def test_n05_persons_and_characters_want_a_statement(name):
    assert told(names_no_person, name) == [("N05", "warn")]
    assert told(names_no_person, name, STATED) == [("N05", "info")]


def test_n05_follows_the_rule_set():
    assert told(names_no_person, "雷锋街", settings=RuleSettings(severities={"N05": "block"})) == [("N05", "block")]
    assert told(names_no_person, "雷锋街", settings=RuleSettings(severities={"N05": "off"})) == []


def test_n06_foreign_names_block():
    (finding,) = names_nothing_foreign(parse("曼哈顿花园", NameKind.RESIDENTIAL), STATED, shipped(), PLAIN)
    assert (finding.rule, finding.severity.value, finding.basis) == ("N06", "block", Basis.LAW)
    assert finding.evidence["words"][0]["source"]
    assert told(names_nothing_foreign, "东京街") == [("N06", "warn")]


def test_n07_companies_block_until_somebody_states_that_there_is_no_link():
    assert told(names_no_company, "万达路") == [("N07", "block")]
    assert told(names_no_company, "万达路", STATED) == [("N07", "warn")]
    assert told(names_no_company, "解放大路") == [("N07", "info")]


@pytest.mark.parametrize(("name", "why"), [("环球中心", "夸大"), ("皇家花园", "夸大"), ("寡妇沟路", "健康")])
def test_n08_exaggerating_and_vulgar_words(name, why):
    (finding,) = is_sober(parse(name, NameKind.RESIDENTIAL), shipped(), PLAIN)
    assert (finding.rule, finding.severity.value) == ("N08", "warn")
    assert why in finding.message
    switched_off = RuleSettings(severities={"N08": "off"})
    assert is_sober(parse(name, NameKind.RESIDENTIAL), shipped(), switched_off) == []


def test_the_province_adds_and_drops_words_as_data():
    terms = (
        {"words": {"foreign": {"drop": ["巴黎"]}}},
        {
            "words": {"companies": {"add": [["松花江面粉", "省市场监管厅名录"]]}},
            "generics": {"street": {"add": ["甬"]}},
        },
    )
    tables = amended(terms)
    assert tables is amended(terms)
    assert amended(()) is shipped()
    assert names_nothing_foreign(parse("巴黎路", NameKind.STREET), Facts(), tables, PLAIN) == []
    (finding,) = names_no_company(parse("松花江面粉路", NameKind.STREET), Facts(), tables, PLAIN)
    assert finding.evidence["words"][0]["source"] == "省市场监管厅名录"
    assert parse("东甬", NameKind.STREET, (), tables).parts.generic == "甬"
    assert parse("东甬", NameKind.STREET).parts.generic == ""


def test_every_listed_word_has_its_source_and_date():
    words = [word for listed in shipped().words_of.values() for word in listed]
    assert len(words) > 500
    assert all(word.source and word.date and word.match in {"inside", "whole"} for word in words)
