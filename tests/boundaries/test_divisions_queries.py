"""The register of divisions: codes by scheme and date, chains, subtrees, constraints."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from boundaries.divisions.kinds import Scheme, level_of_code, normal_code
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.divisions.queries import UnknownDivision, chain_of, is_within, names_of, resolve_code, subtree_ids
from tests.factories import make_division, make_tree, period

DAY = datetime.date(2025, 6, 1)


@pytest.mark.parametrize(
    ("given_code", "normal"),
    [
        ("22", "22"),
        ("2200", "22"),
        ("220000", "22"),
        ("220100", "2201"),
        ("220122", "220122"),
        ("220122000000", "220122"),
        ("220122100000", "220122100"),
        ("220122100001", "220122100001"),
    ],
)
def test_filling_zeros_may_be_left_out_or_written(given_code: str, normal: str) -> None:
    assert normal_code(given_code) == normal


@pytest.mark.parametrize("wrong", ["", "2", "221", "2201221", "22012a", "２２", "-2"])
def test_other_lengths_and_characters_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="区划代码"):
        normal_code(wrong)


@given(st.from_regex(r"[1-9][0-9](0[1-9]|[1-9][0-9]){2}", fullmatch=True))
def test_normalising_twice_changes_nothing(code: str) -> None:
    assert normal_code(normal_code(code.ljust(12, "0"))) == code
    assert level_of_code(code) == "county"


def test_same_digits_mean_two_places_in_two_schemes(db) -> None:
    mca = make_division("永兴街道", "220102010", level="township")
    nbs = make_division("鸿城街道", "220102010", level="township", scheme="NBS")
    plain = resolve_code("220102010", DAY)
    assert (plain.division_id, plain.meaning.scheme) == (mca.pk, Scheme.MCA)
    assert [other.division_id for other in plain.others] == [nbs.pk]
    assert resolve_code("220102010", DAY, Scheme.NBS).division_id == nbs.pk


def test_a_code_of_the_register_that_ended_never_turns_into_a_statistical_unit(db) -> None:
    make_division("甲街道", "220102010", level="township", valid=period(None, "2020-01-01"))
    nbs = make_division("鸿城街道", "220102010", level="township", scheme="NBS")
    with pytest.raises(UnknownDivision, match="民政"):
        resolve_code("220102010", DAY)
    assert resolve_code("220102010", DAY, Scheme.NBS).division_id == nbs.pk
    assert resolve_code("220102010", datetime.date(2019, 12, 31)).meaning.name == "甲街道"


def test_digits_that_only_the_statistics_ever_gave_are_theirs(db) -> None:
    zone = make_division("某开发区", "220171", scheme="NBS", statistical=True)
    assert resolve_code("220171", DAY).division_id == zone.pk
    with pytest.raises(UnknownDivision):
        resolve_code("220171", DAY, Scheme.MCA)


def test_twelve_digits_are_the_statistics(db) -> None:
    village = make_division("春明村", "220581102200", level="village", scheme="NBS")
    resolved = resolve_code("220581102200", DAY)
    assert (resolved.division_id, resolved.meaning.scheme) == (village.pk, Scheme.NBS)


def test_reused_code_is_told_apart_by_the_day(db) -> None:
    old = make_division("旧区", "220302", valid=period(None, "1992-01-01"))
    new = make_division("新区", "220302", valid=period("1992-01-01"))
    assert resolve_code("220302", datetime.date(1991, 12, 31)).division_id == old.pk
    assert resolve_code("220302", datetime.date(1992, 1, 1)).division_id == new.pk


def test_unknown_code_says_which_scheme_and_day(db) -> None:
    with pytest.raises(UnknownDivision, match="2025-06-01.*民政"):
        resolve_code("220199", DAY)


def test_chain_and_subtree_follow_the_day(db) -> None:
    tree = make_tree()
    assert [link.name for link in chain_of(tree["town"].pk, DAY)] == ["吉林省", "长春市", "农安县", "农安镇"]
    assert set(subtree_ids(tree["nongan"].pk, DAY)) == {tree["nongan"].pk, tree["town"].pk}
    assert is_within(tree["town"].pk, tree["city"].pk, DAY)
    assert not is_within(tree["town"].pk, tree["dehui"].pk, DAY)


def test_chain_is_one_query(db, django_assert_num_queries) -> None:
    tree = make_tree()
    with django_assert_num_queries(1):
        chain_of(tree["town"].pk, DAY)


def test_changeover_day_belongs_to_the_later_version(db) -> None:
    county = make_division("怀德县", "220321", valid=period(None, "1985-01-01"))
    DivisionVersion.objects.create(
        division=county, name="公主岭市", level="county", kind="县级市", valid=period("1985-01-01"), source="测试"
    )
    assert names_of([county.pk], datetime.date(1984, 12, 31)) == {county.pk: "怀德县"}
    assert names_of([county.pk], datetime.date(1985, 1, 1)) == {county.pk: "公主岭市"}


@pytest.mark.parametrize(
    ("constraint", "build"),
    [
        (
            "division_one_version_at_a_time",
            lambda d: DivisionVersion(division=d, name="又名", level="county", kind="县"),
        ),
        (
            "code_means_one_division_at_a_time",
            lambda _d: DivisionCode(division=make_division("乙县"), scheme="MCA", code="220122"),
        ),
        ("division_one_code_per_scheme_at_a_time", lambda d: DivisionCode(division=d, scheme="MCA", code="220123")),
        ("division_code_digits", lambda d: DivisionCode(division=d, scheme="NBS", code="2201220")),
    ],
)
def test_database_refuses(db, constraint: str, build) -> None:
    county = make_division("甲县", "220122")
    row = build(county)
    row.valid, row.source = period("2000-01-01"), "测试"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()
