"""Where a marker stands: coordinates as given, no datum transformed, reference objects (S04, S05, S08)."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.lines.markers.chainage import Course
from boundaries.lines.markers.placing import place_findings, place_of, reference_findings
from boundaries.lines.topology import Stretch
from office.rulesets.settings import RuleSettings
from office.spatial.systems import CATALOGUE, from_degrees
from tests.boundaries.lines.factories import REFERENCES, make_sheet

SHIPPED = RuleSettings(severities={"S08": "block", "S08/bearing": "warn"})


def rules(found) -> list[tuple[str, str, str | None]]:
    return [(finding.rule, finding.severity.value, finding.field) for finding in found]


@given(st.floats(124.6, 127.4), st.floats(41.0, 46.0))
def test_projection_inside_cgcs2000_is_exact(lon: float, lat: float) -> None:
    east, north = from_degrees(CATALOGUE["EPSG:4530"]).transform(lon, lat)
    place = place_of(make_sheet(x=north, y=east))
    assert place == pytest.approx((lon, lat), abs=1e-9)


def test_x_is_north_and_degrees_are_latitude_before_longitude() -> None:
    assert place_of(make_sheet(x=44.5, y=125.25, crs="EPSG:4490")) == (125.25, 44.5)
    assert place_of(make_sheet(x=None, y=None, crs="", lon=125.25, lat=44.5)) == (125.25, 44.5)


@pytest.mark.parametrize("crs", ["EPSG:2366", "EPSG:2418"])
def test_old_datums_are_kept_and_never_transformed(crs: str) -> None:
    sheet = make_sheet(crs=crs, lon=125.0, lat=44.0)
    assert place_of(sheet) is None
    assert rules(place_findings(sheet, SHIPPED)) == [("S04", "info", "crs")]


def test_wgs84_is_no_accepted_coordinate_and_an_unknown_system_none_at_all() -> None:
    assert rules(place_findings(make_sheet(x=44.5, y=125.2, crs="EPSG:4326"), SHIPPED)) == [("S04", "block", "crs")]
    assert rules(place_findings(make_sheet(crs="EPSG:99999"), SHIPPED)) == [("S01", "block", "crs")]


def test_degrees_beside_x_and_y_have_to_agree() -> None:
    lon, lat = place_of(make_sheet())
    assert rules(place_findings(make_sheet(lon=lon, lat=lat), SHIPPED)) == []
    assert rules(place_findings(make_sheet(lon=lon + 0.001, lat=lat), SHIPPED)) == [("S05", "warn", "lon")]


def test_three_references_with_part_azimuth_distance() -> None:
    assert reference_findings(make_sheet(), SHIPPED) == []
    assert rules(reference_findings(make_sheet(references=REFERENCES[:2]), SHIPPED)) == [("S08", "block", "references")]


@pytest.mark.parametrize(
    "wrong", [{"part": ""}, {"azimuth": 361.0}, {"azimuth": -0.1}, {"azimuth": None}, {"distance_m": 0.0}]
)
def test_a_reference_lacks_something(wrong: dict) -> None:
    references = ({**REFERENCES[0], **wrong}, *REFERENCES[1:])
    found = rules(reference_findings(make_sheet(references=references), SHIPPED))
    assert found == [("S08", "block", "references-1")]


@given(st.floats(0, 360), st.floats(5, 500), st.floats(-20, 20))
def test_the_azimuth_is_compared_with_the_computed_one(azimuth: float, distance: float, off: float) -> None:
    sheet = make_sheet()
    turned = math.radians(azimuth)
    seen = {"x": sheet.x + distance * math.cos(turned), "y": sheet.y + distance * math.sin(turned)}
    stated = {"azimuth": (azimuth + off) % 360, "distance_m": distance}
    references = ({**REFERENCES[0], **seen, **stated}, *REFERENCES[1:])
    found = rules(reference_findings(replace(sheet, references=references), SHIPPED))
    if abs(abs(off) - 1.0) > 1e-6:
        assert found == ([("S08", "warn", "references-1")] if abs(off) > 1.0 else [])


COURSE = Course(
    [Stretch(((125.0, 44.0), (125.1, 44.0)), 1, 2), Stretch(((125.1, 44.0), (125.1, 43.9)), 3, 4)],
)


def test_a_place_on_the_line_has_its_chainage_and_no_side() -> None:
    spot = COURSE.at((125.05, 44.0))
    assert spot.chainage_m == pytest.approx(4011, abs=2)
    assert (spot.off_m, spot.side) == (0.0, None)
    assert COURSE.at((125.1, 43.9)).chainage_m == pytest.approx(COURSE.gone[-1], abs=0.01)


@given(st.floats(125.001, 125.099), st.floats(0.001, 0.01))
def test_who_owns_the_bank(lon: float, off: float) -> None:
    assert COURSE.at((lon, 44.0 + off)).side == 1
    assert COURSE.at((125.1 + off, 43.95)).side == 3


@given(st.floats(125.0, 125.1), st.floats(125.0, 125.1))
def test_chainage_grows_along_the_line(one: float, other: float) -> None:
    first, second = sorted((one, other))
    assert COURSE.at((first, 44.001)).chainage_m <= COURSE.at((second, 44.001)).chainage_m + 1e-6
