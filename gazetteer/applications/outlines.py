"""Quiet outlines of the counties under the working map."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import AreaTileShape
from office.spatial.geojson import collection, feature

DIGITS = 4  # about 10 m; the outlines are generalised far more than that


def county_outlines(day: datetime.date) -> dict[str, Any]:
    """The counties of a day in their coarsest generalisation, as GeoJSON (lon, lat) for the working map."""
    shapes = AreaTileShape.objects.filter(level=Level.COUNTY, area__valid__contains=day)
    coarsest = shapes.order_by("min_zoom").values("min_zoom")[:1]
    drawn = shapes.filter(min_zoom=coarsest).annotate(
        shape=AsGeoJSON(Transform("geom", settings.REGISTER_SRID), precision=DIGITS)
    )
    rows = drawn.values_list("area__division_id", "shape", "area__label_point", "area__is_sample")
    return collection(
        feature(shape, {"id": division_id, "at": [at.x, at.y], "level": "county", "sample": sample})
        for division_id, shape, at, sample in rows
    )
