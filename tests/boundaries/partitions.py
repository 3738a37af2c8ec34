"""Random partitions of a plane for the property tests of the topology."""

import random
from collections import defaultdict

import shapely
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

Partition = dict[int, BaseGeometry]


def grid_partition(width: int, height: int, owners: list[int], holes: set[int]) -> Partition:
    """Unit squares given to owners (parts, islands and holes come by themselves); `holes` belong to nobody."""
    squares: dict[int, list[Polygon]] = defaultdict(list)
    for index, owner in enumerate(owners[: width * height]):
        if index not in holes:
            x, y = index % width, index // width
            squares[owner].append(box(x, y, x + 1, y + 1))
    return {owner: shapely.coverage_union_all(found) for owner, found in squares.items()}


@st.composite
def grids(draw: st.DrawFn) -> Partition:
    """Grids of up to 7 by 7 squares with up to six owners."""
    width, height = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    size = width * height
    owners = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    holes = draw(st.sets(st.integers(0, size - 1), max_size=size // 3))
    return grid_partition(width, height, owners, holes)


@st.composite
def voronois(draw: st.DrawFn) -> Partition:
    """Voronoi cells of random points, merged to fewer owners."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    points = [Point(rng.uniform(0, 10), rng.uniform(0, 10)) for _ in range(draw(st.integers(3, 25)))]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points)))
    groups: dict[int, list[Polygon]] = defaultdict(list)
    for cell in cells:
        groups[rng.randrange(6)].append(cell)
    return {owner: shapely.coverage_union_all(found) for owner, found in groups.items()}


def normal(area: BaseGeometry) -> MultiPolygon:
    """An area as the topology gives it back: several parts, no superfluous touching rings, normalised."""
    return shapely.normalize(MultiPolygon(shapely.get_parts(area).tolist()))
