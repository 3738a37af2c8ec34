"""Polygons to edges and back: exact, each stretch once, flaws named with their place."""

import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import Polygon, box

from boundaries.lines.faces import areas_from_edges
from boundaries.lines.generalise import generalised
from boundaries.lines.soundness import flaws_of
from boundaries.lines.topology import BrokenPartition, Stretch, edges_from_polygons
from tests.boundaries.partitions import Partition, grids, normal, voronois

OUTSIDE = "outside"


def edges_of(partition: Partition) -> list[Stretch]:
    return edges_from_polygons(partition, beyond=OUTSIDE)


def areas_of(edges: list[Stretch]) -> dict:
    return areas_from_edges(edges, lambda owner: None if owner == OUTSIDE else owner)


@settings(max_examples=150)
@given(grids() | voronois())
def test_areas_come_back_exactly(partition: Partition) -> None:
    edges = edges_of(partition)
    areas = areas_of(edges)
    assert areas.keys() == partition.keys()
    for owner, area in partition.items():
        assert areas[owner].is_valid
        assert areas[owner].equals(area)
        assert areas[owner].area == pytest.approx(area.area, abs=1e-12)
        assert _vertices(areas[owner]) == _vertices(area)


def _vertices(area: shapely.Geometry) -> set:
    return {tuple(place) for place in shapely.get_coordinates(area).tolist()}


@settings(max_examples=100)
@given(grids() | voronois())
def test_every_segment_belongs_to_one_edge(partition: Partition) -> None:
    edges = edges_of(partition)
    segments = [frozenset(pair) for edge in edges for pair in zip(edge.points, edge.points[1:], strict=False)]
    assert len(segments) == len(set(segments))
    assert all(edge.left != edge.right for edge in edges)


@settings(max_examples=100)
@given(grids() | voronois())
def test_a_partition_has_no_flaws(partition: Partition) -> None:
    assert flaws_of(edges_of(partition), partition, {OUTSIDE}) == []


@settings(max_examples=60)
@given(voronois())
def test_edges_depend_on_the_geometry_only(partition: Partition) -> None:
    turned = {owner: shapely.reverse(area) for owner, area in reversed(partition.items())}
    assert edges_of(turned) == edges_of(partition)


@settings(max_examples=60)
@given(grids() | voronois())
def test_simpler_edges_are_still_a_partition(partition: Partition) -> None:
    simpler = generalised(edges_of(partition), 0.8)
    assert flaws_of(simpler, partition, {OUTSIDE}) == []
    assert areas_of(simpler).keys() == partition.keys()


def test_groups_of_owners_give_the_union() -> None:
    partition = {1: box(0, 0, 1, 1), 2: box(1, 0, 2, 1), 3: box(2, 0, 3, 1)}
    areas = areas_from_edges(edges_of(partition), {1: "a", 2: "a", 3: "b"}.get)
    assert areas["a"].equals(box(0, 0, 2, 1))
    assert areas["b"].equals(box(2, 0, 3, 1))


def test_an_island_is_a_closed_edge_and_a_hole() -> None:
    island = box(1, 1, 2, 2)
    partition = {"around": box(0, 0, 3, 3).difference(island), "island": island}
    edges = edges_of(partition)
    assert [edge.closed for edge in edges if OUTSIDE not in (edge.left, edge.right)] == [True]
    assert areas_of(edges)["around"].equals_exact(normal(partition["around"]), 0)


def test_a_junction_stands_where_the_outside_changes() -> None:
    a, b, c, d = (0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)
    square = {"square": Polygon([a, b, c, d])}
    outside = {tuple(sorted(pair)): name for pair, name in (((a, b), "south"), ((b, c), "south"))}
    edges = edges_from_polygons(square, outside, beyond="north")
    assert {frozenset((edge.points[0], edge.points[-1])) for edge in edges} == {frozenset((a, c))}
    assert {OUTSIDE if edge.left == "square" else edge.left for edge in edges} | {e.right for e in edges} >= {"south"}
    assert len(edges) == 2


def test_overlapping_polygons_are_refused_with_the_place() -> None:
    with pytest.raises(BrokenPartition) as caught:
        edges_of({1: box(0, 0, 1, 1), 2: box(0, 0, 1, 1)})
    assert (0.0, 0.0) in caught.value.places


def test_crossing_edges_are_named_with_the_place() -> None:
    edges = [
        Stretch(((0.0, 0.0), (2.0, 2.0)), "a", "b"),
        Stretch(((0.0, 2.0), (2.0, 0.0)), "c", "d"),
    ]
    flaws = flaws_of(edges, [], {"a", "b", "c", "d"})
    assert [flaw.place for flaw in flaws] == [(1.0, 1.0)]
    assert set(flaws[0].owners) == {"a", "b", "c", "d"}


def test_edges_that_share_a_stretch_are_a_flaw() -> None:
    edges = [
        Stretch(((0.0, 0.0), (1.0, 0.0)), "a", "b"),
        Stretch(((0.0, 0.0), (1.0, 0.0)), "c", "d"),
    ]
    assert flaws_of(edges, [], {"a", "b", "c", "d"})


def test_an_open_area_is_a_flaw() -> None:
    edges = [edge for edge in edges_of({1: box(0, 0, 1, 1), 2: box(1, 0, 2, 1)}) if {edge.left, edge.right} != {1, 2}]
    flaws = flaws_of(edges, [1, 2], {OUTSIDE})
    assert flaws
    assert all(flaw.place in {(1.0, 0.0), (1.0, 1.0)} for flaw in flaws)


def test_an_owner_without_edges_is_a_flaw() -> None:
    edges = edges_of({1: box(0, 0, 1, 1)})
    assert [flaw.owners for flaw in flaws_of(edges, [1, 2], {OUTSIDE})] == [(2,)]


def test_an_island_that_nobody_cut_out_is_a_flaw() -> None:
    edges = edges_of({1: box(0, 0, 9, 9)}) + edges_of({2: box(1, 1, 2, 2)})
    assert {flaw.owners for flaw in flaws_of(edges, [1, 2], {OUTSIDE})} == {(2, 1)}


def test_an_area_may_have_holes_of_different_shapes() -> None:
    islands = {1: box(1, 1, 2, 2), 2: Polygon([(4, 1), (5, 1), (5, 2), (4.5, 3), (4, 2)])}
    around = box(0, 0, 6, 4).difference(shapely.union_all(list(islands.values())))
    partition = {0: around, **islands}
    found = areas_of(edges_from_polygons(partition, beyond=OUTSIDE))
    assert all(found[owner].equals(shape) for owner, shape in partition.items())
