"""Replacing an edge (界线的重新划定): what it would mean is shown before, the old version stays after.

Nothing snaps to newer rivers or roads: a fixed line stays where it is until somebody draws another one (353 art. 7).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pghistory
import shapely
from django.db import transaction
from shapely.geometry import LineString, MultiPolygon, Polygon

from boundaries.divisions.kinds import Level
from boundaries.divisions.locking import lock
from boundaries.divisions.models import Area, Division
from boundaries.divisions.queries import chain_of, names_of
from boundaries.journal import Journal, as_row
from boundaries.jurisdiction.queries import refusal
from boundaries.lines.areas import geos_of
from boundaries.lines.coverage import assert_coverage_from, check_now
from boundaries.lines.inside import cut_off, things_inside
from boundaries.lines.models import Edge, LineEdge, LineState, LineVersion, Redrawing
from boundaries.lines.network import ELLIPSOID, stretch_of
from boundaries.lines.rearranging import NotPossible, Sides, redrawn, self_crossings
from boundaries.lines.refreshing import refresh
from boundaries.lines.refusals import LOCKED, Refused, Rejected, refuse_empty, refuse_stale
from boundaries.lines.regrouping import Facts, rework
from boundaries.lines.snapshot import Snapshot
from boundaries.lines.three_way import place_of, untied
from boundaries.lines.topology import Point
from office.log.actions import record
from office.log.hashing import digest
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Basis, Finding, Severity

#: metres; a line that moves nowhere further is the old one, in whatever direction and with whatever vertices
SAME_M = 0.001


@dataclass
class Consequence:
    """What a replacement means: metres moved, square metres that each side gains and loses, what changes sides.

    `gained` is division → what it gains; `new` runs between the junctions themselves.
    """

    old: list[Point]
    new: list[Point]
    moved_m: float
    sides: list[dict[str, Any]] = field(default_factory=list)
    gained: dict[int, MultiPolygon] = field(default_factory=dict)
    things: list[dict[str, Any]] = field(default_factory=list)
    lines_altered: list[int] = field(default_factory=list)
    journal: list[dict[str, Any]] = field(default_factory=list)


def base_of(edge: Edge) -> str:
    """The hash of an edge, its period included, as a drawing begins on it."""
    return digest(as_row(edge))


def preview(edge: Edge, line: Sequence[Point], since: datetime.date) -> Consequence:
    """What replacing an edge would mean; nothing stays written. Raises Refused, NotPossible, BrokenCoverage."""
    with transaction.atomic():
        found = _replace(edge, line, since, "试算")
        transaction.set_rollback(True)
    return found


def try_edge(
    actor: User,
    edge_id: int,
    line: Sequence[Point],
    since: datetime.date,
    *,
    base: str,
    by_township_survey: bool = False,
) -> Consequence:
    """`preview` for a person at a form: refuses what `replace_edge` would refuse, except missing papers."""
    with transaction.atomic():
        edge = _ready(actor, edge_id, since, base, by_township_survey)
        return preview(edge, line, since)


def replace_edge(
    actor: User,
    edge_id: int,
    line: Sequence[Point],
    since: datetime.date,
    *,
    base: str,
    document: str,
    reason: str,
    by_township_survey: bool = False,
) -> Consequence:
    """Replace an edge from a day on by a line between the same junctions (longitude, latitude, CGCS2000).

    Raises Refused (Stale where it changed since `base`, the hash that the drawing began on), NotPossible
    and BrokenCoverage with the places.
    """
    with transaction.atomic(), pghistory.context(cause="change", document=document, reason=reason, actor=actor.pk):
        edge = _ready(actor, edge_id, since, base, by_township_survey)
        refuse_empty(批准或协议文号=document, 理由=reason)
        done = _replace(edge, line, since, document)
        summary = f"自 {since.isoformat()} 起重新划定一段界线，最大移动 {done.moved_m:.1f} 米"
        facts = {"since": since, "document": document, "reason": reason, "before": base}
        record(actor, "lines.replace_edge", edge, summary, {**facts, "sides": done.sides})
        _keep(actor, edge, since, done, base, document, reason)
        return done


def _keep(
    actor: User, edge: Edge, since: datetime.date, done: Consequence, base: str, document: str, reason: str
) -> None:
    """The record of a redraw, from which it is taken back."""
    lines = LineVersion.objects.filter(line__in=LineEdge.objects.filter(edge=edge.pk).values("line"))
    if not lines.exists():  # the edge itself is gone where it was replaced from its first day on
        lines = LineVersion.objects.filter(line__in=done.lines_altered, level=edge.level)
    line = lines.filter(valid__contains=since).order_by("code").first() or lines.order_by("code").first()
    Redrawing.objects.create(
        line_id=line.line_id if line else None,
        code=line.code if line else "",
        name=line.name if line else "",
        edge_number=edge.pk,
        left_id=edge.left_id,
        right_id=edge.right_id,
        since=since,
        moved_m=done.moved_m,
        document=document.strip()[:120],
        reason=reason.strip()[:300],
        by=actor,
        journal=done.journal,
        before=base,
        after=digest([entry["after"] for entry in done.journal]),
        is_sample=edge.is_sample,
    )


def _ready(actor: User, edge_id: int, since: datetime.date, base: str, by_township_survey: bool) -> Edge:
    """The edge under lock, once the person may replace it and nobody changed it meanwhile."""
    edge = Edge.objects.get(pk=edge_id)
    lock([edge.left_id, edge.right_id])
    edge = Edge.objects.get(pk=edge_id)
    refuse_replacing(actor, edge, since)
    refuse_stale(edge, base, base_of(edge))
    if by_township_survey and edge.level != Level.TOWNSHIP:
        raise Rejected([_s14(edge)])
    if since not in edge.valid:
        raise Refused(f"这条边在 {since.isoformat()} 不在登记中，不能自该日起划定。")
    return edge


def refuse_replacing(actor: User, edge: Edge, since: datetime.date) -> None:
    """Raise Refused where a person may not replace an edge: locked, dormant, or not officer over both its sides."""
    if edge.locked:
        raise Refused(LOCKED)
    if edge.dormant:
        raise Refused("这条边由分段代替，请在分段上划定。")
    why = refusal(actor, Role.BOUNDARY_OFFICER, _common_superior(edge, since), since)
    if why:
        raise Refused(why)


def _s14(edge: Edge) -> Finding:
    return Finding(
        rule="S14",
        severity=Severity.BLOCK,
        basis=Basis.LAW,
        message=f"成果改动了{edge.get_level_display()}界线",
        clause="《行政区域界线管理条例》第二条、第七条",
        fix="县级以上界线按原线采用；确需变更的，按《行政区划管理条例》报批。",
        evidence={"edge": edge.pk, "level": edge.level},
    )


def _common_superior(edge: Edge, day: datetime.date) -> int:
    """The lowest division of ours that both sides lie in; for the outer line the side that is ours."""
    ours = [side for side in (edge.left_id, edge.right_id) if not Division.objects.get(pk=side).external]
    chains = [[link.division_id for link in chain_of(side, day)] for side in ours]
    if len(chains) == 1:
        return chains[0][0]
    shared = [one for one, other in zip(*chains, strict=False) if one == other]
    return shared[-1] if shared else chains[0][0]


def _replace(edge: Edge, line: Sequence[Point], since: datetime.date, source: str) -> Consequence:
    old = stretch_of(edge)
    before = _areas({edge.left_id, edge.right_id}, since)
    facts = Facts(LineState(edge.state), source[:120], edge.is_sample, edge.parent_id)
    if crossed := self_crossings(line):
        raise NotPossible("新线与自身相交", crossed)
    if _moved_m(old.points, line) < SAME_M:
        raise Refused("新线与原线相同，没有要划定的。请在图上移动、增删原线的点，或换一份文件。")

    def alter(sides: Sides, snapshot: Snapshot) -> Sides:
        stands = any(row.id == edge.pk for row in snapshot.edges)
        return redrawn(sides, old, line, facts) if stands else sides

    journal = Journal()
    reworked = rework(since, {edge.left_id, edge.right_id}, alter, journal)
    assert_coverage_from(since, {edge.left_id, edge.right_id}, reworked.snapshots)
    refreshed = refresh(since, reworked)
    check_now()
    for point, day in untied(since, [*refreshed.lines_altered, *refreshed.lines_ended]):
        raise NotPossible(f"自 {day} 起，三交点“{point.name}”的三条界线不再终止于同一坐标（S12）", [place_of(point)])
    after = _areas({edge.left_id, edge.right_id}, since)
    done = Consequence(list(old.points), list(line), _moved_m(old.points, line))
    for side, other in ((edge.left_id, edge.right_id), (edge.right_id, edge.left_id)):
        _compare(done, side, other, before, after, since)
    done.lines_altered, done.journal = refreshed.lines_altered, journal.close()
    return done


def _areas(divisions: set[int], day: datetime.date) -> dict[int, MultiPolygon]:
    rows = Area.objects.filter(division__in=divisions, valid__contains=day).values_list("division_id", "geom")
    return {division: shapely.from_wkb(bytes(geom.wkb)) for division, geom in rows}


def _compare(
    done: Consequence,
    side: int,
    other: int,
    before: dict[int, MultiPolygon],
    after: dict[int, MultiPolygon],
    day: datetime.date,
) -> None:
    """Note what one side gains and loses, and the things in what it gains."""
    names = names_of([side, other], day)
    if side not in before or side not in after:
        done.sides.append({"division": side, "name": names.get(side, ""), "gained_m2": None, "lost_m2": None})
        return
    gained, lost = after[side].difference(before[side]), before[side].difference(after[side])
    done.sides.append(
        {
            "division": side,
            "name": names.get(side, ""),
            "gained_m2": round(_square_metres(gained), 1),
            "lost_m2": round(_square_metres(lost), 1),
        }
    )
    parts = _polygons(gained)
    if parts:
        done.gained[side] = MultiPolygon(parts)
        things = things_inside(geos_of(done.gained[side]), day)
        if lost_villages := cut_off(things, other, day):
            named = "、".join(thing["name"] for thing in lost_villages)
            raise NotPossible(
                f"{named}仍属{names.get(other, '')}，新线会把它划到{names.get(side, '')}一侧；改变隶属请先办理区划变更",
                [(thing["lon"], thing["lat"]) for thing in lost_villages],
            )
        done.things += [{**thing, "from": names.get(other, ""), "to": names.get(side, "")} for thing in things]


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if part.geom_type == "Polygon"]


def _square_metres(shape: shapely.Geometry) -> float:
    """The area on the ellipsoid; lines and points have none."""
    turned = (shapely.orient_polygons(part) for part in _polygons(shape))
    return float(sum(abs(ELLIPSOID.geometry_area_perimeter(part)[0]) for part in turned))


def _moved_m(old: Sequence[Point], new: Sequence[Point]) -> float:
    """The greatest distance of a vertex of one line from the other line, in metres on the ellipsoid."""
    found = 0.0
    for points, line in ((old, LineString(new)), (new, LineString(old))):
        for x, y in points:
            near = line.interpolate(line.project(shapely.Point(x, y)))
            found = max(found, ELLIPSOID.inv(x, y, near.x, near.y)[2])
    return found
