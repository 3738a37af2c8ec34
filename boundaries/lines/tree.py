"""The tree of divisions on a day as plain values, for building areas and lines."""

import datetime
from dataclasses import dataclass

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.queries import codes_on, versions_on

HIGHEST_FIRST = [Level.STATE, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]


@dataclass(frozen=True)
class Node:
    """One division on a day."""

    division: int
    level: Level
    name: str
    code: str
    parent: int | None
    external: bool


class Tree:
    """All divisions of township level and above on a day; villages have no lines."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = {node.division: node for node in nodes}

    def ancestor(self, division: int, level: Level) -> int | None:
        """The division itself or what stands above it at a level; None where there is none."""
        at: int | None = division
        while at is not None and at in self.nodes:
            if self.nodes[at].level == level:
                return at
            at = self.nodes[at].parent
        return None

    def external(self, division: int) -> bool:
        return self.nodes[division].external

    def level_between(self, one: int, other: int) -> Level:
        """The highest level at which two divisions differ: the level of the line between them.

        Where one side is only known as a province or state, that is the level at which it differs.
        """
        for level in HIGHEST_FIRST:
            above = {self.ancestor(one, level), self.ancestor(other, level)}
            if len(above) == 2 and (None not in above or level == Level.STATE):
                return level
        return max((self.nodes[one].level, self.nodes[other].level), key=HIGHEST_FIRST.index)


def tree_on(day: datetime.date) -> Tree:
    """The tree on a day, three queries."""
    codes = dict(codes_on(day).filter(scheme=Scheme.MCA).values_list("division_id", "code"))
    rows = (
        versions_on(day)
        .exclude(level=Level.VILLAGE)
        .filter(division__statistical=False)
        .values_list("division_id", "level", "name", "parent_id", "division__external")
    )
    return Tree(
        [
            Node(division, Level(level), name, codes.get(division, ""), parent, external)
            for division, level, name, parent, external in rows
        ]
    )
