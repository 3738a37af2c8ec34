"""What the pages of replacing an edge show (重新划定页): edges of a line, the drawing, the consequence. Read only."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from boundaries.divisions.kinds import Level
from boundaries.divisions.outlines import outlines
from boundaries.divisions.queries import names_of, versions_on
from boundaries.lines.models import Edge, LineVersion, Redrawing
from boundaries.lines.network import length_m, points_of, stretch_of
from boundaries.lines.queries import members_of
from boundaries.lines.redrawing import Consequence
from boundaries.lines.topology import Point
from boundaries.lines.troubles import around
from office.spatial.geojson import collection, feature
from office.spatial.pairs import text_of

WHOLE_LINE_UP_TO = 8  #: times what moved; beyond it the map of a trial shows only that part


@dataclass(frozen=True)
class EdgeRow:
    """An edge in the list of a line, in the line's order; the length in metres."""

    number: int
    edge: Edge
    left: str
    right: str
    length_m: float
    middle: Point


def edges_of(line: LineVersion, day: datetime.date) -> list[EdgeRow]:
    """The edges of a line on a day, from its beginning."""
    members = members_of(line.line_id, day)
    edges = Edge.objects.in_bulk([member.edge_id for member in members])
    names = names_of({side for edge in edges.values() for side in (edge.left_id, edge.right_id)}, day)
    return [
        EdgeRow(
            number,
            edges[member.edge_id],
            names.get(member.stretch.left, ""),
            names.get(member.stretch.right, ""),
            member.length_m,
            member.stretch.points[len(member.stretch.points) // 2],
        )
        for number, member in enumerate(members, 1)
    ]


def redrawings_of(line: LineVersion) -> QuerySet[Redrawing]:
    """What was drawn anew on a line, the newest first; taken back or not."""
    of_line = Redrawing.objects.filter(Q(line=line.line_id) | Q(code=line.code)).order_by("-pk")
    return of_line.select_related("by", "undone_by").defer("journal")


def standing_again(line: LineVersion, pk: int) -> Edge | None:
    """The edge that stands again where the redraw that made edge `pk` was taken back; None where none was."""
    made = [{"model": "lines.edge", "id": pk, "before": None}]
    gone = Redrawing.objects.exclude(undone_at=None).filter(journal__contains=made).order_by("-undone_at")
    return Edge.objects.filter(memberships__line=line.line_id, pk__in=gone.values("edge_number")[:1]).first()


def successor_of(edge: Edge, day: datetime.date) -> Edge | None:
    """The one edge that runs between the same junctions and divisions on a day; itself while it stands."""
    if day in edge.valid:
        return edge
    ends, sides = (edge.start_id, edge.end_id), (edge.left_id, edge.right_id)
    found = Edge.objects.filter(valid__contains=day, dormant=False, start__in=ends, end__in=ends)
    found = found.filter(left__in=sides, right__in=sides)
    return found[0] if len(found[:2]) == 1 else None


def list_map(rows: list[EdgeRow], line: dict[str, Any]) -> dict[str, Any]:
    """The map of a line with the numbers of its edges."""
    points = [
        {"id": row.number, "lon": row.middle[0], "lat": row.middle[1], "label": str(row.number), "verdict": "plain"}
        for row in rows
    ]
    return line | {"points": points, "names": {"plain": _("边的序号")}}


def drawing_map(edge: Edge, day: datetime.date) -> dict[str, Any]:
    """The two sides, the edges around, the edge as it stands; the new line is drawn over them."""
    points = points_of(edge.geom)
    start = text_of(points)
    draw = {"field": "#id_shape", "shape": "line", "label": _("新线"), "ends": [points[0], points[-1]], "start": start}
    return {
        "outlines": collection(_sides(edge, day)),
        "lines": collection([*_beside(edge, day), feature(_line(points), {"role": "old"})]),
        "keys": [{"role": "old", "word": _("原线")}, {"role": "new", "word": _("新线")}],
        "fit": around(points, margin=0.002),
        "draw": [draw],
    }


def consequence_map(edge: Edge, found: Consequence, day: datetime.date) -> dict[str, Any]:
    """The old and the new line, and the ground that each side gains."""
    roles = {edge.left_id: "gain-own", edge.right_id: "gain-partner"}
    names = names_of(roles, day)
    gains = [feature(mapping(shape), {"role": roles[side]}) for side, shape in found.gained.items()]
    lines = [feature(_line(found.old), {"role": "old"}), feature(_line(found.new), {"role": "new"})]
    points = [
        {"id": f"thing-{number}", "lon": thing["lon"], "lat": thing["lat"], "label": thing["name"], "verdict": "warn"}
        for number, thing in enumerate(found.things, 1)
        if "lon" in thing
    ]
    keys = [{"role": "old", "word": _("原线")}, {"role": "new", "word": _("新线")}]
    keys += [{"role": roles[side], "word": _("%(name)s增加") % {"name": names.get(side, "")}} for side in found.gained]
    return {
        "outlines": collection([*_sides(edge, day), *gains]),
        "lines": collection([*_beside(edge, day), *lines]),
        "points": points,
        "names": {"warn": _("改变所属的地物")},
        "keys": keys,
        "fit": around(_worth_seeing(found), margin=0.001),
    }


def _worth_seeing(found: Consequence) -> list[Point]:
    """The whole line; of one that is much longer than what moved of it, the points that only one of the two has."""
    both, whole = set(found.old) & set(found.new), [*found.old, *found.new]
    moved = [point for point in whole if point not in both]
    return moved if moved and _across(whole) > WHOLE_LINE_UP_TO * _across(moved) else whole


def _across(points: list[Point]) -> float:
    """The longer side of the box around points, in degrees."""
    return max(max(axis) - min(axis) for axis in zip(*points, strict=True))


def _line(points: Any) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def _sides(edge: Edge, day: datetime.date) -> list[dict[str, Any]]:
    roles = {edge.left_id: "own", edge.right_id: "partner"}
    return outlines(versions_on(day).filter(division__in=roles), roles, day, precision=7)


def _beside(edge: Edge, day: datetime.date) -> list[dict[str, Any]]:
    """The other edges of the two sides: what the new line may not cross."""
    sides = (edge.left_id, edge.right_id)
    others = Edge.objects.filter(Q(left__in=sides) | Q(right__in=sides), valid__contains=day, dormant=False)
    shapes = others.exclude(pk=edge.pk).order_by("pk").annotate(shape=AsGeoJSON(F("geom"), precision=7))
    return [
        feature(
            other.shape,
            {"level": "national" if other.level == Level.STATE else other.level, "sample": other.is_sample},
        )
        for other in shapes
    ]


def figures(edge: Edge, found: Consequence) -> list[tuple[str, str]]:
    """Metres moved, and the length before and after, in metres."""
    before, after = length_m(stretch_of(edge).points), length_m(found.new)
    return [
        (_("最大移动"), f"{found.moved_m:,.1f} {_('米')}"),
        (_("原长"), f"{before:,.1f} {_('米')}"),
        (_("新长"), f"{after:,.1f} {_('米')}"),
    ]


def sides_in_words(found: Consequence) -> list[dict[str, str]]:
    """What each side gains and loses in square metres; nothing of a side whose area is not in the register."""
    told = []
    for side in found.sides:
        gained, lost = side["gained_m2"], side["lost_m2"]
        known = gained is not None and lost is not None
        words = {"gained": f"{gained:,.1f}", "lost": f"{lost:,.1f}"} if known else {"gained": "", "lost": ""}
        told.append({"name": side["name"], **words})
    return told
