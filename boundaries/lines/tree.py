"""The tree of divisions on a day as plain values, for building areas and lines."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.lines.periods import Span, holds, span_of

HIGHEST_FIRST = [Level.STATE, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP)  # that have areas and lines
Pair = frozenset[int]  # the two divisions whose line it is: the identity of a line


class Node(NamedTuple):
    """One division on a day."""

    division: int
    level: Level
    name: str
    code: str
    parent: int | None
    external: bool


class Tree:
    """All divisions of township level and above on a day; villages have no lines. What it was asked it knows again."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.division: node for node in nodes}
        self._above: dict[int, dict[Level, int]] = {}
        self._pairs: dict[tuple[int, int], dict[Level, Pair]] = {}

    def ancestor(self, division: int, level: Level) -> int | None:
        """The division itself or what stands above it at a level; None where there is none."""
        return self._line_of(division).get(level)

    def _line_of(self, division: int) -> dict[Level, int]:
        """The division itself and all above it, by level; the nearest where a level comes twice."""
        if division not in self._above:
            node = self.nodes.get(division)
            above = self._line_of(node.parent) if node and node.parent is not None else {}
            self._above[division] = {**above, node.level: division} if node else {}
        return self._above[division]

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = defaultdict(list)
        for node in self.nodes.values():
            found[node.parent].append(node.division)
        return found

    def below(self, division: int) -> list[int]:
        """The division itself and all that stands below it."""
        found = [division]
        for one in found:
            found += self._children.get(one, ())
        return found

    def external(self, division: int) -> bool:
        return self.nodes[division].external

    def area_of(self, owner: int, level: Level) -> int | None:
        """The division of a level whose area a side of an edge belongs to; of what lies outside only counties."""
        if not self.external(owner):
            return self.ancestor(owner, level)
        return owner if self.nodes[owner].level == level == Level.COUNTY else None

    def level_between(self, one: int, other: int) -> Level:
        """The highest level at which two divisions differ: the level of the line between them.

        Where one side is only known as a province or state, that is the level at which it differs.
        """
        for level in HIGHEST_FIRST:
            above = {self.ancestor(one, level), self.ancestor(other, level)}
            if len(above) == 2 and (None not in above or level == Level.STATE):
                return level
        return max((self.nodes[one].level, self.nodes[other].level), key=HIGHEST_FIRST.index)

    def pairs_between(self, left: int, right: int) -> dict[Level, Pair]:
        """The line of each level that a stretch between two owners is part of.

        Lines are between provinces, prefectures, counties and townships of which one at least is ours; what
        parts two provinces is one line such as 2223, not also one for each pair of counties, its sections.
        """
        if (left, right) not in self._pairs:
            self._pairs[left, right] = dict(self._found_between(left, right))
        return self._pairs[left, right]

    def _found_between(self, left: int, right: int) -> Iterable[tuple[Level, Pair]]:
        if self.external(left) and self.external(right):
            return
        for level in LEVELS:
            one, other = self.ancestor(left, level), self.ancestor(right, level)
            if one is None or other is None or one == other or not (self.nodes[one].code and self.nodes[other].code):
                continue
            yield level, frozenset((one, other))
            if level == Level.PROVINCE:
                return


class Trees:
    """The trees of all days, or of one, read once; days with the same divisions share a tree."""

    def __init__(self, day: datetime.date | None = None) -> None:
        versions = DivisionVersion.objects.exclude(level=Level.VILLAGE).filter(division__statistical=False)
        codes = DivisionCode.objects.filter(scheme=Scheme.MCA)
        if day is not None:
            versions, codes = versions.filter(valid__contains=day), codes.filter(valid__contains=day)
        facts = ("valid", "division_id", "level", "name", "parent_id", "division__external")
        self.versions = [
            (span_of(valid), division, level, name, parent, external)
            for valid, division, level, name, parent, external in versions.values_list(*facts)
        ]
        self.codes = [
            (span_of(valid), division, code)
            for valid, division, code in codes.values_list("valid", "division_id", "code")
        ]
        self._days: dict[datetime.date, Tree] = {}
        self._known: dict[tuple[Node, ...], Tree] = {}

    @property
    def spans(self) -> Iterable[Span]:
        """The periods of all versions."""
        return (span for span, *_ in self.versions)

    @property
    def code_spans(self) -> Iterable[Span]:
        """The periods of all codes."""
        return (span for span, _, _ in self.codes)

    def on(self, day: datetime.date) -> Tree:
        if day not in self._days:
            nodes = tuple(self._nodes(day))
            self._days[day] = self._known.setdefault(nodes, Tree(nodes))
        return self._days[day]

    def _nodes(self, day: datetime.date) -> Iterable[Node]:
        codes = {division: code for span, division, code in self.codes if holds(span, day)}
        for span, division, level, name, parent, external in self.versions:
            if holds(span, day):
                yield Node(division, Level(level), name, codes.get(division, ""), parent, external)


def tree_on(day: datetime.date) -> Tree:
    """The tree on a day."""
    return Trees(day).on(day)
