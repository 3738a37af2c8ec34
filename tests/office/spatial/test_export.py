"""What is written is read back equal, within what the format can hold; what it cannot hold is refused or named."""

import csv
import datetime
import json
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from office.spatial.export import (
    DEGREES,
    About,
    Column,
    ExportError,
    Format,
    Layer,
    Row,
    Wanted,
    Written,
    system_of,
    write,
    zones,
)
from office.spatial.systems import CATALOGUE, to_degrees

ABOUT = About("测试导出", datetime.date(2025, 6, 1), "测试来源", "仅供查阅", "未经审图 演示数据")
COLUMNS = (Column("code", "代码"), Column("name", "名称"), Column("n", "数目", int), Column("km2", "面积", float))
TEXTS = st.text(
    st.sampled_from("农安县𠅤㙟훈춘 abc,;\"'<&>"), min_size=1, max_size=30
).filter(lambda text: text.strip() == text)  # fmt: skip
PLACES = st.tuples(st.floats(121.7, 131.2), st.floats(40.9, 46.2))


@st.composite
def shapes(draw: st.DrawFn) -> shapely.Geometry:
    lon, lat = draw(PLACES)
    wide, high = draw(st.floats(0.001, 0.5)), draw(st.floats(0.001, 0.5))
    return shapely.multipolygons([shapely.box(lon, lat, lon + wide, lat + high)])


ROWS = st.lists(
    st.builds(
        lambda name, n, km2, shape, sample: Row(
            {"code": "220122", "name": name, "n": n, "km2": km2, "is_sample": sample}, shape
        ),
        TEXTS,
        st.integers(-(2**31), 2**31),
        st.floats(-1e6, 1e6).map(lambda value: round(value, 3)),
        st.one_of(st.none(), shapes()),
        st.booleans(),
    ),
    max_size=5,
)


def _layer(rows: list[Row]) -> Layer:
    return Layer("areas", "区域", "MultiPolygon", COLUMNS, rows)


def _read(written: Written) -> tuple[dict, dict[str, np.ndarray], list[shapely.Geometry | None]]:
    source = f"/vsizip/{written.path}" if written.path.suffix == ".zip" else str(written.path)
    meta, _, geometry, data = pyogrio.raw.read(source)
    found = [None if wkb is None else shapely.from_wkb(wkb) for wkb in geometry]
    return meta, dict(zip(meta["fields"], data, strict=True)), found


@pytest.mark.parametrize("form", [Format.GPKG, Format.SHAPEFILE, Format.GEOJSON])
@settings(max_examples=20, deadline=None)
@given(rows=ROWS)
def test_degrees_come_back_as_they_went(tmp_path_factory, form: Format, rows: list[Row]) -> None:
    written = write(_layer(rows), Wanted(form), ABOUT, tmp_path_factory.mktemp("out"))
    if form is Format.GEOJSON and not any(row.geometry for row in rows):
        assert json.loads(written.path.read_text("utf-8"))["about"]["approval"] == "未经审图 演示数据"
        return
    meta, data, geometry = _read(written)
    assert meta["crs"] == ("EPSG:4326" if form is Format.GEOJSON else "EPSG:4490")
    assert list(data["name"]) == [row.values["name"] for row in rows]
    assert [int(n) for n in data["n"]] == [row.values["n"] for row in rows]
    assert np.allclose(data["km2"].astype(float), [row.values["km2"] for row in rows], rtol=0, atol=1e-9)
    assert [bool(mark) for mark in data["is_sample"]] == [row.values["is_sample"] for row in rows]
    tolerance = 1e-9 if form is Format.GEOJSON else 0
    for row, found in zip(rows, geometry, strict=True):
        _same(row.geometry, found, tolerance)
    assert written.rows == len(rows)


def _same(given_shape: shapely.Geometry | None, found: shapely.Geometry | None, tolerance: float) -> None:
    if given_shape is None:
        assert found is None
        return
    assert found is not None
    parts = shapely.multipolygons(shapely.get_parts(found))
    assert shapely.equals_exact(shapely.normalize(given_shape), shapely.normalize(parts), tolerance=tolerance + 1e-12)


@settings(max_examples=25, deadline=None)
@given(place=PLACES, system=st.sampled_from(zones()))
def test_a_zone_and_back_is_the_same_place(tmp_path_factory, place, system) -> None:
    lon = system.meridian + (place[0] - 126) / 4  # within the zone
    layer = Layer(
        "markers", "界桩", "Point", (Column("number", "界桩号"),), [Row({"number": "1"}, shapely.Point(lon, place[1]))]
    )
    written = write(layer, Wanted(Format.GPKG, system), ABOUT, tmp_path_factory.mktemp("out"))
    meta, _, (point,) = _read(written)
    assert meta["crs"] == system.code
    east = point.x - (system.zone or 0) * 1_000_000
    assert 200_000 < east < 800_000 and 4_500_000 < point.y < 5_150_000
    back = to_degrees(system).transform(point.x, point.y)
    assert back == pytest.approx((lon, place[1]), abs=1e-10)


@settings(max_examples=15, deadline=None)
@given(rows=ROWS.filter(bool))
def test_csv_and_kml_say_the_same(tmp_path_factory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("out")
    written = write(_layer(rows), Wanted(Format.CSV), ABOUT, folder)
    with written.path.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    for row, cells in zip(rows, table, strict=True):
        assert cells["name"].removeprefix("'") == row.values["name"].removeprefix("'")
        assert (int(cells["n"]), float(cells["km2"])) == (row.values["n"], row.values["km2"])
        assert (cells["as_of"], cells["approval"], cells["crs"]) == ("2025-06-01", "未经审图 演示数据", "EPSG:4490")
        _same(row.geometry, shapely.from_wkt(cells["wkt"]) if cells["wkt"] else None, 1e-9)
        if row.geometry:
            assert row.geometry.covers(shapely.Point(float(cells["lon"]), float(cells["lat"])).buffer(1e-8))
    said = write(_layer(rows), Wanted(Format.KML), ABOUT, folder).path.read_text("utf-8")
    space = {"k": "http://www.opengis.net/kml/2.2"}
    root = ElementTree.fromstring(said)
    assert [each.text for each in root.findall(".//k:Placemark/k:name", space)] == [row.values["name"] for row in rows]
    assert "WGS 84" in root.find("k:Document/k:description", space).text


def test_shapefile_in_gbk(tmp_path: Path) -> None:
    rows = [Row({"code": "220122", "name": "农安县"}, None)]
    written = write(_layer(rows), Wanted(Format.SHAPEFILE, encoding="GBK"), ABOUT, tmp_path)
    with zipfile.ZipFile(written.path) as bundle:
        assert set(bundle.namelist()) == {f"areas.{end}" for end in ("shp", "shx", "dbf", "prj", "cpg", "txt")}
        assert bundle.read("areas.cpg") == b"GBK"
        assert "农安县".encode("gbk") in bundle.read("areas.dbf")
        assert "China_2000" in bundle.read("areas.prj").decode() or "CGCS" in bundle.read("areas.prj").decode()
        assert "未经审图" in bundle.read("areas.txt").decode("utf-8-sig")
    assert list(_read(written)[1]["name"]) == ["农安县"]


def test_what_gbk_cannot_write_is_refused_by_name(tmp_path: Path) -> None:
    rows = [Row({"code": "222404", "name": "𠅤㙟村"}, None)]
    with pytest.raises(ExportError, match="222404 的“名称”里的“𠅤”不能用 GBK 写出"):
        write(_layer(rows), Wanted(Format.SHAPEFILE, encoding="GBK"), ABOUT, tmp_path)


def test_no_text_is_shortened_in_silence(tmp_path: Path) -> None:
    long = "地" * 100  # 300 bytes
    written = write(_layer([Row({"code": "220122", "name": long}, None)]), Wanted(Format.SHAPEFILE), ABOUT, tmp_path)
    assert any("220122 的“名称”超过 254 字节" in note for note in written.notes)
    assert list(_read(written)[1]["name"]) == ["地" * 84]
    with zipfile.ZipFile(written.path) as bundle:
        assert "超过 254 字节" in bundle.read("areas.txt").decode("utf-8-sig")
    kept = write(_layer([Row({"code": "220122", "name": long}, None)]), Wanted(Format.GPKG), ABOUT, tmp_path)
    assert (list(_read(kept)[1]["name"]), kept.notes) == ([long], [])


def test_more_rows_than_one_piece(tmp_path: Path) -> None:
    rows = [Row({"code": str(n), "name": "甲", "is_sample": n % 2 == 0}, None) for n in range(2501)]
    for form in (Format.GPKG, Format.SHAPEFILE):
        written = write(_layer(rows), Wanted(form), ABOUT, tmp_path)
        assert (written.rows, written.samples) == (2501, 1251)
        assert [int(code) for code in _read(written)[1]["code"]] == list(range(2501))
        assert any("1251 条为示例数据" in note for note in written.notes)


def test_geojson_and_kml_stay_in_degrees_and_say_so(tmp_path: Path) -> None:
    row = Row({"code": "1", "name": "甲"}, shapely.multipolygons([shapely.box(125, 44, 126, 45)]))
    for form in (Format.GEOJSON, Format.KML):
        written = write(_layer([row]), Wanted(form, system_of("EPSG:4530")), ABOUT, tmp_path)
        assert any("没有投影到" in note for note in written.notes)
        assert _read(written)[2][0].bounds == (125, 44, 126, 45)


def test_what_lies_outside_the_zone_is_named(tmp_path: Path) -> None:
    row = Row({"code": "1", "name": "甲"}, shapely.multipolygons([shapely.box(129, 43, 130, 44)]))
    written = write(_layer([row]), Wanted(Format.GPKG, system_of("EPSG:4530")), ABOUT, tmp_path)
    assert any("超出本带" in note for note in written.notes)


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:4610", "EPSG:2366", "EPSG:4214", "EPSG:3857", ""])
def test_no_datum_is_changed(code: str) -> None:
    with pytest.raises(ExportError, match="不同基准之间不作转换"):
        system_of(code)
    assert system_of("EPSG:4490") == DEGREES
    assert {CATALOGUE[f"EPSG:{n}"] for n in (4529, 4532, 4550, 4553, 4499, 4500, 4510, 4511)} <= set(zones())


def test_field_names_fit_the_shapefile() -> None:
    with pytest.raises(ValueError, match="over 10 bytes"):
        Column("longer_than", "太长")
    with pytest.raises(ValueError, match="over 10 bytes"):
        Column("名称", "名称")


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="UTF-8、GBK"):
        write(_layer([]), Wanted(Format.SHAPEFILE, encoding="UTF-16"), ABOUT, tmp_path)
