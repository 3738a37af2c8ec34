"""Divisions as a working map draws them (区划轮廓): shape, name, level, role, where the name goes."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F

from boundaries.divisions.models import Area, DivisionVersion
from office.spatial.geojson import feature


def outlines(
    versions: Iterable[DivisionVersion],
    roles: Mapping[int, str],
    day: datetime.date,
    *,
    precision: int,
    written: Mapping[int, str] | None = None,
) -> list[dict[str, Any]]:
    """The areas of a day as features, in the order of `roles` (division → role): what comes later lies on top.

    Only divisions among the versions are drawn; `precision` is the number of decimal places of a degree;
    `written` is what a click on a division puts into a field (division → its code).
    """
    named = {version.division_id: version for version in versions}
    found = Area.objects.filter(division__in=named.keys() & roles.keys(), valid__contains=day)
    areas = {area.division_id: area for area in found.annotate(shape=AsGeoJSON(F("geom"), precision=precision))}
    return [
        feature(
            area.shape,
            {
                "name": named[pk].name,
                "level": named[pk].level,
                "role": role,
                "sample": area.is_sample,
                "label": [area.label_point.x, area.label_point.y],
                **({"written": written[pk]} if written and pk in written else {}),
            },
        )
        for pk, role in roles.items()
        if (area := areas.get(pk))
    ]
