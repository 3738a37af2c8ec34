"""Changing edges from a day on (边的变更): close what goes, open what comes, in every stable period, and nothing else.

Runs inside the transaction of an action, after the tree of divisions was changed. A backdated change is
worked into every period after its day; what a later change has replaced already stays replaced.
"""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.gis.geos import LineString, Point
from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level
from boundaries.journal import Journal
from boundaries.lines.models import Edge, Junction
from boundaries.lines.periods import Period, as_range, begin_of, eve_of, joined
from boundaries.lines.rearranging import Sides, edges_of, sides_of
from boundaries.lines.snapshot import EdgeRow, Snapshot, Snapshots
from boundaries.lines.topology import Point as Place
from boundaries.lines.topology import Stretch
from boundaries.lines.tree import Tree


@dataclass(frozen=True)
class Facts:
    """What an edge says beside its course and sides."""

    state: str
    source: str
    is_sample: bool
    parent: int | None = None


@dataclass(frozen=True)
class Content:
    """An edge as it shall stand in a period; `line` is the pair of divisions whose line it is part of at its level."""

    stretch: Stretch
    level: Level
    line: frozenset[int]
    facts: Facts


Box = tuple[float, float, float, float]
Alteration = Callable[[Sides, Snapshot], Sides]


@dataclass
class Reworked:
    """Which edges were closed or opened, the divisions on their sides, and the places of those that are gone.

    A place is (west, south, east, north) in degrees. `snapshots` show the register as it is now, for what follows.
    """

    closed: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    sides: set[tuple[int, int]] = field(default_factory=set)
    gone: list[Box] = field(default_factory=list)
    snapshots: Snapshots | None = None

    @property
    def edges(self) -> list[int]:
        return [*self.closed, *self.opened]

    @property
    def owners(self) -> set[int]:
        return {side for pair in self.sides for side in pair}


def rework(
    since: datetime.date,
    owners: Collection[int],
    alter: Alteration,
    journal: Journal,
    *,
    regrouped: Collection[int] = (),
) -> Reworked:
    """Alter the edges around `owners` from `since` on; `regrouped` are owners that stand below others now.

    `alter` gets the sides around the owners that there are in a period, and answers the new ones.
    """
    snapshots, chosen = Snapshots(), set(owners)
    around = chosen | set(regrouped)
    eve = next((snapshots.on(day) for day, _ in eve_of(since)), None)
    standing: list[tuple[int, None, Period]] = []
    wanted: list[tuple[Content, None, Period]] = []
    earlier = {edge.id: _content(edge, eve) for edge in eve.beside(around)} if eve else {}
    touched: set[int] = set(earlier)
    for period in snapshots.periods(since):
        snapshot = snapshots.on(period[0])
        rows = snapshot.beside(around)
        touched |= {edge.id for edge in rows}
        before = {_as_stands(edge, earlier, snapshot): edge.id for edge in rows}
        for content in _altered(rows, chosen, alter, snapshot):
            if content in before:
                standing.append((before[content], None, period))
            else:
                wanted.append((content, None, period))
    done = _write(since, touched, standing, wanted, journal)
    snapshots.renew(done.edges)
    done.snapshots = snapshots
    return done


def _touches(edge: EdgeRow, owners: set[int]) -> bool:
    return edge.left in owners or edge.right in owners


def _content(edge: EdgeRow, snapshot: Snapshot, level: Level | None = None) -> Content:
    stretch = snapshot.stretches([edge])[0]
    facts = _facts(edge)
    if not {edge.left, edge.right} <= snapshot.tree.nodes.keys():
        return Content(stretch, edge.level, frozenset(), facts)  # beside a division that ends with this change
    return _placed(stretch, facts, snapshot.tree, level)


def _facts(edge: EdgeRow) -> Facts:
    return Facts(edge.state, edge.source, edge.is_sample, edge.parent)


def _placed(stretch: Stretch, facts: Facts, tree: Tree, level: Level | None = None) -> Content:
    """A stretch with the level that it has in a tree, and the line of that level."""
    chosen = level or tree.level_between(stretch.left, stretch.right)
    return Content(stretch, chosen, tree.pairs_between(stretch.left, stretch.right).get(chosen, frozenset()), facts)


def _as_stands(edge: EdgeRow, earlier: dict[int, Content], snapshot: Snapshot) -> Content:
    """What a row of a period says: its level, and the line that it was part of on the eve where it stood then."""
    known = earlier.get(edge.id)
    return known if known is not None else _content(edge, snapshot, edge.level)


def _altered(rows: list[EdgeRow], chosen: set[int], alter: Alteration, snapshot: Snapshot) -> Iterable[Content]:
    inner = [edge for edge in rows if _touches(edge, chosen)]
    for edge in rows:
        if not _touches(edge, chosen):
            yield _content(edge, snapshot)
    stretches = snapshot.stretches(inner)
    sides = sides_of(zip(stretches, map(_facts, inner), strict=True))
    keep = _double_points(stretches) | {
        place
        for edge, stretch in zip(inner, stretches, strict=True)
        for end, place in ((edge.start, stretch.points[0]), (edge.end, stretch.points[-1]))
        if not all(_touches(other, chosen) for other in snapshot.at_junction[end])
    }
    for stretch, fact in edges_of(alter(sides, snapshot), keep):
        yield _placed(stretch, fact, snapshot.tree)


def _double_points(stretches: list[Stretch]) -> set[Place]:
    """Ends at which only two edges meet among these: junctions for a reason that is not seen here."""
    counts: dict[Place, int] = {}
    for stretch in stretches:
        for end in (stretch.points[0], stretch.points[-1]):
            counts[end] = counts.get(end, 0) + 1
    return {end for end, count in counts.items() if count == 2}


def _write(
    since: datetime.date,
    touched: set[int],
    standing: list[tuple[int, None, Period]],
    wanted: list[tuple[Content, None, Period]],
    journal: Journal,
) -> Reworked:
    """Set the periods of the touched rows right and write the new ones."""
    done = Reworked()
    runs: dict[int, list[Period]] = {}
    for pk, _, period in joined(standing):
        runs.setdefault(pk, []).append(period)
    drafts = [(content, period) for content, _, period in joined(wanted)]
    rows = {edge.pk: edge for edge in Edge.objects.filter(pk__in=touched)}
    fresh: list[Edge] = []
    for pk, edge in rows.items():
        kept, copies = _own_run(edge, runs.get(pk, []), since)
        fresh += [_copy(edge, as_range(period)) for period in copies]
        if kept is not None and (kept.lower, kept.upper) == (edge.valid.lower, edge.valid.upper):
            continue
        journal.before([edge])
        if kept is None:
            edge.delete()
            done.gone.append(edge.geom.extent)
        else:
            Edge.objects.filter(pk=pk).update(valid=kept)
        done.closed.append(pk)
        done.sides.add((edge.left_id, edge.right_id))
    junctions = _junctions({end for item, _ in drafts for end in (item.stretch.points[0], item.stretch.points[-1])})
    fresh += [_edge(content, period, junctions) for content, period in drafts]
    made = Edge.objects.bulk_create(fresh, batch_size=2000)
    journal.made(made)
    for edge in made:
        done.opened.append(edge.pk)
        done.sides.add((edge.left_id, edge.right_id))
    return done


def _own_run(edge: Edge, runs: list[Period], since: datetime.date) -> tuple[DateRange | None, list[Period]]:
    """The period that a row keeps for itself (None: nothing), and those for which copies of it are needed."""
    begin = begin_of(edge.valid)
    first = max(begin, since)
    whole = next((run for run in runs if run[0] <= first), None)
    copies = [run for run in runs if run is not whole]
    if whole is not None:
        return DateRange(edge.valid.lower, whole[1]), copies
    return (DateRange(edge.valid.lower, since) if begin < since else None), copies


def _copy(edge: Edge, valid: DateRange) -> Edge:
    names = ("start_id", "end_id", "left_id", "right_id", "geom", "level", "state", "locked", "is_sample", "parent_id")
    return Edge(valid=valid, source=edge.source, **{name: getattr(edge, name) for name in names})


def _junctions(places: set[Place]) -> dict[Place, Junction]:
    wanted = {place: Point(*place, srid=settings.REGISTER_SRID) for place in places}
    known = {
        (item.point.x, item.point.y): item
        for item in Junction.objects.filter(point__in=list(wanted.values())).order_by("is_sample", "id")[::-1]
    }
    made = Junction.objects.bulk_create(Junction(point=wanted[place]) for place in sorted(places - known.keys()))
    return known | {(item.point.x, item.point.y): item for item in made}


def _edge(content: Content, period: Period, junctions: dict[Place, Junction]) -> Edge:
    stretch, facts = content.stretch, content.facts
    return Edge(
        start=junctions[stretch.points[0]],
        end=junctions[stretch.points[-1]],
        left_id=stretch.left,
        right_id=stretch.right,
        geom=LineString(stretch.points, srid=settings.REGISTER_SRID),
        valid=as_range(period),
        level=content.level,
        locked=content.level == Level.STATE,
        state=facts.state,
        is_sample=facts.is_sample,
        parent_id=facts.parent,
        source=facts.source,
    )
