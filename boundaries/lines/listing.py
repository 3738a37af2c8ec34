"""What the officers' pages ask about lines: which ones a person sees, their sections, markers and shapes."""

import datetime
from dataclasses import dataclass

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from boundaries.divisions.kinds import Level
from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import ids_below, names_of, versions_on
from boundaries.jurisdiction.queries import appointments_on
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.queries import marker_count, markers_on
from boundaries.lines.models import LineEdge, LineVersion
from boundaries.lines.queries import Section, lines_on
from office.people.models import User
from office.spatial.geojson import collection, feature

LISTED_LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)


def lines_seen_by(user: User, day: datetime.date) -> QuerySet[LineVersion]:
    """The lines of a day that a person sees: all, but people of a neighbour province only those on their own side."""
    held = list(appointments_on(user, day).values_list("division_id", "division__external"))
    if any(not external for _, external in held):
        return lines_on(day)
    own = ids_below([division for division, _ in held], day)
    return lines_on(day).filter(Q(first__in=own) | Q(second__in=own))


def found(lines: QuerySet[LineVersion], text: str) -> QuerySet[LineVersion]:
    """Those whose name or code holds the text."""
    return lines.filter(Q(name__icontains=text) | Q(code__contains=text)) if text else lines


def counts_by_level(lines: QuerySet[LineVersion]) -> dict[str, int]:
    return dict(lines.order_by().values_list("level").annotate(Count("pk")))


def in_order(lines: QuerySet[LineVersion], day: datetime.date) -> QuerySet[LineVersion]:
    """Lines with `marker_count` and `shows_sample` (itself or its markers), provinces first, then by code."""
    whens = [When(level=level, then=Value(place)) for place, level in enumerate(LISTED_LEVELS)]
    rank = Case(*whens, default=Value(len(whens)), output_field=IntegerField())
    made_up = Exists(markers_on(day).filter(line=OuterRef("line_id"), is_sample=True))
    told = lines.annotate(marker_count=marker_count(day), shows_sample=Q(is_sample=True) | Q(made_up))
    return told.order_by(rank, "code")


@dataclass(frozen=True)
class NamedSection:
    """A section of a line as a page lists it; the length in metres."""

    number: int
    first: str
    second: str
    length_m: float


def named_sections(sections: list[Section], day: datetime.date) -> list[NamedSection]:
    """The sections with the names of their two sides on a day."""
    names = names_of({pk for section in sections for pk in (section.first, section.second)}, day)
    return [
        NamedSection(number, names.get(section.first, ""), names.get(section.second, ""), section.length_m)
        for number, section in enumerate(sections, 1)
    ]


def map_of(line: LineVersion, sections: list[Section], day: datetime.date, markers: list[MarkerVersion]) -> dict:
    """The working map of a line: the sides of its sections quietly, the line with its halo, its markers."""
    return {
        "outlines": collection(_outlines(sections, day)),
        "lines": collection(_shapes(line, day)),
        "points": [
            {
                "id": marker.number,
                "lon": marker.point.x,
                "lat": marker.point.y,
                "label": marker.number,
                "verdict": "plain",
                "sample": marker.is_sample,
            }
            for marker in markers
            if marker.point
        ],
        "names": {"plain": "界桩"},
        "fit": _extent(line, day),
    }


def _extent(line: LineVersion, day: datetime.date) -> list[float] | str:
    box = LineEdge.objects.filter(line=line.line_id, valid__contains=day).aggregate(box=Extent("edge__geom"))["box"]
    return list(box) if box else "outlines"


def _outlines(sections: list[Section], day: datetime.date) -> list[dict]:
    roles = {section.second: "partner" for section in sections} | {section.first: "own" for section in sections}
    return outlines(versions_on(day).filter(division__in=roles), roles, day, precision=5)


def _shapes(line: LineVersion, day: datetime.date) -> list[dict]:
    edges = LineEdge.objects.filter(line=line.line_id, valid__contains=day).annotate(
        shape=AsGeoJSON(F("edge__geom"), precision=5)
    )
    level = "national" if line.level == Level.STATE else line.level
    facts = {"level": level, "main": True, "sample": line.is_sample}
    return [feature(edge.shape, facts) for edge in edges]
