"""A made-up province for make bench: bricks with wiggly borders, each drawn once for both sides. No ORM, no I/O."""

import math

import numpy as np
from shapely.geometry import Polygon

ROWS, COLUMNS = 41, 107  # 4,387 areas
VERTICES = 350  # of an area, about
CORNER, UNIT = (124.0, 42.0), 0.05  # degrees: a brick is about four by five and a half kilometres
JITTER, SWING = 0.08, 0.08  # of a brick, of the length of a border: far from touching each other
WAVES = 6
COUNTY, PREFECTURE = (6, 8), (3, 4)  # rows and columns of bricks in a county, of counties in a prefecture

Place = tuple[int, int]  # line, half step


def bricks(rows: int = ROWS, columns: int = COLUMNS, vertices: int = VERTICES, seed: int = 22) -> dict[Place, Polygon]:
    """(row, column) → outline; neighbours share every vertex of their border, three areas meet in a point."""
    chance = np.random.default_rng(seed)
    nodes = np.stack(np.meshgrid(np.arange(2 * columns + 2) / 2, np.arange(rows + 1.0)), axis=-1)
    nodes += chance.uniform(-JITTER, JITTER, nodes.shape)
    paths: dict[tuple[Place, Place], np.ndarray] = {}

    def path(one: Place, other: Place) -> np.ndarray:
        if (one, other) not in paths:
            points = _wiggle(nodes[one], nodes[other], vertices // (8 if one[0] == other[0] else 4), chance)
            paths[one, other], paths[other, one] = points, points[::-1]
        return paths[one, other]

    outlines = {}
    for row in range(rows):
        for column in range(columns):
            first = 2 * column + row % 2
            below, above = ([(line, first + step) for step in range(3)] for line in (row, row + 1))
            round_about = [*below, *above[::-1], below[0]]
            sides = [path(one, other)[:-1] for one, other in zip(round_about, round_about[1:], strict=False)]
            outlines[row, column] = Polygon(np.concatenate(sides))
    return outlines


def _wiggle(start: np.ndarray, end: np.ndarray, segments: int, chance: np.random.Generator) -> np.ndarray:
    """A border between two corners that swings from side to side and never turns back."""
    t = np.linspace(0, 1, segments + 1)
    waves = sum(np.sin(2 * math.pi * wave * t + chance.uniform(0, 2 * math.pi)) / wave for wave in range(1, WAVES + 1))
    along = end - start
    across = np.array([-along[1], along[0]])
    swing = SWING * np.sin(math.pi * t) * waves / sum(1 / wave for wave in range(1, WAVES + 1))
    points = start + t[:, None] * along + swing[:, None] * across
    points[-1] = end
    return (np.array(CORNER) + UNIT * points).round(9)


def county_of(brick: Place) -> Place:
    """The county that a brick lies in."""
    return brick[0] // COUNTY[0], brick[1] // COUNTY[1]


def prefecture_of(county: Place) -> Place:
    """The prefecture that a county lies in."""
    return county[0] // PREFECTURE[0], county[1] // PREFECTURE[1]
