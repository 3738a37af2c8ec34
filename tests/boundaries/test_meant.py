"""Divisions by code or by name: what is meant, what is refused, what is suggested."""

import datetime

import pytest

from boundaries.divisions.meant import AmbiguousName, all_meant, meant, named, suggested
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import UnknownDivision
from boundaries.divisions.written import endings, parts_of, spells
from tests.factories import make_division, make_tree, period

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)


@pytest.fixture
def tree():
    found = make_tree()
    for key, code, parent in (("one", "220122105", "nongan"), ("other", "220183105", "dehui")):
        found[key] = make_division("朝阳镇", code, parent=found[parent], level="township", kind="镇")
    found["outside"] = make_division("农安镇", "230199100", level="township", kind="镇", external=True)
    return found


def test_a_field_is_read_part_by_part() -> None:
    assert parts_of("220122、 农安县；\n德惠市 ") == ["220122", "农安县", "德惠市"]
    assert endings("图们市") == ["图们市", "们市"] and endings("镇") == ["镇"]
    assert spells("吉林省农安县", ["吉林省", "长春市", "农安县"]) and not spells("德惠市", ["农安县"])


def test_codes_and_names_mean_the_same(tree, django_assert_max_num_queries) -> None:
    for written in ("220122100", "农安镇", "长春市农安县农安镇", "220122100、农安镇 农安县农安镇"):
        assert all_meant(written, DAY) == [tree["town"].pk]
    assert all_meant("德惠市 220122100", DAY) == [tree["dehui"].pk, tree["town"].pk]
    assert meant("农安县朝阳镇", DAY) == tree["one"].pk and meant("德惠市朝阳镇", DAY) == tree["other"].pk
    with django_assert_max_num_queries(2):
        meant("吉林省德惠市朝阳镇", DAY)


def test_an_ambiguous_name_lists_who_bears_it(tree) -> None:
    with pytest.raises(AmbiguousName, match="有 2 个：朝阳镇（220122105，农安县）、朝阳镇（220183105.*连上级"):
        meant("朝阳镇", DAY)


@pytest.mark.parametrize("part", ["无名镇", "农安县德惠市", "安镇", "四平市农安镇", "镇"])
def test_an_unknown_name_is_said(tree, part) -> None:
    with pytest.raises(UnknownDivision, match=f"没有名称为“{part}”的区划"):
        meant(part, DAY)


def test_wrong_digits_are_no_name(tree) -> None:
    with pytest.raises(ValueError, match="2、4、6、9 或 12 位"):
        meant("22012", DAY)


def test_the_day_decides(tree) -> None:
    town = DivisionVersion.objects.get(division=tree["town"])
    town.valid = period(None, "2025-02-01")
    town.save()
    assert meant("农安镇", datetime.date(2025, 1, 31)) == tree["town"].pk
    with pytest.raises(UnknownDivision):
        meant("农安镇", DAY)


def test_the_level_of_the_field_decides_between_levels(tree) -> None:
    district = make_division("朝阳镇", "220199", parent=tree["city"])
    assert meant("朝阳镇", DAY, ["county"]) == district.pk
    assert meant("农安镇", DAY, ["county"]) == tree["town"].pk, "the rules of the change speak of the level"


def test_suggestions_are_near_first_and_of_the_level(tree, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = suggested("朝阳", DAY, near=[tree["dehui"].pk])
    assert [str(each) for each in found] == ["朝阳镇（220183105，德惠市）", "朝阳镇（220122105，农安县）"]
    assert [each.name for each in suggested("农安", DAY)][:2] == ["农安县", "农安镇"]
    assert [each.division_id for each in suggested("农安县朝", DAY)] == [tree["one"].pk]
    assert [each.code for each in suggested("220183", DAY)] == ["220183", "220183105"]
    assert [each.name for each in suggested("农安", DAY, ["county"])] == ["农安县"]
    assert suggested("", DAY) == suggested("%", DAY) == suggested("没有", DAY) == []


def test_neighbours_and_statistical_units_are_not_suggested_but_have_their_codes(tree) -> None:
    zone = make_division("农安开发区", "220122400", parent=tree["nongan"], level="township", statistical=True)
    assert {each.code for each in suggested("农安", DAY)}.isdisjoint({"230199100", "220122400"})
    assert meant("220122400", DAY) == zone.pk and meant("230199100", DAY) == tree["outside"].pk


def test_without_a_code_the_full_name_is_written(tree) -> None:
    bare = make_division("新村", parent=tree["one"], level="village", kind="村委会")
    (found,) = named([bare.pk], DAY)
    assert (found.written, str(found)) == ("朝阳镇新村", "新村（朝阳镇）")
    assert meant(found.written, DAY) == bare.pk and named([], DAY) == []
