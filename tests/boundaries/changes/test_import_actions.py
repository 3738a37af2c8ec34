"""A list is carried out whole or not at all, and taken back whole."""

import datetime

import pytest

from boundaries.changes.case_actions import Refused
from boundaries.changes.import_actions import carry_list, settled, undo_list
from boundaries.changes.models import ChangeImport, DivisionChange
from boundaries.changes.operations import Affiliate, Rename
from boundaries.divisions.models import DivisionVersion
from office.people.roles import Role
from tests.boundaries.changes.test_case_actions import Outcome, rename_in_register
from tests.factories import appointed, make_tree

pytestmark = pytest.mark.django_db
HEAD = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n"
LIST = HEAD + "2024-03-01,220122,农安县,更名,220122,农新县,1号\n2025-03-01,220183,德惠市,更名,220183,德新市,2号\n"


@pytest.fixture
def officer():
    return appointed(Role.BOUNDARY_OFFICER, make_tree()["city"])


def names() -> set[str]:
    return set(DivisionVersion.objects.filter(valid__contains=datetime.date(2025, 6, 1)).values_list("name", flat=True))


def test_a_list_is_carried_out_day_by_day_and_undone_whole(officer) -> None:
    made = carry_list(officer, LIST.encode(), "清单.csv", rename_in_register)
    assert [(group["day"], group["rows"]) for group in made.groups] == [("2024-03-01", [2]), ("2025-03-01", [3])]
    assert {"农新县", "德新市"} <= names()
    rows = DivisionChange.objects.filter(imported=made)
    assert [(row.old_name, row.new_name, row.document) for row in rows] == [
        ("农安县", "农新县", "1号"),
        ("德惠市", "德新市", "2号"),
    ]
    taken = []
    with pytest.raises(Refused, match="须写明理由"):
        undo_list(officer, made, taken.append, reason=" ")
    undone = undo_list(officer, made, taken.append, reason="清单有误")
    assert [outcome["day"] for outcome in taken] == ["2025-03-01", "2024-03-01"]
    assert undone.undone_at
    assert not DivisionChange.objects.filter(imported=made).exists()
    with pytest.raises(Refused, match="已经撤销"):
        undo_list(officer, made, taken.append, reason="再来")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2024-03-01,220129,农安县,更名,220129,农新县,1号\n", "1 处矛盾"),
        ("", "处矛盾"),
    ],
)
def test_a_list_that_is_not_sure_is_refused_whole(officer, rows, said) -> None:
    with pytest.raises(Refused, match=said):
        carry_list(officer, (HEAD + rows).encode(), "清单.csv", rename_in_register)
    assert not ChangeImport.objects.exists()


def test_one_bad_row_keeps_the_good_ones_out(officer) -> None:
    bad = LIST + "2025-03-01,220199,某县,更名,220199,某新县,3号\n"
    with pytest.raises(Refused):
        carry_list(officer, bad.encode(), "清单.csv", rename_in_register)
    assert "农安县" in names()


def test_a_failure_in_the_middle_leaves_nothing(officer) -> None:
    def fails_later(operations, day, **facts):
        if day.year == 2025:
            raise Refused("不能实施")
        return rename_in_register(operations, day, **facts)

    with pytest.raises(Refused, match="不能实施"):
        carry_list(officer, LIST.encode(), "清单.csv", fails_later)
    assert "农安县" in names()
    assert not ChangeImport.objects.exists()


def test_only_the_officer_of_the_common_superior_may(officer) -> None:
    with pytest.raises(Refused, match="没有这一角色"):
        county = DivisionVersion.objects.get(name="农安县").division
        carry_list(appointed(Role.SURVEYOR, county), LIST.encode(), "清单.csv", rename_in_register)


def test_what_an_earlier_day_founded_is_an_id_later() -> None:
    assert settled(Affiliate("new:a", 3), {"a": 7}) == Affiliate(7, 3)
    assert settled(Affiliate("new:b", 3), {"a": 7}) == Affiliate("new:b", 3)
    assert settled(Rename(5, "新镇"), {"a": 7}) == Rename(5, "新镇")
    assert Outcome(datetime.date(2025, 1, 1)).journal == []
