"""The names of what shows on the map (区划注记), set where there is room for them. No ORM, no I/O."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from survey.papers.contents.facts import Neighbour, SurveyFacts
from survey.papers.map.sheet import MapSheet
from survey.papers.map.strokes import INK, QUIET, Box, around, shared, text, words_width


def names_on(facts: SurveyFacts, sheet: MapSheet, taken: list[Box]) -> Iterator[str]:
    """The names of what shows on the map, both sides larger, where the most room is left."""
    left, top, right, bottom = sheet.frame
    frame = shapely.box(left + 4, top + 4, right - 4, bottom - 4).difference(
        shapely.box(right - 30, top, right, top + 40)
    )
    line = shapely.MultiLineString([sheet.at(path) for path in facts.paths]).buffer(4)
    for each in sorted(facts.neighbours, key=lambda each: (each.side is None, each.side or 0)):
        room = _room(each, sheet).intersection(frame).difference(line)
        size = 5.2 if each.side is not None else 3.2
        spot = _roomiest(room, words_width(each.name, size), size, taken)
        if spot is None:
            continue
        x, y, size = spot
        half = words_width(each.name, size) / 2
        taken.append((x - half, y - size / 2, x + half, y + size / 2))
        weight = 700 if each.side is not None else 400
        yield text(
            x,
            y + size * 0.36,
            each.name,
            size,
            anchor="middle",
            fill=INK if weight == 700 else QUIET,
            halo=True,
            weight=weight,
        )


def _room(each: Neighbour, sheet: MapSheet) -> shapely.Geometry:
    shapes = [shapely.Polygon(sheet.at(ring)).buffer(0) for ring in each.rings if len(ring) > 3]
    whole = shapely.Polygon()
    for shape in shapes:  # a hole is a ring as well
        whole = whole.symmetric_difference(shape)
    return whole


def _roomiest(
    room: shapely.Geometry, width: float, size: float, taken: Sequence[Box]
) -> tuple[float, float, float] | None:
    """Where words of a width fit, made smaller where they do not; None where there is no room for them at all."""
    for shrink in (1.0, 0.8, 0.62):
        wide, tall = width * shrink, size * shrink * 1.3
        parts = [part for part in getattr(room, "geoms", [room]) if part.geom_type == "Polygon"]
        spots = [spot for part in parts for spot in _spots(part, wide, tall)]
        free = [spot for spot in spots if not any(shared(around(spot, wide, tall), box) for box in taken)]
        if free:
            best = max(free, key=lambda spot: room.boundary.distance(shapely.Point(spot)))
            return best[0], best[1], size * shrink
    return None


def _spots(part: shapely.Polygon, wide: float, tall: float) -> Iterator[tuple[float, float]]:
    """Places of a raster at which a box lies within a polygon."""
    west, south, east, north = part.bounds
    shapely.prepare(part)
    for x in np.linspace(west, east, 25)[1:-1]:
        for y in np.linspace(south, north, 25)[1:-1]:
            box = around((float(x), float(y)), wide, tall)
            if part.contains(shapely.box(*box)):
                yield float(x), float(y)
