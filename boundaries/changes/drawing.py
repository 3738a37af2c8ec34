"""The map under a change that is drawn (变更绘图底图): the units concerned, what they hold, what lies around."""

import datetime
from collections.abc import Collection
from typing import Any

from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import versions_on
from office.spatial.geojson import collection

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
    ordered = dict(sorted(roles.items(), key=lambda item: ORDER.index(item[1])))
    shapes = outlines(shown.values(), ordered, day, precision=6)
    return {"outlines": collection(shapes), "legend": False, "fit": "selected" if concerned else "outlines"}
