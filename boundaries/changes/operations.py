"""What one change of divisions does, step by step (变更事项的操作), after 《行政区划管理条例实施办法》 art. 2.

Plain frozen values without ORM and I/O: a case keeps them as JSON, the rules read them, `carrying.carry_out`
carries them out. A division is meant by its stable id, a unit founded in the same change by "new:KEY".
Points are (longitude, latitude) in degrees, CGCS2000. Merge and split are combinations, see `combinations`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from boundaries.divisions.kinds import Level, Scheme

Ref = int | str
Point = tuple[float, float]
NEW = "new:"


def new_ref(key: str) -> str:
    """The reference to a unit that the same change founds under a key."""
    return f"{NEW}{key}"


def key_of(ref: Ref) -> str | None:
    """The key of a reference to a newly founded unit; None for a division that stands."""
    return ref.removeprefix(NEW) if isinstance(ref, str) else None


@dataclass(frozen=True)
class Cut:
    """The part of `of` in which the point `side` lies when the drawn `line` cuts it."""

    of: Ref
    line: tuple[Point, ...]
    side: Point


@dataclass(frozen=True)
class Territory:
    """Where an area comes from: divisions that go over as a `whole`, and parts that are cut off others."""

    whole: tuple[Ref, ...] = ()
    cuts: tuple[Cut, ...] = ()

    def givers(self) -> tuple[Ref, ...]:
        """Every division of which something is taken, in order."""
        return tuple(dict.fromkeys((*self.whole, *(cut.of for cut in self.cuts))))


@dataclass(frozen=True)
class Establish:
    """设立: a new unit with name, kind, superior, code (None until it is given), area and seat (art. 3)."""

    key: str
    name: str
    kind: str
    level: Level
    parent: Ref
    code: str | None = None
    scheme: Scheme = Scheme.MCA
    territory: Territory = field(default_factory=Territory)
    seat: str = ""


@dataclass(frozen=True)
class Abolish:
    """撤销: with exactly one successor its whole remaining area and all its children go there."""

    division: int
    into: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Affiliate:
    """隶属关系变更: a whole unit comes under another superior; 代管 is treated alike."""

    division: Ref
    parent: Ref


@dataclass(frozen=True)
class MoveBoundary:
    """行政区域界线变更: part of one unit goes over to another.

    `territory.whole` are children (townships, villages) that go over as a whole, `cuts` are parts of the giver.
    """

    giver: int
    taker: Ref
    territory: Territory


@dataclass(frozen=True)
class MoveSeat:
    """人民政府驻地迁移: the new seat by its place, and by its point where that is known."""

    division: Ref
    place: str
    point: Point | None = None


@dataclass(frozen=True)
class Rename:
    """更名: another specific name; `kind` only where the kind changes with it (撤县设市)."""

    division: int
    name: str
    kind: str | None = None


@dataclass(frozen=True)
class Recode:
    """代码变更: a new code in one scheme, Decree 704 art. 17."""

    division: Ref
    scheme: Scheme
    code: str


Operation = Establish | Abolish | Affiliate | MoveBoundary | MoveSeat | Rename | Recode

#: the word of the law for each kind of operation, in the order of 实施办法 art. 2
LABELS: dict[type[Operation], str] = {
    Establish: "设立",
    Abolish: "撤销",
    Affiliate: "隶属关系变更",
    MoveBoundary: "行政区域界线变更",
    MoveSeat: "人民政府驻地迁移",
    Rename: "更名",
    Recode: "代码变更",
}


def label_of(operation: Operation) -> str:
    """设立, 撤销 … as the law calls the operation."""
    return LABELS[type(operation)]


def subjects_of(operation: Operation) -> tuple[Ref, ...]:
    """The divisions that an operation itself changes, without the superior that they come under."""
    superior = operation.parent if isinstance(operation, (Establish, Affiliate)) else None
    return tuple(ref for ref in refs_of(operation) if ref != superior)


def refs_of(operation: Operation) -> tuple[Ref, ...]:
    """Every division that an operation speaks of, standing or new, each once and in order."""
    return tuple(dict.fromkeys(_refs(operation)))


def _refs(operation: Operation) -> Iterator[Ref]:
    match operation:
        case Establish():
            yield new_ref(operation.key)
            yield operation.parent
            yield from operation.territory.givers()
        case Abolish():
            yield operation.division
            yield from operation.into
        case Affiliate():
            yield operation.division
            yield operation.parent
        case MoveBoundary():
            yield operation.giver
            yield operation.taker
            yield from operation.territory.givers()
        case _:
            yield operation.division
