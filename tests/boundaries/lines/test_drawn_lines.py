"""Drawn lines, pure: where one crosses itself, what a file gives; nothing is moved to another datum."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from boundaries.lines.line_files import NoLine, line_in
from boundaries.lines.rearranging import self_crossings
from office.spatial.systems import from_code, from_degrees

PLACES = st.tuples(st.integers(0, 8).map(float), st.integers(0, 8).map(float))


@given(st.lists(PLACES, min_size=2, max_size=8).filter(lambda points: len(set(points)) > 1))
def test_a_line_has_crossings_exactly_where_it_is_not_simple(points) -> None:
    line = LineString(points)
    found = self_crossings(points)
    assert bool(found) == (not line.is_simple)
    assert all(shapely.Point(place).distance(line) < 1e-9 for place in found)


def test_the_crossing_itself_is_named() -> None:
    assert self_crossings([(0, 0), (2, 2), (2, 0), (0, 2)]) == [(1.0, 1.0)]
    assert self_crossings([(0, 0), (1, 0), (1, 1), (0, 0)]) == []  # a ring closes, it does not cross


def geojson(points, crs: str, kind: str = "LineString") -> bytes:
    named = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}}
    shape = {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": kind, "coordinates": points}}
    return json.dumps({"type": "FeatureCollection", "crs": named, "features": [shape]}).encode()


LINE = [(125.2, 44.1), (125.3, 44.2), (125.4, 44.1)]


def test_a_projected_line_comes_back_in_degrees() -> None:
    system = from_code("EPSG:4530")
    assert system
    projected = [from_degrees(system).transform(lon, lat) for lon, lat in LINE]
    points, note = line_in(geojson(projected, "4530"), "线.geojson")
    assert note == "" and all(a == pytest.approx(b, abs=1e-9) for a, b in zip(points, LINE, strict=True))


def test_parts_that_meet_are_one_line_and_parts_that_do_not_are_refused() -> None:
    points, _ = line_in(geojson([LINE[:2], LINE[1:]], "4490", "MultiLineString"), "线.geojson")
    assert points == tuple(LINE)
    with pytest.raises(NoLine, match="现有 2 条线"):
        line_in(geojson([LINE[:2], [(126.0, 44.0), (126.1, 44.0)]], "4490", "MultiLineString"), "线.geojson")


def test_an_area_is_no_line() -> None:
    with pytest.raises(NoLine, match="现有 1 个点、面或其他图形"):
        line_in(geojson([[*LINE, LINE[0]]], "4490", "Polygon"), "面.geojson")


@pytest.mark.parametrize("code", ["4610", "4214"])
def test_no_datum_is_transformed(code) -> None:
    with pytest.raises(NoLine, match="不作基准转换"):
        line_in(geojson(LINE, code), "线.geojson")
