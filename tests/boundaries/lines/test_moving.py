"""What counts as another course: a vertex more does not, a centimetre does."""

import datetime

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.changes.carrying import carry_out
from boundaries.changes.operations import Cut, MoveBoundary, Territory
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from boundaries.lines.models import LineVersion
from boundaries.lines.moving import SAME_DEGREES, moved_areas, moved_lines, same_course
from boundaries.lines.periods import ONE_DAY
from tests.boundaries.networks import CORNER, SCALE, make_network

SLOPE = shapely.LineString([(125.0, 43.0), (125.0371, 43.0113), (125.07, 43.0)])
DAY = datetime.date(2025, 3, 1)


@given(st.floats(0.001, 0.999))
def test_a_vertex_on_the_line_is_no_other_course(share: float) -> None:
    place = SLOPE.interpolate(share, normalized=True)
    first, middle, last = SLOPE.coords
    at = 1 if share < SLOPE.project(shapely.Point(middle), normalized=True) else 2
    points = [first, middle, last]
    points.insert(at, place.coords[0])
    assert same_course(SLOPE, shapely.LineString(points)) and same_course(shapely.LineString(points), SLOPE)


@given(st.integers(2, 1_000_000))
def test_a_vertex_beside_the_line_is(times: int) -> None:
    moved = shapely.LineString([SLOPE.coords[0], (125.0371, 43.0113 + times * SAME_DEGREES), SLOPE.coords[2]])
    assert not same_course(SLOPE, moved)
    assert not same_course(SLOPE, shapely.LineString(SLOPE.coords[:2])), "a part of it"


def test_an_area_without_its_island_and_parts_in_another_order() -> None:
    field = shapely.box(0, 0, 1, 1)
    assert not same_course(field, field.difference(shapely.box(0.4, 0.4, 0.5, 0.5)))
    halves = shapely.multilinestrings([[(0, 0), (1, 1)], [(1, 1), (2, 0)]])
    assert same_course(halves, shapely.LineString([(2, 0), (1, 1), (0, 0)]))


@pytest.mark.django_db
def test_a_cut_that_ends_on_slanting_outer_lines_moves_only_what_it_parts() -> None:
    """Four strips between slanting ends: the cut of strip 1 puts vertices on the lines of the others and on the rim."""
    corners = [(x, 0.31 * x) for x in range(0, 9, 2)]
    strips = {
        n: shapely.Polygon([a, b, (b[0] + 0.7, b[1] + 3), (a[0] + 0.7, a[1] + 3)])
        for n, (a, b) in enumerate(zip(corners, corners[1:], strict=False))
    }
    network = make_network(strips, counties=2, prefectures=2)
    giver, taker = network.townships[1], network.townships[2]
    line = tuple((CORNER[0] + x * SCALE, CORNER[1] + y * SCALE) for x, y in ((1.5, 1.93), (5.5, 2.17)))
    side = (CORNER[0] + 3.3 * SCALE, CORNER[1] + 3.2 * SCALE)
    cut = MoveBoundary(giver, taker, Territory(cuts=(Cut(giver, line, side),)))
    before = {area.division_id: area.geom for area in Area.objects.filter(valid__contains=DAY - ONE_DAY)}
    outcome = carry_out([cut], DAY, document="1号", source="测试", actor=None)
    assert len(outcome.lines_begun) == 1, "the piece touches the strip on the far side"

    after = {area.division_id: area.geom for area in Area.objects.filter(valid__contains=DAY)}
    again = {pk for pk, geom in after.items() if geom.coords != before[pk].coords}
    assert again > {giver, taker}, "the rows of those beside are others, by a vertex"
    counties = [network.by_level[Level.COUNTY][n % 2] for n in (1, 2)]
    cities = [network.by_level[Level.PREFECTURE][n % 2] for n in (1, 2)]
    assert set(outcome.reshaped) == {giver, taker, *counties, *cities}
    assert moved_areas(again, DAY) == set(outcome.reshaped)
    parted = {version.line_id for version in LineVersion.objects.filter(line__in=outcome.lines_altered)}
    codes = set(LineVersion.objects.filter(line__in=parted, level=Level.TOWNSHIP).values_list("first", "second"))
    assert codes and all({giver, taker} & set(pair) for pair in codes)
    assert moved_lines(parted, DAY) == parted and moved_lines(parted, DAY + ONE_DAY) == set()
