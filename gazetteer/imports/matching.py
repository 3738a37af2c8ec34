"""Which thing of the register a row may be (对应实体): the same name in the same place, for the official to decide."""

from collections.abc import Iterable, Sequence
from typing import Any

from gazetteer.names.models import Feature
from gazetteer.rules.context import Standing
from office.rulesets.findings import Finding

NEAR_M = 1000
OFFERED = 5


def homes_of(findings: Iterable[Finding]) -> dict[int, int | None]:
    """Feature → home of every feature that some findings name; one query."""
    ids = {int(name["id"][1:]) for finding in findings for name in _named(finding)}
    return dict(Feature.objects.filter(pk__in=ids).values_list("pk", "home_id")) if ids else {}


def matches(
    findings: Sequence[Finding], home_id: int, way: Sequence[int], homes: dict[int, int | None]
) -> list[dict[str, Any]]:
    """The features of the same name that may be the same thing: near, or in the same division or the one above.

    `way` leads from the row's division up. What stands far away bears the same name by chance.
    """
    found = []
    for finding in findings:
        for name in _named(finding):
            feature = int(name["id"][1:])
            distance = name.get("distance_m")
            beside = homes.get(feature) in (home_id, *way[:2])
            if (distance is not None and distance <= NEAR_M) or (distance is None and beside):
                found.append(
                    {
                        "id": name["id"],
                        "name": name["name"],
                        "place": name["place"],
                        "distance_m": distance,
                    }
                )
    return found[:OFFERED]


def _named(finding: Finding) -> list[dict[str, Any]]:
    """The features now called the same that a finding of N09 lists."""
    if finding.rule != "N09":
        return []
    names = finding.evidence.get("names", [])
    return [name for name in names if name["id"].startswith("G") and name["standing"] == Standing.CURRENT.value]
