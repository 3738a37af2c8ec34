"""Which names lie near a line (沿线地名): rooms above enter what they know, the course text of a survey asks.

The register stands here and not in the room that asks: the gazetteer and the survey do not know each other.
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import reduce

from shapely.geometry.base import BaseGeometry

from boundaries.divisions.models import DivisionVersion


@dataclass(frozen=True)
class Named:
    """A thing with its standard name and its shape in CGCS2000 degrees: a point, or what is known of its extent."""

    name: str
    what: str
    shape: BaseGeometry


Near = Callable[[BaseGeometry, float, datetime.date], list[Named]]
Known = Callable[[Collection[str], datetime.date], set[str]]
_registered: dict[str, tuple[Near, Known]] = {}


def register_names(room: str, near: Near, known: Known) -> None:
    """Let a room say what lies within metres of a line on a day, and which names exist; once per room."""
    _registered.setdefault(room, (near, known))


def names_near(line: BaseGeometry, reach_m: float, day: datetime.date) -> list[Named]:
    """Everything with a name within reach of a line, as the rooms know it."""
    return [named for near, _ in _registered.values() for named in near(line, reach_m, day)]


def names_that_exist(names: Collection[str], day: datetime.date) -> set[str] | None:
    """Which of some names the register or a room has on a day; None where no room keeps names."""
    if not _registered:
        return None
    divisions = DivisionVersion.objects.filter(name__in=names, valid__contains=day).values_list("name", flat=True)
    return reduce(set.union, (known(names, day) for _, known in _registered.values()), set(divisions))
