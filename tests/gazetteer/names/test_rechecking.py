"""The re-check reports what the rules say of standing names, and changes nothing."""

import pytest

from boundaries.divisions.queries import versions_on
from gazetteer.names.gathering import Exclude
from gazetteer.names.models import Name
from gazetteer.names.rechecking import count_standing, kind_of, recheck, standing_names
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Severity
from tests.factories import make_division
from tests.gazetteer.names.factories import DAY, make_feature, make_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db):
    tree = make_register()
    make_feature("向阳路", "street", tree["nongan"], (125.17, 44.43))
    make_feature("毛泽东路", "street", tree["town"])
    return tree


def test_a_recheck_reports_and_changes_nothing(tree):
    twin = make_division("靠山镇", "220183101", parent=tree["dehui"], level="township", kind="镇")
    before = list(Name.objects.values()), list(versions_on(DAY).values())
    found = [reported for reported in recheck(DAY) if reported]
    doubled = {reported.id for reported in found if any(item.rule == "N09" for item in reported.findings)}
    assert doubled == {f"D{twin.pk}", f"D{tree['kaoshan'].pk}"}
    assert any(item.rule == "N04" for reported in found if reported.name == "毛泽东路" for item in reported.findings)
    assert (list(Name.objects.values()), list(versions_on(DAY).values())) == before
    assert count_standing(DAY) == len(list(recheck(DAY)))


def test_a_recheck_of_a_division_a_rule_and_a_strength(tree):
    twin = make_division("靠山镇", "220183101", parent=tree["dehui"], level="township", kind="镇")
    below = [reported for reported in recheck(DAY, tree["dehui"].pk, {"N09"}) if reported]
    assert [reported.id for reported in below] == [f"D{twin.pk}"]
    only = [reported for reported in recheck(DAY, None, {"N04"}, least=Severity.BLOCK) if reported]
    assert [reported.name for reported in only] == ["毛泽东路"]
    assert only[0].as_json("农安镇")["findings"][0]["rule"] == "N04"


def test_every_standing_name_is_judged_as_itself(tree):
    names = list(standing_names(DAY))
    assert len({name.id for name in names}) == len(names)
    assert all(name.asked.exclude != Exclude() for name in names)
    assert {kind_of(version) for version in versions_on(DAY)} >= {NameKind.COUNTY, NameKind.TOWNSHIP}
