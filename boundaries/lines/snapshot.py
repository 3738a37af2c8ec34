"""The network of edges in one stable period (网络快照): light rows, and points where asked for."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge
from boundaries.lines.network import read_points
from boundaries.lines.periods import EVER, Period, Span, holds, periods_between, span_of
from boundaries.lines.topology import Point, Stretch
from boundaries.lines.tree import Tree, Trees


class EdgeRow(NamedTuple):
    """An active edge without its points; `left` and `right` are the lowest divisions beside it.

    `origin`: the source of the line that it is a piece of, else its own; `start` and `end`: its junctions.
    """

    id: int
    left: int
    right: int
    level: Level
    state: str
    is_sample: bool
    parent: int | None
    source: str
    origin: str
    start: int
    end: int

    @property
    def sides(self) -> tuple[int, int]:
        return self.left, self.right

    def made_up(self, level: Level) -> bool:
        """Whether it is a sample for a level: a piece of a real line is real for all but the townships."""
        return self.is_sample and (level == Level.TOWNSHIP or self.parent is None)


class Points:
    """The points of edges, read once for all periods."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Point, ...]] = {}

    def read(self, ids: Iterable[int]) -> None:
        """Read those that are not known yet, in one query."""
        missing = {pk for pk in ids if pk not in self._known}
        if missing:
            self._known |= read_points(missing)

    def of(self, row: EdgeRow) -> tuple[Point, ...]:
        """The points of an edge that was read."""
        return self._known[row.id]


class Snapshot:
    """Tree and active edges on a day, the edges in the order of their ids."""

    def __init__(self, day: datetime.date, tree: Tree, edges: list[EdgeRow], points: Points) -> None:
        self.day, self.tree, self.edges, self.points = day, tree, edges, points

    @cached_property
    def _beside(self) -> dict[int, list[EdgeRow]]:
        found: dict[int, list[EdgeRow]] = defaultdict(list)
        for edge in self.edges:
            found[edge.left].append(edge)
            found[edge.right].append(edge)
        return found

    @cached_property
    def at_junction(self) -> dict[int, list[EdgeRow]]:
        """The edges that begin or end at each junction."""
        found: dict[int, list[EdgeRow]] = defaultdict(list)
        for edge in self.edges:
            found[edge.start].append(edge)
            found[edge.end].append(edge)
        return found

    @cached_property
    def by_id(self) -> dict[int, EdgeRow]:
        return {edge.id: edge for edge in self.edges}

    @property
    def owners(self) -> Collection[int]:
        """Every division that has a side of an edge."""
        return self._beside.keys()

    def beside(self, owners: Iterable[int]) -> list[EdgeRow]:
        """The edges that have one of the owners on a side."""
        found = {edge.id: edge for owner in owners for edge in self._beside.get(owner, ())}
        return [found[pk] for pk in sorted(found)]

    def stretches(self, edges: Iterable[EdgeRow]) -> list[Stretch]:
        """Some edges with their points."""
        chosen = list(edges)
        self.points.read(edge.id for edge in chosen)
        return [Stretch(self.points.of(edge), edge.left, edge.right) for edge in chosen]

    def grouping(self, level: Level) -> Callable[[int], int | None]:
        """Owner of a side → the division of a level whose area that side belongs to."""
        groups = {owner: self.tree.area_of(owner, level) for owner in self.owners}
        return groups.__getitem__

    def around(self, level: Level, wanted: Collection[int] | None = None) -> list[EdgeRow]:
        """The edges on the boundary of divisions of a level, of the wanted ones where given."""
        if wanted is None:
            edges = self.edges
        else:
            here = [division for division in wanted if self._is_of(division, level)]
            edges = self.beside(owner for division in here for owner in self.tree.below(division))
        group = self.tree.area_of
        sides = ((edge, group(edge.left, level), group(edge.right, level)) for edge in edges)
        return [
            edge
            for edge, left, right in sides
            if left != right and (wanted is None or any(side is not None and side in wanted for side in (left, right)))
        ]

    def _is_of(self, division: int, level: Level) -> bool:
        node = self.tree.nodes.get(division)
        return node is not None and node.level == level


class Snapshots:
    """The snapshots that one derivation looks at: what there is of edges and divisions is read once for all days.

    The divisions must not change meanwhile; where edges do, `renew` reads those again.
    """

    def __init__(self) -> None:
        self._points = Points()
        self._trees = Trees()
        self._rows = dict(_read(Edge.objects.all()))
        self._known: dict[datetime.date, Snapshot] = {}

    def on(self, day: datetime.date) -> Snapshot:
        if day not in self._known:
            rows = [row for span, dormant, row in self._rows.values() if holds(span, day) and not dormant]
            self._known[day] = Snapshot(day, self._trees.on(day), sorted(rows), self._points)
        return self._known[day]

    def renew(self, edges: Collection[int]) -> None:
        """Read some edges again: they were closed, opened or deleted since."""
        for pk in edges:
            self._rows.pop(pk, None)
        self._rows |= _read(Edge.objects.filter(pk__in=edges))
        self._known = {}

    def periods(self, since: datetime.date | None = None, *, codes: bool = False) -> list[Period]:
        """What `periods.stable_periods` answers, from what was read."""
        edges = {span for span, _, _ in self._rows.values()}
        if not edges:
            return []
        spans = {*edges, *self._trees.spans, *(self._trees.code_spans if codes else ())}
        first = max(min(begin for begin, _ in edges), since or EVER)
        return periods_between(first, (day for span in spans for day in span if EVER < day < datetime.date.max))


def _read(edges: QuerySet[Edge]) -> Iterable[tuple[int, tuple[Span, bool, EdgeRow]]]:
    columns = ("id", "left_id", "right_id", "level", "state", "is_sample", "parent_id", "source")
    more = (Coalesce("parent__source", "source"), "start_id", "end_id")
    for valid, dormant, pk, left, right, level, *rest in edges.values_list("valid", "dormant", *columns, *more):
        yield pk, (span_of(valid), dormant, EdgeRow(pk, left, right, Level(level), *rest))
