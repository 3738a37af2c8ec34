"""Two changes of one day: what meddles is refused with the name of the other one, what does not goes side by side."""

import datetime

import pytest

from boundaries.changes import case_actions as steps
from boundaries.changes.carried import carry, preview_of
from boundaries.changes.case_actions import Refused
from boundaries.changes.combinations import merge_into
from boundaries.changes.gathering import ground_hash
from boundaries.changes.import_actions import carry_list
from boundaries.changes.interference import Aspect, erased, footprint_of, meddling
from boundaries.changes.lists.effects import Status
from boundaries.changes.lists.report import report_of
from boundaries.changes.models import ChangeCase
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Cut,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Rename,
    Territory,
)
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area, DivisionVersion
from boundaries.divisions.queries import names_of
from tests.boundaries.changes.test_carried import HEAD
from tests.boundaries.changes.test_undo import DAY, PAPERS, division, officer, ready

__all__ = ["officer"]
CODE = Recode(1, Scheme.MCA, "220122101")
PIECE = Cut(1, ((0.0, 0.0), (1.0, 1.0)), (0.5, 0.0))
OTHER = Cut(4, ((0.0, 0.0), (1.0, 1.0)), (0.5, 0.0))


@pytest.mark.parametrize(
    ("one", "other", "over"),
    [
        (Affiliate(1, 8), Abolish(1, (2,)), {(1, Aspect.EXISTENCE), (1, Aspect.SUPERIOR)}),
        (Affiliate(1, 8), Affiliate(1, 9), {(1, Aspect.SUPERIOR)}),
        (Affiliate(1, 8), Affiliate(8, 9), {(8, Aspect.SUPERIOR)}),
        (Affiliate(1, 8), Rename(1, "甲镇"), {(1, Aspect.SUPERIOR)}),
        (MoveSeat(1, "东街"), MoveSeat(1, "西街"), {(1, Aspect.SEAT)}),
        (MoveBoundary(1, 2, Territory(cuts=(PIECE,))), Abolish(1, (2,)), {(1, Aspect.EXISTENCE)}),
        (MoveBoundary(8, 9, Territory(whole=(1,))), Affiliate(1, 8), {(1, Aspect.SUPERIOR)}),
        (Abolish(8, (9,)), Affiliate(1, 8), {(8, Aspect.EXISTENCE)}),
        (MoveBoundary(1, 2, Territory(cuts=(PIECE,))), Abolish(3, (1,)), {(1, Aspect.GAINED)}),
        (MoveBoundary(4, 2, Territory(cuts=(OTHER,))), Abolish(3, (2,)), set()),
        (Affiliate(1, 8), Affiliate(2, 8), set()),
        (Abolish(1, (3,)), Abolish(2, (3,)), set()),
        (Affiliate(1, 8), CODE, set()),
        (CODE, CODE, {(1, Aspect.CODE)}),
        (CODE, Recode(1, Scheme.NBS, "220122101"), set()),
        (Rename(8, "甲县"), Affiliate(1, 8), set()),
        (MoveSeat(1, "东街"), Rename(1, "甲镇"), set()),
    ],
)
def test_what_meddles_with_what_in_either_order(one: Operation, other: Operation, over: set) -> None:
    first, second = footprint_of([one]), footprint_of([other])
    assert set(meddling(first, second)) == set(meddling(second, first)) == over


def test_children_of_what_ends_are_moved_and_a_later_change_is_not_erased() -> None:
    assert meddling(footprint_of([Rename(5, "乙乡")]), footprint_of([Abolish(1, (2,))], moved=[5]))
    assert not meddling(footprint_of([Rename(6, "乙乡")]), footprint_of([Abolish(1, (2,))], moved=[5]))
    later = footprint_of([Rename(1, "丙镇")])
    assert erased(later, footprint_of([Abolish(1, (2,))]))
    assert not erased(later, footprint_of([Affiliate(1, 8)]))


def test_a_backdated_line_does_not_cut_what_a_later_merger_added() -> None:
    merger, cut = footprint_of([Abolish(3, (1,))]), footprint_of([MoveBoundary(1, 2, Territory(cuts=(PIECE,)))])
    assert erased(merger, cut) == [(1, Aspect.GAINED)]
    assert erased(cut, cut) == [(1, Aspect.GROUND)]
    assert not erased(merger, footprint_of([Abolish(4, (1,))]))


def test_ground_that_changed_after_the_approval_is_not_cut(officer) -> None:
    """A strip of one town was approved; before it is carried out another town is merged into that town."""
    giver, taker = division("220122111"), division("220122209")
    area = Area.objects.get(division=giver, valid__contains=DAY - datetime.timedelta(1)).geom
    west, south, east, north = area.extent
    middle, line = (west + east) / 2, (south + north) / 2
    strip = Cut(giver, ((west - 0.01, line), (east + 0.01, line)), (middle, north - (north - south) * 0.1))
    case = steps.draft_case(officer, "划出一部分", [MoveBoundary(giver, taker, Territory(cuts=(strip,)))], DAY)
    for kind in (*PAPERS, "agreement"):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", kind.encode())
    approved = steps.approve_case(officer, case, authority=case.authority, document="1号", day=DAY, effective=DAY)
    assert approved.ground_hash == ground_hash(approved) and len(approved.ground_hash) == 64
    beside = Area.objects.filter(geom__touches=area, valid__contains=DAY).exclude(division=taker)
    third = beside.filter(division__versions__level="township").order_by("division").first().division_id
    carry(merge_into(giver, [third]), DAY - datetime.timedelta(3), document="2号", source="测试", actor=officer)
    with pytest.raises(Refused, match="划线所切的区划范围已被别的变更改动"):
        steps.carry_case(officer, approved, carry)


def moved(officer) -> ChangeCase:
    """A town goes to another county: such a case needs an agreement too."""
    operations = [Affiliate(division("220122209"), division("220183"))]
    case = steps.draft_case(officer, "黄鱼圈划归德惠", operations, DAY)
    for kind in (*PAPERS, "agreement"):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", f"划归 {kind}".encode())
    return steps.approve_case(officer, case, authority=case.authority, document="1号", day=DAY, effective=DAY)


def test_a_unit_that_another_case_of_the_day_moved_is_not_merged(officer) -> None:
    giver, taker, dehui = division("220122209"), division("220122111"), division("220183")
    first, second = moved(officer), ready(officer, "黄鱼圈并入", merge_into(taker, [giver]))
    steps.carry_case(officer, first, carry)
    with pytest.raises(Refused, match="项拦截，不能实施") as refused:
        steps.carry_case(officer, second, carry)
    finding = next(each for each in refused.value.findings if each.rule == "D36")
    assert (finding.rule, finding.evidence["case"]) == ("D36", first.pk)
    assert "变更事项“黄鱼圈划归德惠”自同日 2025-03-01 起生效" in finding.message
    assert "黄鱼圈乡的存废、隶属" in finding.message and "并入同一变更事项办理" in finding.fix
    with pytest.raises(Refused, match="黄鱼圈划归德惠"):
        preview_of(second)
    drafted = steps.draft_case(officer, "黄鱼圈再划", [Affiliate(giver, taker)], DAY)
    assert "D36" in {item["rule"] for item in drafted.findings}
    row = f"2025-03-01,220122209,黄鱼圈乡,并入,220122111,{names_of([taker], DAY)[taker]},民函1号\n"
    report = report_of((HEAD + row).encode(), "并.csv")
    assert [item.status for item in report.effects] == [Status.UNCLEAR]
    said = next(item for item in report.findings if item.rule == "D36")
    assert (said.row, said.field, said.blocks) == (2, "when", True) and "黄鱼圈划归德惠" in said.message
    with pytest.raises(Refused, match="1 处矛盾"):
        carry_list(officer, (HEAD + row).encode(), "并.csv", carry)
    assert DivisionVersion.objects.get(division=giver, valid__startswith=DAY).parent_id == dehui


def test_a_rename_of_the_day_is_no_merger_that_the_register_knows(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    steps.carry_case(officer, ready(officer, "黄鱼圈更名", [Rename(giver, "黄鱼乡")]), carry)
    name = names_of([taker], DAY)[taker]
    row = f"2025-03-01,220122209,黄鱼圈乡,撤销,220122111,{name},民函1号\n"
    report = report_of((HEAD + row).encode(), "撤.csv")
    assert [item.status for item in report.effects] == [Status.UNCLEAR]
    assert "D36" in {item.rule for item in report.findings if item.blocks}
    other = (
        f"2025-03-02,220122101,{names_of([division('220122101')], DAY)[division('220122101')]},更名,,新名镇,民函2号\n"
    )
    free = report_of((HEAD + other).encode(), "名.csv")
    assert "D36" not in {item.rule for item in free.findings}


def test_others_of_the_same_superior_and_another_day_go_on(officer) -> None:
    steps.carry_case(officer, moved(officer), carry)
    other = ready(officer, "农安镇更名", [Rename(division("220122100"), "新农安镇")])
    assert "D36" not in {item["rule"] for item in other.findings}
    steps.carry_case(officer, other, carry)
    day = DAY + datetime.timedelta(days=1)
    next_day = steps.draft_case(officer, "次日更名", [Rename(division("220122209"), "黄鱼乡")], day)
    assert "D36" not in {item["rule"] for item in next_day.findings}


def test_the_register_itself_lets_nothing_of_the_day_be_overwritten(officer) -> None:
    town, told = division("220122209"), {"document": "1", "source": "测试", "actor": officer}
    carry([Rename(town, "黄鱼乡")], DAY, **told)
    carry([Affiliate(town, division("220183"))], DAY, **told)
    for operation in (
        Rename(town, "圈河乡"),
        Affiliate(town, division("220182")),
        Abolish(town, (division("220122111"),)),
    ):
        with pytest.raises(Refused, match="黄鱼乡自 2025-03-01 起另有登记的.*并入同一变更事项"):
            carry([operation], DAY, **told)
    with pytest.raises(Refused, match="另有登记的区划版本（测试）"):
        carry([Abolish(town, (division("220122111"),))], DAY - datetime.timedelta(days=30), **told)
