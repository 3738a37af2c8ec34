"""What lies inside the frame of the map (图内要素): neighbours, grid, the line in red, its points. No ORM, no I/O."""

from collections.abc import Iterator, Sequence
from os.path import commonprefix

import shapely

from survey.course.way import Way
from survey.papers.contents.facts import SurveyFacts
from survey.papers.map.sheet import MapSheet
from survey.papers.map.strokes import DASHED, GRID, RED, Box, path_of, shared, symbol, text, words_width

TINTS = {0: "#f9f1df", 1: "#e9f0f5", 2: "#eef3e6", None: "#f6f5f1"}
SPOTS = ((1.6, 1.0, "start"), (-1.6, 1.0, "end"), (1.4, -1.8, "start"), (-1.4, -1.8, "end"), (1.4, 3.6, "start"),
         (-1.4, 3.6, "end"), (0, -2.6, "middle"), (0, 4.6, "middle"))  # fmt: skip


def areas(facts: SurveyFacts, sheet: MapSheet) -> Iterator[str]:
    for each in facts.neighbours:
        path = "".join(path_of(sheet.at(ring), closed=True) for ring in each.rings)
        fill = TINTS.get(each.side, TINTS[None])
        yield f'<path d="{path}" fill="{fill}" fill-rule="evenodd" {DASHED}/>'


def grid(sheet: MapSheet) -> Iterator[str]:
    left, top, right, bottom = sheet.frame
    east, north = sheet.grid()
    path = "".join(f"M{x:.2f} {top}V{bottom}" for x, _ in east) + "".join(f"M{left} {y:.2f}H{right}" for y, _ in north)
    yield f'<path d="{path}" fill="none" stroke="{GRID}" stroke-width="0.12"/>'


def line(facts: SurveyFacts, sheet: MapSheet) -> Iterator[str]:
    path = "".join(path_of(sheet.at(each)) for each in facts.paths)
    yield f'<path d="{path}" fill="none" stroke="#fff" stroke-width="1.4" stroke-linejoin="round"/>'
    yield f'<path d="{path}" fill="none" stroke="{RED}" stroke-width="0.6" stroke-linejoin="round"/>'
    open_ones = [dispute for dispute in facts.disputes if not dispute.ended]
    way = Way(facts.paths) if open_ones else None
    for dispute in open_ones:
        assert way is not None
        places, _ = way.part(dispute.from_m, min(dispute.to_m, way.length_m))
        part = path_of(sheet.at([(float(x), float(y)) for x, y in places]))
        yield f'<path d="{part}" fill="none" stroke="#fff" stroke-width="0.7"/>'
        yield f'<path d="{part}" fill="none" stroke="{RED}" stroke-width="0.6" stroke-dasharray="1.6 1"/>'


def short_numbers(numbers: Sequence[str]) -> tuple[str, list[str]]:
    """What all numbers begin with, up to its last hyphen, and what is left of each."""
    shared = commonprefix(list(numbers)) if len(numbers) > 1 else ""
    shared = shared[: shared.rfind("-") + 1]
    return shared, [number.removeprefix(shared) for number in numbers]


def points(facts: SurveyFacts, sheet: MapSheet, taken: list[Box]) -> Iterator[str]:
    placed = [point for point in facts.points if point.lon is not None and point.lat is not None]
    if not placed:
        return
    there = sheet.at([(point.lon or 0.0, point.lat or 0.0) for point in placed])
    shows = [sheet.shows(float(x), float(y)) for x, y in there]
    known, at = [point for point, seen in zip(placed, shows, strict=True) if seen], there[shows]
    _, labels = short_numbers([point.number for point in facts.points])
    named = dict(zip([point.number for point in facts.points], labels, strict=True))
    taken += [(x - 1.2, y - 1.2, x + 1.2, y + 1.2) for x, y in at]
    line = shapely.MultiLineString([sheet.at(path) for path in facts.paths])
    shapely.prepare(line)
    for point, (x, y) in zip(known, at, strict=True):
        yield symbol(point.role, x, y)
    for point, (x, y) in zip(known, at, strict=True):
        yield _label(named[point.number], float(x), float(y), sheet, taken, line)


def _label(words: str, x: float, y: float, sheet: MapSheet, taken: list[Box], line: shapely.Geometry) -> str:
    """The number beside its point where it meets nothing; else where it meets least. On the line counts as meeting."""
    size, width = 2.7, words_width(words, 2.7)
    best: tuple[float, float, float, str, Box] | None = None
    for right, down, anchor in SPOTS:
        begin = x + right - {"start": 0, "middle": width / 2, "end": width}[anchor]
        box = (begin, y + down - size, begin + width, y + down + 0.5)
        crossed = sum(shared(box, other) for other in taken) + (0 if _inside(box, sheet) else 50)
        crossed += 0.5 if line.intersects(shapely.box(*box)) else 0
        if best is None or crossed < best[0]:
            best = crossed, x + right, y + down, anchor, box
        if not crossed:
            break
    assert best is not None
    taken.append(best[4])
    return text(best[1], best[2], words, size, anchor=best[3], fill=RED, halo=True)


def _inside(box: Box, sheet: MapSheet) -> bool:
    left, top, right, bottom = sheet.frame
    return left < box[0] and top < box[1] and box[2] < right - 24 * (box[1] < top + 34) and box[3] < bottom
