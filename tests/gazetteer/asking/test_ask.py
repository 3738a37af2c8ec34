"""Anybody may ask whether a name is lawful; what others apply for stays theirs."""

import pytest
from django.test import Client

from gazetteer.applications.states import State
from gazetteer.asking.public import told
from gazetteer.names.judging import judge_name
from office.log.models import Event
from tests.gazetteer.applications.factories import DAY, World, brought_to, make_world


@pytest.fixture
def world(db, settings) -> World:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_world()


def ask(**fields: object) -> tuple[int, str]:
    answer = Client().get("/ask/", fields)
    return answer.status_code, answer.content.decode()


def test_the_page_and_a_lawful_name(world: World):
    assert Client().get("/ask/").status_code == 200
    status, page = ask(name="松涛街", kind="street", place="农安镇", place_id=world.tree["town"].pk)
    assert status == 200
    assert "Songtao Jie" in page
    assert "农安县人民政府" in page
    assert "不能这样命名" not in page


def test_what_stands_against_a_name(world: World):
    _, page = ask(name="靠山镇", kind="township", place="农安县", point="125.17,44.43")
    assert "不能这样命名" in page
    assert "德惠市" in page
    assert "第九条（八）" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "kind": "street", "place": "农安县"},
        {"name": "松涛街", "kind": "avenue", "place": "农安县"},
        {"name": "松涛街", "kind": "street", "place": "乌有县"},
        {"name": "松涛街", "kind": "street", "place": "农安县", "point": "四十四度"},
        {"name": "街" * 201, "kind": "street", "place": "农安县"},
    ],
)
def test_what_cannot_be_asked_is_told_beside_its_field(world: World, fields):
    status, page = ask(**fields)
    assert status == 422
    assert "errorlist" in page


@pytest.mark.parametrize("name", ["'; DROP TABLE--", "<script>alert(1)</script>", "靠\u200b山街", "\ue000街", "Ａ路"])
def test_odd_names_are_answered(world: World, name):
    status, page = ask(name=name, kind="street", place="农安县")
    assert status == 200
    assert "<script>alert(1)" not in page


def test_what_others_apply_for_stays_theirs(world: World):
    case = brought_to(world, State.SUBMITTED, name="松涛街")
    _, page = ask(name="松涛街", kind="street", place="农安镇", place_id=world.tree["town"].pk)
    assert "正在申报" in page
    assert case.number not in page
    judged = judge_name("松涛街", "street", world.tree["town"].pk, day=DAY)
    seen = told(judged.findings)
    assert all(name["standing"] != "pending" for item in seen for name in item.evidence.get("names", ()))
    assert {item.rule for item in seen} >= {"N09"}


def test_asking_stores_nothing(world: World):
    before = Event.objects.count()
    ask(name="松涛街", kind="street", place="农安县")
    assert Event.objects.count() == before


def test_places_are_found_for_everybody(world: World):
    assert "农安县" in Client().get("/ask/places/", {"place": "农安"}).content.decode()
