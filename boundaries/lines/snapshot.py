"""The network of edges in one stable period (网络快照): light rows, and points where asked for."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models.functions import Coalesce

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge
from boundaries.lines.network import points_of
from boundaries.lines.topology import Point, Stretch
from boundaries.lines.tree import Tree, tree_on


@dataclass(frozen=True)
class EdgeRow:
    """An active edge without its points; `left` and `right` are the lowest divisions beside it.

    `origin`: the source of the line that it is a piece of, else its own; `ends`: its junctions.
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
    ends: tuple[int, int]

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
        missing = set(ids) - self._known.keys()
        if missing:
            rows = Edge.objects.filter(pk__in=missing).values_list("id", "geom")
            self._known.update({pk: points_of(geom) for pk, geom in rows})

    def stretch(self, row: EdgeRow) -> Stretch:
        return Stretch(self._known[row.id], row.left, row.right)


class Snapshot:
    """Tree and active edges on a day."""

    def __init__(self, day: datetime.date, points: Points | None = None) -> None:
        self.day = day
        self.tree: Tree = tree_on(day)
        self.points = points or Points()
        rows = Edge.objects.filter(valid__contains=day, dormant=False).order_by("id")
        columns = ("id", "left_id", "right_id", "level", "state", "is_sample", "parent_id", "source")
        found = rows.values_list(*columns, Coalesce("parent__source", "source"), "start_id", "end_id")
        self.edges = [
            EdgeRow(pk, left, right, Level(level), state, is_sample, parent, source, origin, (start, end))
            for pk, left, right, level, state, is_sample, parent, source, origin, start, end in found
        ]

    @cached_property
    def owners(self) -> set[int]:
        """Every division that has a side of an edge."""
        return {side for edge in self.edges for side in edge.sides}

    def stretches(self, edges: Iterable[EdgeRow]) -> list[Stretch]:
        """Some edges with their points."""
        chosen = list(edges)
        self.points.read(edge.id for edge in chosen)
        return [self.points.stretch(edge) for edge in chosen]

    def grouping(self, level: Level) -> Callable[[int], int | None]:
        """Owner of a side → the division of a level whose area that side belongs to."""
        groups = {owner: group_of(owner, level, self.tree) for owner in self.owners}
        return lambda owner: groups[owner]

    def around(self, level: Level, wanted: Callable[[int], bool]) -> list[EdgeRow]:
        """The edges on the boundary of the wanted divisions of a level."""
        group = self.grouping(level)
        found = []
        for edge in self.edges:
            left, right = group(edge.left), group(edge.right)
            if left != right and any(side is not None and wanted(side) for side in (left, right)):
                found.append(edge)
        return found


class Snapshots:
    """The snapshots that one derivation looks at, each taken once; edges and tree must not change meanwhile."""

    def __init__(self) -> None:
        self._points = Points()
        self._known: dict[datetime.date, Snapshot] = {}

    def on(self, day: datetime.date) -> Snapshot:
        if day not in self._known:
            self._known[day] = Snapshot(day, self._points)
        return self._known[day]


def group_of(owner: int, level: Level, tree: Tree) -> int | None:
    """The division of a level whose area a side of an edge belongs to."""
    if not tree.external(owner):
        return tree.ancestor(owner, level)
    return owner if tree.nodes[owner].level == level == Level.COUNTY else None
