"""D32: whether the codes that a change gives can be given (新代码是否成立). Pure.

条例第十七条; the digits after GB/T 2260 (six) and GB/T 10114 (nine). 2290xx are counties directly under the province,
also where a prefecture leads them (代管).
"""

from collections.abc import Mapping

from boundaries.changes.deadlines import ART_17
from boundaries.changes.operations import Establish, Recode, Ref, new_ref
from boundaries.changes.sense import Change, Found, broken, level_label, unlawful
from boundaries.divisions.kinds import Scheme, level_of_code

DIRECT = "90"


def codes_fit(change: Change, held: Mapping[str, str]) -> Found:
    """D32: as many digits as the level has, below the superior's code, given once, and nobody else's.

    `held`: codes that others have then and keep → who.
    """
    given = _given(change)
    codes = _codes_after(change, given)
    superiors: dict[Ref, Ref] = {ref: above for _, ref, above in change.superiors()}
    seen: dict[str, Ref] = {}
    for place, ref, code in given:
        unit = change.ground.unit(ref)
        if unit is None:
            continue
        try:
            level = level_of_code(code)
        except ValueError as error:
            yield place, broken("D32", f"{unit.name}：{error}", "核对新代码")
            continue
        if level != unit.level:
            message = f"{len(code)} 位的代码 {code} 是{level.label}的，{unit.name}是{level_label(unit)}"
            yield place, broken("D32", message, "核对新代码的位数")
            continue
        if code in seen and seen[code] != ref:
            yield place, broken("D32", f"代码 {code} 同时给了{change.name(seen[code])}和{unit.name}", "改写其中一个")
        elif code in held:
            yield place, broken("D32", f"给{unit.name}的代码 {code} 已属{held[code]}", "改用没有使用的代码")
        seen[code] = ref
        above = superiors.get(ref) or (unit.above[0] if unit.above else None)
        begin = codes.get(above, "") if above is not None else ""
        if begin and not code.startswith(begin) and code[2:4] != DIRECT:
            message = f"给{unit.name}的代码 {code} 不以上级{change.name(above or 0)}的代码 {begin} 开头"
            yield place, unlawful("D32", message, f"改为 {begin} 开头的代码；国家另行公布的，凭文件破例", ART_17)


def _given(change: Change) -> list[tuple[int, Ref, str]]:
    """(place, unit, code) of every code of the register that the change gives."""
    found: list[tuple[int, Ref, str]] = []
    for place, item in enumerate(change.operations):
        if isinstance(item, Establish) and item.code:
            found.append((place, new_ref(item.key), item.code))
        elif isinstance(item, Recode) and item.scheme is Scheme.MCA:
            found.append((place, item.division, item.code))
    return found


def _codes_after(change: Change, given: list[tuple[int, Ref, str]]) -> dict[Ref, str]:
    codes: dict[Ref, str] = {ref: unit.code for ref, unit in change.ground.units.items()}
    return codes | {ref: code for _, ref, code in given}
