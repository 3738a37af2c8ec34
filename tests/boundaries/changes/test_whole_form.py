"""整体改变隶属: the codes below are proposed, corrected and checked, all in one case."""

import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from boundaries.changes.models import ChangeCase
from boundaries.changes.recoding import faults_of, proposed
from tests.factories import make_division

FORM = "/boundaries/changes/new/whole/"
HEAD = {
    "title": "农安县改属四平市",
    "effective": "2025-03-01",
    "division": "220122",
    "parent": "2203",
    "code": "220384",
}
DAY = datetime.date(2025, 3, 1)
CODES = st.from_regex(r"220122\d{3}", fullmatch=True)


@pytest.fixture
def tree(tree):
    tree["siping"] = make_division("四平市", "2203", parent=tree["province"], level="prefecture", kind="地级市")
    tree["taken"] = make_division("梨树县", "220322", parent=tree["siping"])
    tree["other"] = make_division("合隆镇", "220122101", parent=tree["nongan"], level="township", kind="镇")
    made = {"parent": tree["nongan"], "level": "township", "kind": "类似乡级单位"}
    make_division("开发区", "220122400", **made, statistical=True)
    return tree


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_the_codes_below_are_proposed_first_and_taken_with_the_second_post(page, tree) -> None:
    text = page.post(FORM, HEAD).content.decode()
    assert "请逐一核对" in text and 'value="220384100"' in text and 'value="220384101"' in text
    assert "开发区" not in text, "units of the statistics have no code of the register"
    assert not ChangeCase.objects.exists()
    codes = {f"code_{tree['town'].pk}": "220384100", f"code_{tree['other'].pk}": "220384105"}
    answer = page.post(FORM, {**HEAD, **codes})
    assert answer.status_code == 302, answer.content.decode()
    case = ChangeCase.objects.get()
    told = [(item["type"], item["division"], item.get("code")) for item in case.operations]
    assert told == [
        ("affiliate", tree["nongan"].pk, None),
        ("recode", tree["nongan"].pk, "220384"),
        ("recode", tree["town"].pk, "220384100"),
        ("recode", tree["other"].pk, "220384105"),
    ]
    assert (case.authority, case.superior_id) == ("国务院", tree["province"].pk)


def test_all_are_proposed_anew_where_the_code_above_became_another(page, tree) -> None:
    codes = {f"code_{tree['town'].pk}": "220384100", f"code_{tree['other'].pk}": "220384101"}
    text = page.post(FORM, {**HEAD, **codes, "code": "220385", "propose": "1"}).content.decode()
    assert 'value="220385100"' in text and "请逐一核对" in text
    assert not ChangeCase.objects.exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"code": "220322"}, "220322 已属梨树县"),
        ({"code": "220184"}, "新代码应以它开头"),
        ({"code": "2203"}, "不是县级代码"),
        ({"parent": "2201", "code": "220184"}, "现在就属长春市"),
        ({"parent": "220322"}, "新的上级是地级区划"),
        ({"division": "2201"}, "是县级区划"),
        ({"division": "220199"}, "没有代码为 220199 的区划"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(page, facts, said) -> None:
    answer = page.post(FORM, {**HEAD, **facts})
    assert said in answer.content.decode()
    assert not ChangeCase.objects.exists()


def test_a_code_that_another_holds_is_refused_in_its_row(page, tree) -> None:
    make_division("某镇", "220384101", parent=tree["siping"], level="township", kind="镇")
    codes = {f"code_{tree['town'].pk}": "220384100", f"code_{tree['other'].pk}": "220384101"}
    assert "220384101 已属某镇" in page.post(FORM, {**HEAD, **codes}).content.decode()


def test_it_can_be_added_to_a_draft(page, tree) -> None:
    page.post("/boundaries/changes/new/rename/", {"title": "更名", "division": "220122", "name": "农新县"})
    case = ChangeCase.objects.get()
    codes = {f"code_{tree['town'].pk}": "220384100", f"code_{tree['other'].pk}": "220384101"}
    answer = page.post(f"{case.get_absolute_url()}add/whole/", {**HEAD, **codes, "base": case.content_hash})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert len(case.operations) == 5


@given(st.lists(CODES, unique=True))
def test_proposals_stay_apart_and_fit_the_new_superior(codes) -> None:
    made = proposed(codes, "220122", "220384")
    assert len(set(made)) == len(codes)
    assert not faults_of(dict(enumerate(made)), "220384", {})
    assert proposed(made, "220384", "220122") == codes


def test_twins_and_strangers_are_named() -> None:
    found = faults_of({1: "220384100", 2: "220384100", 3: "220122101", 4: "220384103"}, "220384", {"220384103": "某镇"})
    assert found[1] == found[2] == "220384100 在表中写了两次。"
    assert "以 220384 开头" in found[3]
    assert found[4] == "220384103 已属某镇。"
