"""The permanent pages, the notices, and that what is published shows on the very next request."""

import datetime

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from boundaries.divisions.models import DivisionVersion
from gazetteer.atlas.map_build import map_differences
from gazetteer.atlas.search_build import search_differences
from gazetteer.names.actions import Decision, Standard, Thing, publish_standard_name
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from tests.factories import ALWAYS, UserFactory, make_division, period
from tests.gazetteer.atlas.factories import decoded

pytestmark = pytest.mark.django_db
DECIDED = datetime.date(2025, 5, 20)
TILE = "/tiles/names/12/3475/1487.mvt"  # around 125.5 east, 44.1 north


def publish(home, name: str = "前岗屯") -> Feature:
    point = Point(125.5, 44.1, srid=4490)
    return publish_standard_name(
        UserFactory(),
        Thing(kind="hamlet", home_id=home.pk, geom=point, source="地名申报", source_id=name),
        Standard(form=name, specific="前岗", generic="屯", pinyin="Qiangangtun", pinyin_toned="Qiángǎngtún"),
        Decision("农安县民政局", "农民政〔2025〕7号", DECIDED, DECIDED),
    )


def test_a_published_name_is_everywhere_on_the_next_request(mapped, client: Client) -> None:
    before = client.get(TILE)
    assert client.get("/api/names", {"q": "前岗屯"}).json()["results"] == []
    feature = publish(mapped["west"])
    hit = client.get("/api/names", {"q": "前岗屯"}).json()["results"][0]
    assert (hit["id"], hit["lon"], hit["lat"]) == (feature.public_id, 125.5, 44.1)
    tile = client.get(TILE, headers={"If-None-Match": before["ETag"]})
    assert [name["name"] for name in decoded(tile.content)["names"]] == ["前岗屯"]
    page = client.get(f"/names/{feature.public_id}/").content.decode()
    assert "农民政〔2025〕7号" in page
    assert "农民政〔2025〕7号" in client.get("/notices/").content.decode()
    assert "前岗屯" in client.get("/feeds/notices.atom").content.decode()
    decision = client.get(f"/api/names/{feature.public_id}").json()["decisions"][0]
    assert decision["document_number"] == "农民政〔2025〕7号"
    changes = client.get("/api/changes", {"since": "2025-05-01"}).json()["results"]
    assert [(change["type"], change["name"]) for change in changes] == [("name", "前岗屯")]
    assert search_differences()[1] == map_differences()[1] == []


def test_what_is_only_approved_is_on_no_page(mapped, client: Client) -> None:
    feature = Feature.objects.create(kind="hamlet", home=mapped["west"], source="测试")
    Name.objects.create(
        feature=feature,
        form="新屯",
        form_kind=FormKind.STANDARD,
        status=NameStatus.APPROVED,
        valid=ALWAYS,
        source="测试",
    )
    assert client.get(f"/names/{feature.public_id}/").status_code == 404
    assert client.get(f"/api/names/{feature.public_id}").status_code == 404
    assert "新屯" not in client.get("/notices/").content.decode()


def test_the_page_of_a_division(mapped, client: Client) -> None:
    page = client.get("/areas/2201/").content.decode()
    for text in ("长春市", "吉林省", "农安县", "德惠市", "未经审图 演示数据"):
        assert text in page
    assert "示例数据" in client.get("/areas/220122100/").content.decode()


def test_a_unit_of_the_statistics_is_linked_by_its_number(mapped, client: Client) -> None:
    other = make_division("合隆镇", "220122100", parent=mapped["west"], level="township", kind="镇", scheme="NBS")
    assert f'href="/areas/D{other.pk}/"' in client.get("/areas/220122/").content.decode()


def test_the_page_of_a_past_day(mapped, client: Client) -> None:
    DivisionVersion.objects.filter(division=mapped["east"]).update(valid=period("1994-07-06"))
    DivisionVersion.objects.create(
        division=mapped["east"],
        name="德惠县",
        level="county",
        kind="县",
        parent=mapped["city"],
        valid=period(None, "1994-07-06"),
        source="测试",
    )
    page = client.get("/areas/220183/", {"date": "1990-01-01"}).content.decode()
    assert "<title>德惠县" in page
    assert "德惠县" in client.get("/areas/220183/").content.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/areas/999999/", 404),
        ("/areas/nonsense/", 422),
        ("/areas/22/?date=soon", 422),
        ("/names/G999999/", 404),
        ("/names/nonsense/", 404),
        ("/healthz", 200),
        ("/notices/", 200),
        ("/notices/?q=x&year=2025&page=9", 200),
        ("/", 200),
    ],
)
def test_every_address_answers(mapped, client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_few_queries_for_a_page(mapped, client: Client, django_assert_max_num_queries) -> None:
    client.get("/areas/2201/")
    with django_assert_max_num_queries(40):
        client.get("/areas/2201/")
