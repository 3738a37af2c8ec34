"""What lies in a piece of ground (范围内的地物): each room enters what it knows; villages no line may cut off."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.contrib.gis.geos import Point as GeosPoint

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionSeat
from boundaries.divisions.queries import chain_of, versions_on

Thing = dict[str, Any]
Inside = Callable[[MultiPolygon, datetime.date], list[Thing]]
_registered: dict[str, Inside] = {}


def register_inside(name: str, inside: Inside) -> None:
    """Let a room say which of its things lie in an area on a day, once per name.

    A thing is `{"what", "name", "id"}`, with `lon`, `lat` where its place is known, `url` where it has a page, and
    `village` (the id of the division) where it is the seat of a registered village.
    """
    _registered.setdefault(name, inside)


def things_inside(area: MultiPolygon, day: datetime.date) -> list[Thing]:
    """Everything that the rooms know in an area."""
    return [thing for inside in _registered.values() for thing in inside(area, day)]


def seats_inside(area: MultiPolygon, day: datetime.date) -> list[Thing]:
    """The seats with a known place in an area: of villages (村委会驻地), and of governments."""
    seats = DivisionSeat.objects.filter(valid__contains=day, point__coveredby=area).order_by("id")
    found = {seat.division_id: seat for seat in seats}
    versions = versions_on(day).filter(division__in=found)
    return [
        _seat(version.division_id, version.name, version.level, place)
        for version in versions
        if (place := found[version.division_id].point)
    ]


def _seat(division: int, name: str, level: str, place: GeosPoint) -> Thing:
    told = {"name": name, "id": f"D{division}", "lon": place.x, "lat": place.y}
    if level == Level.VILLAGE:
        return {"what": "村级区划", "village": division, **told}
    return {"what": "人民政府驻地", **told}


def cut_off(things: list[Thing], loser: int, day: datetime.date) -> list[Thing]:
    """The villages among things that still belong to the side which loses the ground: the line would cut them off."""
    villages = [thing for thing in things if thing.get("village")]
    return [thing for thing in villages if any(link.division_id == loser for link in chain_of(thing["village"], day))]
