"""Rows of a list that give only a year: registered to the year, or a day is asked for and filled in; never guessed."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.changes.carried import carry, taker_back
from boundaries.changes.carrying import carry_out
from boundaries.changes.case_actions import Refused
from boundaries.changes.import_actions import carry_list, undo_list
from boundaries.changes.lists.report import report_of
from boundaries.changes.models import ChangeImport, DivisionChange
from boundaries.changes.operations import Affiliate, Rename
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import names_of, resolve_code
from boundaries.lines.rearranging import NotPossible
from office.people.roles import Role
from tests.factories import appointed

pytestmark = pytest.mark.django_db
HEAD = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n"
ROOM = "/boundaries/changes/list/"


def listed(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows) + "\n").encode()


def blocks(content: bytes, days: dict[int, str] | None = None) -> list[tuple[str, int | None]]:
    return [(item.rule, item.row) for item in report_of(content, "清单.csv", days).findings if item.blocks]


UPGRADE = "2019,220122,农安县,撤县设市,220185,农安市,国函1号"


def test_what_is_known_to_the_year_is_registered_and_shown_as_the_year(tree, officer, client) -> None:
    made = carry_list(officer, listed(UPGRADE), "清单.csv", carry)
    county = tree["nongan"].pk
    before, after = DivisionVersion.objects.filter(division=county).order_by("valid")
    assert (before.end_precision, after.begin_precision, after.valid.lower) == (
        "year",
        "year",
        datetime.date(2019, 1, 1),
    )
    assert {row.end_precision for row in DivisionCode.objects.filter(code="220122")} == {"year"}
    assert {row.begin_precision for row in DivisionCode.objects.filter(code="220185")} == {"year"}
    changes = DivisionChange.objects.filter(imported=made)
    assert {(row.precision, str(row.effective.lower), str(row.effective.upper)) for row in changes} == {
        ("year", "2019-01-01", "2020-01-01")
    }
    assert made.groups[0]["known"] == "year"
    facts = client.get("/api/areas/220185").json()
    assert (facts["valid"]["from"], facts["valid"]["begin"]) == ("2019", "2019年")
    history = client.get(f"/areas/D{county}/history/").content.decode()
    assert "2019年" in history and "2019年1月1日" not in history
    undo_list(officer, made, taker_back(made, officer, "有误"), reason="有误")
    assert names_of([county], datetime.date(2025, 1, 1)) == {county: "农安县"}
    assert DivisionVersion.objects.get(division=county).end_precision == "unknown"


def test_a_day_known_to_the_day_stays_one(tree, officer) -> None:
    carry_list(officer, listed(UPGRADE.replace("2019", "2019-03-05")), "清单.csv", carry)
    version = DivisionVersion.objects.get(division=tree["nongan"], name="农安市")
    assert (version.begin_precision, version.valid.lower) == ("day", datetime.date(2019, 3, 5))


def test_a_day_filled_in_beside_the_row_is_taken_and_kept_with_the_import(tree, officer) -> None:
    made = carry_list(officer, listed(UPGRADE), "清单.csv", carry, {2: "2019-07-30"})
    version = DivisionVersion.objects.get(division=tree["nongan"], name="农安市")
    assert (version.begin_precision, version.valid.lower) == ("day", datetime.date(2019, 7, 30))
    assert made.report["filled"] == {"2": "2019-07-30"}
    assert blocks(listed(UPGRADE), {2: "2019-07-30"}) == []


@pytest.mark.parametrize("day", ["2020-01-01", "2018-12-31", "2019", "去年", "2019-13-01"])
def test_what_is_filled_in_is_a_day_of_the_year_that_the_list_gives(tree, day) -> None:
    assert blocks(listed(UPGRADE), {2: day}) == [("D23", 2)]
    assert blocks(listed(UPGRADE.replace("2019", "2019-03-05")), {2: "2019-07-30"}) == [("D23", 2)]


def test_a_year_beside_a_day_of_the_same_unit_asks_for_the_order(tree) -> None:
    dated = "2019-05-01,220122,农新县,更名,220122,农大县,2号"
    year = "2019,220122,农安县,更名,220122,农新县,1号"
    assert blocks(listed(year, dated)) == [("D23", 2)]
    assert blocks(listed(year, dated), {2: "2019-02-01"}) == []
    other = "2019-05-01,220183,德惠市,更名,220183,德新市,2号"
    assert blocks(listed(year, other)) == []


def test_a_year_is_not_enough_where_boundaries_move(jilin) -> None:
    officer = appointed(
        Role.BOUNDARY_OFFICER, Division.objects.get(pk=resolve_code("22", datetime.date(2025, 1, 1)).division_id)
    )
    merger = listed("2024,220122209,黄鱼圈乡,合并,220122111,三盛玉镇,1号")
    assert blocks(merger) == [("D23", 2)]
    assert blocks(merger, {2: "2024-03-01"}) == []
    moved = listed("2024,220122111,三盛玉镇,隶属变更,220183190,三盛玉镇,1号")
    before = DivisionVersion.objects.count()
    with pytest.raises(Refused, match="第 2 行：2024年的变更改动界线或范围"):
        carry_list(officer, moved, "清单.csv", carry)
    assert DivisionVersion.objects.count() == before and not ChangeImport.objects.exists()
    assert carry_list(officer, moved, "清单.csv", carry, {2: "2024-03-01"}).groups[0]["known"] == "day"


def test_carrying_out_in_a_year_moves_no_boundary(tree) -> None:
    town, year = tree["town"].pk, datetime.date(2019, 1, 1)
    told = {"document": "1", "source": "测试", "actor": None, "known": "year"}
    carry_out([Rename(town, "新镇"), Affiliate(town, tree["dehui"].pk)], year, **told)
    version = DivisionVersion.objects.get(division=town, name="新镇")
    assert (version.begin_precision, version.parent_id) == ("year", tree["dehui"].pk)


def test_carrying_out_in_a_year_with_boundaries_is_refused(jilin) -> None:
    day = datetime.date(2024, 1, 1)
    town, other = (resolve_code(code, day).division_id for code in ("220122111", "220183"))
    told = {"document": "1", "source": "测试", "actor": None, "known": "year"}
    with pytest.raises(NotPossible, match="补填到日"):
        carry_out([Affiliate(town, other)], day, **told)


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_the_page_asks_beside_the_row_checks_again_and_carries_out(page, tree) -> None:
    sent = SimpleUploadedFile("清单.csv", listed(UPGRADE))
    text = page.post(ROOM, {"file": sent}).content.decode()
    assert 'name="day-2"' in text and "按补填的日期重新检查" in text and "整份登记" in text
    sha = text.split('name="sha256" value="')[1].split('"')[0]
    again = {"sha256": sha, "filename": "清单.csv"}
    wrong = page.post(ROOM, {**again, "day-2": "2018-01-01"}).content.decode()
    assert "不是清单所写" in wrong and 'value="2018-01-01"' in wrong and "整份登记：" not in wrong
    right = page.post(ROOM, {**again, "day-2": "2019-07-30"}).content.decode()
    assert "2019年7月30日" in right and right.count('name="day-2" value="2019-07-30"') == 2
    answer = page.post(f"{ROOM}carry/", {**again, "day-2": "2019-07-30"})
    assert answer.status_code == 302
    version = DivisionVersion.objects.get(division=tree["nongan"], name="农安市")
    assert (version.begin_precision, version.valid.lower) == ("day", datetime.date(2019, 7, 30))
    assert page.post(ROOM, {"sha256": "0" * 64, "filename": "x"}).status_code == 404
