"""The lineage of a division as a drawn graph (沿革图): who it came from, what it became. Layout without ORM or I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BOX, TALL, GAP, LANE = 148, 52, 92, 68
MOST_STEPS = 3
MOST_NODES = 30


@dataclass(frozen=True)
class Passage:
    """One recorded change by which a division went into another."""

    old: int
    new: int
    label: str
    when: str


def within_reach(start: int, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that lead to a division or on from it, within a few steps; never more nodes than fit a page."""
    found = dict.fromkeys([*_walk(start, passages, forward=False), *_walk(start, passages, forward=True)])
    return list(found)[:MOST_NODES]


def _walk(start: int, passages: Sequence[Passage], *, forward: bool) -> list[Passage]:
    seen, front, found = {start}, {start}, []
    for _ in range(MOST_STEPS):
        step = [each for each in passages if (each.old if forward else each.new) in front]
        found += step
        front = {each.new if forward else each.old for each in step} - seen
        seen |= front
    return found


def columns_of(start: int, passages: Iterable[Passage]) -> dict[int, int]:
    """In which column each division stands: the one asked about in 0, those before it left, those after it right."""
    column = {start: 0}
    links = list(passages)
    for _ in range(2 * MOST_STEPS):
        for each in links:
            if each.old in column and each.new not in column:
                column[each.new] = column[each.old] + 1
            elif each.new in column and each.old not in column:
                column[each.old] = column[each.new] - 1
    return column


def drawn_lineage(start: int, passages: Sequence[Passage], labels: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """Boxes and curves with their places in pixels; None where nothing came before or after.

    `labels` holds for each division what its box says: name, period, url.
    """
    near = within_reach(start, passages)
    if not near:
        return None
    column = columns_of(start, near)
    first = min(column.values())
    lanes: dict[int, list[int]] = {}
    for node in sorted(column, key=lambda node: (node != start, labels[node]["order"])):
        lanes.setdefault(column[node], []).append(node)
    height = max(len(nodes) for nodes in lanes.values()) * LANE
    place = {
        node: ((at - first) * (BOX + GAP), (height - len(nodes) * LANE) / 2 + lane * LANE + (LANE - TALL) / 2)
        for at, nodes in lanes.items()
        for lane, node in enumerate(nodes)
    }
    boxes = [{**labels[node], "x": x, "y": y, "own": node == start} for node, (x, y) in place.items()]
    curves = [_curve(place[each.old], place[each.new], each) for each in near if column[each.old] < column[each.new]]
    width = (max(column.values()) - first) * (BOX + GAP) + BOX
    return {"boxes": boxes, "curves": curves, "width": width, "height": height, "box": BOX, "tall": TALL}


def _curve(old: tuple[float, float], new: tuple[float, float], passage: Passage) -> dict[str, Any]:
    x1, y1, x2, y2 = old[0] + BOX, old[1] + TALL / 2, new[0], new[1] + TALL / 2
    middle = (x1 + x2) / 2
    return {
        "path": f"M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2 - 5:g} {y2:g}",
        "x": middle,
        "y": (y1 + y2) / 2,
        "label": passage.label,
        "when": passage.when,
    }
