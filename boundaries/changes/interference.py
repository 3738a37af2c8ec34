"""Where two changes of one day meddle (同日变更的牵连): which facts one writes and the other relies on. Pure.

Each case is judged and approved by the register of the day before; what another one alters on the same day, neither
the rules nor the approving body have seen. Both may speak of the same superior or the same taker.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Rename,
    Territory,
    refs_of,
)
from boundaries.divisions.kinds import Scheme


class Aspect(StrEnum):
    """A fact of a division that a change writes (方面)."""

    EXISTENCE = "存废"
    SUPERIOR = "隶属"
    NAME = "名称"
    CODE = "代码"
    STATISTICAL_CODE = "统计代码"
    SEAT = "驻地"
    GROUND = "范围"
    GAINED = "并入的范围"  # two may gain on one day; a drawn line may cut neither what it did not see


Fact = tuple[int, Aspect]


@dataclass(frozen=True)
class Footprint:
    """What operations write, and what they rely on (their own writing included)."""

    written: frozenset[Fact]
    relied: frozenset[Fact]

    @property
    def divisions(self) -> frozenset[int]:
        return frozenset(division for division, _ in self.relied)


def footprint_of(operations: Sequence[Operation], moved: Collection[int] = ()) -> Footprint:
    """The facts that operations write and rely on; `moved` get a new superior because theirs ends."""
    written = {fact for item in operations for fact in _written(item)} | {(pk, Aspect.SUPERIOR) for pk in moved}
    relied = {fact for fact in written if fact[1] is not Aspect.GAINED} | {
        fact for item in operations for fact in _relied(item)
    }
    return Footprint(frozenset(written), frozenset(relied))


def meddling(done: Footprint, new: Footprint) -> list[Fact]:
    """The facts over which two changes of one day would override or surprise each other, in order."""
    return sorted((done.written & new.relied) | (done.relied & new.written))


def erased(later: Footprint, new: Footprint) -> list[Fact]:
    """The facts of a later change that a backdated one would erase or carry along without anybody's having seen it.

    What ends takes everything later with it; a drawn line cuts what a later change added to the unit as well.
    """
    cut = {fact for fact in new.relied & later.written if fact[1] in (Aspect.GROUND, Aspect.GAINED)}
    ending = {division for division, aspect in new.written if aspect is Aspect.EXISTENCE}
    seats = {fact for fact in new.written & later.written if fact[1] is Aspect.SEAT}
    return sorted(seats | cut | {fact for fact in later.relied if fact[0] in ending})


def _written(item: Operation) -> Iterator[Fact]:
    match item:
        case Abolish():
            yield item.division, Aspect.EXISTENCE
            yield from ((heir, Aspect.GAINED) for heir in item.into if isinstance(heir, int))
        case Affiliate(division=int(division)):
            yield division, Aspect.SUPERIOR
        case Establish():
            yield from _of_territory(item.territory)
        case MoveBoundary():
            yield from _of_territory(item.territory)
            if item.territory.cuts and isinstance(item.taker, int):
                yield item.taker, Aspect.GAINED
        case MoveSeat(division=int(division)):
            yield division, Aspect.SEAT
        case Rename():
            yield item.division, Aspect.NAME
        case Recode(division=int(division)):
            yield division, Aspect.CODE if item.scheme is Scheme.MCA else Aspect.STATISTICAL_CODE
        case _:
            pass


def _of_territory(territory: Territory) -> Iterator[Fact]:
    """What goes over as a whole gets another superior; what is cut has another area."""
    yield from ((whole, Aspect.SUPERIOR) for whole in territory.whole if isinstance(whole, int))
    yield from ((cut.of, Aspect.GROUND) for cut in territory.cuts if isinstance(cut.of, int))


def _relied(item: Operation) -> Iterator[Fact]:
    """That everything named stands; and where it stands, which decides who approves and whether a name is free."""
    for ref in refs_of(item):
        if isinstance(ref, int):
            yield ref, Aspect.EXISTENCE
            if not isinstance(item, Recode | MoveSeat):
                yield ref, Aspect.SUPERIOR
    if isinstance(item, Establish | MoveBoundary):
        yield from ((cut.of, Aspect.GAINED) for cut in item.territory.cuts if isinstance(cut.of, int))
