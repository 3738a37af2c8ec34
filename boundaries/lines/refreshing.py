"""After edges or the tree of divisions changed: areas, lines and map copies follow, only where something changed.

Upper rooms that keep something of divisions (search, statistics) enter a function here when they start.
"""

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.db.models import Q

from boundaries.lines.areas import refresh_areas
from boundaries.lines.legal import pairs_of, refresh_lines
from boundaries.lines.markers.queries import refresh_chainages
from boundaries.lines.models import Edge
from boundaries.lines.periods import eve_of
from boundaries.lines.regrouping import Reworked
from boundaries.lines.snapshot import Snapshots
from boundaries.lines.tiles import refresh_shapes
from boundaries.lines.tree import LEVELS, Tree

Follower = Callable[[set[int], set[int]], None]
_followers: list[Follower] = []


def on_divisions_changed(follow: Follower) -> Follower:
    """Enter what has to follow when divisions change, inside the transaction of the change.

    It gets those that have another version or code now, and those whose area alone is another one.
    """
    if follow not in _followers:
        _followers.append(follow)
    return follow


@dataclass
class Refreshed:
    """What followed: divisions whose area is another one now, lines that began, ended or changed."""

    areas: list[int] = field(default_factory=list)
    lines_begun: list[int] = field(default_factory=list)
    lines_ended: list[int] = field(default_factory=list)
    lines_altered: list[int] = field(default_factory=list)


def refresh(
    since: datetime.date, reworked: Reworked, divisions: Collection[int] = (), regrouped: Collection[int] = ()
) -> Refreshed:
    """Derive again what edges and tree give from `since` on.

    `divisions` have another version or code now; `regrouped` stand below others than before, or lost somebody.
    """
    snapshots = reworked.snapshots or Snapshots()
    groups = _groups(reworked, {*divisions, *regrouped}, since, snapshots)
    areas = refresh_areas(groups, since, snapshots) if groups else []
    pairs = pairs_of([*reworked.edges, *_edges_beside(regrouped)], divisions, groups, since, snapshots)
    begun, ended, altered = refresh_lines(pairs, since, snapshots)
    refresh_chainages(begun | ended | altered)
    refresh_shapes(reworked, begun | ended | altered, snapshots)
    for follow in _followers:
        follow(set(divisions), set(areas) - set(divisions))
    return Refreshed(areas, sorted(begun), sorted(ended), sorted(altered))


def _edges_beside(owners: Collection[int]) -> list[int]:
    beside = Edge.objects.filter(Q(left__in=owners) | Q(right__in=owners))
    return list(beside.values_list("pk", flat=True)) if owners else []


def _groups(reworked: Reworked, regrouped: Collection[int], since: datetime.date, snapshots: Snapshots) -> set[int]:
    """The divisions whose area may be another one, on the eve and in each period from then on.

    At every level those that an altered edge parts, and those that hold or held what stands elsewhere now.
    """
    found = reworked.owners | set(regrouped)  # an owner that never was, after all, has no area any more
    for day, _ in [*eve_of(since), *snapshots.periods(since)]:
        tree = snapshots.on(day).tree
        above = {owner: _areas_of(owner, tree) for owner in reworked.owners | set(regrouped)}
        for left, right in reworked.sides:
            found |= set(above[left] ^ above[right])
        for owner in regrouped:
            found |= above[owner]
    return found


def _areas_of(owner: int, tree: Tree) -> set[int]:
    """The divisions of all levels whose areas a side of an edge belongs to on a day."""
    if owner not in tree.nodes:
        return set()
    return {area for level in LEVELS if (area := tree.area_of(owner, level)) is not None}
