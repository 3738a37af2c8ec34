"""Items changed on both sides: a conflict in sight of both, decided by a person, nobody wins silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.demarcation.models import SurveyPoint
from survey.field import actions, comparing, words
from survey.field.models import ItemState
from survey.field.refusals import Refused
from tests.survey.demarcation.factories import make_survey
from tests.survey.field.factories import REFERENCES, record
from tests.survey.test_pages import client_of


@pytest.fixture(params=[True, False], ids=["survey", "no survey"])
def pair(request, road):
    """Two records over the same version, of both sides; the second meets another one than it saw."""
    survey = make_survey(road.line, road.officer) if request.param else None
    more = {"survey": survey.pk if survey else None}
    first, _ = actions.receive(road.surveyor, record(**more))
    theirs, _ = actions.receive(road.surveyor, record(base=1, sheet={"description": "井边"}, **more))
    mine, _ = actions.receive(road.neighbour, record(base=1, sheet={"description": "桥头"}, **more))
    return survey, first, theirs, mine


def test_the_second_one_is_a_conflict_and_changes_nothing(road, pair):
    survey, first, theirs, mine = pair
    assert [one.state for one in (first, theirs, mine)] == [ItemState.TAKEN, ItemState.TAKEN, ItemState.CONFLICT]
    now = words.current(survey, road.line.line_id, "P01")
    assert (now.version, now.sheet["description"], mine.version) == (2, "井边", None)
    assert mine.submission.state == "submitted"  # its position is an observation all the same


def test_the_same_content_on_both_sides_is_no_conflict(road):
    survey = make_survey(road.line, road.officer)
    actions.receive(road.surveyor, record(survey=survey.pk))
    item, _ = actions.receive(road.neighbour, record(survey=survey.pk))
    assert item.state == ItemState.TAKEN and item.version == 1 == SurveyPoint.objects.get().version


def test_both_contents_are_shown_and_one_is_chosen(road, pair):
    survey, _first, _theirs, mine = pair
    client = client_of(road.surveyor)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert "井边" in page and "桥头" in page and "第 2 版" in page
    answer = client.post(f"{mine.get_absolute_url()}settle/", {"version": "2", "description": "mine"})
    assert answer.status_code == 302
    now = words.current(survey, road.line.line_id, "P01")
    assert (now.version, now.sheet["description"]) == (3, "桥头")
    mine.refresh_from_db()
    assert mine.state == ItemState.SETTLED and mine.settled_by == road.surveyor
    assert client.get(mine.get_absolute_url()).status_code == 200
    known = client.get(f"/survey/field/items/states.json?id={mine.uuid}").json()
    assert known == {}  # somebody else's
    assert (
        client_of(road.neighbour)
        .get(f"/survey/field/items/states.json?id={mine.uuid}")
        .json()[str(mine.uuid)]["settled"]
    )


def test_both_are_merged_or_the_standing_one_stays(road, pair):
    survey, _first, _theirs, mine = pair
    said = {"version": "2", "description": "both", "text_description": "井边桥头"}
    client_of(road.neighbour).post(f"{mine.get_absolute_url()}settle/", said)
    assert words.current(survey, road.line.line_id, "P01").sheet["description"] == "井边桥头"
    with pytest.raises(Refused, match="没有待定的冲突"):
        actions.settle(road.neighbour, mine.pk, 3, {})


def test_keeping_what_stands_makes_no_version(road, pair):
    survey, _first, _theirs, mine = pair
    client_of(road.neighbour).post(f"{mine.get_absolute_url()}settle/", {"version": "2", "description": "theirs"})
    assert words.current(survey, road.line.line_id, "P01").version == 2
    mine.refresh_from_db()
    assert mine.state == ItemState.SETTLED


def test_undecided_and_outdated_choices_are_refused(road, pair):
    survey, _first, _theirs, mine = pair
    client = client_of(road.neighbour)
    assert client.post(f"{mine.get_absolute_url()}settle/", {"version": "2"}).status_code == 422
    more = {"survey": survey.pk if survey else None}
    actions.receive(road.surveyor, record(base=2, sheet={"description": "又改"}, **more))
    answer = client.post(f"{mine.get_absolute_url()}settle/", {"version": "2", "description": "mine"})
    assert answer.status_code == 422 and "第 3 版" in answer.content.decode()
    assert client_of(road.namer).post(f"{mine.get_absolute_url()}settle/", {}).status_code == 403


texts = st.text(alphabet="甲乙 丙", max_size=4)
sheets = st.fixed_dictionaries({"description": texts, "note": texts, "material": texts})


@given(mine=sheets, theirs=sheets)
def test_choosing_all_of_one_side_gives_that_side(mine, theirs):
    differing = words.differing(mine, theirs)
    assert not words.differing(comparing.chosen(mine, theirs, differing, dict.fromkeys(differing, "mine")), mine)
    assert not words.differing(comparing.chosen(mine, theirs, differing, dict.fromkeys(differing, "theirs")), theirs)
    assert differing == [] or comparing.chosen(mine, theirs, differing, {}) is None


def test_references_are_read_as_people_write_them():
    assert comparing.in_words("references", REFERENCES).splitlines()[2] == "机井房（东南角） 227°15′ 12.5 米"
    assert comparing.in_words("state", "lost") == "丢失" and comparing.in_words("note", "") == "—"
