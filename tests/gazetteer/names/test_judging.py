"""Judging against the register: what is gathered, for which scope, in how many questions."""

import pytest

from gazetteer.names.gathering import Exclude
from gazetteer.names.judging import judge_name
from gazetteer.names.models import CountryUnit, ReadingDecision
from gazetteer.names.pending import PendingQuestion, _sources, register_pending
from gazetteer.rules.context import Candidate, Standing
from gazetteer.rules.judging import Judgement
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from office.rulesets.findings import Severity
from tests.factories import UserFactory
from tests.gazetteer.names.factories import DAY, make_area, make_feature, make_register

pytestmark = pytest.mark.django_db
HERE = (125.18, 44.43)


@pytest.fixture
def tree():
    return make_register()


def rules(judgement: Judgement) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in judgement.findings}


def test_a_township_is_compared_in_the_whole_province(tree):
    found = judge_name("靠山镇", "township", tree["dehui"].pk, day=DAY)
    assert rules(found) == {"N09": Severity.BLOCK}
    assert (found.scope.key, found.scope.label) == ("province", "吉林省")
    evidence = found.findings[0].evidence["names"][0]
    assert (evidence["id"], evidence["place"]) == (f"D{tree['kaoshan'].pk}", "吉林省长春市农安县")


def test_a_free_name_has_no_finding(tree):
    assert judge_name("松泉镇", "township", tree["dehui"].pk, day=DAY).findings == ()


def test_what_the_division_is_called_is_not_in_its_own_way(tree):
    assert judge_name("靠山镇", "township", tree["kaoshan"].pk, day=DAY).findings == ()
    renamed = judge_name("靠山镇", "township", tree["nongan"].pk, day=DAY, exclude=Exclude(division=tree["kaoshan"].pk))
    assert renamed.findings == ()


def test_other_peoples_and_former_names(tree):
    assert rules(judge_name("凉水镇", "township", tree["nongan"].pk, day=DAY)) == {"N10": Severity.WARN}
    assert rules(judge_name("前岗乡", "township", tree["dehui"].pk, day=DAY)) == {"N09": Severity.INFO}


def test_the_country_is_the_scope_of_counties(tree):
    parsed = parse("通州区", NameKind.COUNTY)
    CountryUnit.objects.create(
        code="11", name="北京市", level="province", specific="北京", sound="", sound_plain="", source="测试"
    )
    CountryUnit.objects.create(
        code="110112",
        name="通州区",
        level="county",
        specific="通州",
        generic="区",
        sound=parsed.sound,
        sound_plain=parsed.sound_plain,
        source="测试",
    )
    found = judge_name("通州区", "county", tree["city"].pk, day=DAY)
    assert rules(found)["N09"] is Severity.BLOCK
    assert found.findings[0].clause == "《地名管理条例》第九条（七）"
    assert found.findings[0].evidence["names"][0]["place"] == "北京市"
    assert rules(judge_name("通周区", "county", tree["city"].pk, day=DAY))["N11"] is Severity.WARN
    assert rules(judge_name("农安市", "county", tree["city"].pk, day=DAY)) == {"N10": Severity.WARN}


def test_villages_are_compared_in_their_county(tree):
    assert rules(judge_name("红石村", "village_seat", tree["nongan"].pk, day=DAY)) == {"N09": Severity.BLOCK}
    assert judge_name("红石村", "village_seat", tree["dehui"].pk, day=DAY).findings == ()


def test_streets_without_a_built_up_area_get_advice(tree):
    make_feature("兴隆路", "street", tree["village"], HERE)
    without = judge_name("兴隆路", "street", tree["nongan"].pk, day=DAY)
    assert rules(without) == {"N09": Severity.WARN, "N12": Severity.INFO}
    assert not without.scope.legal
    near = judge_name("兴隆路", "street", tree["nongan"].pk, (125.19, 44.43), DAY)
    assert rules(near) == {"N09": Severity.WARN, "N12": Severity.INFO}
    assert 700 < near.findings[0].evidence["names"][0]["distance_m"] < 900
    far = judge_name("兴隆路", "street", tree["nongan"].pk, (125.3, 44.43), DAY)
    assert rules(far) == {"N12": Severity.INFO}


def test_a_feature_is_not_in_its_own_way(tree):
    feature = make_feature("兴隆路", "street", tree["village"], HERE)
    found = judge_name("兴隆路", "street", tree["village"].pk, HERE, DAY, Exclude(feature=feature.pk))
    assert "N09" not in rules(found)


def test_pending_names_are_asked_for(tree, monkeypatch):
    monkeypatch.setattr("gazetteer.names.pending._sources", {})
    asked: list[PendingQuestion] = []

    def source(question: PendingQuestion):
        asked.append(question)
        return [Candidate("A1", parse("松泉镇", NameKind.TOWNSHIP), standing=Standing.PENDING)]

    register_pending(source, lambda kind, within: ())
    register_pending(source, lambda kind, within: ())
    found = judge_name("松泉镇", "township", tree["nongan"].pk, day=DAY, exclude=Exclude(application=7))
    assert rules(found) == {"N09": Severity.WARN}
    assert [(item.within, item.exclude) for item in asked] == [(frozenset({tree["province"].pk}), 7), (None, 7)]
    assert source not in _sources


def test_the_point_is_looked_up(tree):
    make_area(tree["province"], 124, 43, 127, 46)
    make_area(tree["city"], 124, 43, 127, 46)
    make_area(tree["nongan"], 124.9, 44, 125.4, 44.6)
    make_area(tree["dehui"], 125.4, 44, 126, 44.6)
    make_area(tree["kaoshan"], 125.1, 44.4, 125.2, 44.5, sample=True)
    assert "N33" not in rules(judge_name("兴隆路", "street", tree["nongan"].pk, HERE, DAY))
    assert rules(judge_name("兴隆路", "street", tree["dehui"].pk, HERE, DAY))["N33"] is Severity.BLOCK
    assert rules(judge_name("兴隆路", "street", tree["town"].pk, HERE, DAY))["N33"] is Severity.INFO
    assert rules(judge_name("兴隆路", "street", tree["nongan"].pk, (110.0, 30.0), DAY))["N33"] is Severity.BLOCK


def test_an_unknown_area_says_nothing(tree):
    assert "N33" not in rules(judge_name("兴隆路", "street", tree["nongan"].pk, HERE, DAY))


def test_a_district_and_a_wrong_approver(tree):
    district = tree["district"].pk
    assert rules(judge_name("松泉路", "street", district, day=DAY))["N24"] is Severity.INFO
    assert rules(judge_name("松泉路", "street", district, day=DAY, approver_id=district))["N24"] is Severity.BLOCK
    assert "N24" not in rules(judge_name("松泉路", "street", district, day=DAY, approver_id=tree["city"].pk))


def test_confirmed_readings_are_remembered(tree):
    name, kind, home = "十家堡镇", "township", tree["nongan"].pk
    assert rules(judge_name(name, kind, home, day=DAY)) == {"N19": Severity.WARN}
    ReadingDecision.objects.create(char="堡", context="十家堡", reading="pù", confirmed_by=UserFactory())
    found = judge_name(name, kind, home, day=DAY)
    assert (found.pinyin, found.findings) == ("Shijiapu Zhen", ())


def test_a_reading_of_one_division_counts_there_only(tree):
    ReadingDecision.objects.create(char="圈", division=tree["nongan"], reading="juàn", confirmed_by=UserFactory())
    assert judge_name("黄鱼圈乡", "township", tree["nongan"].pk, day=DAY).pinyin == "Huangyujuan Xiang"
    assert judge_name("黄鱼圈乡", "township", tree["dehui"].pk, day=DAY).pinyin == "Huangyuquan Xiang"


def test_the_rule_sets_of_the_day_judge(tree):
    found = judge_name("㙟镇", "township", tree["nongan"].pk, day=DAY)
    assert found.versions == ("names-national 2022-05", "names-jilin 2025-03")
    assert rules(found)["N03"] is Severity.BLOCK
    before = judge_name("㙟镇", "township", tree["nongan"].pk, day=DAY.replace(year=2023))
    assert before.versions == ("names-national 2022-05",)
    assert rules(before)["N03"] is Severity.WARN


@pytest.mark.parametrize(("name", "kind"), [("松泉镇", "township"), ("松泉县", "county"), ("松泉路", "street")])
def test_a_judgement_asks_few_questions(tree, django_assert_max_num_queries, name, kind):
    judge_name(name, kind, tree["nongan"].pk, day=DAY)
    with django_assert_max_num_queries(14):
        judge_name(name, kind, tree["nongan"].pk, HERE, DAY)
