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


Finder = Callable[[Reach, datetime.date], list[Touched]]
_registered: dict[str, Finder] = {}


def register_touched(name: str, find: Finder) -> None:
    """Enter what knows of things in the reach of a change, under its Chinese name; once per name."""
    _registered.setdefault(name, find)


def entered() -> list[str]:
    """The names of all that are entered: an answer of yesterday may lack what was entered since."""
    return sorted(_registered)


def things_touched(reach: Reach, day: datetime.date) -> list[Touched]:
    """All things in a reach on a day, sort by sort."""
    return [found for find in _registered.values() for found in find(reach, day) if found.count]
