"""D28 to D34: what cannot be meant is found before anything is tried; what the law allows stays silent."""

from dataclasses import replace

import pytest
from django.db.models import F

from boundaries.changes.combinations import merge_as_new, merge_into, split, transfer
from boundaries.changes.ground import Unit, with_founded
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Cut,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Ref,
    Rename,
    Territory,
)
from boundaries.changes.sense import BELOW
from boundaries.changes.sense_rules import senseless
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionVersion
from office.rulesets.findings import Basis, Finding

KNOWN: dict[Ref, Unit] = {
    1: Unit(1, "吉林省", "province", "省", "22"),
    2: Unit(2, "长春市", "prefecture", "地级市", "2201", (1,)),
    3: Unit(3, "延边朝鲜族自治州", "prefecture", "自治州", "2224", (1,)),
    4: Unit(4, "通化市", "prefecture", "地级市", "2205", (1,)),
    5: Unit(5, "农安县", "county", "县", "220122", (2, 1)),
    6: Unit(6, "图们市", "county", "县级市", "222402", (3, 1)),
    7: Unit(7, "珲春市", "county", "县级市", "222404", (3, 1)),
    8: Unit(8, "梅河口市", "county", "县级市", "220581", (4, 1)),
    10: Unit(10, "凉水镇", "township", "镇", "222402103", (6, 3, 1)),
    11: Unit(11, "长安镇", "township", "镇", "222402102", (6, 3, 1)),
    12: Unit(12, "敬信镇", "township", "镇", "222404101", (7, 3, 1)),
    14: Unit(14, "河西村", "village", "村委会", "", (10, 6, 3, 1)),
    15: Unit(15, "图们社区", "village", "居委会", "", (6, 3, 1)),
}
LINE = ((129.0, 43.0), (129.1, 43.0))


def found(*operations: Operation, held: dict[str, str] | None = None) -> list[Finding]:
    return [finding for _, finding in senseless(operations, with_founded(KNOWN, operations), held)]


def founded(level: Level, parent: Ref, code: str | None = None, whole: tuple[Ref, ...] = ()) -> Establish:
    return Establish("a", "新区", "区", level, parent, code, Scheme.MCA, Territory(whole), "某地")


def cut(of: Ref) -> Territory:
    return Territory(cuts=(Cut(of, LINE, (129.0, 43.1)),))


def recode(division: Ref, code: str) -> Recode:
    return Recode(division, Scheme.MCA, code)


WRONG: list[tuple[tuple[Operation, ...], str, str]] = [
    (merge_into(10, [10]), "D28", "凉水镇不能并入自己"),
    (merge_into(10, [6]), "D28", "凉水镇是图们市的下级"),
    (merge_into(10, [1]), "D28", "凉水镇是吉林省的下级"),
    (transfer([10], 10), "D28", "凉水镇不能以自己为上级"),
    (transfer([6], 10), "D28", "凉水镇是图们市的下级"),
    ((MoveBoundary(10, 10, cut(10)),), "D28", "写的是同一区划"),
    ((MoveBoundary(6, 10, cut(6)),), "D28", "图们市与凉水镇是上下级"),
    (merge_into(12, [6]), "D29", "县级的图们市不能并入乡级的敬信镇"),
    (merge_into(2, [6]), "D29", "县级的图们市不能并入地级的长春市"),
    (merge_into(3, [6]), "D29", "县级的图们市不能并入地级的延边朝鲜族自治州"),
    (transfer([10], 3), "D29", "乡级的凉水镇不能直接属地级的延边朝鲜族自治州"),
    (transfer([10], 1), "D29", "乡级的凉水镇不能直接属省级的吉林省"),
    (transfer([6], 12), "D29", "县级的图们市不能直接属乡级的敬信镇"),
    (transfer([14], 3), "D29", "村级的河西村不能直接属地级的"),
    ((founded(Level.TOWNSHIP, 3, whole=(14,)),), "D29", "乡级的新区不能直接属地级的"),
    ((founded(Level.TOWNSHIP, 7, whole=(6,)),), "D29", "县级的图们市不能作乡级的新区的行政区域"),
    ((MoveBoundary(3, 8, Territory((6,))),), "D29", "不同级"),
    ((MoveBoundary(6, 7, cut(10)),), "D29", "凉水镇的一部分不能直接划归县级的珲春市"),
    ((MoveBoundary(10, 7, cut(10)),), "D29", "凉水镇的一部分不能直接划归县级的珲春市"),
    (split(10, [founded(Level.TOWNSHIP, 6, None, (10,))], stays=True), "D30", "凉水镇却没有撤销"),
    ((Rename(10, "<script>x</script>"),), "D34", "不能用于区划名称的符号"),
    ((Rename(10, "=cmd()"),), "D34", "不能用于区划名称的符号"),
    ((Rename(10, " "),), "D34", "为空或有"),
    (transfer([10, 10], 7), "D30", "凉水镇的新上级写了两次"),
    ((*transfer([10], 7), recode(10, "222404105"), recode(10, "222404106")), "D30", "民政代码变更写了两次"),
    ((*merge_into(11, [10]), *merge_into(12, [10])), "D30", "凉水镇的撤销写了两次"),
    ((*merge_into(11, [10]), *merge_into(12, [11])), "D30", "长安镇在同一变更中撤销，又作其他区划的并入对象"),
    ((*merge_into(11, [10]), *transfer([10], 7)), "D30", "凉水镇在同一变更中撤销，又改变上级"),
    ((*transfer([10], 7), *merge_into(6, [7])), "D30", "珲春市在同一变更中撤销，又作其他区划的新上级"),
    ((*merge_into(11, [10]), Rename(10, "冷水镇")), "D30", "又更名"),
    ((MoveSeat(10, "甲"), MoveSeat(10, "乙")), "D30", "写了两次"),
    ((founded(Level.COUNTY, 3, whole=(6,)),), "D30", "图们市却没有撤销"),
    ((founded(Level.COUNTY, 3), founded(Level.COUNTY, 3)), "D30", "设立写了两次"),
    (transfer([10], 6), "D31", "凉水镇现在就属图们市"),
    ((recode(10, "222402103"),), "D31", "现在的代码就是 222402103"),
    ((Rename(10, "凉水镇"),), "D31", "现在就叫这个名称"),
    ((recode(10, "222402"),), "D32", "6 位的代码 222402 是县级的"),
    ((*transfer([10, 11], 7), recode(10, "222404105"), recode(11, "222404105")), "D32", "同时给了凉水镇和长安镇"),
    ((MoveBoundary(6, 5, Territory((12,))),), "D33", "敬信镇属珲春市，不是图们市的下级"),
    ((MoveBoundary(10, 11, Territory((12,))),), "D33", "敬信镇属珲春市，不是凉水镇的下级"),
    ((MoveBoundary(10, 11, cut(12)),), "D33", "敬信镇不在凉水镇内"),
    ((MoveBoundary(6, 7, Territory((6,))),), "D33", "图们市整体划入，不是界线变更"),
]


@pytest.mark.parametrize(("operations", "rule", "words"), WRONG)
def test_what_cannot_be_meant_is_integrity(operations: tuple[Operation, ...], rule: str, words: str) -> None:
    said = found(*operations)
    assert any(item.rule == rule and words in item.message for item in said), said
    assert all(item.fix and item.field == "operations" and item.blocks for item in said)
    assert any(item.basis is Basis.INTEGRITY for item in said)


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        (merge_into(1, [3]), "没有同级的区划承接，下级都由吉林省直管"),
        (merge_into(6, [10]), "下级都由图们市直管"),
        ((recode(12, "222402105"),), "不以上级珲春市的代码 222404 开头"),
        ((*transfer([10], 7), recode(10, "222402105")), "不以上级珲春市的代码 222404 开头"),
        ((founded(Level.TOWNSHIP, 7, "222402105", (14,)),), "不以上级珲春市的代码 222404 开头"),
    ],
)
def test_what_an_approval_may_settle_is_law(operations: tuple[Operation, ...], words: str) -> None:
    (said,) = found(*operations)
    assert words in said.message and said.basis is Basis.LAW and said.blocks and said.clause


def test_a_code_that_another_keeps_is_refused() -> None:
    (said,) = found(recode(10, "222402105"), held={"222402105": "月晴镇"})
    assert said.rule == "D32" and said.message == "给凉水镇的代码 222402105 已属月晴镇"
    assert found(recode(10, "222402105"), held={"222402106": "石岘镇"}) == []


RIGHT: list[tuple[Operation, ...]] = [
    merge_into(11, [10]),
    merge_into(7, [6]),
    merge_into(2, [3]),
    merge_as_new(replace(founded(Level.TOWNSHIP, 6, "222402106"), key="b"), [10, 11]),
    split(10, [founded(Level.TOWNSHIP, 6, None, (14,))], stays=True),
    split(10, [founded(Level.TOWNSHIP, 6, None, (14,))], stays=False),
    (*transfer([10], 7), recode(10, "222404105")),
    (*transfer([10, 11], 7), recode(10, "222404105"), recode(11, "222404106")),
    transfer([10], 7),
    transfer([8], 1),  # 省直管
    (*transfer([8], 1), recode(8, "229001")),
    (recode(8, "229001"),),  # 代管: the code book lists it below the province
    (*transfer([8], 2), recode(8, "220184")),
    transfer([14], 11),
    transfer([14], 6),  # villages directly under a county
    transfer([15], 10),
    (founded(Level.COUNTY, 3, "222407", (10, 12)),),
    (founded(Level.PREFECTURE, 1, "2209", (5, 8)),),
    (founded(Level.COUNTY, 1, "229002", (10,)),),
    (MoveBoundary(6, 7, Territory((10,))),),
    (MoveBoundary(3, 2, Territory((6,))),),
    (MoveBoundary(10, 12, Territory((14,))),),
    (MoveBoundary(10, 12, cut(10)),),
    (MoveBoundary(6, 12, cut(6)),),  # what the county alone had becomes a township's
    (Abolish(10, (11, 12)), MoveBoundary(10, 11, cut(10))),
    (Rename(5, "农安市", "县级市"), recode(5, "220185")),
    (Rename(5, "农安县", "县级市"),),
    (Rename(5, "前郭尔罗斯·蒙古族（试）县"),),
    (Recode(10, Scheme.NBS, "222402103000"),),
    (MoveSeat(10, "河西村"), Rename(10, "冷水镇")),
    (recode(10, "222402102"), recode(11, "222402103")),
    (Affiliate(99, 6), Abolish(98, (97,))),  # not in the register then: carrying out says so
]


@pytest.mark.parametrize("operations", RIGHT)
def test_what_can_be_meant_is_silent(operations: tuple[Operation, ...]) -> None:
    assert found(*operations) == []


def test_every_superior_of_the_real_register_is_a_possible_one(jilin) -> None:
    pairs = set(
        DivisionVersion.objects.filter(parent__versions__valid__overlap=F("valid"))
        .values_list("level", "parent__versions__level")
        .distinct()
    )
    assert len(pairs) >= 6 and pairs <= BELOW
