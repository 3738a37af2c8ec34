"""The map beside the forms of a change (变更底图): the units concerned, what they hold, what lies around."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import codes_on, versions_on
from office.spatial.geojson import collection

LEVELS = tuple(Level)
ORDER = ("quiet", "partner", "selected", "inner")
EXACT, OVERVIEW = 6, 4


def ground_map(
    concerned: Collection[int], beside: Collection[int], day: datetime.date, start: Collection[int] = ()
) -> dict[str, Any]:
    """Outlines of a day: `concerned` in the accent with children, `beside` as partners, siblings quiet.

    Where nothing is concerned yet, what lies below `start` is offered: the officer's own area, the scope of a study.
    """
    chosen = {version.division_id: version for version in versions_on(day).filter(division__in={*concerned, *beside})}
    if not chosen:
        shown = _below(start, day) if start else {}
        return _map(shown, dict.fromkeys(shown, "quiet"), day, precision=OVERVIEW, fit="outlines")
    above = {version.parent_id for version in chosen.values() if version.parent_id}
    roles = {pk: ("selected" if pk in concerned else "partner") for pk in chosen}
    shown = dict(chosen)
    for parents, role in ((concerned, "inner"), (above, "quiet")):
        for version in versions_on(day).filter(parent__in=parents):
            roles.setdefault(version.division_id, role)
            shown.setdefault(version.division_id, version)
    return _map(shown, roles, day, precision=EXACT, fit="selected" if concerned else "outlines")


def _below(start: Collection[int], day: datetime.date) -> dict[int, DivisionVersion]:
    """What stands below a start; below a province its counties, among which prefectures would only hide names."""
    found = list(versions_on(day).filter(parent__in=start))
    prefectures = [each.division_id for each in found if each.level == Level.PREFECTURE]
    if prefectures:
        counties = versions_on(day).filter(parent__in=prefectures)
        found = [each for each in found if each.level != Level.PREFECTURE] + list(counties)
    return {each.division_id: each for each in found}


def _map(
    shown: Mapping[int, DivisionVersion], roles: Mapping[int, str], day: datetime.date, *, precision: int, fit: str
) -> dict[str, Any]:
    """`units` tells the map that a click chooses a division by its code."""
    held = codes_on(day).filter(division__in=shown, scheme=Scheme.MCA) if shown else codes_on(day).none()
    codes = dict(held.values_list("division_id", "code"))
    order = sorted(roles, key=lambda pk: (ORDER.index(roles[pk]), LEVELS.index(Level(shown[pk].level))))
    shapes = outlines(shown.values(), {pk: roles[pk] for pk in order}, day, precision=precision, written=codes)
    return {"outlines": collection(shapes), "legend": False, "units": True, "fit": fit}
