"""What a judgement is given: the place of the name, its scope, and the names that may stand in its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import ParsedName
from gazetteer.rules.readings import Decided

EARTH_RADIUS_M = 6_371_008.8


class ScopeKey(StrEnum):
    """Within what names may not be the same (重名范围), 条例第九条（七）（八）."""

    COUNTRY = "country"
    PROVINCE = "province"
    COUNTY = "county"
    BUILT_UP = "built_up"
    SUBSTITUTE = "substitute"
    UNREGULATED = "unregulated"


@dataclass(frozen=True)
class Scope:
    """The scope that was searched. `legal`: it is exactly the one of the law, so a duplicate blocks.

    `area` is the built-up area where that is the scope.
    """

    key: ScopeKey
    label: str
    legal: bool
    note: str = ""
    area: int | None = None

    @property
    def inside(self) -> str:
        """全国, 吉林省内: how a sentence says it."""
        return self.label if self.key is ScopeKey.COUNTRY else f"{self.label}内"

    def as_json(self) -> dict[str, object]:
        return {"key": self.key.value, "label": self.label, "legal": self.legal, "note": self.note}


@dataclass(frozen=True)
class Step:
    """One division of the chain above a place, from the top down; `district` marks a 市辖区."""

    id: int
    name: str
    level: str
    district: bool = False


@dataclass(frozen=True)
class Border:
    """How a place lies to borders: metres to the national border (None where not near), the provinces it lies in."""

    state_m: float | None = None
    provinces: tuple[str, ...] = ()


INLAND = Border()


@dataclass(frozen=True)
class Place:
    """Where the named thing lies. `point` is longitude, latitude in the register's system.

    `inside` tells whether the point lies in the stated division; None where the area of `area_of` is not
    known. `area_sample`: that area is made up, so it proves nothing. `faults`: what is wrong with the geometry.
    """

    chain: tuple[Step, ...] = ()
    point: tuple[float, float] | None = None
    inside: bool | None = None
    area_of: str = ""
    area_sample: bool = False
    found: str = ""
    faults: tuple[str, ...] = ()
    border: Border = INLAND

    def at(self, level: str) -> Step | None:
        """The division of a level in the chain."""
        return next((step for step in self.chain if step.level == level), None)

    @property
    def path(self) -> str:
        return "".join(step.name for step in self.chain)


class Standing(StrEnum):
    """Whether a name in the way is in use, was, or is still applied for."""

    CURRENT = "current"
    HISTORIC = "historic"
    PENDING = "pending"


@dataclass(frozen=True)
class Candidate:
    """A name in the register, in the national list or in another application."""

    id: str
    parsed: ParsedName
    place: str = ""
    point: tuple[float, float] | None = None
    standing: Standing = Standing.CURRENT

    def evidence(self, point: tuple[float, float] | None) -> dict[str, object]:
        shape: dict[str, object] = {
            "id": self.id,
            "name": self.parsed.name,
            "pinyin": self.parsed.spelling.toned,
            "place": self.place,
            "standing": self.standing.value,
        }
        if self.point:
            shape["lon"], shape["lat"] = self.point
            if point:
                shape["distance_m"] = round(distance_m(point, self.point))
        return shape


@dataclass(frozen=True)
class Entity:
    """A natural feature, park or facility called like the specific part; `inside` the stated division or not."""

    id: str
    name: str
    place: str
    inside: bool


NO_FACTS = Facts()


@dataclass(frozen=True)
class RuleContext:
    """Everything the rules may know beside the name itself.

    `entities` are things called like the specific part of a division (N13), `local_names` the specific parts of the
    places around a facility (N14), `former` names that are no longer in use elsewhere (N18), `pending_elsewhere` those
    applied for outside the scope (N32). `authority` is the approving body that a case states, `given_pinyin` the
    spelling that it gives.
    """

    scope: Scope
    candidates: Sequence[Candidate] = ()
    decisions: Iterable[Decided] = ()
    approver: Step | None = None
    given_pinyin: str = ""
    facts: Facts = NO_FACTS
    entities: Sequence[Entity] = ()
    local_names: Sequence[str] = ()
    former: Sequence[Candidate] = ()
    pending_elsewhere: Sequence[Candidate] = ()
    authority: str = ""


def distance_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Metres between two longitude-latitude points on the sphere; good for telling which is near."""
    lon1, lat1, lon2, lat2 = map(radians, (*first, *second))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


LAW_SCOPES: dict[NameKind, ScopeKey] = {
    NameKind.COUNTY: ScopeKey.COUNTRY,
    NameKind.TOWNSHIP: ScopeKey.PROVINCE,
    NameKind.VILLAGE_SEAT: ScopeKey.COUNTY,
    NameKind.STREET: ScopeKey.BUILT_UP,
    NameKind.RESIDENTIAL: ScopeKey.BUILT_UP,
    NameKind.BUILDING: ScopeKey.BUILT_UP,
}
