"""Seats of government on the map (行政中心), and the side of each on which its name stays inside its own area.

A seat is drawn only where a place of the gazetteer with the division's own name is known inside it; for the
others the map puts the name into the middle of the area, without a ring.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.db import connection

from gazetteer.atlas.tiles import version_of

SHEET_ZOOM = 7.5
DEGREES_PER_PIXEL = 360 / (256 * 2**SHEET_ZOOM)
LATITUDE_SHRINK = 0.72  # cos 44°: a pixel is that much smaller in degrees of latitude
RING = 9
LINE_HEIGHT = 17
SIDES = ("left", "right", "top", "bottom")  # where the anchor of the text is: left means the text stands to the right

INSIDE = 0.85  # how much of a name has to lie in its area to count as inside

# The capital of the province and the seats that carry another name than their prefecture.
CAPITAL = "长春市"
SEAT_ELSEWHERE = {"延边朝鲜族自治州": "延吉市"}

_FOUND = """
WITH own AS (
    SELECT version.division_id, version.name, version.level, version.parent_id, key.folded, key.stem, key.stem_pinyin
    FROM divisions_divisionversion version
    JOIN divisions_division division ON division.id = version.division_id
    JOIN atlas_searchkey key ON key.division_id = version.division_id AND key.form = version.name
    WHERE version.valid @> %(day)s::date AND version.level IN ('prefecture', 'county')
      AND NOT division.external AND NOT division.statistical
)
SELECT DISTINCT ON (own.division_id) own.division_id, own.name, own.level, own.parent_id,
       place.subject, ST_X(place.point), ST_Y(place.point), ST_AsBinary(ST_Simplify(area.geom, 0.004))
FROM own
JOIN atlas_searchkey place ON place.feature_id IS NOT NULL AND place.point IS NOT NULL AND NOT place.is_sample
 AND own.division_id = ANY (place.path)
 AND (place.folded IN (own.folded, own.stem) OR (place.folded ~ '^[a-z]+$' AND place.folded = own.stem_pinyin))
JOIN divisions_area area ON area.division_id = own.division_id AND area.valid @> %(day)s::date
WHERE ST_Covers(area.geom, place.point)
ORDER BY own.division_id, place.rank, place.subject
"""


@dataclass(frozen=True)
class Seat:
    """A seat: its division, the name on the map, the place found, and the area that its name should stay in."""

    division_id: int
    name: str
    level: str
    parent_id: int | None
    place_id: str
    lon: float
    lat: float
    area: shapely.Geometry


def seats(day: datetime.date) -> dict[str, Any]:
    """GeoJSON of the seats on a day, longitude before latitude; kept until areas or names change."""
    return _seats(day, version_of("areas"), version_of("names"))


@lru_cache(maxsize=64)
def _seats(day: datetime.date, areas: int, names: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"day": day})
        found = [_seat(row) for row in cursor.fetchall()]
    return {"type": "FeatureCollection", "features": [_feature(seat, found) for seat in _shown(found)]}


def _seat(row: tuple[Any, ...]) -> Seat:
    division_id, name, level, parent_id, place_id, lon, lat, shape = row
    return Seat(division_id, name, level, parent_id, place_id, lon, lat, shapely.from_wkb(bytes(shape)))


def _shown(found: list[Seat]) -> list[Seat]:
    """Without the county towns that are the seat of their prefecture, which the map names once."""
    prefectures = {seat.name for seat in found if seat.level == "prefecture"}
    return [seat for seat in found if not (seat.level == "county" and seat.name in prefectures)]


def _symbol(seat: Seat) -> str:
    if seat.name == CAPITAL:
        return "province"
    return "prefecture" if seat.level == "prefecture" or seat.name in SEAT_ELSEWHERE.values() else "county"


def _feature(seat: Seat, found: list[Seat]) -> dict[str, Any]:
    symbol = _symbol(seat)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [seat.lon, seat.lat]},
        "properties": {
            "id": f"D{seat.division_id}",
            "place": seat.place_id,
            "name": seat.name,
            "symbol": symbol,
            "sides": " ".join(sides_inside(seat.name, seat.lon, seat.lat, seat.area, bold=symbol != "county")),
            "order": ("province", "prefecture", "county").index(symbol) * 100 + len(seat.name),
        },
    }


def sides_inside(name: str, lon: float, lat: float, area: shapely.Geometry, *, bold: bool = False) -> list[str]:
    """The sides of a point on which the name's box lies in the area, best first.

    Where no side has the box inside, the best one alone; to the right where all are equal.
    """
    width = len(name) * (15 if bold else 12)
    boxes = {side: _box(side, lon, lat, width) for side in SIDES}
    shares = {side: round(float(area.intersection(box).area / box.area), 2) for side, box in boxes.items()}
    ranked = sorted(SIDES, key=lambda side: -shares[side])
    return [side for side in ranked if shares[side] >= INSIDE] or ranked[:1]


def _box(side: str, lon: float, lat: float, width: float) -> shapely.Geometry:
    half = LINE_HEIGHT / 2
    west, east, low, high = {
        "left": (RING, RING + width, -half, half),
        "right": (-RING - width, -RING, -half, half),
        "top": (-width / 2, width / 2, -RING - LINE_HEIGHT, -RING),
        "bottom": (-width / 2, width / 2, RING, RING + LINE_HEIGHT),
    }[side]
    across, up = DEGREES_PER_PIXEL, DEGREES_PER_PIXEL * LATITUDE_SHRINK
    return shapely.box(lon + west * across, lat + low * up, lon + east * across, lat + high * up)
