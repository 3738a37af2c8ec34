"""Names along a line (沿线地名): for the course text of a survey, through the register of the room of lines."""

import datetime
from collections.abc import Collection

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.geos import Polygon as GeosPolygon
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from boundaries.lines.nearby import Named
from gazetteer.names.models import Feature, FormKind
from gazetteer.names.queries import current_names

DEGREES_PER_METRE = 1 / 78_000  # of longitude, north of 45°; of latitude it is less


def names_near(line: BaseGeometry, reach_m: float, day: datetime.date) -> list[Named]:
    """Features in use within reach of the box of a line, under their standard names; one query for each of both."""
    reach = reach_m * DEGREES_PER_METRE
    west, south, east, north = line.bounds
    box = GeosPolygon.from_bbox((west - reach, south - reach, east + reach, north + reach))
    box.srid = settings.REGISTER_SRID
    there = Q(geom__intersects=box) | Q(geom__isnull=True, point__intersects=box)
    features = {each.pk: each for each in Feature.objects.filter(there, status=Feature.Status.IN_USE)}
    names = current_names(day).filter(feature__in=features, form_kind=FormKind.STANDARD).order_by("pk")
    found = [
        Named(form, features[pk].get_kind_display(), _shape(features[pk].geom or features[pk].point))
        for pk, form in names.values_list("feature_id", "form")
    ]
    near = shapely.buffer(line, reach)
    return [named for named in found if named.shape.intersects(near)]


def _shape(stored: GEOSGeometry | None) -> BaseGeometry:
    assert stored is not None
    return shapely.from_wkb(bytes(stored.wkb))


def names_known(names: Collection[str], day: datetime.date) -> set[str]:
    """Which of some names are standard names or other forms that hold on a day."""
    return set(current_names(day).filter(form__in=names).values_list("form", flat=True))
