"""Reference systems: what EPSG says, what is recognised from numbers, what is never guessed."""

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.spatial.numbers import number
from office.spatial.systems import (
    CATALOGUE,
    Datum,
    Declared,
    declaration,
    describe,
    from_code,
    from_degrees,
    to_degrees,
)
from survey.checks.placement import Trouble, candidates, place, trouble

OURS = [system for system in CATALOGUE.values() if system.datum is Datum.CGCS2000 and system.projected]
LON, LAT = st.floats(121.7, 131.2), st.floats(41.0, 46.2)


@pytest.mark.parametrize("system", CATALOGUE.values(), ids=lambda system: system.code)
def test_the_catalogue_is_what_epsg_says(system):
    crs = pyproj.CRS.from_user_input(system.code)
    assert describe(crs) == system
    assert describe(pyproj.CRS.from_wkt(crs.to_wkt("WKT1_ESRI"))) == system or system.shape == "gk6"


@settings(max_examples=200, deadline=None)
@given(LON, LAT, st.sampled_from(OURS))
def test_a_point_of_jilin_is_among_the_candidates_of_its_system_and_is_not_guessed(lon, lat, system):
    reach = 3.0 if system.shape == "gk3" else 4.5
    if abs(lon - (system.meridian or 0)) > reach - 0.01:
        return
    east, north = from_degrees(system).transform(lon, lat)
    pair = np.array([east]), np.array([north])
    assert system in candidates(*pair)
    assert system in candidates(*pair[::-1]), "X and Y exchanged"
    assert place(*pair, Declared()).system is None
    assert place(*pair, Declared(system=system)).system == system
    assert to_degrees(system).transform(east, north) == pytest.approx((lon, lat), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(LON, LAT, st.sampled_from([system for system in OURS if system.zone]))
def test_a_prefix_and_a_declared_datum_make_it_certain(lon, lat, system):
    if abs(lon - (system.meridian or 0)) > 1.6:
        return
    east, north = from_degrees(system).transform(lon, lat)
    placed = place(np.array([east]), np.array([north]), Declared(datum=Datum.CGCS2000))
    assert placed.system == system


def test_without_a_prefix_the_datum_alone_leaves_a_question():
    east, north = from_degrees(CATALOGUE["EPSG:4551"]).transform(125.6, 43.9)
    placed = place(np.array([east]), np.array([north]), Declared(datum=Datum.CGCS2000))
    assert placed.system is None
    assert {"EPSG:4550", "EPSG:4551", "EPSG:4552"} <= {system.code for system in placed.candidates}
    assert place(np.array([east]), np.array([north]), Declared(datum=Datum.CGCS2000, meridian=126.0)).system


@pytest.mark.parametrize(
    ("words", "code", "datum"),
    [
        ("EPSG:4530", "EPSG:4530", Datum.CGCS2000),
        ("坐标系：EPSG：4531", "EPSG:4531", Datum.CGCS2000),
        ("2000国家大地坐标系 3度带 42带", None, Datum.CGCS2000),
        ("CGCS 2000", None, Datum.CGCS2000),
        ("1980西安坐标系", None, Datum.XIAN80),
        ("北京54", None, Datum.BEIJING54),
        ("WGS-84", None, Datum.WGS84),
        ("独立坐标系", None, None),
    ],
)
def test_declarations_in_words(words, code, datum):
    found = declaration(words)
    assert (found.system.code if found.system else None, found.datum) == (code, datum)


@pytest.mark.parametrize("text", ["banana", "EPSG:", "", "EPSG:999999", "4979 oder so"])
def test_what_is_no_system(text):
    assert from_code(text) is None


def test_a_datum_is_never_changed():
    xian = CATALOGUE["EPSG:4610"]
    assert to_degrees(CATALOGUE["EPSG:2366"]).transform(*from_degrees(CATALOGUE["EPSG:2366"]).transform(126.1, 43)) == (
        pytest.approx((126.1, 43.0))
    )
    assert not xian.placeable


@pytest.mark.parametrize(
    ("code", "pair", "kind"),
    [
        ("EPSG:4530", (42480635.255, 4970086.077), None),
        ("EPSG:4530", (4970086.077, 42480635.255), Trouble.EXCHANGED),
        ("EPSG:4531", (42480635.255, 4970086.077), Trouble.ZONE),
        ("EPSG:4551", (42480635.255, 4970086.077), Trouble.ZONE),
        ("EPSG:4530", (480635.255, 4970086.077), Trouble.ZONE),
        ("EPSG:4551", (4970086.077, 480635.255), Trouble.EXCHANGED),
        ("EPSG:4530", (125.7, 44.8), Trouble.UNIT),
        ("EPSG:4490", (42480635.255, 4970086.077), Trouble.UNIT),
        ("EPSG:4490", (44.8, 125.7), Trouble.EXCHANGED),
        ("EPSG:4490", (125.7, 44.8), None),
    ],
)
def test_trouble_of_one_pair(code, pair, kind):
    assert trouble(CATALOGUE[code], *pair) == kind


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4 970 086.077", 4970086.077),
        ("４２４８０６３５．２５", 42480635.25),
        ("4,970,086.077", 4970086.077),
        ("126°30′15.5″", 126 + 30 / 60 + 15.5 / 3600),
        ("126°75′", None),
        ("nan", None),
        ("inf", None),
        ("=A1", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_numbers(cell, value):
    assert number(cell) == (pytest.approx(value) if value is not None else None)
