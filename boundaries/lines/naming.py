"""How lines are coded and ordered (界线编号与走向): GB/T 17796, from west to east or north to south. No ORM, no I/O."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from boundaries.divisions.kinds import normal_code
from boundaries.lines.topology import Point, Stretch

PROVINCE_DIGITS = 2


def line_code(one: str, other: str) -> str:
    """The code of the line between two divisions of the same level: 2223 between provinces, else 220402-220403.

    Raises ValueError where a code is no code, both are the same or their levels differ.
    """
    codes = sorted((normal_code(one), normal_code(other)))
    if codes[0] == codes[1]:
        raise ValueError(f"界线两侧不能是同一区划（{codes[0]}）")
    if len(codes[0]) != len(codes[1]):
        raise ValueError(f"界线两侧应为同级区划，现为 {codes[0]} 与 {codes[1]}")
    return "".join(codes) if len(codes[0]) == PROVINCE_DIGITS else "-".join(codes)


def normal_line_code(text: str) -> str:
    """A line code as written by anybody in its normal form: 2322, 22-23 and 220000-230000 are 2223.

    Both orders and filling zeros are understood. Raises ValueError with what was expected.
    """
    text = text.strip().replace("—", "-").replace("－", "-").replace("–", "-")
    if "-" not in text and len(text) == 2 * PROVINCE_DIGITS and text.isascii() and text.isdigit():
        return line_code(text[:PROVINCE_DIGITS], text[PROVINCE_DIGITS:])
    one, dash, other = text.partition("-")
    if not dash or "-" in other:
        raise ValueError(f"界线编号应为四位数字（如 2223）或“代码-代码”（如 220402-220403），现为“{text}”")
    return line_code(one.strip(), other.strip())


def ordered_members(edges: Sequence[tuple[Any, Stretch]]) -> list[tuple[Any, bool]]:
    """The edges of a line in their legal order, each with whether it runs against its own direction.

    A line that spreads more from west to east (in metres) begins in the west, else in the north.
    Edges that do not hang together follow each other by where they begin.
    """
    eastward = _spreads_eastward([stretch for _, stretch in edges])
    runs = [_oriented(run, eastward) for run in _runs(edges)]
    runs.sort(key=lambda run: _rank(_first_point(run), eastward))
    return [(key, reversed_) for run in runs for key, _, reversed_ in run]


Run = list[tuple[Any, Stretch, bool]]


def _spreads_eastward(stretches: list[Stretch]) -> bool:
    xs = [x for stretch in stretches for x, _ in stretch.points]
    ys = [y for stretch in stretches for _, y in stretch.points]
    width = (max(xs) - min(xs)) * math.cos(math.radians(sum(ys) / len(ys)))
    return width >= max(ys) - min(ys)


def _rank(point: Point, eastward: bool) -> tuple[float, float]:
    x, y = point
    return (x, -y) if eastward else (-y, x)


def _first_point(run: Run) -> Point:
    _, stretch, reversed_ = run[0]
    return stretch.points[-1] if reversed_ else stretch.points[0]


def _last_point(run: Run) -> Point:
    _, stretch, reversed_ = run[-1]
    return stretch.points[0] if reversed_ else stretch.points[-1]


def _oriented(run: Run, eastward: bool) -> Run:
    if _rank(_first_point(run), eastward) <= _rank(_last_point(run), eastward):
        return run
    return [(key, stretch, not reversed_) for key, stretch, reversed_ in reversed(run)]


def _runs(edges: Sequence[tuple[Any, Stretch]]) -> list[Run]:
    """Chain the edges end to end; a run begins at an end that nothing else touches where there is one."""
    touching: dict[Point, list[int]] = defaultdict(list)
    for index, (_, stretch) in enumerate(edges):
        touching[stretch.points[0]].append(index)
        touching[stretch.points[-1]].append(index)
    unused = set(range(len(edges)))
    starts = sorted(point for point, found in touching.items() if len(found) % 2 == 1)
    runs = []
    for start in [*starts, *sorted(touching)]:
        while any(index in unused for index in touching[start]):
            runs.append(_walk(start, edges, touching, unused))
    return runs


def _walk(here: Point, edges: Sequence[tuple[Any, Stretch]], touching: dict[Point, list[int]], unused: set[int]) -> Run:
    run: Run = []
    while choices := sorted(index for index in touching[here] if index in unused):
        index = choices[0]
        unused.discard(index)
        key, stretch = edges[index]
        reversed_ = stretch.points[0] != here
        run.append((key, stretch, reversed_))
        here = stretch.points[0] if reversed_ else stretch.points[-1]
    return run
