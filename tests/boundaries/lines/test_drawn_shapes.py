"""Shapes beside a line may be drawn: lines of pairs, GeoJSON and WKT come to the same; ends show who meets there."""

import datetime

import pytest

from boundaries.lines.forms import ClaimForm, SpecialForm
from boundaries.lines.meeting import meetings_of
from office.people.roles import Role
from tests.boundaries.lines.factories import make_edge, make_line
from tests.factories import appointed, make_division, make_tree

DAY = datetime.date(2025, 3, 1)
SIDES = [(1, "甲"), (2, "乙")]
LINES = [
    "125,44.6\n125.2,44.7",
    "LINESTRING(125 44.6, 125.2 44.7)",
    '{"type": "LineString", "coordinates": [[125, 44.6], [125.2, 44.7]]}',
]
AREAS = ["125,44\n125.1,44\n125.1,44.1", "POLYGON((125 44, 125.1 44, 125.1 44.1, 125 44))"]


def claim(shape: str) -> ClaimForm:
    return ClaimForm({"side": "1", "evidence": "7.4", "title": "协议", "shape": shape}, sides=SIDES)


def special(shape: str) -> SpecialForm:
    told = {"kind": "enclave", "name": "飞地", "owner": "1", "user": "2", "clause": "第五条", "shape": shape}
    return SpecialForm(told, sides=SIDES)


@pytest.mark.parametrize("text", LINES)
def test_a_claimed_line_is_read_however_it_is_written(text) -> None:
    form = claim(text)
    assert form.is_valid() and form.cleaned_data["shape"].coords == ((125.0, 44.6), (125.2, 44.7))


@pytest.mark.parametrize("text", AREAS)
def test_an_area_closes_by_itself(text) -> None:
    form = special(text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["shape"].num_points == 4


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (claim("125,44.6"), "点数不够"),
        (claim("44.6,125\n44.7,125"), "不是经纬度"),
        (claim("POINT(125 44)"), "应是一条线"),
        (claim("LINESTRING(125"), "读不出"),
        (special("125,44\n125.1,44"), "点数不够"),
        (special("125,44\n125.1,44.1\n125.1,44\n125,44.1"), "不自相交"),
    ],
)
def test_what_is_no_shape_is_told_beside_the_field(form, words) -> None:
    assert not form.is_valid() and words in str(form.errors["shape"])


def test_an_empty_shape_is_unknown() -> None:
    form = claim(" ")
    assert form.is_valid() and form.cleaned_data["shape"] is None


@pytest.fixture
def place(db, client):
    tree = make_tree()
    line = make_line("220122-220183", "农安县与德惠市界线", tree["nongan"], tree["dehui"])
    edge = make_edge(line, [(125.0, 44.6), (125.4, 44.5), (125.9, 44.4)])
    third = make_division("九台区", "220113", parent=tree["city"])
    for code, other in (("220113-220122", "nongan"), ("220113-220183", "dehui")):
        other_line = make_line(code, code, third, tree[other])
        make_edge(other_line, [(125.9, 44.4), (126.2, 44.0 + len(other) / 10)], start=edge.end)
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["nongan"]))
    return tree | {"line": line}


def test_the_ends_of_a_line_name_who_ends_there(place, django_assert_num_queries) -> None:
    with django_assert_num_queries(6):
        west, east = meetings_of(place["line"], DAY)
    assert west.place == (125.0, 44.6) and west.others == ()
    assert [other.code for other in east.others] == ["220113-220122", "220113-220183"]


@pytest.mark.parametrize(("page", "drawn"), [("claims/new/", "line"), ("areas/new/", "area")])
def test_the_forms_have_a_map_to_draw_on(client, place, page, drawn) -> None:
    answer = client.get(f"/boundaries/lines/220122-220183/{page}")
    assert [each["shape"] for each in answer.context["map"]["draw"]] == [drawn]
    assert "js/draw.js" in answer.content.decode()


def test_the_form_of_a_three_way_point_offers_the_lines_that_end_there(client, place) -> None:
    answer = client.get("/boundaries/lines/220122-220183/three-way/new/")
    assert "220113-220183" in answer.content.decode()
    assert [point["note"] for point in answer.context["map"]["points"]] == ["", "220113-220122、220113-220183"]
