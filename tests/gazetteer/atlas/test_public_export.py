"""The files that everybody may take: as generalised as the map, names as published, no marker, marked."""

import csv
import io
import json

import pyogrio
import pytest
from django.test import Client

from boundaries.divisions.models import AreaTileShape
from tests.factories import period
from tests.gazetteer.atlas.factories import make_area

pytestmark = pytest.mark.django_db


def content(client: Client, address: str, status: int = 200) -> bytes:
    answer = client.get(address)
    assert answer.status_code == status
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_areas_as_the_public_sees_them(mapped, client: Client) -> None:
    shape = AreaTileShape.objects.get(area__division=mapped["west"])
    data = json.loads(content(client, "/areas/220122/areas.geojson"))
    assert "未经审图" in data["about"]["approval"] and "示例数据不得当作事实" in data["about"]["licence"]
    found = {each["properties"]["name"]: each for each in data["features"]}
    assert set(found) == {"农安县", "农安镇"}
    assert (found["农安镇"]["properties"]["is_sample"], found["农安县"]["properties"]["is_sample"]) == (True, False)
    for position in found["农安县"]["geometry"]["coordinates"][0][0]:
        assert [round(value, 4) for value in position] == position
    shape.delete()
    hidden = json.loads(content(client, "/areas/220122/areas.geojson"))
    assert next(each for each in hidden["features"] if each["properties"]["name"] == "农安县")["geometry"] is None


def test_areas_of_another_day_have_no_geometry_where_none_is_known(mapped, client: Client) -> None:
    mapped["town"].areas.all().delete()
    make_area(mapped["town"], "township", (125.0, 44.0, 126.0, 45.0), valid=period("2020-01-01"))
    data = json.loads(content(client, "/areas/220122/areas.geojson?date=2010-01-01"))
    town = next(each for each in data["features"] if each["properties"]["name"] == "农安镇")
    assert town["geometry"] is None and town["properties"]["as_of"] == "2010-01-01"


def test_names_in_three_formats(country, client: Client, tmp_path) -> None:
    table = list(csv.DictReader(io.StringIO(content(client, "/areas/222404/names.csv").decode("utf-8-sig"))))
    assert {row["name"] for row in table} == {"珲春市", "春化镇", "珲春岭"}
    hill = next(row for row in table if row["name"] == "珲春岭")
    assert (hill["lon"], hill["lat"], hill["kind"]) == ("130.3", "42.8", "自然地理实体")
    before = csv.DictReader(io.StringIO(content(client, "/areas/222404/names.csv?date=1990-01-01").decode("utf-8-sig")))
    assert {row["as_of"] for row in before} == {"1990-01-01"}
    path = tmp_path / "names.gpkg"
    path.write_bytes(content(client, "/areas/222404/names.gpkg"))
    assert pyogrio.raw.read(path)[0]["crs"] == "EPSG:4490"


def test_other_files_do_not_exist(mapped, client: Client) -> None:
    content(client, "/areas/220122/markers.geojson", 404)
    content(client, "/areas/220122/areas.zip", 404)
    content(client, "/areas/229999/areas.geojson", 404)
    content(client, "/areas/220122/areas.geojson?date=x", 422)


def test_the_page_of_an_area_offers_them_for_its_day(mapped, client: Client) -> None:
    page = client.get("/areas/220122/?date=2010-01-01").content.decode()
    assert f"/areas/D{mapped['west'].pk}/areas.geojson?date=2010-01-01" in page
    assert f"/areas/D{mapped['west'].pk}/names.gpkg?date=2010-01-01" in page
