"""N13 to N15, N18, N20, N21, N25, N31, N32: each fires where it should and stays silent where it should."""

import pytest

from gazetteer.rules.authority import authority_for, goes_to_the_state
from gazetteer.rules.context import Border, Candidate, Entity, Place, Standing, Step
from gazetteer.rules.facts import Facts, bearing_of
from gazetteer.rules.filling import has_its_minority_form, has_no_foreign_generic, is_in_a_plan
from gazetteer.rules.fitting import fits_the_thing
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.surroundings import agrees_with_the_place, is_no_feature, is_not_sought, is_not_worn
from gazetteer.rules.tables import shipped
from office.rulesets.settings import RuleSettings

PLAIN = RuleSettings()
JILIN, YANBIAN, HUNCHUN = (
    Step(1, "吉林省", "province"),
    Step(2, "延边朝鲜族自治州", "prefecture"),
    Step(3, "珲春市", "county"),
)
HERE = Place((JILIN, Step(5, "长春市", "prefecture"), Step(6, "农安县", "county"), Step(7, "靠山镇", "township")))
THERE = Place((JILIN, YANBIAN, HUNCHUN))


def told(findings) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity.value) for finding in findings]


def settings(**severities: str) -> RuleSettings:
    return RuleSettings(severities=severities)


# --- N13 ---------------------------------------------------------------------------------------


def division(name: str, *entities: Entity, kind: NameKind = NameKind.TOWNSHIP):
    return told(is_no_feature(parse(name, kind), entities, shipped()))


def test_n13_famous_features_and_heritage_name_no_division():
    assert division("长白山镇") == division("高句丽王城镇") == [("N13", "block")]
    assert division("长白山路", kind=NameKind.STREET) == []
    assert division("长白镇") == []


def test_n13_a_thing_outside_of_the_division_does_not_name_it():
    outside, inside = Entity("G1", "月亮湖", "大安市", False), Entity("G2", "月亮湖", "农安县", True)
    assert division("月亮湖镇", outside) == [("N13", "block")]
    assert division("月亮湖镇", outside, inside) == division("月亮湖镇") == []


# --- N14 ---------------------------------------------------------------------------------------


def facility(name: str, *local: str, rules: RuleSettings = PLAIN):
    return told(agrees_with_the_place(parse(name, NameKind.FACILITY), HERE, local, shipped(), rules))


def test_n14_facilities_take_the_name_of_their_place():
    assert facility("靠山大桥") == facility("农安水库") == facility("波罗泡水库", "波罗泡") == []
    assert facility("腾飞大桥") == [("N14", "warn")]
    assert facility("腾飞大桥", rules=settings(N14="off")) == []
    street = parse("腾飞路", NameKind.STREET)
    assert agrees_with_the_place(street, HERE, [], shipped(), PLAIN) == []


# --- N15 ---------------------------------------------------------------------------------------


def street(name: str, rules: RuleSettings = PLAIN, **facts: float):
    return told(fits_the_thing(parse(name, NameKind.STREET), Facts(**facts), shipped(), rules))


def test_n15_a_lane_of_three_metres_is_no_avenue():
    assert street("向阳大街", width_m=3) == [("N15", "warn")]
    assert street("向阳大街", width_m=30, length_m=900) == street("向阳大街") == []
    assert street("向阳胡同", width_m=20) == [("N15", "warn")]
    assert street("向阳大街", settings(N15="off"), width_m=3) == []


def test_n15_limits_are_data():
    wider = RuleSettings(limits={"N15": {"street/大街": {"min_width_m": 2}}})
    assert street("向阳大街", wider, width_m=3) == []


def test_n15_direction_is_information():
    assert street("向阳路", bearing=0) == street("向阳街", bearing=91) == [("N15", "info")]
    assert street("向阳路", bearing=80) == street("向阳街", bearing=170) == street("向阳路", bearing=45) == []


def test_bearings():
    assert bearing_of((125, 44), (125, 45)) == pytest.approx(0)
    assert bearing_of((125, 44), (124, 44)) == pytest.approx(90)
    assert bearing_of((125, 44), (125, 44)) is None


# --- N18, N32 ----------------------------------------------------------------------------------


def test_n18_old_names_of_other_things():
    name = parse("宽城子街", NameKind.STREET)
    old = Candidate("D5", parse("宽城子镇", NameKind.TOWNSHIP), "长春市", standing=Standing.HISTORIC)
    assert told(is_not_worn(name, [old], None, PLAIN)) == [("N18", "info")]
    other = Candidate("D6", parse("头道沟镇", NameKind.TOWNSHIP), standing=Standing.HISTORIC)
    assert is_not_worn(name, [other], None, PLAIN) == []


def test_n32_the_same_name_is_applied_for_elsewhere():
    name = parse("松泉村", NameKind.VILLAGE_SEAT)
    pending = Candidate("A1", parse("松泉村", NameKind.VILLAGE_SEAT), "德惠市", standing=Standing.PENDING)
    assert told(is_not_sought(name, [pending], None, PLAIN)) == [("N32", "warn")]
    assert is_not_sought(name, [], None, PLAIN) == []


# --- N20, N21, N31 -----------------------------------------------------------------------------


def test_n20_no_foreign_words_in_the_spelling():
    assert told(has_no_foreign_generic("Xiangyang Road", shipped())) == [("N20", "block")]
    assert told(has_no_foreign_generic("Ｘｉａｎｇｙａｎｇ ＳＴＲＥＥＴ", shipped())) == [("N20", "block")]
    assert has_no_foreign_generic("Xiangyang Lu", shipped()) == has_no_foreign_generic("", shipped()) == []


def minority(place: Place, *forms: str):
    return told(has_its_minority_form(place, Facts(minority_forms=forms), shipped(), PLAIN))


def test_n21_minority_forms_where_they_belong():
    assert minority(THERE) == minority(THERE, "Xiangyang") == [("N21", "warn")]
    assert minority(THERE, "향양거리") == minority(HERE) == []
    assert told(has_its_minority_form(THERE, Facts(), shipped(), PLAIN)) == [("N21", "info")]


def test_n21_mongolian_and_manchu():
    gorlos = Place((JILIN, Step(8, "前郭尔罗斯蒙古族自治县", "county")))
    yitong = Place((JILIN, Step(9, "伊通满族自治县", "county")))
    assert minority(gorlos) == [("N21", "warn")]
    assert minority(gorlos, "ᠴᠠᠭᠠᠨ ᠨᠠᠭᠤᠷ") == []
    assert minority(yitong) == [("N21", "info")]


def test_n31_the_naming_plan():
    assert told(is_in_a_plan(Facts(naming_plan=""), PLAIN)) == [("N31", "info")]
    assert is_in_a_plan(Facts(naming_plan="农安县地名方案"), PLAIN) == is_in_a_plan(Facts(), PLAIN) == []


# --- N25 ---------------------------------------------------------------------------------------


def at_the_border(kind: NameKind, border: Border, authority: str = ""):
    place = Place(THERE.chain, (130.5, 42.8), border=border)
    return told(goes_to_the_state(kind, place, authority, PLAIN))


def test_n25_natural_features_at_the_border_and_across_provinces_go_to_the_state_council():
    near, across = Border(300.0), Border(None, ("吉林省", "黑龙江省"))
    assert at_the_border(NameKind.NATURAL, near) == at_the_border(NameKind.NATURAL, across) == [("N25", "block")]
    assert at_the_border(NameKind.NATURAL, near, "国务院") == []
    assert at_the_border(NameKind.NATURAL, Border()) == at_the_border(NameKind.NATURAL, Border(2500.0)) == []
    assert authority_for(NameKind.NATURAL, Place(THERE.chain, border=near)).name.startswith("国务院")


def test_n25_settlements_at_the_border_are_checked_by_a_person():
    assert at_the_border(NameKind.HAMLET, Border(300.0)) == [("N25", "warn")]
    assert at_the_border(NameKind.HAMLET, Border(None, ("吉林省", "黑龙江省"))) == []
    assert at_the_border(NameKind.STREET, Border(300.0)) == []
