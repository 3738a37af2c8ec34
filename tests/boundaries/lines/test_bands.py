"""The shapes near a change are those that simplifying everything anew would give."""

import random
from collections.abc import Collection, Sequence

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.lines.generalise import Path, Together, beside_walls, generalised, generalised_near
from boundaries.lines.topology import Stretch, edges_from_polygons

TOLERANCE = 0.4


def wiggly(count: int, rng: random.Random) -> list[Stretch]:
    """Edges of a Voronoi partition, swinging so far that simplifying makes some of them cross."""
    points = [shapely.Point(rng.uniform(0, 10), rng.uniform(0, 10)) for _ in range(count)]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points)))
    edges = edges_from_polygons(dict(enumerate(cells)))
    return [Stretch(tuple(_swinging(edge.points, rng)), edge.left, edge.right) for edge in edges]


def _swinging(points: tuple[tuple[float, float], ...], rng: random.Random) -> list[tuple[float, float]]:
    found = [points[0]]
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        for step in range(1, 8):
            x, y = x1 + (x2 - x1) * step / 8, y1 + (y2 - y1) * step / 8
            found.append((x + rng.uniform(-0.3, 0.3), y + rng.uniform(-0.3, 0.3)))
        found.append((x2, y2))
    return found


class Listed:
    """A network in lists, with what its edges were simplified to before."""

    def __init__(self, edges: list[Stretch], stored: dict[int, Path]) -> None:
        self.all, self.before = edges, stored
        self.boxes = [shapely.box(*shapely.LineString(edge.points).bounds) for edge in edges]
        self.asked: set[int] = set()

    def beside(self, edges: Collection[int]) -> set[int]:
        return {i for i, box in enumerate(self.boxes) if any(box.intersects(self.boxes[j]) for j in edges)}

    def edges(self, edges: Collection[int]) -> dict[int, Stretch]:
        self.asked |= set(edges)
        return {i: self.all[i] for i in edges}

    def stored(self, edges: Collection[int]) -> dict[int, Path]:
        return {i: self.before[i] for i in edges if i in self.before}

    def together(self, edges: Sequence[int]) -> Together:
        return lambda one, other: True


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(4, 40), st.integers(0, 10**6))
def test_near_a_change_is_as_if_everything_were_simplified_anew(count: int, seed: int) -> None:
    rng = random.Random(seed)
    before = wiggly(count, rng)
    chosen = rng.randrange(len(before))
    after = list(before)
    points = before[chosen].points
    after[chosen] = Stretch(tuple(_swinging((points[0], points[-1]), rng)), before[chosen].left, before[chosen].right)
    stored = {i: shape.points for i, shape in enumerate(generalised(before, TOLERANCE)) if i != chosen}
    network = Listed(after, stored)
    gone = shapely.box(*shapely.LineString(points).bounds)
    seeds = network.beside({chosen}) | {i for i, box in enumerate(network.boxes) if box.intersects(gone)}
    found = stored | generalised_near(seeds, network, TOLERANCE)
    assert found == {i: shape.points for i, shape in enumerate(generalised(after, TOLERANCE))}


def test_edges_far_away_are_not_looked_at() -> None:
    edges = [Stretch(((10 * n, 0), (10 * n + 1, 0.1), (10 * n + 2, 0)), n, n + 1) for n in range(5)]
    network = Listed(edges, {i: shape.points for i, shape in enumerate(generalised(edges, TOLERANCE))})
    assert generalised_near(network.beside({2}), network, TOLERANCE).keys() == {2}
    assert network.asked == {2}


def test_an_edge_that_must_give_way_is_looked_at_with_its_neighbours() -> None:
    bump = Stretch(((0, 0), (5, 1.2), (10, 0)), 1, 2)  # flat without its bump, it crosses the post beneath
    post = Stretch(((4, 0.5), (4, -1)), 2, 3)
    network = Listed([bump, post], {0: bump.points})
    assert generalised_near({1}, network, 1.3) == {0: bump.points, 1: post.points}
    assert beside_walls([post], [bump], 1.3, lambda one, other: True)[1] == {0}


@pytest.mark.parametrize("tolerance", [0.0, -1.0])
def test_without_a_tolerance_nothing_is_simplified(tolerance: float) -> None:
    edge = Stretch(((0, 0), (5, 1), (10, 0)), 1, 2)
    assert beside_walls([edge], [], tolerance, lambda one, other: True) == ([edge], set())
