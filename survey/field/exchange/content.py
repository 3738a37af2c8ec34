"""What goes into an exchange package (交换包内容): points, markers, observations, remarks, the line, both sides."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area
from boundaries.divisions.queries import codes_on, last_names_of
from boundaries.lines.models import LineVersion
from boundaries.lines.queries import members_of
from survey.demarcation.models import LineSurvey, Remark
from survey.field.exchange.reading import content_of, place_hash
from survey.field.exchange.tables import LINE, MARKERS, NEIGHBOURS, OBSERVATIONS, POINTS, REMARKS, Row, Table, flat
from survey.field.queries import work_of
from survey.townships.models import Observation

MOST_OBSERVATIONS = 20_000


def rows_of(line: LineVersion, survey: LineSurvey | None, day: datetime.date) -> dict[str, list[Row]]:
    """All tables of a package for a line on a day; with the words of its open survey where there is one."""
    work = work_of(line, day)
    numbers = {one["number"] for one in work["points"]}
    owner = f"survey:{survey.pk}" if survey else f"line:{line.line_id}"
    points = [_point(one, POINTS, owner) for one in work["points"] if one["role"] == "boundary"]
    markers = [_point(one, MARKERS, owner) for one in work["points"] if one["role"] != "boundary"]
    markers += [
        _point({**one, "version": 0}, MARKERS, owner) for one in work["markers"] if one["number"] not in numbers
    ]
    return {
        POINTS.name: points,
        MARKERS.name: markers,
        OBSERVATIONS.name: [_observation(one) for one in _observations(line)],
        REMARKS.name: [_remark(one) for one in _remarks(survey)],
        LINE.name: [_member(line, one.stretch.points) for one in members_of(line.line_id, day)],
        NEIGHBOURS.name: _sides(line, day),
    }


def _identified(table: Table, name: str, version: int, values: Mapping[str, Any], place: Any) -> Row:
    """A row with its identity, and the sign by which it is known as unchanged when it comes back."""
    spot = (place.x, place.y) if place is not None else None
    row = {"uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, name)), "version": version, **values}
    sign = f"{content_of(row, spot, table)}:{place_hash(spot)}"
    return {**row, "content": sign, "geometry": shapely.Point(*spot) if spot else None}


def _point(one: Mapping[str, Any], table: Table, owner: str) -> Row:
    words = {key: value for key, value in flat(one["sheet"]).items() if key in {each.name for each in table.columns}}
    place = shapely.Point(one["lon"], one["lat"]) if one["lon"] is not None else None
    name = f"{owner}:{one['number']}"
    return _identified(table, name, one["version"], {"number": one["number"], **words}, place)


def _observations(line: LineVersion) -> Iterable[Observation]:
    found = Observation.objects.filter(line=line.line_id, undone_at=None).select_related("submission")
    return found.order_by("-accepted_at", "row")[:MOST_OBSERVATIONS]


def _observation(one: Observation) -> Row:
    at = str(one.original.get("观测时间") or one.submission.sent_at.isoformat(timespec="seconds"))
    values = {"number": one.number, "accuracy_m": one.accuracy_m, "height": one.height_m, "observed": at}
    place = shapely.Point(*one.geom.point_on_surface.coords[:2]) if one.geom.geom_type != "Point" else None
    place = place or shapely.Point(one.geom.x, one.geom.y)
    return _identified(OBSERVATIONS, f"observation:{one.pk}", 1, values, place)


def _remarks(survey: LineSurvey | None) -> Iterable[Remark]:
    return survey.remarks.filter(reply_to=None).select_related("by") if survey else []


def _remark(one: Remark) -> Row:
    place = shapely.Point(one.place.x, one.place.y) if one.place else None
    return _identified(REMARKS, f"remark:{one.pk}", 1, {"text": one.text, "said_by": str(one.by)}, place)


def _member(line: LineVersion, points: Iterable[tuple[float, float]]) -> Row:
    return {"code": line.code, "name": line.name, "geometry": shapely.LineString(list(points))}


def _sides(line: LineVersion, day: datetime.date) -> list[Row]:
    sides = [line.first_id, line.second_id]
    known = codes_on(day).filter(division__in=sides, scheme=Scheme.MCA)
    names, codes = last_names_of(sides, day), dict(known.values_list("division", "code"))
    found = Area.objects.filter(division__in=sides, valid__contains=day)
    return [
        {
            "code": codes.get(area.division_id, ""),
            "name": names.get(area.division_id, ""),
            "geometry": shapely.from_wkb(bytes(area.geom.wkb)),
        }
        for area in found
    ]
