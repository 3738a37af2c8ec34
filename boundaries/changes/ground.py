"""The facts on which the rules judge a change (变更所涉区划): every unit that its operations speak of. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boundaries.changes.operations import Affiliate, Establish, Operation, Ref, new_ref, refs_of
from boundaries.divisions.kinds import Level

AUTONOMOUS = frozenset({"自治区", "自治州", "自治县", "自治旗"})
SUBDISTRICT = "街道"


@dataclass(frozen=True)
class Unit:
    """A division on the day before the change, or one that it founds; `above` runs from its parent to the top."""

    ref: Ref
    name: str
    level: str
    kind: str
    code: str = ""
    above: tuple[int, ...] = ()
    external: bool = False


@dataclass(frozen=True)
class Ground:
    """All units of a change by reference, and everything above them."""

    units: Mapping[Ref, Unit]

    def unit(self, ref: Ref) -> Unit | None:
        return self.units.get(ref)

    def name(self, ref: Ref) -> str:
        """The name of a unit, or what stands for it where the register does not know it."""
        unit = self.units.get(ref)
        return unit.name if unit else f"D{ref}"

    def at_level(self, ref: Ref, level: str) -> Unit | None:
        """The unit itself or what stands above it at a level."""
        unit = self.units.get(ref)
        line = [unit, *(self.units.get(above) for above in unit.above)] if unit else []
        return next((found for found in line if found and found.level == level), None)

    def parent(self, ref: Ref) -> Unit | None:
        unit = self.units.get(ref)
        return self.units.get(unit.above[0]) if unit and unit.above else None


def with_founded(known: Mapping[Ref, Unit], operations: Sequence[Operation]) -> Ground:
    """The standing units with those that the operations found."""
    units = dict(known)
    for item in operations:
        if isinstance(item, Establish):
            parent = units.get(item.parent)
            above = (parent.ref, *parent.above) if parent and isinstance(parent.ref, int) else ()
            ref = new_ref(item.key)
            units[ref] = Unit(ref, item.name, item.level, item.kind, item.code or "", above)
    return Ground(units)


def common_superior(operations: Sequence[Operation], ground: Ground) -> int | None:
    """The lowest division above everything that a change touches: its officer runs the case (共同上级).

    A superior that units come under may be it itself.
    """
    lines = [
        _line(ref, ground, itself=isinstance(operation, (Establish, Affiliate)) and ref == operation.parent)
        for operation in operations
        for ref in refs_of(operation)
    ]
    lines = [line for line in lines if line]
    if not lines:
        return None
    shared = [ref for ref in lines[0] if all(ref in line for line in lines)]
    return shared[0] if shared else None


def _line(ref: Ref, ground: Ground, itself: bool) -> tuple[int, ...]:
    unit = ground.unit(ref)
    if unit is None:
        return ()
    if itself and isinstance(unit.ref, int):
        return (unit.ref, *unit.above)
    return unit.above or ((unit.ref,) if isinstance(unit.ref, int) and unit.level == Level.PROVINCE else ())
