"""D02: who approves a change, by kind and level (审批权限), Decree 704 art. 6 to 10 and 17. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from boundaries.changes.ground import AUTONOMOUS, SUBDISTRICT, Ground, Unit
from boundaries.changes.operations import (
    Affiliate,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Ref,
    new_ref,
    refs_of,
)
from boundaries.divisions.kinds import Level

LAW = "《行政区划管理条例》"


class Rank(IntEnum):
    """How high the approving body stands; the highest of a case's operations approves the case."""

    CODES = 0
    COUNTY = 1
    FOUNDER = 2
    PROVINCE = 3
    STATE_COUNCIL = 4
    CONGRESS = 5


@dataclass(frozen=True)
class Authority:
    """Who approves, by which article; `filing`: to whom the approval is reported afterwards (备案)."""

    rank: Rank
    name: str
    clause: str
    filing: str = ""


CODES = Authority(Rank.CODES, "民政部门（确定、公布代码）", f"{LAW}第十七条")
BY_COUNTY = Authority(Rank.COUNTY, "县级人民政府", "《村民委员会组织法》第三条")
BY_FOUNDER = Authority(Rank.FOUNDER, "批准设立该派出机关的人民政府", f"{LAW}第十条")
BY_PROVINCE = Authority(Rank.PROVINCE, "省级人民政府", f"{LAW}第九条")
DELEGATED = Authority(Rank.PROVINCE, "省级人民政府（国务院授权）", f"{LAW}第八条", "报国务院备案")
BY_STATE_COUNCIL = Authority(Rank.STATE_COUNCIL, "国务院", f"{LAW}第七条")
BY_CONGRESS = Authority(Rank.CONGRESS, "全国人民代表大会", f"{LAW}第六条")


def authority_of(operation: Operation, ground: Ground, *, major: bool = False) -> Authority:
    """The approving body of one operation; `major`: a large part of a county's line, coast, border, resources.

    Raises ValueError where the unit concerned is not known on that day.
    """
    if isinstance(operation, Recode):
        return CODES
    if isinstance(operation, MoveBoundary):
        return _of_boundary([operation.giver, operation.taker], ground, major)
    unit = _subject(operation, ground)
    if isinstance(operation, MoveSeat):
        return _of_seat(unit)
    own = _of_unit(unit)
    if isinstance(operation, Affiliate) and unit.level in (Level.TOWNSHIP, Level.VILLAGE):
        return max(own, _of_move(operation, ground, major), key=_weight)
    return own


def authority_of_case(operations: Sequence[Operation], ground: Ground, *, major: bool = False) -> Authority | None:
    """The highest of the bodies that the operations need; None without operations."""
    found = [authority_of(operation, ground, major=major) for operation in operations]
    return max(found, key=_weight) if found else None


def _weight(authority: Authority) -> tuple[int, bool]:
    return authority.rank, bool(authority.filing)


def _subject(operation: Operation, ground: Ground) -> Unit:
    ref: Ref = new_ref(operation.key) if isinstance(operation, Establish) else refs_of(operation)[0]
    unit = ground.unit(ref)
    if unit is None:
        raise ValueError(f"变更前没有编号为 D{ref} 的区划，审批机关无从判断。")
    return unit


def _of_unit(unit: Unit) -> Authority:
    """设立、撤销、更名、隶属关系变更."""
    match unit.level:
        case Level.PROVINCE:
            return BY_CONGRESS
        case Level.PREFECTURE | Level.COUNTY:
            return BY_STATE_COUNCIL
        case Level.TOWNSHIP:
            return BY_FOUNDER if unit.kind == SUBDISTRICT else BY_PROVINCE
        case _:
            return BY_COUNTY


def _of_seat(unit: Unit) -> Authority:
    if unit.level in (Level.PROVINCE, Level.PREFECTURE) or unit.kind in AUTONOMOUS:
        return BY_STATE_COUNCIL
    return DELEGATED if unit.level == Level.COUNTY else _of_unit(unit)


def _of_boundary(sides: Sequence[Ref], ground: Ground, major: bool) -> Authority:
    """行政区域界线变更: the highest line that moves decides."""
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        pair = [ground.at_level(ref, level) for ref in sides]
        found = [unit for unit in pair if unit]
        if len({unit.ref for unit in found}) < 2:
            continue
        if level == Level.PROVINCE or major or any(unit.kind in AUTONOMOUS for unit in found):
            return BY_STATE_COUNCIL
        if level == Level.COUNTY:
            return DELEGATED
        if any(unit.ref in sides for unit in found):
            return BY_STATE_COUNCIL
    units = [unit for ref in sides if (unit := ground.unit(ref))]
    if any(unit.level == Level.TOWNSHIP and unit.kind != SUBDISTRICT for unit in units):
        return BY_PROVINCE
    return BY_FOUNDER if any(unit.level == Level.TOWNSHIP for unit in units) else BY_COUNTY


def _of_move(operation: Affiliate, ground: Ground, major: bool) -> Authority:
    """A township that goes to another county takes a part of the county's line with it."""
    before = ground.parent(operation.division)
    return _of_boundary([before.ref, operation.parent], ground, major) if before else CODES
