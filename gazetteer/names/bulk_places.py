"""Where very many names lie: the same places as `place_of` and `Ground.place_for` make, asked for in one go."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.gis.geos import GEOSGeometry

from boundaries.lines.border import metres_to_national_border_of_each, sides_crossed_by_each
from boundaries.lines.point import Found, any_area_on, divisions_at_each
from gazetteer.names.asked import Asked
from gazetteer.names.bulk_shared import Shared
from gazetteer.names.places import located
from gazetteer.names.surroundings import BORDER_KINDS, provinces_of, shape_of
from gazetteer.rules.authority import BORDER_M
from gazetteer.rules.context import Border, Place, Step

LonLat = tuple[float, float]


def places_of(parcel: Sequence[Asked], shared: Shared) -> list[Place]:
    """The place of each, with how it lies to the borders where its kind asks for it."""
    chains = shared.chains(item.division_id for item in parcel)
    found = divisions_at_each([item.point for item in parcel if item.point and _on_earth(item.point)], shared.day)
    covered = any_area_on(shared.day)
    places = [_place(item, chains[item.division_id], found, covered) for item in parcel]
    shapes = {
        position: shape
        for position, (item, place) in enumerate(zip(parcel, places, strict=True))
        if item.known_kind in BORDER_KINDS and (shape := shape_of(place, item.shape)) is not None
    }
    for position, border in zip(shapes, _borders(list(shapes.values()), shared), strict=True):
        places[position] = replace(places[position], border=border)
    return places


def _place(item: Asked, chain: tuple[Step, ...], found: dict[LonLat, Found], covered: bool) -> Place:
    if item.point is None or not _on_earth(item.point):
        return Place(chain, item.point, faults=item.faults)
    return located(chain, item.point, found[item.point], covered, item.faults)


def _on_earth(point: LonLat) -> bool:
    return -180 <= point[0] <= 180 and -90 <= point[1] <= 90


def _borders(shapes: Sequence[GEOSGeometry], shared: Shared) -> list[Border]:
    near = metres_to_national_border_of_each(shapes, shared.settings.limit("border_m", BORDER_M), shared.day)
    crossed = sides_crossed_by_each(shapes, shared.day)
    ways = shared.ways(side for sides in crossed.values() for side in sides)
    return [
        Border(
            near.get(position),
            provinces_of(ways[side] for side in crossed.get(position, ()) if ways.get(side)),
        )
        for position in range(len(shapes))
    ]
