"""What the officers' pages ask about lines: which ones a person sees, their sections, markers and shapes."""

import datetime
import json
from dataclasses import dataclass

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Case, Count, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, Division
from boundaries.divisions.queries import ids_below, names_of, versions_on
from boundaries.jurisdiction.queries import appointments_on
from boundaries.lines.models import Line, LineEdge
from office.people.models import User

LISTED_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


def lines_seen_by(user: User, day: datetime.date) -> QuerySet[Line]:
    """The lines a person sees: all of them, but people of a neighbour province only those on their own side."""
    held = list(appointments_on(user, day).values_list("division_id", "division__external"))
    if any(not external for _, external in held):
        return Line.objects.all()
    own = ids_below([division for division, _ in held], day)
    return Line.objects.filter(Q(first__in=own) | Q(second__in=own))


def found(lines: QuerySet[Line], text: str) -> QuerySet[Line]:
    """Those whose name or code holds the text."""
    return lines.filter(Q(name__icontains=text) | Q(code__contains=text)) if text else lines


def counts_by_level(lines: QuerySet[Line]) -> dict[str, int]:
    return dict(lines.order_by().values_list("level").annotate(Count("pk")))


def with_markers(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Lines with the number of their markers, provinces first, then by code."""
    whens = [When(level=level, then=Value(place)) for place, level in enumerate(LISTED_LEVELS)]
    rank = Case(*whens, default=Value(len(whens)), output_field=IntegerField())
    return lines.annotate(marker_count=Count("markers")).order_by(rank, "code")


class EllipsoidLength(Func):
    """The length of a line string on the ellipsoid, in metres."""

    template = "ST_Length(%(expressions)s::geography)"
    output_field = FloatField()


@dataclass(frozen=True)
class Section:
    """A stretch of a line between one pair of lower divisions, in the order of the line (界段)."""

    number: int
    first: str
    second: str
    length_m: float


def sections_of(line: Line, day: datetime.date) -> list[Section]:
    """The sections of a line from its beginning; lengths on the ellipsoid, in metres."""
    members = list(
        LineEdge.objects.filter(line=line, edge__valid__contains=day)
        .order_by("position")
        .values_list("edge__left", "edge__right", EllipsoidLength("edge__geom"))
    )
    names = names_of({pk for left, right, _ in members for pk in (left, right)}, day)
    own = _own_side(line, day)
    sections: list[Section] = []
    for left, right, length in members:
        pair = (left, right) if left in own else (right, left)
        first, second = (names.get(pk, "") for pk in pair)
        if sections and (sections[-1].first, sections[-1].second) == (first, second):
            last = sections.pop()
            sections.append(Section(last.number, first, second, last.length_m + length))
        else:
            sections.append(Section(len(sections) + 1, first, second, length))
    return sections


def _own_side(line: Line, day: datetime.date) -> set[int]:
    return set(Division.objects.filter(pk__in=ids_below([line.first_id], day)).values_list("pk", flat=True))


def map_of(line: Line, day: datetime.date) -> dict:
    """The working map of a line: both sides quietly, the line with its halo, its markers."""
    return {
        "outlines": _collection(_outlines(line, day)),
        "lines": _collection(_shapes(line, day)),
        "points": [
            {
                "id": marker.number,
                "lon": marker.point.x,
                "lat": marker.point.y,
                "label": marker.number,
                "verdict": "plain",
                "sample": marker.is_sample,
            }
            for marker in line.markers.all()
        ],
        "names": {"plain": "界桩"},
        "fit": _extent(line, day),
    }


def _extent(line: Line, day: datetime.date) -> list[float] | str:
    box = LineEdge.objects.filter(line=line, edge__valid__contains=day).aggregate(box=Extent("edge__geom"))["box"]
    return list(box) if box else "outlines"


def _outlines(line: Line, day: datetime.date) -> list[dict]:
    own = _own_side(line, day)
    members = LineEdge.objects.filter(line=line, edge__valid__contains=day, edge__parent=None)
    sides = {pk for pair in members.values_list("edge__left", "edge__right") for pk in pair}
    names = dict(versions_on(day).filter(division__in=sides).values_list("division_id", "name"))
    areas = Area.objects.filter(division__in=sides, valid__contains=day)
    return [
        _feature(
            area.shape,
            {
                "name": names.get(area.division_id, ""),
                "level": "county",
                "role": "own" if area.division_id in own else "partner",
                "sample": area.is_sample,
                "label": [area.label_point.x, area.label_point.y],
            },
        )
        for area in areas.annotate(shape=AsGeoJSON(F("geom"), precision=5))
    ]


def _shapes(line: Line, day: datetime.date) -> list[dict]:
    edges = LineEdge.objects.filter(line=line, edge__valid__contains=day).annotate(
        shape=AsGeoJSON(F("edge__geom"), precision=5)
    )
    level = "national" if line.level == Level.STATE else line.level
    facts = {"level": level, "main": True, "sample": line.is_sample}
    return [_feature(edge.shape, facts) for edge in edges]


def _feature(shape: str, properties: dict) -> dict:
    return {"type": "Feature", "geometry": json.loads(shape), "properties": properties}


def _collection(features: list[dict]) -> dict:
    return {"type": "FeatureCollection", "features": features}
