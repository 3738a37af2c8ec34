"""Small maps of one area in several periods, all in the same frame (对照小图): drawn as SVG, readable on paper."""

import math
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connection

WIDTH, HEIGHT, MARGIN = 280, 210, 14
DECIMALS = 1

_SHAPES = """
SELECT area.id, lower(area.valid), upper(area.valid), area.area_m2, area.is_sample,
       (ST_YMin(area.geom) + ST_YMax(area.geom)) / 2,
       ST_XMin(shape.geom), ST_YMin(shape.geom), ST_XMax(shape.geom), ST_YMax(shape.geom), ST_AsBinary(shape.geom)
FROM divisions_area area
JOIN LATERAL (SELECT geom FROM divisions_areatileshape WHERE area_id = area.id
              ORDER BY abs(min_zoom - 8), min_zoom LIMIT 1) AS shape ON true
WHERE area.division_id = %s ORDER BY lower(area.valid) NULLS FIRST
"""


@dataclass(frozen=True)
class Shape:
    """The published shape of an area in one period, in web Mercator, with its latitude in degrees."""

    area_id: int
    begin: Any
    end: Any
    area_m2: float
    sample: bool
    latitude: float
    box: tuple[float, float, float, float]
    wkb: bytes


@dataclass(frozen=True)
class Frame:
    """What every map of a page shows: the left upper corner in web Mercator, and metres per pixel there."""

    west: float
    north: float
    scale: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.west) / self.scale, DECIMALS), round((self.north - y) / self.scale, DECIMALS)


def shapes_of(division_id: int) -> list[Shape]:
    """All published shapes of a division in order of time."""
    with connection.cursor() as cursor:
        cursor.execute(_SHAPES, [division_id])
        return [
            Shape(area, begin, end, size, sample, latitude, (west, south, east, north), bytes(wkb))
            for area, begin, end, size, sample, latitude, west, south, east, north, wkb in cursor.fetchall()
        ]


def frame_of(shapes: list[Shape]) -> Frame:
    """The frame that holds all shapes, the same for every map."""
    west, south = min(s.box[0] for s in shapes), min(s.box[1] for s in shapes)
    east, north = max(s.box[2] for s in shapes), max(s.box[3] for s in shapes)
    scale = max((east - west) / (WIDTH - 2 * MARGIN), (north - south) / (HEIGHT - 2 * MARGIN), 1.0)
    middle = ((west + east) / 2, (south + north) / 2)
    return Frame(middle[0] - scale * WIDTH / 2, middle[1] + scale * HEIGHT / 2, scale)


def drawing(shape: Shape, before: Shape | None, frame: Frame) -> dict[str, Any]:
    """One map: the outline as an SVG path, the outline before it where it differed, a bar of round kilometres."""
    own = path_of(shape.wkb, frame)
    former = path_of(before.wkb, frame) if before and before.area_id != shape.area_id else ""
    return {"path": own, "before": "" if former == own else former, **scale_bar(frame.scale, shape.latitude)}


def path_of(wkb: bytes, frame: Frame) -> str:
    """The rings of a shape as an SVG path."""
    parts = []
    for polygon in shapely.get_parts(shapely.from_wkb(wkb)):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [frame.place(x, y) for x, y in ring.coords]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def scale_bar(scale: float, latitude: float) -> dict[str, Any]:
    """A bar of 1, 2 or 5 × 10ⁿ kilometres, at most a third of the map wide; Mercator shrinks with the latitude."""
    metres = scale * math.cos(math.radians(latitude))
    most = metres * WIDTH / 3 / 1000
    power = 10 ** math.floor(math.log10(most))
    kilometres = max(step * power for step in (1, 2, 5) if step * power <= most)
    return {"bar": round(kilometres * 1000 / metres, DECIMALS), "kilometres": f"{kilometres:g}"}
