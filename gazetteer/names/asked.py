"""One of many names to judge (批量检查的一项)."""

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry

from gazetteer.names.gathering import Exclude
from gazetteer.rules.context import NO_FACTS
from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind, known_kind

NOTHING = Exclude()


@dataclass(frozen=True)
class Asked:
    """One name to judge, as `judge_name` takes it."""

    name: str
    kind: str
    division_id: int
    point: tuple[float, float] | None = None
    exclude: Exclude = NOTHING
    given_pinyin: str = ""
    facts: Facts = NO_FACTS
    faults: tuple[str, ...] = ()
    shape: GEOSGeometry | None = None

    @property
    def known_kind(self) -> NameKind:
        return known_kind(self.kind)
