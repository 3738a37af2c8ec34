"""Each rule fires where it should and stays silent where it should."""

import pytest

from gazetteer.rules.authority import authority_for, right_authority
from gazetteer.rules.context import Candidate, Place, RuleContext, Scope, ScopeKey, Standing, Step
from gazetteer.rules.form import has_kind, has_lawful_characters, has_parts
from gazetteer.rules.judging import judge
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.location import is_placed
from gazetteer.rules.parsing import parse
from gazetteer.rules.reading_rule import is_spelled
from gazetteer.rules.sameness import has_own_specific, is_not_taken, scope_is_known, sounds_different
from gazetteer.rules.tables import shipped
from gazetteer.rules.text import normal_form
from office.rulesets.findings import Basis, Severity
from office.rulesets.settings import RuleSettings

PLAIN = RuleSettings()
PROVINCE = Scope(ScopeKey.PROVINCE, "吉林省", legal=True)
SUBSTITUTE = Scope(ScopeKey.SUBSTITUTE, "农安镇", legal=False, note="建成区不明，以农安镇代替")
NONE = Scope(ScopeKey.UNREGULATED, "农安县", legal=False, note="没有规定范围")
CHANGCHUN, NONGAN, NANGUAN = (
    Step(2, "长春市", "prefecture"),
    Step(3, "农安县", "county"),
    Step(4, "南关区", "county", district=True),
)
COUNTY = Place((Step(1, "吉林省", "province"), CHANGCHUN, NONGAN))
DISTRICT = Place((Step(1, "吉林省", "province"), CHANGCHUN, NANGUAN))


def parts(name: str, kind: str = "township"):
    known = NameKind(kind)
    parsed = parse(name, known)
    return has_parts(parsed.name, known, parsed.parts, shipped(), PLAIN)


def characters(name: str, settings: RuleSettings = PLAIN):
    return has_lawful_characters(name, normal_form(name), shipped(), settings)


def candidate(name: str, kind: str = "township", standing: Standing = Standing.CURRENT) -> Candidate:
    return Candidate("D1", parse(name, NameKind(kind)), "吉林省四平市", standing=standing)


def compare(
    rule, name: str, *others: Candidate, scope: Scope = PROVINCE, settings: RuleSettings = PLAIN, kind="township"
):
    return rule(parse(name, NameKind(kind)), RuleContext(scope, others), None, settings)


def weights(findings) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity.value) for finding in findings]


# --- N01 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("靠山镇", "township"), ("人民大街", "street"), ("二道甸子", "hamlet")])
def test_n01_is_silent_for_whole_names(name, kind):
    assert parts(name, kind) == []


@pytest.mark.parametrize(
    ("name", "kind", "basis"),
    [
        ("", "township", Basis.INTEGRITY),
        ("街", "street", Basis.LAW),
        ("靠山", "township", Basis.LAW),
        ("人民路", "township", Basis.LAW),
        ("长" * 200 + "镇", "township", Basis.INTEGRITY),
    ],
)
def test_n01_blocks_what_is_no_whole_name(name, kind, basis):
    (finding,) = parts(name, kind)
    assert (finding.rule, finding.severity, finding.basis) == ("N01", Severity.BLOCK, basis)
    assert finding.fix


def test_n01_only_tells_for_hamlets():
    assert weights(parts("靠", "hamlet")) == [("N01", "info")]


# --- N02 ---------------------------------------------------------------------------------------


def test_n02():
    assert has_kind("street") == []
    assert weights(has_kind("avenue")) == weights(has_kind(None)) == [("N02", "block")]


# --- N03 ---------------------------------------------------------------------------------------


def test_n03_is_silent_for_regular_characters():
    assert characters("靠山镇") == []


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("濛江乡", Basis.LAW),
        ("長春路", Basis.LAW),
        ("Ａ区", Basis.LAW),
        ("2号路", Basis.LAW),
        ("<b>路</b>", Basis.LAW),
        ("'; DROP TABLE--", Basis.LAW),
        ("훈춘시", Basis.LAW),
        ("靠\ue000镇", Basis.INTEGRITY),
        ("靠\U0003ffff镇", Basis.INTEGRITY),
    ],
)
def test_n03_blocks_other_scripts_and_codes(name, basis):
    found = characters(name)
    assert (found[0].rule, found[0].severity, found[0].basis) == ("N03", Severity.BLOCK, basis)


def test_n03_outside_the_table_is_advice_that_the_shipped_set_makes_a_block():
    assert weights(characters("㙟镇")) == [("N03", "warn")]
    assert weights(characters("㙟镇", RuleSettings(severities={"N03/outside": "block"}))) == [("N03", "block")]
    assert characters("㙟镇", RuleSettings(severities={"N03": "off"})) == []


def test_n03_warns_of_level_three_and_hidden_characters():
    assert weights(characters("亍镇")) == [("N03", "warn")]
    assert weights(characters("靠山\u200b镇")) == [("N03", "warn")]
    assert characters("靠山 镇") == []


# --- N09, N10 ----------------------------------------------------------------------------------


def test_n09_blocks_the_same_name_in_the_scope_of_the_law():
    (finding,) = compare(is_not_taken, "靠山镇", candidate("靠山镇"))
    assert (finding.rule, finding.severity, finding.basis) == ("N09", Severity.BLOCK, Basis.LAW)
    assert "第九条（八）" in finding.clause
    assert finding.evidence["names"][0]["name"] == "靠山镇"


@pytest.mark.parametrize("other", ["靠水镇", "靠山乡", "靠山满族镇"])
def test_n09_is_silent_for_other_names(other):
    assert compare(is_not_taken, "靠山镇", candidate(other)) == []


def test_n09_takes_variant_characters_for_the_same():
    assert weights(compare(is_not_taken, "长岭镇", candidate("長嶺镇"))) == [("N09", "block")]


@pytest.mark.parametrize(
    ("scope", "standing", "weight"),
    [
        (SUBSTITUTE, Standing.CURRENT, "warn"),
        (NONE, Standing.CURRENT, "info"),
        (PROVINCE, Standing.PENDING, "warn"),
        (PROVINCE, Standing.HISTORIC, "info"),
    ],
)
def test_n09_is_advice_elsewhere(scope, standing, weight):
    found = compare(is_not_taken, "靠山镇", candidate("靠山镇", standing=standing), scope=scope)
    assert weights(found) == [("N09", weight)]
    assert found[0].basis is not Basis.LAW


def test_n09_cannot_be_switched_off_where_it_is_law():
    off = RuleSettings(severities={"N09": "off"})
    assert weights(compare(is_not_taken, "靠山镇", candidate("靠山镇"), settings=off)) == [("N09", "block")]
    assert compare(is_not_taken, "靠山镇", candidate("靠山镇"), scope=NONE, settings=off) == []


def test_n09_knows_committees_by_their_village():
    same = candidate("红石村委会", "village_seat")
    assert weights(compare(is_not_taken, "红石村", same, kind="village_seat")) == [("N09", "block")]


@pytest.mark.parametrize("other", ["凉水朝鲜族镇", "凉水乡"])
def test_n10_warns_of_the_same_specific_part(other):
    assert weights(compare(has_own_specific, "凉水镇", candidate(other))) == [("N10", "warn")]


def test_n10_is_silent_for_the_same_and_for_another_name():
    assert compare(has_own_specific, "凉水镇", candidate("凉水镇"), candidate("热水镇")) == []


# --- N11, N12 ----------------------------------------------------------------------------------


def test_n11_grades_sameness_of_sound():
    assert weights(compare(sounds_different, "宏伟镇", candidate("红围镇"))) == [("N11", "info")]
    assert weights(compare(sounds_different, "红星镇", candidate("鸿兴镇"))) == [("N11", "warn")]
    assert weights(compare(sounds_different, "红星镇", candidate("鸿兴乡"))) == [("N11", "info")]


def test_n11_is_silent_for_another_sound_and_for_the_same_characters():
    assert compare(sounds_different, "红星镇", candidate("靠山镇"), candidate("红星乡")) == []


def test_n12_speaks_where_the_scope_is_not_the_one_of_the_law():
    assert scope_is_known(PROVINCE, PLAIN) == []
    assert weights(scope_is_known(SUBSTITUTE, PLAIN)) == weights(scope_is_known(NONE, PLAIN)) == [("N12", "info")]


# --- N19 ---------------------------------------------------------------------------------------


def test_n19_asks_for_open_readings_and_a_right_spelling():
    settled, open_name = parse("集安市", NameKind.COUNTY), parse("八里堡街道", NameKind.SUBDISTRICT)
    assert is_spelled(settled, "Ji'an Shi", PLAIN) == is_spelled(settled, "Jí’ān  Shì", PLAIN) == []
    assert weights(is_spelled(settled, "Jian City", PLAIN)) == [("N19", "warn")]
    assert weights(is_spelled(open_name, "", PLAIN)) == [("N19", "warn")]


# --- N24 ---------------------------------------------------------------------------------------


def test_n24_a_district_never_approves_a_street():
    assert weights(right_authority(NameKind.STREET, DISTRICT, NANGUAN, PLAIN)) == [("N24", "block")]
    assert right_authority(NameKind.STREET, DISTRICT, CHANGCHUN, PLAIN) == []
    assert right_authority(NameKind.STREET, COUNTY, NONGAN, PLAIN) == []
    assert weights(right_authority(NameKind.TOWNSHIP, COUNTY, NONGAN, PLAIN)) == [("N24", "block")]


def test_n24_says_it_beforehand():
    assert weights(right_authority(NameKind.STREET, DISTRICT, None, PLAIN)) == [("N24", "info")]
    assert right_authority(NameKind.STREET, COUNTY, None, PLAIN) == []


@pytest.mark.parametrize(
    ("kind", "place", "name"),
    [
        ("street", DISTRICT, "长春市人民政府"),
        ("street", COUNTY, "农安县人民政府"),
        ("township", COUNTY, "吉林省人民政府"),
        ("county", COUNTY, "国务院或其授权的省级人民政府"),
    ],
)
def test_authorities(kind, place, name):
    assert authority_for(NameKind(kind), place).name == name


# --- N33 ---------------------------------------------------------------------------------------


def test_n33():
    here = (125.1, 44.4)
    assert is_placed(Place(), PLAIN) == is_placed(Place(point=here, inside=True), PLAIN) == []
    assert is_placed(Place(point=here, inside=None), PLAIN) == []
    outside = is_placed(Place(point=here, inside=False, area_of="农安县", found="吉林省长春市德惠市"), PLAIN)
    assert weights(outside) == [("N33", "block")]
    assert outside[0].basis is Basis.INTEGRITY
    sample = Place(point=here, inside=False, area_of="农安镇", area_sample=True)
    assert weights(is_placed(sample, PLAIN)) == [("N33", "info")]
    assert weights(is_placed(Place(point=(4_900_000.0, 42_500_000.0)), PLAIN)) == [("N33", "block")]
    assert weights(is_placed(Place(faults=("图形自相交",)), PLAIN)) == [("N33", "block")]


# --- all together ------------------------------------------------------------------------------


def test_a_judgement_has_the_outside_shape():
    context = RuleContext(PROVINCE, [candidate("靠山镇")])
    judgement = judge("靠山镇", "township", COUNTY, context, RuleSettings(("names-national 2022-05",)))
    shape = judgement.as_json()
    assert judgement.blocked
    assert {"name", "specific", "generic", "pinyin", "pinyin_toned", "readings", "scope", "findings"} <= shape.keys()
    assert shape["pinyin"] == "Kaoshan Zhen"
    assert shape["readings"][0] == {
        "char": "靠",
        "index": 0,
        "candidates": ["kào"],
        "chosen": "kào",
        "confirmed": True,
    }
    assert shape["rulesets"] == ["names-national 2022-05"]


def test_blocks_come_first_and_an_unknown_kind_is_a_finding():
    judgement = judge("濛江", "castle", COUNTY, RuleContext(NONE), PLAIN)
    assert [finding.severity for finding in judgement.findings][:2] == [Severity.BLOCK, Severity.BLOCK]
    assert "N02" in {finding.rule for finding in judgement.findings}
