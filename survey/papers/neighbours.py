"""What lies beside a line on its map (附图四邻): the areas of its level within the sheet, simplified for paper."""

import datetime
from collections.abc import Sequence

import shapely
from django.conf import settings
from django.contrib.gis.geos import Polygon as GeosPolygon

from boundaries.divisions.models import Area
from boundaries.divisions.queries import versions_on
from boundaries.lines.models import LineVersion
from boundaries.lines.topology import Point
from survey.papers.contents.facts import Neighbour
from survey.papers.map.sheet import sheet_for

MOST = 60
GRAIN_MM = 0.15


def neighbours_of(
    line: LineVersion, parties: Sequence[int], paths: Sequence[Sequence[Point]], day: datetime.date
) -> tuple[Neighbour, ...]:
    """The areas of the level of the line that show on its sheet, both sides first."""
    places = [place for path in paths for place in path]
    if not places:
        return ()
    sheet = sheet_for(places, 1)  # the scale only: finer than any sheet that is drawn
    west, south, east, north = shapely.MultiPoint(places).bounds
    across, up = max(east - west, 0.02), max(north - south, 0.02)
    reach = max(across, up)
    box = (west - reach, south - reach, east + reach, north + reach)
    room = GeosPolygon.from_bbox(box)
    room.srid = settings.REGISTER_SRID
    named = dict(versions_on(day).filter(level=line.level).values_list("division_id", "name"))
    areas = Area.objects.filter(valid__contains=day, division__in=named, geom__intersects=room).order_by("division_id")
    grain = sheet.scale * GRAIN_MM / 1000 / 111_320
    order = {division: place for place, division in enumerate(parties)}
    found = [
        _neighbour(named[area.division_id], shapely.from_wkb(bytes(area.geom.wkb)), box, grain, side)
        for area in areas[:MOST]
        for side in [order.get(area.division_id)]
    ]
    return tuple(sorted((each for each in found if each.rings), key=lambda each: (each.side is None, each.side or 0)))


def _neighbour(
    name: str, shape: shapely.Geometry, box: tuple[float, float, float, float], grain: float, side: int | None
) -> Neighbour:
    shown = shapely.simplify(shapely.clip_by_rect(shape, *box), grain)
    polygons = [part for part in getattr(shown, "geoms", [shown]) if part.geom_type == "Polygon" and not part.is_empty]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return Neighbour(name, tuple(_points(ring) for ring in rings), side=side)


def _points(ring: shapely.LinearRing) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist())
