"""Built-up areas come in from a file, whole or not at all, and streets are compared within them."""

import datetime
import json
import tempfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gazetteer.names.area_actions import NotEntered, enter_areas
from gazetteer.names.area_files import AreaInFile, NoAreas, areas_in
from gazetteer.names.models import BuiltUpArea
from office.people.roles import Role
from tests.factories import appointed
from tests.gazetteer.names.factories import DAY, make_area, make_register

pytestmark = pytest.mark.django_db
BOX = shapely.box(125.1, 44.4, 125.2, 44.5)
SINCE = datetime.date(2025, 1, 1)


def geopackage(*shapes: shapely.Geometry, crs: str = "EPSG:4490", names: tuple[str, ...] = ("农安",)) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.gpkg"
        pyogrio.raw.write(
            path,
            geometry=np.array(shapely.to_wkb(list(shapes)), dtype=object),
            field_data=[np.array(names, dtype=object)],
            fields=["名称"],
            geometry_type="Unknown",
            crs=crs,
        )
        return path.read_bytes()


@pytest.fixture
def tree():
    tree = make_register()
    make_area(tree["province"], 124, 43, 127, 46)
    make_area(tree["nongan"], 124.9, 44, 125.4, 44.6)
    make_area(tree["dehui"], 125.4, 44, 126, 44.6)
    return tree


@pytest.fixture
def official(tree):
    return appointed(Role.NAME_OFFICIAL, tree["nongan"])


def test_areas_are_read_in_their_system():
    (area,), note = areas_in(geopackage(BOX), "建成区.gpkg")
    assert (area.name, area.shape.equals(BOX), note) == ("农安", True, "")
    metres = shapely.box(500_000, 4_900_000, 502_000, 4_902_000)
    (area,), _ = areas_in(geopackage(metres, crs="EPSG:4549"), "建成区.gpkg")
    assert 119 < area.shape.centroid.x < 121
    _, note = areas_in(geopackage(BOX, crs="EPSG:4326"), "建成区.gpkg")
    assert "WGS84" in note


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (geopackage(shapely.Point(125, 44)), "不是面"),
        (geopackage(BOX, names=("",)), "没有名称"),
        (geopackage(shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])), "无效"),
        (geopackage(BOX, crs="EPSG:4214"), "不作基准转换"),
        (b"", "空"),
        (b"\x00\x01\x02", "."),
    ],
)
def test_anything_else_is_refused_in_words(data, told):
    with pytest.raises(NoAreas, match=told):
        areas_in(data, "建成区.gpkg")


def test_a_file_without_names_is_refused():
    shape = {"type": "Feature", "properties": {"x": 1}, "geometry": json.loads(shapely.to_geojson(BOX))}
    with pytest.raises(NoAreas, match="“名称”"):
        areas_in(json.dumps({"type": "FeatureCollection", "features": [shape]}).encode(), "建成区.geojson")


def test_areas_enter_for_a_county_and_follow_each_other(tree, official):
    areas = [AreaInFile(2, "农安", BOX)]
    assert enter_areas(official, tree["nongan"].pk, areas, "农政发〔2024〕1号", SINCE, day=DAY) == 1
    later = SINCE.replace(month=6)
    enter_areas(official, tree["nongan"].pk, areas, "农政发〔2025〕9号", later, day=DAY)
    enter_areas(official, tree["nongan"].pk, areas, "农政发〔2025〕9号", later, day=DAY)
    first, second = BuiltUpArea.objects.order_by("id")
    assert (first.valid.upper, second.valid.lower, second.valid.upper) == (later, later, None)


def test_what_does_not_fit_does_not_enter(tree, official):
    far = [AreaInFile(2, "农安", BOX), AreaInFile(3, "德惠", shapely.box(125.6, 44.2, 125.7, 44.3))]
    with pytest.raises(NotEntered, match="在德惠市，不在农安县"):
        enter_areas(official, tree["nongan"].pk, far, "来源", SINCE, day=DAY)
    with pytest.raises(NotEntered, match="来源"):
        enter_areas(official, tree["nongan"].pk, far[:1], " ", SINCE, day=DAY)
    with pytest.raises(NotEntered, match="不止一个"):
        enter_areas(official, tree["nongan"].pk, far[:1] * 2, "来源", SINCE, day=DAY)
    with pytest.raises(NotEntered):
        enter_areas(official, tree["dehui"].pk, far[1:], "来源", SINCE, day=DAY)
    assert not BuiltUpArea.objects.exists()


def test_the_page(tree, official, settings):
    settings.AS_OF_DATE = DAY.isoformat()
    client = Client()
    client.force_login(official)
    sent = {"county": tree["nongan"].pk, "since": "2025-01-01", "source": "农政发〔2024〕1号"}
    wrong = SimpleUploadedFile("a.gpkg", b"nothing")
    assert client.post("/gazetteer/built-up/", {**sent, "file": wrong}).status_code == 422
    file = SimpleUploadedFile("a.gpkg", geopackage(BOX))
    assert client.post("/gazetteer/built-up/", {**sent, "file": file}).status_code == 302
    assert "农政发〔2024〕1号" in client.get("/gazetteer/built-up/").content.decode()
