"""Seats on the map: only where a place is known, and their names on a side that lies inside."""

import datetime

import pytest
import shapely
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.atlas.mapconfig import JILIN, map_config
from gazetteer.atlas.seats import SIDES, sides_inside

EAST_HALF = shapely.box(126.0, 43.0, 130.0, 45.0)


def test_a_name_beside_the_western_border_stands_to_the_east() -> None:
    assert sides_inside("桦甸市", 126.01, 44.0, EAST_HALF)[0] == "left"


def test_a_name_beside_the_eastern_border_stands_to_the_west() -> None:
    assert sides_inside("桦甸市", 129.99, 44.0, EAST_HALF) == ["right"]


def test_in_the_middle_every_side_will_do() -> None:
    assert sides_inside("桦甸市", 128.0, 44.0, EAST_HALF) == list(SIDES)


@given(st.floats(126.0, 130.0), st.floats(43.0, 45.0), st.text("桦甸市县自治", min_size=1, max_size=12))
def test_there_is_always_a_side(lon: float, lat: float, name: str) -> None:
    sides = sides_inside(name, lon, lat, EAST_HALF)
    assert sides
    assert set(sides) <= set(SIDES)


@pytest.mark.django_db
def test_without_any_area_the_map_still_opens(client: Client) -> None:
    assert map_config(datetime.date(2026, 1, 1))["extent"] == JILIN
    page = client.get("/").content.decode()
    assert "未经审图 演示数据" in page
    assert 'role="combobox"' in page


@pytest.mark.django_db
def test_the_map_carries_its_approval_number(client: Client, settings) -> None:
    settings.MAP_APPROVAL_NUMBER = "吉S（2026）001号"
    page = client.get("/").content.decode()
    assert "吉S（2026）001号" in page
    assert "未经审图" not in page


@pytest.mark.django_db
def test_the_asked_day_goes_to_the_tiles_and_nonsense_does_not(client: Client) -> None:
    assert '"date": "2019-01-01"' in client.get("/?date=2019-01-01").content.decode()
    assert '"date": ""' in client.get("/?date=%22%3Cscript%3E").content.decode()
    assert "<script>" not in client.get("/?date=%22%3Cscript%3E").content.decode().replace("<script>\n", "")


def test_the_capital_is_drawn_as_such_and_no_place_is_invented(jilin: None) -> None:
    config = map_config(datetime.date(2026, 1, 1))
    seats = {seat["properties"]["name"]: seat for seat in config["seats"]["features"]}
    assert seats["长春市"]["properties"]["symbol"] == "province"
    assert seats["延吉市"]["properties"]["symbol"] == "prefecture"
    assert seats["珲春市"]["properties"]["symbol"] == "county"
    assert "前郭尔罗斯蒙古族自治县" not in seats
    west, south, east, north = config["extent"]
    assert all(west < seat["geometry"]["coordinates"][0] < east for seat in seats.values())
    assert all(south < seat["geometry"]["coordinates"][1] < north for seat in seats.values())
