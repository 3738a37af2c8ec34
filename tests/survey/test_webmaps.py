"""S31: coordinates of web maps that do not say so; and that nobody else is suspected."""

import numpy as np
import pyproj
import pytest
import shapely

from office.intake.readers import read
from office.spatial.systems import CATALOGUE, Shape, from_code
from survey.checks import webmaps
from survey.checks.judge import Declaration, judge
from survey.checks.standards import Standard
from tests.survey.corpus import good
from tests.survey.test_strange import CONTEXT

LON, LAT = (np.array([point[axis] for point in good.POINTS]) for axis in (1, 2))


def judged(lon, lat, crs: str = "EPSG:4490"):
    rows = [
        ["点号", "经度", "纬度"],
        *([f"J{n}", f"{x:.7f}", f"{y:.7f}"] for n, (x, y) in enumerate(zip(lon, lat, strict=True))),
    ]
    return judge(read(good.text(rows).encode(), "a.csv"), Declaration(crs=crs), CONTEXT, Standard())


def test_the_shift_in_jilin_is_of_the_known_size():
    geod = pyproj.Geod(ellps="GRS80")
    for grid, least, most in ((webmaps.gcj02, 300, 900), (webmaps.bd09, 700, 2000)):
        distance = geod.inv(LON, LAT, *grid(LON, LAT))[2]
        assert least < distance.min() and distance.max() < most


@pytest.mark.parametrize(("name", "grid"), [("GCJ-02", webmaps.gcj02), ("BD-09", webmaps.bd09)])
def test_points_off_the_line_by_just_that_shift_are_suspected(name, grid):
    result = judged(*grid(LON, LAT))
    found = [finding for finding in result.findings if finding.rule == "S31"]
    assert [finding.evidence["problem"] for finding in found] == [name]
    assert found[0].evidence["left"] < 5 and result.count("refused") == 12


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.0003, -0.0002), (0.02, 0.0), (-0.0068, -0.0022), (0.0, 0.009)])
def test_other_points_are_not_suspected(shift):
    assert not [finding for finding in judged(LON + shift[0], LAT + shift[1]).findings if finding.rule == "S31"]


def test_two_points_are_too_few_to_suspect_anybody():
    pair = webmaps.gcj02(LON[:2], LAT[:2])
    assert not webmaps.suspicions(list(shapely.points(*pair)), CONTEXT.line, Standard())


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_system_of_the_list_is_what_proj_says(code):
    """3° and 6°, with and without the zone in front, CGCS2000, 西安80, 北京54: the datum and the meridian by PROJ."""
    system, crs = CATALOGUE[code], pyproj.CRS.from_user_input(code)
    assert from_code(code) == system
    if system.shape is not Shape.DEGREES:
        values = {item.name: item.value for item in crs.coordinate_operation.params}
        assert values["Longitude of natural origin"] == system.meridian
        assert values["False easting"] == 500_000 + 1_000_000 * (system.zone or 0)
        assert ("3-degree" in crs.name) == (system.shape is Shape.GK3)
