"""What stands in the way of an action on lines, in one shape for every page (办不成的原因): words, findings, places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from boundaries.lines.coverage import BrokenCoverage
from boundaries.lines.rearranging import NotPossible
from boundaries.lines.refusals import Refused, Rejected
from boundaries.lines.topology import BrokenPartition, Point
from office.rulesets.findings import Finding

REFUSALS = (Refused, NotPossible, BrokenCoverage, BrokenPartition, IntegrityError)
MOST = 40


@dataclass(frozen=True)
class Trouble:
    """Why something cannot be done: one sentence, the findings, and the places (longitude, latitude) where."""

    words: str
    findings: tuple[Finding, ...] = ()
    places: tuple[Point, ...] = ()


def trouble_of(error: Exception) -> Trouble:
    """The trouble that a refusal tells of; for one of `REFUSALS`."""
    if isinstance(error, BrokenCoverage):
        return Trouble("新线与相邻界线不能构成无空隙、无重叠的区划范围。", tuple(error.findings), _few(error.places))
    if isinstance(error, Rejected):
        return Trouble(str(error), tuple(error.findings))
    if isinstance(error, NotPossible | BrokenPartition):
        return Trouble(f"{error}。", places=_few(error.places))
    if isinstance(error, IntegrityError):
        return Trouble("界线不能构成完整的区划范围，没有写入。请核对新线是否与相邻界线相交。")
    return Trouble(str(error))


def _few(places: Sequence[Any]) -> tuple[Point, ...]:
    return tuple(dict.fromkeys((float(x), float(y)) for x, y in places))[:MOST]


def trouble_points(places: Sequence[Point]) -> list[dict[str, Any]]:
    """The places on a working map, numbered as in the list beside it."""
    return [
        {"id": f"trouble-{number}", "lon": lon, "lat": lat, "label": str(number), "verdict": "refused"}
        for number, (lon, lat) in enumerate(places, 1)
    ]


def around(places: Sequence[Point], margin: float = 0.01) -> list[float]:
    """A frame around places with a margin in degrees: [west, south, east, north]."""
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    return [min(lons) - margin, min(lats) - margin, max(lons) + margin, max(lats) + margin]
