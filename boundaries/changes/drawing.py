"""The map under a change that is drawn (变更绘图底图): the units concerned, what they hold, what lies around."""

import datetime
from collections.abc import Collection
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F

from boundaries.divisions.models import Area
from boundaries.divisions.queries import versions_on
from office.spatial.geojson import collection, feature

ORDER = ("quiet", "partner", "selected", "inner")


def ground_map(concerned: Collection[int], beside: Collection[int], day: datetime.date) -> dict[str, Any]:
    """Outlines of a day: `concerned` in the accent with children, `beside` as partners, siblings quiet."""
    chosen = {version.division_id: version for version in versions_on(day).filter(division__in={*concerned, *beside})}
    above = {version.parent_id for version in chosen.values() if version.parent_id}
    roles = {pk: ("selected" if pk in concerned else "partner") for pk in chosen}
    shown = dict(chosen)
    for parents, role in ((concerned, "inner"), (above, "quiet")):
        for version in versions_on(day).filter(parent__in=parents):
            roles.setdefault(version.division_id, role)
            shown.setdefault(version.division_id, version)
    areas = Area.objects.filter(division__in=shown, valid__contains=day).annotate(
        shape=AsGeoJSON(F("geom"), precision=6)
    )
    ordered = sorted(areas, key=lambda area: ORDER.index(roles[area.division_id]))
    outlines = [
        feature(
            area.shape,
            {
                "name": shown[area.division_id].name,
                "level": shown[area.division_id].level,
                "role": roles[area.division_id],
                "sample": area.is_sample,
                "label": [area.label_point.x, area.label_point.y],
            },
        )
        for area in ordered
    ]
    return {"outlines": collection(outlines), "legend": False, "fit": "selected" if concerned else "outlines"}
