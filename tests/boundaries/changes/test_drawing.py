"""The map beside the forms in which something is drawn: which forms have it, what lies under it."""

import datetime

import pytest
import shapely
from django.test import Client

from boundaries.changes import case_actions as steps
from boundaries.changes.drawing import ground_map
from boundaries.changes.operations import Cut, MoveBoundary, Territory
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from office.people.models import User
from office.people.roles import Role
from tests.boundaries.networks import make_network
from tests.factories import appointed

pytestmark = pytest.mark.django_db
ROOM = "/boundaries/changes/"
DAY = datetime.date(2025, 3, 1)


@pytest.fixture
def network(settings):
    settings.AS_OF_DATE = "2025-06-01"
    return make_network({owner: shapely.box(owner, 0, owner + 1, 1) for owner in range(4)})


@pytest.fixture
def page(network) -> Client:
    client = Client()
    client.force_login(appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0])))
    return client


def roles(data) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for shape in data["outlines"]["features"]:
        found.setdefault(shape["properties"]["role"], []).append(shape["properties"]["name"])
    return found


def test_the_units_concerned_lie_under_the_drawing(network, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        seen = roles(ground_map(network.by_level[Level.COUNTY][:1], network.townships[1:2], DAY))
    assert seen["selected"] == ["0县"] and seen["partner"] == ["第1镇"]
    assert seen["inner"] == ["第0镇", "第3镇"] and "2县" in seen["quiet"]
    assert roles(ground_map([], [], DAY)) == {}


@pytest.mark.parametrize(
    ("form", "drawn"),
    [("boundary", {"#id_line": "line", "#id_side": "point"}), ("seat", {"#id_point": "point"}), ("rename", None)],
)
def test_forms_say_what_is_drawn(page, form, drawn) -> None:
    answer = page.get(f"{ROOM}new/{form}/")
    data = answer.context["map"]
    assert (drawn or {}) == {each["field"]: each["shape"] for each in data["draw"]}
    assert {"0县", "1县"} <= set(roles(data)["quiet"]), "the map starts with the officer's own area"
    assert ("js/draw.js" in answer.content.decode()) == bool(drawn)


def test_what_was_drawn_stays_when_the_form_is_refused(page) -> None:
    told = {"giver": "980121100", "taker": "980121103", "line": "125.0,43.0", "side": "125.005,43.001"}
    answer = page.post(f"{ROOM}new/boundary/", told)
    assert answer.context["body"]["line"].value() == "125.0,43.0"
    assert "至少要有两个不同的点" in answer.content.decode()
    assert roles(answer.context["map"])["selected"] == ["第0镇"]
    wrong = page.post(f"{ROOM}new/boundary/", told | {"line": "43.0,125.0"}).content.decode()
    assert "不是经纬度" in wrong


def test_the_ground_follows_the_codes(page) -> None:
    answer = page.get(f"{ROOM}ground/", {"giver": "980121100", "taker": "不是代码", "effective": "2025-04-01"})
    assert "第0镇" in answer.content.decode().encode().decode("unicode_escape")
    assert page.get(f"{ROOM}ground/", {"effective": "某日", "day": "1900-01-01"}).status_code == 200


def test_the_map_starts_with_the_own_area_and_a_click_writes_codes(network, django_assert_num_queries) -> None:
    counties, city = network.by_level[Level.COUNTY], network.by_level[Level.PREFECTURE][0]
    with django_assert_num_queries(4):
        seen = ground_map([], [], DAY, network.by_level[Level.PROVINCE])
    assert seen["units"] and {each["properties"]["name"] for each in seen["outlines"]["features"]} == {
        "0县",
        "1县",
        "2县",
    }
    inside = ground_map([], [], DAY, [counties[0]])["outlines"]["features"]
    assert {each["properties"]["written"] for each in inside} == {"980121100", "980121103"}
    assert roles(ground_map([], [], DAY, [city]))["quiet"]


def test_the_ground_of_a_new_unit_is_its_superior(network, page) -> None:
    told = {"parent": "980121", "start": "x"}
    text = page.get(f"{ROOM}ground/", told).content.decode().encode().decode("unicode_escape")
    assert '"role": "inner"' in text and "第0镇" in text
    text = page.get(f"{ROOM}ground/", {"start": network.by_level[Level.COUNTY][0]}).content.decode()
    assert "980121103" in text


def cut_of(network, line) -> list[MoveBoundary]:
    giver, taker = network.townships[0], network.townships[1]
    return [MoveBoundary(giver, taker, Territory((), (Cut(giver, line, (125.009, 43.001)),)))]


def test_a_refused_change_shows_where_it_does_not_work(page, network) -> None:
    officer = User.objects.get(pk=page.session["_auth_user_id"])
    short = ((125.008, 43.002), (125.008, 43.008))  # ends inside: parts nothing
    case = steps.draft_case(officer, "划转", cut_of(network, short), DAY)
    answer = page.get(f"{ROOM}{case.pk}/preview/")
    where = answer.context["where"]
    assert answer.status_code == 409 and "没有把区划分开" in answer.content.decode()
    assert [(point["lon"], point["lat"]) for point in where["points"]] == list(short)
    assert [list(map(tuple, line["geometry"]["coordinates"])) for line in where["lines"]["features"]] == [list(short)]
    assert "125.008000" in answer.content.decode()


def test_a_line_that_cuts_a_corner_off_and_then_ends_inside_is_refused_at_that_end(page, network) -> None:
    officer = User.objects.get(pk=page.session["_auth_user_id"])
    line = ((125.02, 43.004), (125.004, 42.99), (125.005, 43.005))
    case = steps.draft_case(officer, "划转", cut_of(network, line), DAY)
    answer = page.get(f"{ROOM}{case.pk}/preview/")
    assert answer.status_code == 409 and "有一端止于区划之内" in answer.content.decode()
    assert [(point["lon"], point["lat"]) for point in answer.context["where"]["points"]] == [line[-1]]


def test_a_change_that_works_shows_no_trouble(page, network) -> None:
    officer = User.objects.get(pk=page.session["_auth_user_id"])
    case = steps.draft_case(officer, "划转", cut_of(network, ((125.008, 42.99), (125.008, 43.02))), DAY)
    assert page.get(f"{ROOM}{case.pk}/preview/").status_code == 200
    assert page.get(f"{ROOM}{case.pk}/").context["where"] is None
