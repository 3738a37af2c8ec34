"""Tiles hold what the map style expects, and a change shows on the very next request."""

import datetime

import pytest
from django.test import Client
from psycopg2.extras import DateRange

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Area, DivisionVersion
from gazetteer.atlas.map_build import rebuild_map
from gazetteer.atlas.moments import moments
from gazetteer.atlas.tiles import Tile, TileKey, TileStore, version_of
from office.people.calendar import today
from tests.gazetteer.atlas.factories import decoded
from tests.gazetteer.atlas.test_map import make_feature

AREAS = "/tiles/areas/7/108/46.mvt"  # 123.75 to 126.56 east, 43.07 to 45.09 north
FAR = "/tiles/areas/7/100/46.mvt"


@pytest.mark.django_db
def test_areas_and_their_labels(mapped, client: Client) -> None:
    layers = decoded(client.get(AREAS).content)
    west = next(area for area in layers["areas"] if area["id"] == f"D{mapped['west'].pk}")
    assert west == {
        "id": f"D{mapped['west'].pk}",
        "code": "220122",
        "name": "农安县",
        "level": "county",
        "kind": "县",
        "tint": 0,
        "sample": False,
        "external": False,
    }
    town = next(label for label in layers["labels"] if label["id"] == f"D{mapped['town'].pk}")
    assert town == {
        "id": f"D{mapped['town'].pk}",
        "name": "农安镇",
        "level": "township",
        "rank": 5,
        "sample": True,
        "external": False,
    }


@pytest.mark.django_db
def test_a_label_stands_in_one_tile_only(mapped, client: Client) -> None:
    found = [
        label["id"]
        for x in range(214, 219)
        for y in range(90, 96)
        for label in decoded(client.get(f"/tiles/areas/8/{x}/{y}.mvt").content).get("labels", [])
    ]
    assert sorted(found) == sorted(set(found))
    assert len(found) == 5


@pytest.mark.django_db
def test_lines(mapped, client: Client) -> None:
    layer = decoded(client.get("/tiles/lines/7/108/46.mvt").content)["lines"]
    assert sorted((line["code"], line["level"], line["locked"], line["sample"]) for line in layer) == [
        ("220122-220183", "county", False, False),
        ("2223", "province", False, False),
    ]


@pytest.mark.django_db
def test_names_and_streets(client: Client) -> None:
    hill = make_feature("石头口门", 125.7, 43.9, importance=60)
    street = make_feature(
        "园东路", 125.3, 43.9, kind="street", geom="SRID=4490;LINESTRING(125.3 43.9, 125.31 43.9)", is_sample=True
    )
    rebuild_map()
    names = decoded(client.get("/tiles/names/7/108/46.mvt").content)["names"]
    assert names == [{"id": f"G{hill.pk}", "name": "石头口门", "kind": "hamlet", "rank": 40, "sample": False}]
    streets = decoded(client.get("/tiles/streets/13/6947/2981.mvt").content)
    assert streets == {"streets": [{"id": f"G{street.pk}", "name": "园东路", "sample": True}]}
    assert client.get("/tiles/streets/9/434/185.mvt").content == b""


@pytest.mark.django_db
def test_a_change_shows_at_once_and_leaves_the_others_alone(mapped, client: Client) -> None:
    first, far = client.get(AREAS), client.get(FAR)
    assert client.get(AREAS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    DivisionVersion.objects.filter(division=mapped["west"]).update(name="农安市")
    changed = client.get(AREAS, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "农安市" in {area["name"] for area in decoded(changed.content)["areas"]}
    assert client.get(FAR, headers={"If-None-Match": far["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_the_day_decides(mapped, client: Client) -> None:
    Area.objects.filter(division=mapped["east"]).update(valid="[2020-01-01,)")
    old = decoded(client.get(AREAS, {"date": "2010-01-01"}).content)["areas"]
    assert "德惠市" not in {area["name"] for area in old}
    assert "德惠市" in {area["name"] for area in decoded(client.get(AREAS, {"date": "2021-01-01"}).content)["areas"]}


@pytest.mark.django_db
def test_headers(mapped, client: Client) -> None:
    answer = client.get(AREAS)
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Access-Control-Allow-Origin"] == "*"
    version = version_of("areas")
    lasting = client.get(f"/tiles/v{version}/areas/7/108/46.mvt", {"date": today().isoformat()})
    assert lasting["Cache-Control"] == "public, max-age=31536000, immutable"
    assert lasting.content == answer.content
    past = client.get(f"/tiles/v{version - 1}/areas/7/108/46.mvt", {"date": today().isoformat()})
    assert past["Cache-Control"] == "no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["roads/7/1/1", "areas/7/128/1", "areas/7/1/128", "areas/19/1/1", "areas/999999999/1/1"]
)
def test_no_such_tile(client: Client, path: str) -> None:
    answer = client.get(f"/tiles/{path}.mvt")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "no_such_tile"


@pytest.mark.django_db
def test_a_bad_day(client: Client) -> None:
    assert client.get(AREAS, {"date": "2020-13-01"}).json()["code"] == "invalid_parameter"


@pytest.mark.django_db
def test_one_query_for_the_version_and_one_for_the_tile(mapped, client: Client, django_assert_num_queries) -> None:
    client.get(FAR)
    with django_assert_num_queries(2):
        client.get(AREAS)
    with django_assert_num_queries(1):
        client.get(AREAS)


def test_the_store_keeps_to_its_limit() -> None:
    store = TileStore(10)
    keys = [TileKey("areas", 7, x, 0, today()) for x in range(3)]
    for key in keys:
        store.put(key, Tile(b"12345", "tag", 1))
    assert store.get(keys[0], 1) is None
    assert store.get(keys[2], 1) is not None
    assert store.get(keys[2], 2) is None
    assert store.size == 10


def test_a_written_change_ticks_and_the_days_follow(mapped) -> None:
    version, known = version_of("areas"), {moment.day: moment.changes for moment in moments()}
    day = datetime.date(2019, 5, 1)
    assert day not in known
    change = DivisionChange.objects.create(
        effective=DateRange(day, day + datetime.timedelta(days=1)),
        precision="day",
        kind="renamed",
        old=mapped["west"],
        new=mapped["west"],
        source="测试",
    )
    assert version_of("areas") > version
    assert {moment.day: moment.changes for moment in moments()}[day] == 1
    change.delete()
    assert day not in {moment.day for moment in moments()}
