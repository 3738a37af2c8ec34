"""Which names lie in a piece of ground (范围内的地名): for the room of lines, when an edge is replaced."""

import datetime
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db.models import Q

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import versions_on
from gazetteer.names.models import Feature, FormKind
from gazetteer.names.queries import current_names
from gazetteer.rules.kinds import NameKind


def names_in(area: MultiPolygon, day: datetime.date) -> list[dict[str, Any]]:
    """The places in an area under their standard names; one without a known position is nowhere.

    The seat of a registered village says which village it is the seat of.
    """
    here = Feature.objects.filter(status=Feature.Status.IN_USE)
    here = here.filter(Q(point__coveredby=area) | Q(point__isnull=True, geom__coveredby=area))
    features = {feature.pk: feature for feature in here.order_by("kind", "pk")}
    standard = current_names(day).filter(feature__in=features, form_kind=FormKind.STANDARD).order_by("pk")
    named = dict(standard.values_list("feature_id", "form"))
    villages = set(
        versions_on(day)
        .filter(division__in={feature.home_id for feature in features.values()}, level=Level.VILLAGE)
        .values_list("division_id", flat=True)
    )
    return [_thing(feature, named[pk], villages) for pk, feature in features.items() if pk in named]


def _thing(feature: Feature, name: str, villages: set[int]) -> dict[str, Any]:
    shape = feature.point or feature.geom
    assert shape is not None
    place = shape.point_on_surface
    told = {"what": feature.get_kind_display(), "name": name, "id": feature.public_id, "lon": place.x, "lat": place.y}
    told["url"] = f"/names/{feature.public_id}/"
    seat = feature.kind == NameKind.VILLAGE_SEAT and feature.home_id in villages
    return told | ({"village": feature.home_id} if seat else {})
