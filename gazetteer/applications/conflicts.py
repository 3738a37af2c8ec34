"""The names in the way, for the map and the list beside it (重名与相近地名). No ORM, no I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.rulesets.findings import Finding
from office.spatial.geojson import collection, feature

_ORDER = {"block": 0, "warn": 1, "info": 2}
_VERDICT = {"block": "refused", "warn": "warn", "info": "info"}
LonLat = tuple[float, float]


@dataclass(frozen=True)
class Conflict:
    """One name in the way; without a known position it is listed, not drawn. Distance in kilometres."""

    id: str
    name: str
    place: str
    severity: str
    rule: str
    lon: float | None = None
    lat: float | None = None
    km: float | None = None

    @property
    def placed(self) -> bool:
        """Whether its position is known."""
        return self.lon is not None and self.lat is not None

    @property
    def distance(self) -> str:
        """“211 km”, “3.4 km”, or empty where one of the two positions is not known."""
        if self.km is None:
            return ""
        return f"{self.km:,.0f} km" if self.km >= 10 else f"{self.km:.1f} km"


def conflicts_in(findings: Iterable[Finding | Mapping[str, Any]]) -> list[Conflict]:
    """The names that the findings cite, each once under its gravest finding, the gravest and nearest first."""
    best: dict[str, Conflict] = {}
    for finding in findings:
        plain = finding.as_json() if isinstance(finding, Finding) else finding
        for named in plain.get("evidence", {}).get("names", ()):
            found = _conflict(named, str(plain["severity"]), str(plain["rule"]))
            known = best.get(found.id)
            if known is None or _ORDER[found.severity] < _ORDER[known.severity]:
                best[found.id] = found
    return sorted(best.values(), key=lambda item: (_ORDER[item.severity], item.km is None, item.km or 0, item.name))


def _conflict(named: Mapping[str, Any], severity: str, rule: str) -> Conflict:
    metres = named.get("distance_m")
    return Conflict(
        id=str(named.get("id", named.get("name"))),
        name=str(named.get("name", "")),
        place=str(named.get("place", "")),
        severity=severity,
        rule=rule,
        lon=named.get("lon"),
        lat=named.get("lat"),
        km=metres / 1000 if metres is not None else None,
    )


def conflict_map(
    name: str,
    points: list[LonLat],
    conflicts: Sequence[Conflict],
    county: int | None = None,
    counties: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What the working map draws: the proposed name, the names in the way, the distances between them.

    `county` is the one in which the proposed name lies. A name in the way without a known position is not
    drawn: `areas` says which county it lies in (`counties` by conflict id), so that the county is shaded.
    """
    here = points[len(points) // 2] if points else None
    drawn = [item for item in conflicts if item.placed]
    areas: dict[int, str] = {}
    for item in conflicts:
        where = (counties or {}).get(item.id)
        if where and not item.placed and item.severity != "info":
            areas[where] = f"{areas[where]}、{item.name}" if where in areas else item.name
    marks: list[dict[str, Any]] = [
        {
            "id": item.id,
            "lon": item.lon,
            "lat": item.lat,
            "label": item.name,
            "verdict": _VERDICT[item.severity],
            "note": f"{item.place} {item.name} · {item.rule}",
        }
        for item in drawn
    ]
    if here:
        marks.append({"id": "proposed", "lon": here[0], "lat": here[1], "label": f"拟名 {name}", "verdict": "now"})
    links = [
        {"from": list(here), "to": [item.lon, item.lat], "label": item.distance, "severity": item.severity}
        for item in drawn
        if here and item.severity != "info"
    ]
    return {
        "points": marks,
        "links": links,
        "lines": _drawn_line(points),
        "county": county,
        "areas": areas,
        "names": {"now": "拟名位置", "refused": "重名", "warn": "相近", "info": "音近"},
    }


def _drawn_line(points: list[LonLat]) -> dict[str, Any]:
    if len(points) < 2:
        return collection([])
    line = {"type": "LineString", "coordinates": [list(point) for point in points]}
    return collection([feature(line, {"level": "county", "main": True})])
