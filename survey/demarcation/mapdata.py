"""What the map of a survey shows (勘界地图): the two sides, the line, what is proposed, points, remarks."""

import datetime
from typing import Any

from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import versions_on
from boundaries.lines.network import points_of
from boundaries.lines.troubles import around
from office.spatial.geojson import collection, feature
from survey.demarcation import queries
from survey.demarcation.models import LineSurvey
from survey.townships.models import Observation


def of_survey(survey: LineSurvey, day: datetime.date, *, pick: bool = False) -> dict[str, Any]:
    """The map of the whole survey; decided points are full, merely observed ones hollow."""
    edges = [(edge, points_of(edge.geom)) for edge in queries.edges_of(survey, day)]
    laid = queries.course_lines_of(survey)
    level = survey.line.on(day).level
    lines = [feature(_line(points), {"level": level, "main": True}) for _edge, points in edges]
    lines += [feature(_line(points_of(row.geom)), {"role": "new"}) for row in laid.values()]
    lines += [feature(_line(points_of(row.geom)), {"role": "old"}) for row in survey.disputes.filter(lifted_at=None)]
    keys = [{"role": "new", "word": "成果线"}] if laid else []
    if survey.disputes.filter(lifted_at=None).exists():
        keys.append({"role": "old", "word": "争议段"})
    along = [point for _edge, points in edges for point in points]
    data = {
        "outlines": collection(_sides(survey, day)),
        "lines": collection(lines),
        "points": [*_points(survey), *_remarks(survey)],
        "names": {"ok": "已取定", "plain": "待取定", "info": "意见"},
        "keys": keys,
        "fit": around(along, margin=0.005) if along else "outlines",
    }
    return data | ({"pick": {"lon": "#id_lon", "lat": "#id_lat"}} if pick else {})


def _sides(survey: LineSurvey, day: datetime.date) -> list[dict[str, Any]]:
    roles = {party.division_id: ("own", "partner", "quiet")[min(party.order, 2)] for party in survey.parties.all()}
    return outlines(versions_on(day).filter(division__in=roles), roles, day, precision=6)


def _line(points: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def _points(survey: LineSurvey) -> list[dict[str, Any]]:
    points = list(survey.points.all())
    decided, observed = queries.decisions_of(points), queries.by_number(queries.observations_of(survey))
    found = []
    for point in points:
        place = decided[point.pk].geom if point.pk in decided else None
        if place is None and point.number in observed:
            place = observed[point.number][0].geom
        if place is not None:
            known = point.pk in decided
            facts = {"id": f"point-{point.pk}", "lon": place.x, "lat": place.y, "label": point.short}
            found.append(facts | {"verdict": "ok" if known else "plain", "supposed": not known})
    return found


def _remarks(survey: LineSurvey) -> list[dict[str, Any]]:
    rows = survey.remarks.filter(reply_to=None, settled_at=None).order_by("id")
    return [
        {"id": f"remark-{row.pk}", "lon": row.place.x, "lat": row.place.y, "label": str(n), "verdict": "info"}
        for n, row in enumerate(rows, 1)
        if row.place
    ]


def of_observations(rows: list[Observation], decided: Any | None) -> dict[str, Any]:
    """The observations of one point, and the coordinate decided over them."""
    points = [
        {"id": f"observation-{row.pk}", "lon": row.geom.x, "lat": row.geom.y, "label": str(n), "verdict": "plain"}
        for n, row in enumerate(rows, 1)
    ]
    if decided is not None:
        points.append({"id": "decided", "lon": decided.geom.x, "lat": decided.geom.y, "label": "取定", "verdict": "ok"})
    places = [(point["lon"], point["lat"]) for point in points]
    return {
        "points": points,
        "names": {"plain": "观测", "ok": "取定"},
        "fit": around(places, margin=0.00002) if places else "outlines",
    }
