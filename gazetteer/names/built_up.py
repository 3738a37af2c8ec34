"""Built-up areas (建成区): within them streets and buildings may not be called alike, 条例第九条（八）."""

import datetime
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from gazetteer.names.models import BuiltUpArea
from gazetteer.rules.context import Place
from gazetteer.rules.kinds import BUILT_UP_KINDS, NameKind


@dataclass(frozen=True)
class BuiltUp:
    """How a point lies to the built-up areas known around it: in one, or outside of all (`area` is None)."""

    area: int | None = None
    name: str = ""


OUTSIDE = BuiltUp()


def areas_on(day: datetime.date) -> QuerySet[BuiltUpArea]:
    """The built-up areas of a day."""
    return BuiltUpArea.objects.filter(valid__contains=day)


def asked_about(kind: NameKind, place: Place) -> bool:
    """Whether the built-up areas matter for a name of a kind at a place: streets and buildings with a point."""
    point = place.point
    on_earth = point is not None and -180 <= point[0] <= 180 and -90 <= point[1] <= 90
    return kind in BUILT_UP_KINDS and on_earth


def built_up_of(kind: NameKind, place: Place, day: datetime.date) -> BuiltUp | None:
    """`built_up_at` for a name of a kind at a place; None where it does not matter."""
    if not asked_about(kind, place):
        return None
    county = place.at("county")
    assert place.point is not None
    return built_up_at(place.point, county.id if county else None, day)


def built_up_at(point: tuple[float, float], county: int | None, day: datetime.date) -> BuiltUp | None:
    """How a point (longitude, latitude) lies to the built-up areas; None where its county has none on record."""
    here = Point(*point, srid=settings.REGISTER_SRID)
    found = areas_on(day).filter(geom__intersects=here).order_by("id").values_list("id", "name").first()
    if found:
        return BuiltUp(*found)
    return OUTSIDE if county and areas_on(day).filter(division_id=county).exists() else None


@dataclass(frozen=True)
class PreparedArea:
    """A built-up area with its shape made ready for many points."""

    id: int
    name: str
    county: int
    shape: BaseGeometry


def prepared_areas(day: datetime.date) -> list[PreparedArea]:
    """The built-up areas of a day, in the order in which `built_up_at` looks at them."""
    found = []
    for area in areas_on(day).order_by("id"):
        shape = shapely.from_wkb(bytes(area.geom.wkb))
        shapely.prepare(shape)
        found.append(PreparedArea(area.pk, area.name, area.division_id, shape))
    return found
