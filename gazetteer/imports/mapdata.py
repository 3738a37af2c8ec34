"""What the map of a register shows: the outline of its division, and the rows by their verdict."""

import datetime
from collections.abc import Iterable
from typing import Any

from boundaries.divisions.kinds import Level
from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import versions_on
from gazetteer.imports.models import RegisterImport
from gazetteer.names.actions import middle_of
from office.intake.models import StagedRow
from office.spatial.geojson import collection

SHOWN = 3000


def of_rows(found: RegisterImport, rows: Iterable[StagedRow], day: datetime.date) -> dict[str, Any]:
    """The working map of an import; what lies beyond SHOWN rows is in the table."""
    inside = versions_on(day).filter(parent_id=found.home_id, level__in=(Level.COUNTY, Level.PREFECTURE))
    own = versions_on(day).filter(division_id=found.home_id)
    roles = {found.home_id: "selected", **dict.fromkeys(inside.values_list("division_id", flat=True), "quiet")}
    points = [_point(row, middle) for row in rows if (middle := middle_of(row.geom)) is not None]
    return {
        "outlines": collection(outlines([*own, *inside], roles, day, precision=4)),
        "points": points,
        "names": {"duplicate": "疑已在库"},
        "fit": "points" if points else "outlines",
    }


def _point(row: StagedRow, middle: Any) -> dict[str, Any]:
    verdict = "duplicate" if row.values.get("matches") else row.verdict
    return {"id": row.row, "lon": middle.x, "lat": middle.y, "label": row.label, "verdict": verdict}
