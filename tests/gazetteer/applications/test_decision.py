"""The decision: document numbers, dates, bodies; the register and the public after the announcement."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from gazetteer.applications import actions
from gazetteer.applications.course import limits_of
from gazetteer.applications.models import Application
from gazetteer.applications.refusals import Refused
from gazetteer.applications.states import State
from gazetteer.names.models import Feature, Name, NameStatus, ReadingDecision
from gazetteer.names.queries import current_names
from tests.gazetteer.applications.factories import DAY, DEED, World, brought_to

D = datetime.date


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (actions.Deed("", D(2025, 10, 19)), "缺少批准文号"),
        (actions.Deed("十二号文", D(2025, 10, 19)), "不是发文字号的样式"),
        (actions.Deed("农政函〔2025〕12号", None), "缺少批准日期"),
        (actions.Deed("农政函〔2025〕12号", D(2025, 10, 21)), "晚于今天"),
        (actions.Deed("农政函〔2025〕12号", D(2025, 10, 18)), "早于报送日期"),
    ],
)
def test_a_wrong_decision_is_refused(world: World, deed, sentence):
    case = brought_to(world, State.ACCEPTED)
    with pytest.raises(Refused, match=sentence) as caught:
        actions.approve(world.county, case.pk, case.version, deed, day=DAY)
    assert [finding.rule for finding in caught.value.findings] == ["N34"]
    assert Application.objects.get(pk=case.pk).state == State.ACCEPTED


@pytest.mark.parametrize(
    "written", ["农政函[2025]12号", "农政函（2025）012号", "农政函 〔2025〕第12号", "农政函〔２０２５〕１２号"]
)
def test_one_document_number_serves_one_case_of_an_authority(world: World, written):
    first = brought_to(world, State.APPROVED)
    second = brought_to(world, State.ACCEPTED, name="光明街")
    with pytest.raises(Refused, match="已经登记在"):
        actions.approve(world.county, second.pk, second.version, actions.Deed(written, DEED.decided_on), day=DAY)
    assert Application.objects.get(pk=first.pk).document_number == "农政函〔2025〕12号"


def test_the_database_itself_holds_the_decision_to_its_dates(world: World):
    case = brought_to(world, State.APPROVED)
    rows = Application.objects.filter(pk=case.pk)
    for wrong in (
        {"decided_on": D(2025, 10, 1)},
        {"decided_on": D(2026, 1, 1)},
        {"document_number": ""},
        {"authority": ""},
        {"decided_on": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        other = brought_to(world, State.ACCEPTED, name="光明街")
        Application.objects.filter(pk=other.pk).update(authority=case.authority, document_number=case.document_number)


def test_only_one_case_runs_for_a_name(world: World):
    brought_to(world, State.SUBMITTED)
    second = brought_to(world, State.DRAFT)
    with pytest.raises(Refused, match="已有一件在办申请"):
        actions.submit(world.county, second.pk, second.version, day=DAY)
    assert Application.objects.get(pk=second.pk).state == State.DRAFT


def test_hidden_characters_do_not_make_another_name(world: World):
    brought_to(world, State.SUBMITTED)
    second = brought_to(world, State.DRAFT, name="向\u200b阳街")
    with pytest.raises(Refused, match="已有一件在办申请"):
        actions.submit(world.county, second.pk, second.version, day=DAY)


def test_where_the_law_leaves_the_body_open_the_document_names_it(world: World):
    case = brought_to(world, State.ACCEPTED, kind="village_seat", name="向阳村")
    with pytest.raises(Refused, match="缺少批准机关"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)
    deed = actions.Deed(DEED.document_number, DEED.decided_on, "农安县人民政府")
    assert actions.approve(world.county, case.pk, case.version, deed, day=DAY).authority == "农安县人民政府"


def test_a_body_that_the_law_names_cannot_be_replaced(world: World):
    case = brought_to(world, State.ACCEPTED)
    deed = actions.Deed(DEED.document_number, DEED.decided_on, "宽城区人民政府")
    assert actions.approve(world.county, case.pk, case.version, deed, day=DAY).authority == "农安县人民政府"


def test_approved_is_not_public_and_announced_is(world: World):
    case = brought_to(world, State.APPROVED)
    assert not Feature.objects.exists()
    case = actions.announce(world.county, case.pk, case.version, day=DAY)
    name = current_names(DAY).get(form="向阳街")
    assert (name.authority, name.document_number, name.document_date) == (
        "农安县人民政府",
        "农政函〔2025〕12号",
        D(2025, 10, 19),
    )
    assert (name.status, name.pinyin, name.announced_on) == (NameStatus.ANNOUNCED, "Xiangyang Jie", DAY)
    assert (name.specific, name.generic, name.sound) == ("向阳", "街", "xiang4 yang2")
    assert case.feature == name.feature


def test_announcement_has_its_six_fields(world: World):
    case = brought_to(world, State.ANNOUNCED)
    assert {key: value for key, value in case.announcement.items() if key != "text"} == {
        "name": "向阳街",
        "pinyin": "Xiangyang Jie",
        "place": "吉林省长春市农安县农安镇",
        "position": "东起黄龙路，西至宝塔街",
        "authority": "农安县人民政府",
        "decided_on": "2025年10月19日",
    }
    assert all(value in case.announcement["text"] for value in ("向阳街", "农政函〔2025〕12号", "Xiangyang Jie"))


@pytest.mark.parametrize("on", [D(2025, 10, 18), D(2025, 10, 21)])
def test_announcement_lies_between_decision_and_today(world: World, on):
    case = brought_to(world, State.APPROVED)
    with pytest.raises(Refused, match="公告日期应在"):
        actions.announce(world.county, case.pk, case.version, on, day=DAY)


def test_what_is_due_next_is_written_down(world: World):
    assert brought_to(world, State.DRAFT).due_on is None
    case = brought_to(world, State.SUBMITTED, name="光明街")
    assert (case.due_step, case.due_on) == ("accept", D(2025, 10, 24))
    case = brought_to(world, State.APPROVED)
    assert (case.due_step, case.due_on) == ("deliver", D(2025, 10, 31))
    assert {clock.step: clock.due for clock in limits_of(case)}["announce"] == D(2025, 11, 3)


def test_name_of_a_division_waits_for_the_division_change(world: World):
    case = brought_to(world, State.ANNOUNCED, kind="township", name="万顺镇")
    assert case.feature is None
    assert case.awaits_division_change
    assert not Name.objects.exists()


def test_confirmed_readings_are_remembered(world: World):
    reading = {"char": "甸", "index": 0, "reading": "diàn"}
    brought_to(world, State.ANNOUNCED, name="甸子街", readings=(reading,))
    decided = ReadingDecision.objects.get()
    assert (decided.char, decided.context, decided.reading) == ("甸", "甸子街", "diàn")


def test_next_request_finds_the_announced_name(world: World, client):
    case = brought_to(world, State.APPROVED)
    assert "向阳街" not in client.get("/api/names?q=向阳街").content.decode()
    actions.announce(world.county, case.pk, case.version, day=DAY)
    found = client.get("/api/names?q=向阳街").json()["results"]
    assert [hit["name"] for hit in found] == ["向阳街"]
    page = client.get(f"/names/{found[0]['id']}/").content.decode()
    assert "农政函〔2025〕12号" in page
