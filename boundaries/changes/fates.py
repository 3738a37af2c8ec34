"""D30, D31: one unit, one fate in one change, and something that changes (同一区划写了两次、没有变化). Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Ref,
    Rename,
    label_of,
    new_ref,
)
from boundaries.changes.sense import Change, Found, broken
from boundaries.divisions.kinds import Scheme


def written_once(change: Change) -> Found:
    """D30: nothing is founded, ended, moved, renamed or recoded twice in the same change."""
    done: dict[tuple[str, Ref], int] = defaultdict(int)
    for place, item in enumerate(change.operations):
        for deed, ref in _deeds(item):
            done[deed, ref] += 1
            if done[deed, ref] == 2:
                message = f"{change.name(ref)}的{deed}写了两次"
                yield place, broken("D30", message, "删去其中一项")
    yield from _superior_once(change)


def _deeds(item: Operation) -> Iterator[tuple[str, Ref]]:
    match item:
        case Establish():
            yield "设立", new_ref(item.key)
        case Recode():
            yield f"{item.scheme.label}代码变更", item.division
        case Abolish() | Rename() | MoveSeat():
            yield label_of(item), item.division
        case _:
            pass


def _superior_once(change: Change) -> Found:
    moved: Counter[Ref] = Counter()
    for place, ref, _superior in change.superiors():
        if isinstance(ref, int):
            moved[ref] += 1
            if moved[ref] == 2:
                yield place, broken("D30", f"{change.name(ref)}的新上级写了两次", "只留其中一项")


def ends_whole(change: Change) -> Found:
    """D30: what ends in a change does nothing else in it and takes nothing."""
    for place, item in enumerate(change.operations):
        for ref, what in _goes_on(item):
            if ref in change.ending:
                name = change.name(ref)
                message = f"{name}在同一变更中撤销，又{what.format(name=name)}"
                yield place, broken("D30", message, "写明最终的归属；两项各有其事的，分作两个变更事项")
    for place, ref, _superior in change.superiors():
        if ref in change.ending and not isinstance(change.operations[place], Affiliate):
            message = f"{change.name(ref)}在同一变更中撤销，又整体划转"
            yield place, broken("D30", message, "只留其中一项")


def _goes_on(item: Operation) -> Iterator[tuple[Ref, str]]:
    match item:
        case Abolish():
            yield from ((ref, "作其他区划的并入对象") for ref in item.into if ref != item.division)
        case Affiliate():
            yield item.division, "改变上级"
            if item.parent != item.division:
                yield item.parent, "作其他区划的新上级"
        case Establish():
            yield item.parent, f"作新设的{item.name}的上级"
        case MoveBoundary() if item.taker != item.giver:
            yield item.taker, "有范围划入"
        case Rename() | Recode() | MoveSeat():
            yield item.division, {Rename: "更名", Recode: "改码", MoveSeat: "迁移驻地"}[type(item)]
        case _:
            pass


def something_changes(change: Change) -> Found:
    """D31: a superior, name or code that the unit has already."""
    for place, item in enumerate(change.operations):
        unit = change.ground.unit(item.division) if isinstance(item, Affiliate | Rename | Recode) else None
        if unit is None:
            continue
        match item:
            case Affiliate() if unit.above[:1] == (item.parent,):
                message = f"{unit.name}现在就属{change.name(item.parent)}，上级没有变化"
            case Rename() if unit.name == item.name and item.kind in (None, unit.kind):
                message = f"{unit.name}现在就叫这个名称，没有变化"
            case Recode() if item.scheme is Scheme.MCA and unit.code and unit.code == item.code:
                message = f"{unit.name}现在的代码就是 {item.code}，没有变化"
            case _:
                continue
        yield place, broken("D31", message, "删去这一项，或改写")
