"""Operations in the words of the office (变更内容的表述). Pure."""

from boundaries.changes.ground import Ground
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Ref,
    Rename,
    Territory,
)


def in_words(operation: Operation, ground: Ground) -> str:
    """One sentence as an approval would write it."""
    match operation:
        case Establish():
            code = f"，代码 {operation.code}" if operation.code else "，代码待定"
            seat = f"，人民政府驻{operation.seat}" if operation.seat else ""
            return (
                f"设立{operation.name}（{operation.kind}），属{ground.name(operation.parent)}，"
                f"以{_territory(operation.territory, ground)}为其行政区域{seat}{code}"
            )
        case Abolish():
            into = "、".join(ground.name(ref) for ref in operation.into)
            return f"撤销{ground.name(operation.division)}" + (f"，其行政区域归{into}" if into else "")
        case Affiliate():
            before = ground.parent(operation.division)
            name = ground.name(operation.division)
            return f"将{name}由{before.name if before else '原上级'}改属{ground.name(operation.parent)}"
        case MoveBoundary():
            part = _territory(operation.territory, ground, operation.giver)
            return f"将{ground.name(operation.giver)}的{part}划归{ground.name(operation.taker)}"
        case MoveSeat():
            return f"{ground.name(operation.division)}人民政府驻地迁至{operation.place}"
        case Rename():
            kind = f"，改为{operation.kind}" if operation.kind else ""
            return f"{ground.name(operation.division)}更名为{operation.name}{kind}"
        case _:
            return f"{ground.name(operation.division)}的代码改为 {operation.code}（{operation.scheme.label}）"


def _territory(territory: Territory, ground: Ground, giver: Ref | None = None) -> str:
    """Wholes and parts; a part of the giver itself is not named again."""
    whole = "、".join(ground.name(ref) for ref in territory.whole)
    cut = dict.fromkeys(cut.of for cut in territory.cuts)
    cuts = "、".join("一部分" if ref == giver else f"{ground.name(ref)}的一部分" for ref in cut)
    return "、".join(filter(None, (whole, cuts))) or "（未写明）"
