"""Time on the public side: a day belongs to one version, wherever one asks; the slider, the links, the history."""

import datetime
import json
import re

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from gazetteer.atlas.history_spans import Span, changed, cut
from gazetteer.atlas.lineage import MOST_STEPS, Passage, drawn_lineage
from gazetteer.atlas.search_build import rebuild_search
from gazetteer.atlas.tiles import store
from tests.factories import DivisionFactory, make_division, period
from tests.gazetteer.atlas.factories import decoded, make_area

DAY = datetime.timedelta(days=1)
TILE = "/tiles/areas/9/435/184.mvt"
BOUNDS = st.lists(
    st.dates(datetime.date(1950, 1, 2), datetime.date(2025, 1, 1)), min_size=1, max_size=4, unique=True
).map(sorted)


def _chain(bounds: list[datetime.date], parent: Division) -> Division:
    """A division with one version, code and area for each stretch between the bounds: 县甲, 县乙 …"""
    division = DivisionFactory()
    ends = [None, *bounds, None]
    for place, (begin, end) in enumerate(zip(ends, ends[1:], strict=False)):
        valid = period(begin and begin.isoformat(), end and end.isoformat())
        DivisionVersion.objects.create(
            division=division, name=f"农{'甲乙丙丁戊'[place]}县", level="county", kind="县", parent=parent, valid=valid
        )
        DivisionCode.objects.create(division=division, scheme="MCA", code=f"22012{place}", valid=valid)
        make_area(division, "county", (126.0, 44.0, 127.0 + place / 10, 45.0), valid=valid)
    return division


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bounds=BOUNDS)
def test_every_day_belongs_to_exactly_one_version_wherever_one_asks(client: Client, bounds) -> None:
    with transaction.atomic():
        province = make_division("吉林省", "22", level="province", kind="省")
        division = _chain(bounds, province)
        rebuild_search()
        store.clear()
        for place, bound in enumerate(bounds):
            for day, number in ((bound - DAY, place), (bound, place + 1)):
                name = f"农{'甲乙丙丁戊'[number]}县"
                if day in bounds and day != bound:
                    continue  # the day before is itself a changeover day and is asked in its own turn
                _asked_everywhere(client, division, name, f"22012{number}", day.isoformat())
        transaction.set_rollback(True)
    store.clear()


def _asked_everywhere(client: Client, division: Division, name: str, code: str, day: str) -> None:
    public = f"D{division.pk}"
    area = client.get(f"/api/areas/{public}", {"date": day}).json()
    assert (area["name"], [each["code"] for each in area["codes"]]) == (name, [code])
    assert client.get(f"/api/areas/{code}", {"date": day}).json()["id"] == public
    point = client.get("/api/point", {"lon": 126.5, "lat": 44.5, "date": day}).json()
    assert [step["name"] for step in point["chain"]] == [name]
    tile = decoded(client.get(TILE, {"date": day}).content)
    assert [each["name"] for each in tile["areas"] if each["id"] == public] == [name]
    found = client.get("/api/names", {"q": name, "date": day}).json()["results"]
    assert [(hit["id"], hit["name"]) for hit in found] == [(public, name)]
    assert client.get(f"/api/names/{public}", {"date": day}).json()["name"] == name


@given(bounds=BOUNDS, cuts=st.lists(st.dates(datetime.date(1940, 1, 1), datetime.date(2030, 1, 1)), max_size=6))
def test_cutting_loses_and_doubles_no_day(bounds, cuts) -> None:
    ends = [None, *bounds, None]
    lives = [Span(begin, end) for begin, end in zip(ends, ends[1:], strict=False)]
    spans = cut(lives, cuts)
    assert spans[0].begin is None and spans[-1].end is None
    assert all(before.end == after.begin for before, after in zip(spans, spans[1:], strict=False))
    for day in (*bounds, *cuts):
        assert sum(span.holds(day) for span in spans) == 1


def test_what_differs_from_the_column_before_is_marked() -> None:
    columns = [{"name": "甲", "code": "1"}, {"name": "乙", "code": "1"}, {"name": "乙", "code": "2"}]
    assert changed(columns, ("name", "code")) == [set(), {"name"}, {"code"}]
    assert changed([], ("name",)) == []


def test_lineage_reaches_both_ways_and_ends() -> None:
    long = [Passage(n, n + 1, "改制", "1990年") for n in range(10)]
    labels = {n: {"name": str(n), "period": "", "url": "", "order": n} for n in range(11)}
    drawn = drawn_lineage(5, long, labels)
    assert drawn is not None
    assert sorted(int(box["name"]) for box in drawn["boxes"]) == [2, 3, 4, 5, 6, 7, 8]
    assert len(drawn["curves"]) == 2 * MOST_STEPS
    assert drawn_lineage(99, long, labels) is None


@pytest.fixture
def past(mapped) -> dict[str, Division]:
    """农安县 was 农安州 until 1988, and 1995 it took in 旧城区; its boundary is known for all time, 旧城区's is not."""
    west = mapped["west"]
    DivisionVersion.objects.filter(division=west).update(valid=period("1988-01-01"), begin_precision="year")
    DivisionVersion.objects.create(
        division=west, name="农安州", level="county", kind="州", parent=mapped["city"], valid=period(None, "1988-01-01")
    )
    old = make_division("旧城区", "220199", parent=mapped["city"], kind="市辖区", valid=period(None, "1995-03-01"))
    DivisionChange.objects.create(
        effective=period("1988-01-01", "1989-01-01"), precision="year", kind="renamed", old=west, new=west,
        old_name="农安州", new_name="农安县", document="国函〔1988〕1号", source="测试",
    )  # fmt: skip
    DivisionChange.objects.create(
        effective=period("1995-03-01", "1995-03-02"), precision="day", kind="abolished", old=old, new=west,
        old_name="旧城区", new_name="农安县", source="测试",
    )  # fmt: skip
    rebuild_search()
    return {**mapped, "old": old}


@pytest.mark.django_db
def test_the_days_of_the_slider(past, client: Client) -> None:
    answer = client.get("/api/days").json()
    assert answer["days"] == [
        {"date": "1988-01-01", "when": "1988年", "changes": 1},
        {"date": "1995-03-01", "when": "1995年3月1日", "changes": 1},
    ]
    assert answer["drawn"] == [{"from": None, "to": None}]
    config = json.loads(re.search(r'id="atlas-config" type="application/json">(.*?)</script>', _page(client, "/"))[1])
    assert (config["days"], config["date"]) == (answer["days"], "")


@pytest.mark.django_db
def test_external_divisions_make_no_day(mapped, client: Client) -> None:
    make_division("某县", "230199", external=True, valid=period("2001-01-01"))
    assert client.get("/api/days").json()["days"] == []


@pytest.mark.django_db
def test_days_without_boundaries_are_said_to_be(client: Client) -> None:
    county = make_division("农安县", "220122")
    make_area(county, "county", (125.0, 44.0, 126.0, 45.0), valid=period("2020-01-01"))
    rebuild_search()
    assert client.get("/api/days").json()["drawn"] == [{"from": "2020-01-01", "to": None}]
    assert client.get("/api/seats", {"date": "1990-01-01"}).json()["features"] == []
    assert client.get("/api/point", {"lon": 125.5, "lat": 44.5, "date": "1990-01-01"}).json()["code"] == (
        "geometry_unknown_on_day"
    )
    feature = client.get("/api/areas/220122.geojson", {"date": "1990-01-01"}).json()
    assert feature["geometry"] is None and "没有资料" in feature["properties"]["geometry_reason"]
    assert client.get("/api/names", {"q": "农安", "date": "1990-01-01"}).json()["results"][0]["name"] == "农安县"
    assert decoded(client.get("/tiles/areas/7/108/46.mvt", {"date": "1990-01-01"}).content) == {}


def _page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.django_db
def test_links_keep_the_date(past, client: Client) -> None:
    west, city = past["west"], past["city"]
    page = _page(client, f"/areas/D{city.pk}/?date=1990-05-05")
    for address in (
        "/areas/22/?date=1990-05-05",
        "/areas/220122/?date=1990-05-05",
        "&amp;date=1990-05-05",
        "/history/?date=1990-05-05",
    ):
        assert address in page
    name = _page(client, f"/names/D{west.pk}/?date=1987-12-31")
    assert "农安州" in name and "/areas/2201/?date=1987-12-31" in name
    assert "?date=" not in _page(client, f"/areas/D{city.pk}/").replace("/?date=1988-01-01", "")
    assert "截至" in _page(client, "/notices/?date=1990-05-05")
    _page(client, "/notices/?date=gestern", 422)


@pytest.mark.django_db
def test_a_name_before_its_time_says_so(past, client: Client) -> None:
    new = make_division("新区", "220198", parent=past["city"], valid=period("2005-01-01"))
    facts = client.get(f"/api/names/D{new.pk}", {"date": "1999-01-01"}).json()
    assert (facts["status"], facts["tombstone"]["successors"]) == ("not_yet", [])
    assert "起才使用" in _page(client, f"/names/D{new.pk}/?date=1999-01-01", 404)
    gone = _page(client, "/areas/220198/?date=1999-01-01", 404)
    assert f"/areas/D{new.pk}/history/" in gone


@pytest.mark.django_db
def test_history_side_by_side(past, client: Client, django_assert_max_num_queries) -> None:
    west = past["west"]
    with django_assert_max_num_queries(18):
        page = _page(client, "/areas/220122/history/")
    text = re.sub(r"<[^>]+>", " ", page)
    assert "2 个时期" in page and "至1988年" in text and text.index("1988年起") < text.index("至1988年")  # newest first
    assert "国函〔1988〕1号" in page and 'class="is-changed"' in page and "未经审图" in page
    assert "旧城区" in page and "lineage__way" in page
    assert page.count("era-map__area") == 2 and "era-map__before" not in page
    assert f"/areas/D{west.pk}/?date=1988-01-01" in page
    gone = _page(client, "/areas/220199/history/")
    assert "旧城区" in gone and "没有已知的界线" in gone
    _page(client, "/areas/229999/history/", 404)


@pytest.mark.django_db
def test_two_days_are_compared(past, client: Client) -> None:
    page = _page(client, "/areas/220122/history/?a=1994-01-01&b=1996-01-01")
    assert page.count('class="panel era') == 2 and "1995年3月1日" in page
    assert 'class="is-changed"' not in page
    page = _page(client, f"/areas/D{past['old'].pk}/history/?b=1994-01-01&a=1996-01-01")
    assert page.index("1994年1月1日") < page.index("1996年1月1日")
    assert "没有这个区划" in page
    _page(client, "/areas/220122/history/?a=1994-01-01&b=x", 422)


@pytest.mark.django_db
def test_the_map_of_another_area_shows_what_moved(mapped, client: Client) -> None:
    county = make_division("双阳县", "220125", parent=mapped["city"])
    make_area(county, "county", (125.0, 43.0, 126.0, 44.0), valid=period(None, "2001-01-01"))
    make_area(county, "county", (125.0, 43.0, 126.5, 44.0), valid=period("2001-01-01"))
    page = _page(client, "/areas/220125/history/")
    assert page.count("era-map__area") == 2 and page.count("era-map__before") == 1
