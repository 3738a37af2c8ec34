"""What the maps of this room show, in the contract of the working map: quiet counties, the line, the rows."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsGeoJSON, Intersection, PointOnSurface
from django.contrib.gis.geos import Polygon
from django.db.models import Case, Expression, F, When

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from boundaries.divisions.queries import names_of
from boundaries.lines.models import LineEdge, LineVersion
from office.intake.models import StagedRow
from office.spatial.fields import RegisterPoint
from office.spatial.geojson import collection, feature
from survey.townships.judging import Judged
from survey.townships.models import Observation

SHOWN_POINTS = 3000
_AROUND = 0.15  # degrees around what is shown


def outlines(box: tuple[float, float, float, float] | None, day: datetime.date) -> dict[str, Any]:
    """The counties around a box, or of the whole province, quietly."""
    areas = Area.objects.filter(
        valid__contains=day, division__versions__level=Level.COUNTY, division__versions__valid__contains=day
    )
    label: Expression | F = F("label_point")
    if box:
        west, south, east, north = box
        frame = Polygon.from_bbox((west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND))
        seen = Polygon.from_bbox(box)
        frame.srid = seen.srid = settings.REGISTER_SRID
        areas = areas.filter(geom__intersects=frame)
        inside = When(geom__intersects=seen, then=PointOnSurface(Intersection("geom", seen)))
        label = Case(inside, default=label, output_field=RegisterPoint())
    shapes = list(areas.annotate(shape=AsGeoJSON(F("geom"), precision=4), where=label).defer("geom"))
    names = names_of([area.division_id for area in shapes], day)
    return collection(
        [
            feature(
                area.shape,
                {
                    "name": names.get(area.division_id, ""),
                    "level": "county",
                    "role": "quiet",
                    "sample": area.is_sample,
                    "label": None if area.where.empty else [area.where.x, area.where.y],
                },
            )
            for area in shapes
        ]
    )


def line_shapes(line: LineVersion | None, day: datetime.date) -> dict[str, Any]:
    """The line in work with its band."""
    if line is None:
        return collection([])
    edges = LineEdge.objects.filter(line=line.line_id, valid__contains=day).annotate(
        shape=AsGeoJSON(F("edge__geom"), precision=5)
    )
    facts = {"level": line.level, "main": True, "sample": line.is_sample}
    return collection([feature(edge.shape, facts) for edge in edges])


def _frame(
    points: list[dict[str, Any]], shapes: list[dict[str, Any]], line: LineVersion | None, day: datetime.date
) -> dict[str, Any]:
    boxes = [(point["lon"], point["lat"], point["lon"], point["lat"]) for point in points if not point.get("far")]
    boxes += [tuple(shape.pop("box")) for shape in shapes]
    box = (
        (
            min(item[0] for item in boxes),
            min(item[1] for item in boxes),
            max(item[2] for item in boxes),
            max(item[3] for item in boxes),
        )
        if boxes
        else None
    )
    lines = line_shapes(line, day)
    lines["features"] += shapes
    around = box
    if line and not box:
        around = LineEdge.objects.filter(line=line.line_id, valid__contains=day).aggregate(box=Extent("edge__geom"))[
            "box"
        ]
    padding = 0.02
    fit = [around[0] - padding, around[1] - padding, around[2] + padding, around[3] + padding] if around else "outlines"
    return {"outlines": outlines(around, day), "lines": lines, "points": points, "fit": fit}


def _drawn(geom: Any, row: int, label: str, verdict: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A position as a point, or a longer shape as a line with a point at its beginning."""
    if geom.geom_type == "Point":
        return [{"id": row, "lon": geom.x, "lat": geom.y, "label": label, "verdict": verdict}], []
    lon, lat = geom[0][0][:2] if geom.geom_type == "MultiLineString" else geom.point_on_surface.coords[:2]
    if geom.geom_type == "LineString":
        lon, lat = geom[0][:2]
    shape = geom.boundary if "Polygon" in geom.geom_type else geom
    drawn = feature(shape.json, {"level": "township", "main": True})
    return [{"id": row, "lon": lon, "lat": lat, "label": label, "verdict": verdict}], [{**drawn, "box": geom.extent}]


def of_rows(rows: Iterable[StagedRow], line: LineVersion | None, day: datetime.date) -> dict[str, Any]:
    """The staged rows of an upload: where they lie, hollow where they are only supposed to lie."""
    points, shapes = [], []
    for row in rows:
        label = row.label or str(row.row)
        if row.geom is not None:
            verdict = "duplicate" if any(item["rule"] == "S29" for item in row.findings) else row.verdict
            drawn, longer = _drawn(row.geom, row.row, label, verdict)
            drawn[0]["far"] = any(item["rule"] == "S03" for item in row.findings)
            points += drawn
            shapes += longer
        elif row.values.get("hint"):
            lon, lat = row.values["hint"]
            points.append(
                {"id": row.row, "lon": lon, "lat": lat, "label": label, "verdict": row.verdict, "supposed": True}
            )
    return _frame(points[:SHOWN_POINTS], shapes[:SHOWN_POINTS], line, day)


def of_trial(judged: Judged, line: LineVersion | None, day: datetime.date) -> dict[str, Any]:
    """Where the rows would lie under a reference system that is only looked at."""
    points = []
    for row in judged.judgement.rows[:SHOWN_POINTS]:
        place = row.geometry.representative_point() if row.geometry is not None else None
        pair = (place.x, place.y) if place is not None else row.hint
        if pair:
            points.append(
                {
                    "id": row.row,
                    "lon": pair[0],
                    "lat": pair[1],
                    "label": row.label or str(row.row),
                    "verdict": row.verdict,
                    "supposed": True,
                    "far": any(finding.rule == "S03" for finding in row.findings),
                }
            )
    near = [point for point in points if not point["far"]]
    return _frame(points if near else [{**point, "far": False} for point in points], [], line, day)


def of_observations(observations: Iterable[Observation], day: datetime.date) -> dict[str, Any]:
    """Accepted observations on the officers' map."""
    points, shapes = [], []
    for item in observations:
        drawn, longer = _drawn(item.geom, item.pk, item.number or str(item.row), "ok")
        drawn[0]["sample"] = item.is_sample
        points += drawn
        shapes += longer
    return {**_frame(points, shapes, None, day), "names": {"ok": "已接收"}}
