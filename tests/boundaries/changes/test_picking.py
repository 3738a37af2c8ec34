"""The fields of the forms of a change: names beside codes, suggestions, what stands chosen."""

import datetime

import pytest
from django.test import Client

from boundaries.changes.models import ChangeCase
from boundaries.plans.forms import StudyForm
from office.people.roles import Role
from tests.factories import appointed, make_division, make_tree

pytestmark = pytest.mark.django_db
ROOM = "/boundaries/changes/"
LIST, CHOSEN = f"{ROOM}divisions/", f"{ROOM}divisions/chosen/"
HEAD = {"title": "某变更", "effective": "2025-03-01"}


@pytest.fixture
def tree(settings):
    settings.AS_OF_DATE = "2025-06-01"
    found = make_tree()
    for key, code, parent in (("one", "220122105", "nongan"), ("other", "220183105", "dehui")):
        found[key] = make_division("朝阳镇", code, parent=found[parent], level="township", kind="镇")
    return found


@pytest.fixture
def page(tree) -> Client:
    client = Client()
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]))
    return client


@pytest.fixture
def officer(tree) -> Client:
    client = Client()
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["province"]))
    return client


def test_a_form_by_names_makes_what_codes_make(officer, tree) -> None:
    told = {"givers": "农安镇、220122105", "name": "合安镇"}
    assert officer.post(f"{ROOM}new/merge/", HEAD | told).status_code == 302
    ended = [item["division"] for item in ChangeCase.objects.get().operations if item["type"] == "abolish"]
    assert ended == [tree["town"].pk, tree["one"].pk]


@pytest.mark.parametrize(
    ("division", "said"),
    [
        ("朝阳镇", "朝阳镇（220122105，农安县）、朝阳镇（220183105，德惠市）"),
        ("无名镇", "没有名称为“无名镇”的区划"),
        ("农安镇 德惠市", "只写一个区划代码或名称"),
    ],
)
def test_what_is_not_clear_is_said_beside_the_field(officer, division, said) -> None:
    answer = officer.post(f"{ROOM}new/rename/", HEAD | {"division": division, "name": "新镇"})
    assert said in str(answer.context["body"]["division"].errors) and not ChangeCase.objects.exists()


def test_the_county_that_goes_whole_and_the_scope_of_a_study_take_names(officer, tree) -> None:
    siping = make_division("四平市", "2203", parent=tree["province"], level="prefecture", kind="地级市")
    told = {"division": "农安县", "parent": "四平市", "code": "220384", f"code_{tree['town'].pk}": "220384100"}
    assert officer.post(f"{ROOM}new/whole/", HEAD | told | {f"code_{tree['one'].pk}": "220384105"}).status_code == 302
    assert ChangeCase.objects.get().operations[0]["parent"] == siping.pk
    form = StudyForm({"title": "研究", "scope": "长春市德惠市", "effective": "2026-01-01"})
    assert form.is_valid() and form.cleaned_data["question"].scope == tree["dehui"].pk
    form = StudyForm({"title": "研究", "scope": "朝阳镇", "effective": "2026-01-01"})
    assert "有 2 个" in str(form.errors["scope"])


def test_the_list_offers_the_own_first_for_what_is_typed_last(page, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        answer = page.get(LIST, {"field": "givers", "givers": "220122100、朝阳", "levels": "township,county"})
    text = answer.content.decode()
    assert text.index("220183105 · 德惠市") < text.index("220122105 · 农安县") and text.count('role="option"') == 2
    assert "没有名称或代码含“某地”" in page.get(LIST, {"field": "x", "x": "某地"}).content.decode()


@pytest.mark.parametrize("written", ["220122", "农安县", "", "220122100、"])
def test_nothing_is_offered_where_nothing_is_left_to_choose(page, written) -> None:
    assert page.get(LIST, {"field": "x", "x": written, "levels": "county"}).content.decode().strip() == ""


def test_the_chosen_stand_by_name_on_the_day_of_the_form(page, tree) -> None:
    text = page.get(CHOSEN, {"field": "x", "x": "220122100 朝阳镇", "effective": "2025-03-01"}).content.decode()
    assert "农安镇（220122100，农安县）" in text and "有 2 个" in text
    day = datetime.date(2025, 2, 28)
    gone = page.get(CHOSEN, {"field": "x", "x": "无名镇", "effective": "2025-03-01", "day": "2020-01-01"})
    assert f"{day} 没有名称为" in gone.content.decode()


@pytest.mark.parametrize("path", [LIST, CHOSEN])
def test_only_who_has_signed_in_is_answered(tree, path) -> None:
    answer = Client().get(path, {"field": "x", "x": "农安"})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_entry_errors_are_found_by_name(officer, tree) -> None:
    text = officer.get(f"{ROOM}corrections/", {"code": "朝阳镇"}).content.decode()
    assert f"D{tree['one'].pk}" in text and f"D{tree['other'].pk}" in text
    assert "请核对代码或名称" in officer.get(f"{ROOM}corrections/", {"code": "无名镇"}).content.decode()
