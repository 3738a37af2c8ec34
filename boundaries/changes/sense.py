"""D28, D29, D33, D34: whether a change can be meant (变更内容是否成立): who goes to whom, and at which level. Pure.

Judged before anything is tried, for cases, plans and lists alike. What does not hold together is integrity; what the
law asks and an approval may settle otherwise is law. Levels: 宪法第三十条, with counties directly under the province
(省直管, 229001…) and villages directly under a county, as the register has them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from boundaries.changes.ground import Ground, Unit
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    Operation,
    Ref,
    Rename,
    key_of,
    new_ref,
)
from boundaries.divisions.kinds import Level
from office.rulesets.findings import Basis, Finding, Severity

CONSTITUTION = "《中华人民共和国宪法》第三十条"
ART_3 = "《行政区划管理条例实施办法》第三条"
#: (level, level of the superior) that a register may hold
BELOW = frozenset(
    {
        (Level.PREFECTURE.value, Level.PROVINCE.value),
        (Level.COUNTY.value, Level.PREFECTURE.value),
        (Level.COUNTY.value, Level.PROVINCE.value),
        (Level.TOWNSHIP.value, Level.COUNTY.value),
        (Level.VILLAGE.value, Level.TOWNSHIP.value),
        (Level.VILLAGE.value, Level.COUNTY.value),
    }
)
_CHILD = {"prefecture": Level.COUNTY.value, "county": Level.TOWNSHIP.value, "township": Level.VILLAGE.value}
_RANK = {level.value: rank for rank, level in enumerate(Level)}
Found = Iterator[tuple[int, Finding]]


@dataclass(frozen=True)
class Change:
    """The operations with the units that they speak of; a finding is led by the place of its operation."""

    operations: Sequence[Operation]
    ground: Ground
    ending: frozenset[Ref] = field(init=False)

    def __post_init__(self) -> None:
        ending = frozenset(item.division for item in self.operations if isinstance(item, Abolish))
        object.__setattr__(self, "ending", ending)

    def name(self, ref: Ref) -> str:
        return self.ground.name(ref)

    def known(self, *refs: Ref) -> tuple[Unit, ...] | None:
        """The units, None where one does not stand on the eve: carrying out refuses it then."""
        units = [self.ground.unit(ref) for ref in refs]
        return tuple(unit for unit in units if unit) if all(units) else None

    def superiors(self) -> Iterator[tuple[int, Ref, Ref]]:
        """(place, unit, superior) of everything that comes under another superior, or is founded below one."""
        for place, item in enumerate(self.operations):
            match item:
                case Affiliate():
                    yield place, item.division, item.parent
                case Establish():
                    yield place, new_ref(item.key), item.parent
                    yield from ((place, ref, new_ref(item.key)) for ref in self._moving(item.territory.whole, item))
                case MoveBoundary():
                    yield from ((place, ref, item.taker) for ref in item.territory.whole)
                case _:
                    pass

    def _moving(self, whole: Sequence[Ref], item: Establish) -> Iterator[Ref]:
        """The wholes that go on below the new unit; those of its own level go up in it."""
        return (ref for ref in whole if (unit := self.ground.unit(ref)) and unit.level != item.level)


def level_label(unit: Unit) -> str:
    """县级, 乡级 …"""
    return str(Level(unit.level).label)


def broken(rule: str, message: str, fix: str) -> Finding:
    """What does not hold together; nobody can set it aside."""
    return Finding(
        rule=rule, severity=Severity.BLOCK, basis=Basis.INTEGRITY, message=message, fix=fix, field="operations"
    )


def unlawful(rule: str, message: str, fix: str, clause: str) -> Finding:
    """What the law does not foresee; with a document on file it can be set aside."""
    return Finding(
        rule=rule, severity=Severity.BLOCK, basis=Basis.LAW, message=message, clause=clause, fix=fix, field="operations"
    )


def levels_fit(change: Change) -> Found:
    """D28, D29 for what comes under a superior: not itself, not its own subordinate, and a level that fits."""
    for place, ref, parent in change.superiors():
        units = change.known(ref, parent)
        if units is None:
            continue
        unit, above = units
        if ref == parent:
            yield place, broken("D28", f"{unit.name}不能以自己为上级", "改写新的上级")
        elif ref in above.above:
            yield place, broken("D28", f"{above.name}是{unit.name}的下级，不能作它的上级", "改写新的上级")
        elif (unit.level, above.level) not in BELOW:
            message = f"{level_label(unit)}的{unit.name}不能直接属{level_label(above)}的{above.name}"
            yield place, broken("D29", message, f"上级改写为{_proper(unit.level)}的区划")


def _proper(level: str) -> str:
    fitting = [str(item.label) for item in Level if (level, item.value) in BELOW]
    return "或".join(fitting) or "更高一级"


def heirs_fit(change: Change) -> Found:
    """D28, D29 for what ends: its area goes to others, of its own level."""
    for place, item in enumerate(change.operations):
        if not isinstance(item, Abolish):
            continue
        for heir in item.into:
            units = change.known(item.division, heir)
            found = _heir(*units) if units else None
            if found:
                yield place, found


def _heir(unit: Unit, heir: Unit) -> Finding | None:
    if unit.ref == heir.ref:
        return broken("D28", f"{unit.name}不能并入自己", "改写并入的区划")
    if unit.ref in heir.above:
        return broken("D28", f"{heir.name}是{unit.name}的下级，{unit.name}不能并入它", "改写并入的同级区划")
    if unit.level == heir.level:
        return None
    if unit.above[:1] == (heir.ref,) and (_CHILD.get(unit.level), heir.level) in BELOW:
        message = f"撤销{unit.name}，行政区域直接归上级{heir.name}，没有同级的区划承接，下级都由{heir.name}直管"
        return unlawful("D29", message, "写明并入的同级区划；确由上级直管的，凭批准文件破例", ART_3)
    message = f"{level_label(unit)}的{unit.name}不能并入{level_label(heir)}的{heir.name}"
    return broken("D29", message, f"并入的应是{level_label(unit)}的区划")


def sides_fit(change: Change) -> Found:
    """D28, D29, D33 for a moved boundary: two units, neither above the other, and what goes over is the giver's."""
    for place, item in enumerate(change.operations):
        if not isinstance(item, MoveBoundary):
            continue
        units = change.known(item.giver, item.taker)
        if units is None:
            continue
        giver, taker = units
        if giver.ref == taker.ref:
            yield place, broken("D28", f"{giver.name}的界线变更，划出和划入写的是同一区划", "改写划入的区划")
        elif giver.ref in taker.above or taker.ref in giver.above:
            message = f"{giver.name}与{taker.name}是上下级，其间没有可以变更的界线"
            yield place, broken("D28", message, "改写相邻的区划；改变上级的，以划转办理")
        elif item.territory.whole and giver.level != taker.level:
            message = f"{level_label(giver)}的{giver.name}与{level_label(taker)}的{taker.name}不同级，不能整体划转下级"
            yield place, broken("D29", message, "划入的应是与划出同级的区划")
        else:
            yield from ((place, found) for found in _givers_own(change, giver, item))


def _givers_own(change: Change, giver: Unit, item: MoveBoundary) -> Iterator[Finding]:
    for ref in item.territory.whole:
        unit = change.ground.unit(ref)
        if ref == giver.ref:
            yield broken("D33", f"{giver.name}整体划入，不是界线变更", "以撤销并入或划转办理")
        elif unit and key_of(ref) is None and unit.above[:1] != (giver.ref,):
            above = change.ground.parent(ref)
            belongs = f"属{above.name}" if above else "没有上级"
            message = f"{unit.name}{belongs}，不是{giver.name}的下级，不能从{giver.name}划出"
            yield broken("D33", message, f"改写{giver.name}的下级，或改写划出的区划")
    for ref in dict.fromkeys(cut.of for cut in item.territory.cuts):
        unit = change.ground.unit(ref)
        if unit and key_of(ref) is None and giver.ref not in (ref, *unit.above):
            yield broken("D33", f"{unit.name}不在{giver.name}内，不能从{giver.name}划出", "改写划出的区划")


def parts_fit(change: Change) -> Found:
    """D29: a part of a township goes to a township; below a county alone it would belong to none of them."""
    for place, item in enumerate(change.operations):
        if not isinstance(item, Establish | MoveBoundary):
            continue
        units = change.known(item.taker if isinstance(item, MoveBoundary) else new_ref(item.key))
        for ref in dict.fromkeys(cut.of for cut in item.territory.cuts):
            part = change.ground.unit(ref)
            if units and part and part.level == Level.TOWNSHIP and _RANK[units[0].level] < _RANK[part.level]:
                message = (
                    f"{part.name}的一部分不能直接划归{level_label(units[0])}的{units[0].name}，否则那里不属任何乡级区划"
                )
                yield place, broken("D29", message, "写明划入哪个乡级区划，没有的先设立")


def names_written(change: Change) -> Found:
    """D34: a name is made of characters, not of marks that no standard name has."""
    for place, item in enumerate(change.operations):
        if isinstance(item, Establish | Rename) and not well_written(item.name):
            yield place, broken("D34", f"名称“{item.name[:40]}”为空或有不能用于区划名称的符号", "改写名称，只用汉字")


def well_written(name: str) -> bool:
    """Letters, figures, the dot of transcribed names and brackets; at least one of them a letter."""
    return any(map(str.isalpha, name)) and all(char.isalnum() or char in "·（）()〇—-" for char in name)


def founding_fits(change: Change) -> Found:
    """D29, D30 for what a new unit is made of: nothing above it, and units of its own level only where they end."""
    for place, item in enumerate(change.operations):
        if not isinstance(item, Establish):
            continue
        for ref in item.territory.whole:
            unit = change.ground.unit(ref)
            if unit is None:
                continue
            if _RANK[unit.level] < _RANK[item.level]:
                message = f"{level_label(unit)}的{unit.name}不能作{item.level.label}的{item.name}的行政区域"
                yield place, broken("D29", message, "改写以哪些区划为其行政区域")
            elif unit.level == item.level and ref not in change.ending:
                message = f"设立{item.name}以{unit.name}的全部为行政区域，{unit.name}却没有撤销"
                yield place, broken("D30", message, f"一并撤销{unit.name}，或只划入它的一部分")
