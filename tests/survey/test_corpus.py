"""Every good file is read, every bad one gets its finding: no traceback, no accepted row."""

import datetime

import pytest

from office.intake.readers import Limits, read
from survey.checks.context import Context
from survey.checks.judge import Declaration, Judgement, judge
from survey.checks.standards import Standard
from tests.survey.corpus import bad, good

CONTEXT = Context(day=datetime.date(2025, 10, 20))


def judged(name: str, data: bytes, crs: str | None = None, **limits: int) -> Judgement:
    return judge(read(data, name, limits=Limits(**limits)), Declaration(crs=crs), CONTEXT, Standard())


@pytest.mark.parametrize("maker", bad.MAKERS, ids=lambda maker: maker.__name__)
def test_bad_file_gets_its_finding_and_gives_no_row(maker):
    name, data, rule = maker()
    result = judged(name, data)
    found = {finding.rule for finding in result.all_findings if finding.blocks}
    assert rule in found, [finding.message for finding in result.all_findings]
    kept = [row for row in result.rows if row.verdict != "refused"]
    assert not kept or maker in {bad.cut_row, bad.words_for_numbers}
    assert all(finding.message and finding.fix for finding in result.all_findings)


GOOD = {
    "csv": (good.csv_file, "CSV", "UTF-8"),
    "csv with BOM": (lambda: good.csv_file("utf-8-sig"), "CSV", "UTF-8"),
    "csv in GBK": (lambda: good.csv_file("gbk"), "CSV", "GBK"),
    "csv in UTF-16": (lambda: good.csv_file("utf-16"), "CSV", "UTF-16"),
    "xlsx": (good.xlsx_file, "XLSX", "UTF-8"),
    "plain xlsx": (lambda: good.xlsx_file(titles=False), "XLSX", "UTF-8"),
    "geopackage": (good.geopackage, "GeoPackage", "UTF-8"),
    "projected geopackage": (lambda: good.geopackage("EPSG:4530"), "GeoPackage", "UTF-8"),
    "shapefile in GBK without cpg": (good.shapefile, "Shapefile", "GBK"),
    "shapefile with cpg": (lambda: good.shapefile(cpg=True), "Shapefile", "GBK"),
    "shapefile in UTF-8": (lambda: good.shapefile(encoding="UTF-8"), "Shapefile", "UTF-8"),
    "geojson": (good.geojson, "GeoJSON", "UTF-8"),
    "kml": (good.kml, "KML", "UTF-8"),
    "kmz": (good.kmz, "KML", "UTF-8"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_same_points_come_out_of_every_format(kind):
    maker, format_name, encoding = GOOD[kind]
    result = judged(*maker())
    if result.crs is None:
        result = judged(*maker(), crs="EPSG:4530")
    assert (result.read.format, result.read.encoding) == (format_name, encoding)
    assert [row.verdict for row in result.rows] == ["ok"] * 12
    for row, (_, lon, lat) in zip(result.rows, good.POINTS, strict=True):
        assert row.geometry is not None
        assert (row.geometry.x, row.geometry.y) == pytest.approx((lon, lat), abs=2e-8)


def test_a_shapefile_without_cpg_says_how_its_words_were_read():
    without = judged(*good.shapefile())
    assert [finding.rule for finding in without.read.findings] == ["F17"]
    assert not judged(*good.shapefile(cpg=True)).read.findings


def test_waypoints_and_track_of_a_gpx_file():
    result = judged(*good.gpx())
    assert [row.geometry.geom_type for row in result.rows if row.geometry] == ["Point"] * 12 + ["MultiLineString"]
    assert {finding.rule for finding in result.findings} == {"S04"}


def test_words_of_a_gbk_shapefile_are_whole():
    result = judged(*good.shapefile())
    assert result.rows[0].values == {"点号": "J01号桩", "备注": "农安镇靠山屯东侧水泥桩"}


def test_too_large_a_file_is_not_read():
    name, data = good.csv_file()
    result = judged(name, data, max_bytes=100)
    assert [finding.rule for finding in result.findings] == ["S30"]


def test_a_reading_process_has_a_limit_of_memory():
    name, data = good.geopackage()
    result = judged(name, data, memory_mb=40)
    assert [finding.rule for finding in result.findings] in (["F11"], ["F02"])
