"""What the field brings: CASS, controllers, 勘测定界, DXF, tracks, photographs, packages of several."""

import numpy as np
import pytest
import shapely

from office.intake.readers import read, read_many
from tests.survey.corpus import good
from tests.survey.test_corpus import judged

KINDS = {
    "cass": (good.cass, "CASS"),
    "cass with count and end": (lambda: good.cass(head=True), "CASS"),
    "controller with heading": (good.controller, "CSV"),
    "controller without heading": (lambda: good.controller(headed=False), "CSV"),
    "controller with blanks": (lambda: good.controller(headed=False, mark="   "), "CSV"),
    "controller east first": (lambda: good.controller(headed=False, east_first=True), "CSV"),
    "cadastre": (good.cadastre, "勘测定界"),
    "cadastre without prefix": (lambda: good.cadastre(epsg=4551), "勘测定界"),
    "dxf in GBK": (good.dxf, "DXF"),
    "dxf in UTF-8": (lambda: good.dxf("utf-8"), "DXF"),
    "photographs": (good.photos, "照片"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_points_come_out(kind):
    maker, format_name = KINDS[kind]
    result = judged(*maker())
    if result.crs is None:
        result = judged(*maker(), crs="EPSG:4530")
    assert result.read.format == format_name
    assert [row.verdict for row in result.rows] == ["ok"] * 12, result.all_findings
    for row, (_, lon, lat) in zip(result.rows, good.POINTS, strict=True):
        assert row.geometry is not None
        assert (row.geometry.x, row.geometry.y) == pytest.approx((lon, lat), abs=3e-8)


@pytest.mark.parametrize("maker", [good.cass, good.controller, good.dxf, lambda: good.controller(headed=False)])
def test_a_file_that_names_no_system_asks_for_it(maker):
    result = judged(*maker())
    assert result.crs is None and {row.verdict for row in result.rows} == {"refused"}
    assert "EPSG:4530" in [item.code for item in result.candidates]


def test_columns_without_heading_are_told():
    assert [finding.rule for finding in read(*good.controller(headed=False)[::-1]).findings] == ["F18"]
    assert read(*good.cass()[::-1]).columns == ("点号", "编码", "Y", "X", "高程")


def test_a_cass_file_with_north_first_is_refused_not_turned():
    rows = "".join(f"{number},,{x},{y},200\r\n" for number, x, y, *_ in good.grid()[1:])
    result = judged("北在前.dat", rows.encode(), crs="EPSG:4530")
    assert {finding.evidence.get("problem") for row in result.rows for finding in row.findings} == {"exchanged"}
    assert result.count("refused") == 12


def test_a_cass_file_that_counts_more_points_than_it_holds_is_cut():
    name, data = good.cass(head=True)
    assert any(finding.rule == "F02" for finding in read(data.replace(b"12\r\n", b"13\r\n", 1), name).findings)


def test_words_of_a_drawing_are_whole():
    assert read(*good.dxf()[::-1]).rows[0].values["图层"] == "界桩"


def test_track_points_keep_height_and_time():
    row = read(*good.gpx_track()[::-1]).rows[0]
    assert (row.values["点数"], row.values["开始时间"]) == (12, "2025-05-01T00:00:00+00:00")
    points = shapely.get_coordinates(row.geometry, include_z=True, include_m=True)
    assert points[:, 2].tolist() == list(range(210, 222))
    assert np.diff(points[:, 3]).tolist() == [1.0] * 11


def test_a_photograph_says_when_and_where_to():
    result = judged(*good.photos())
    values = result.rows[0].values
    assert (values["拍摄时间"], values["方向"], values["方向基准"]) == ("2025-05-01T08:00:00", 123.5, "真北")
    assert {finding.rule for finding in result.findings} == {"S04"}


def test_a_photograph_without_place_or_cut_off_is_refused_and_says_why():
    bare = judged("a.jpg", good.photo(place=False))
    assert "S21" in {finding.rule for finding in bare.rows[0].findings} and bare.rows[0].verdict == "refused"
    cut = judged("a.jpg", good.photo()[:-200])
    assert "F02" in {finding.rule for finding in cut.rows[0].findings} and cut.rows[0].verdict == "refused"


def test_a_zip_of_several_gives_each_for_itself():
    name, data = good.package()
    files = read_many(data, name)
    assert [(item.name, item.format, len(item.rows)) for item in files] == [
        ("外业.zip/图层/界桩.zip", "Shapefile", 12),
        ("外业.zip/照片.zip", "照片", 2),
        ("外业.zip/点.csv", "CSV", 12),
    ]
    assert [finding.rule for finding in files[0].findings] == ["F15"]
    assert [item.sha256 for item in files] == [item.sha256 for item in read_many(data, name)]
    assert len({item.sha256 for item in files}) == 3


@pytest.mark.parametrize("maker", [good.csv_file, good.kmz, good.shapefile, good.xlsx_file])
def test_one_result_stays_one(maker):
    name, data = maker()
    assert [item.name for item in read_many(data, name)] == [name]
