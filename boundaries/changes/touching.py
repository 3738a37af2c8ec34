"""What lies in the reach of a change without being changed by it (所涉事物登记); upper rooms enter theirs.

Listed names have a register of their own, `protection_register`.
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry


@dataclass(frozen=True)
class Reach:
    """How far a change reaches: divisions that it touches as a whole with all below, and ground that changes sides."""

    divisions: Collection[int]
    ground: GEOSGeometry | None = None


@dataclass(frozen=True)
class Touched:
    """So many things of one sort, with the names of some."""

    what: str
    count: int
    examples: tuple[str, ...] = ()


Inside = Callable[[Reach, datetime.date], list[Touched]]
_inside: dict[str, Inside] = {}


def register_inside(name: str, inside: Inside) -> None:
    """Enter what knows of things inside, under its Chinese name; once per name."""
    _inside.setdefault(name, inside)


def entered() -> list[str]:
    """The names of all that are entered: an answer of yesterday may lack what was entered since."""
    return sorted(_inside)


def inside(reach: Reach, day: datetime.date) -> list[Touched]:
    """All things inside on a day, sort by sort."""
    return [found for ask in _inside.values() for found in ask(reach, day) if found.count]
