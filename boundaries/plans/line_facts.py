"""What a trial did to lines and markers (界线与界桩的变动): in kilometres on the ellipsoid. Asked inside the trial."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

import shapely
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F

from boundaries.changes.consequences import OutcomeLike
from boundaries.changes.followups import lines_to_survey
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import LineEdge, LineVersion
from boundaries.lines.network import ELLIPSOID
from office.spatial.geojson import feature


def lines(outcome: OutcomeLike, eve: datetime.date) -> dict[str, list[dict[str, Any]]]:
    """The lines that vanish, arise and are altered: name, level, km (of an altered line before and after)."""
    gone = _versions(outcome.lines_ended, eve)
    made = _versions(outcome.lines_begun, outcome.day)
    otherwise = lines_to_survey([], outcome.lines_altered, outcome.day)
    old, new = _versions(outcome.lines_altered, eve), _versions(outcome.lines_altered, outcome.day)
    return {
        "vanish": [_row(version, before=version) for version in gone.values()],
        "arise": [_row(version, after=version) for version in made.values()],
        "altered": [_row(new[pk], old.get(pk), new[pk]) | {"runs_otherwise": pk in otherwise} for pk in new],
    }


def survey(outcome: OutcomeLike, eve: datetime.date) -> dict[str, Any]:
    """What has to be surveyed: new lines whole, of altered ones what runs where they did not run before."""
    asked = lines_to_survey(outcome.lines_begun, outcome.lines_altered, outcome.day)
    versions = _versions(asked, outcome.day)
    rows: list[dict[str, Any]] = []
    for pk, version in versions.items():
        course = _course(pk, outcome.day)
        fresh = course if pk in outcome.lines_begun else course.difference(_course(pk, eve))
        rows.append({"name": version.name, "level": version.level, "km": _km(fresh), "sample": version.is_sample})
    markers = MarkerVersion.objects.filter(marker__in=outcome.markers, valid__contains=outcome.day)
    return {
        "km": round(sum(row["km"] for row in rows), 3),
        "lines": rows,
        "markers": [
            {"number": number, "sample": sample}
            for number, sample in markers.order_by("number").values_list("number", "is_sample")
        ],
    }


def shapes(outcome: OutcomeLike) -> list[dict[str, Any]]:
    """The lines to be surveyed as the working map draws them."""
    asked = lines_to_survey(outcome.lines_begun, outcome.lines_altered, outcome.day)
    edges = LineEdge.objects.filter(line__in=asked, valid__contains=outcome.day)
    versions = _versions(asked, outcome.day)
    return [
        feature(shape, {"level": versions[line].level, "main": True, "sample": sample})
        for line, shape, sample in edges.annotate(shape=AsGeoJSON(F("edge__geom"), precision=4))
        .order_by("line", "position")
        .values_list("line_id", "shape", "edge__is_sample")
    ]


def _versions(ids: Iterable[int], day: datetime.date) -> dict[int, LineVersion]:
    found = LineVersion.objects.filter(line__in=list(ids), valid__contains=day).order_by("code")
    return {version.line_id: version for version in found.select_related("line")}


def _row(version: LineVersion, before: LineVersion | None = None, after: LineVersion | None = None) -> dict[str, Any]:
    return {
        "code": version.code,
        "name": version.name,
        "level": version.level,
        "before_km": before and round(before.length_m / 1000, 3),
        "after_km": after and round(after.length_m / 1000, 3),
        "sample": version.is_sample,
    }


def _course(line: int, day: datetime.date) -> shapely.Geometry:
    edges = LineEdge.objects.filter(line=line, valid__contains=day).values_list("edge__geom", flat=True)
    return shapely.union_all([shapely.from_wkb(bytes(geom.wkb)) for geom in edges])


def _km(course: shapely.Geometry) -> float:
    return round(abs(ELLIPSOID.geometry_length(course)) / 1000, 3)


def any_sample(rows: Collection[dict[str, Any]]) -> bool:
    """Whether any row of a table tells of made-up data."""
    return any(row.get("sample") for row in rows)
