"""D37: a division that a change leaves in more pieces than it had (飞地的产生). Asked once the change stands.

353 art. 11 lets an enclave stand by agreement; nobody should make one without having seen it.
"""

import datetime
from collections.abc import Iterable

from django.contrib.gis.db.models.functions import NumGeometries

from boundaries.changes.consequences import OutcomeLike, touched
from boundaries.changes.rule_settings import rules_on
from boundaries.divisions.models import Area
from boundaries.divisions.queries import names_of
from boundaries.lines.periods import ONE_DAY
from office.rulesets.findings import Basis, Finding, Severity

ART_11 = "《行政区域界线管理条例》第十一条"


def exclaves(outcome: OutcomeLike) -> list[Finding]:
    """A finding for each division that lies in more pieces on the day than on the eve; one of a new unit's is whole."""
    ids = touched(outcome)
    before, after = (_pieces(ids, day) for day in (outcome.day - ONE_DAY, outcome.day))
    names = names_of(after, outcome.day)
    found = [
        _d37(names.get(pk, ""), before.get(pk, 1), count) for pk, count in after.items() if count > before.get(pk, 1)
    ]
    return rules_on(outcome.day).all_weighed(found)


def _pieces(ids: Iterable[int], day: datetime.date) -> dict[int, int]:
    areas = Area.objects.filter(division__in=list(ids), valid__contains=day).order_by("division")
    return dict(areas.annotate(parts=NumGeometries("geom")).values_list("division", "parts"))


def _d37(name: str, before: int, after: int) -> Finding:
    return Finding(
        rule="D37",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"{name}将由 {before} 块变为 {after} 块，形成飞地。",
        clause=ART_11,
        fix="核对划出、划入的范围；确要形成飞地的，在协议书中写明管理办法。",
        evidence={"before": before, "after": after},
    )
