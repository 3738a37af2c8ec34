"""The page 待办: whose tasks, overdue first, filters and counts, exports, finishing and cancelling."""

import csv
import datetime
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from boundaries.changes.loading import remove_followers_sample
from office.people.models import User
from office.people.navigation import entries
from office.people.roles import Role
from office.tasks.actions import finish_task
from office.tasks.models import State, Task
from tests.factories import UserFactory, appointed, make_tree
from tests.office.tasks.factories import make_task

DAY = datetime.date(2025, 6, 20)
LIST = "/boundaries/tasks/"


@pytest.fixture
def tree(db, settings) -> dict:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_tree()


@pytest.fixture
def officer(tree) -> User:
    return appointed(Role.BOUNDARY_OFFICER, tree["city"])


@pytest.fixture
def officers(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def titles(answer) -> list[str]:
    return [row.task.title for row in answer.context["rows"]]


def test_overdue_stands_first_and_says_by_how_much(tree, officers: Client) -> None:
    make_task(tree["nongan"].pk, 1, due=None, basis="")
    make_task(tree["nongan"].pk, 2, due=DAY + datetime.timedelta(days=30))
    make_task(tree["dehui"].pk, 3, due=DAY - datetime.timedelta(days=3))
    make_task(tree["town"].pk, 4, due=DAY)
    answer = officers.get(LIST)
    page = answer.content.decode()
    assert titles(answer) == [f"勘定第 {n} 条界线" for n in (3, 4, 2, 1)]
    assert "逾期 3 天" in page
    assert "今天到期" in page
    assert "还有 30 天" in page
    assert "待办 4 件 · 逾期 1 件" in page
    assert 'href="/boundaries/changes/7/"' in page
    assert 'href="/boundaries/lines/220121/"' in page
    assert "德惠市 · 界线管理员" in page


def test_others_do_not_see_it(tree, client: Client) -> None:
    task = make_task(tree["nongan"].pk)
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]))
    assert titles(client.get(LIST)) == []
    refused = client.get(f"{LIST}{task.pk}/")
    assert refused.status_code == 403
    assert "不在您的管辖范围" in refused.content.decode()
    assert client.post(f"{LIST}{task.pk}/finish/").status_code == 403
    assert client.post(f"{LIST}{task.pk}/cancel/", {"reason": "x"}).status_code == 403
    assert Task.objects.get().state == State.OPEN


def test_a_visitor_is_led_to_the_door(client: Client, db) -> None:
    assert client.get(LIST).url == f"/accounts/login/?next={LIST}"


def test_filters_by_state_kind_and_text(tree, officer, officers: Client) -> None:
    finish_task(officer, make_task(tree["nongan"].pk, 1), document="吉民发〔2025〕3号")
    make_task(tree["nongan"].pk, 2)
    make_task(tree["nongan"].pk, 3, kind="changes.archive")
    assert titles(officers.get(LIST)) == ["勘定第 2 条界线", "勘定第 3 条界线"]
    assert titles(officers.get(LIST, {"show": "done"})) == ["勘定第 1 条界线"]
    assert titles(officers.get(LIST, {"show": "all"})) == [f"勘定第 {n} 条界线" for n in (2, 3, 1)]
    assert titles(officers.get(LIST, {"show": "nonsense"})) == ["勘定第 2 条界线", "勘定第 3 条界线"]
    assert titles(officers.get(LIST, {"kind": "changes.archive"})) == ["勘定第 3 条界线"]
    page = officers.get(LIST).content.decode()
    assert page.count("材料归档") == 2 and "changes.archive</" not in page
    assert titles(officers.get(LIST, {"q": "〔2025〕3号", "show": "all"})) == ["勘定第 1 条界线"]
    assert titles(officers.get(LIST, {"show": "overdue"})) == []
    assert "没有符合条件的任务" in officers.get(LIST, {"q": "没有"}).content.decode()


def test_an_empty_list_says_where_tasks_come_from(tree, officers: Client, client: Client) -> None:
    assert "由它们带来的任务会出现在这里" in officers.get(LIST).content.decode()
    client.force_login(UserFactory())
    assert "还没有任职" in client.get(LIST).content.decode()


def test_exports_hold_the_whole_selection(tree, officers: Client) -> None:
    for number in range(1, 60):
        make_task(tree["nongan"].pk, number, title=f"=1+{number}")
    answer = officers.get(LIST, {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 59
    assert rows[0]["任务"].startswith("'=1+")
    assert (rows[0]["期限"], rows[0]["剩余天数"], rows[0]["办理区划"]) == ("2025-06-21", "1", "农安县")
    assert 'filename="tasks-2025-06-20.csv"' in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(officers.get(LIST, {"format": "xlsx"}).content)).active
    assert sheet.max_row == 60
    assert len(titles(officers.get(LIST))) == 50
    assert len(titles(officers.get(LIST, {"page": 2}))) == 9


def test_a_list_costs_the_same_however_many(tree, officers: Client, django_assert_max_num_queries) -> None:
    for number in range(1, 41):
        make_task(tree["nongan"].pk, number)
    officers.get(LIST)
    with django_assert_max_num_queries(14):
        officers.get(LIST)


def test_finishing_with_note_and_document(tree, officers: Client) -> None:
    task = make_task(tree["nongan"].pk)
    shown = officers.get(f"{LIST}{task.pk}/").content.decode()
    assert "《行政区域界线管理条例》第九条" in shown
    assert "发起任务：勘定第 1 条界线" in shown
    answer = officers.post(f"{LIST}{task.pk}/finish/", {"note": "已埋桩", "document": "吉民发〔2025〕3号"}, follow=True)
    assert "已办结：勘定第 1 条界线。" in answer.content.decode()
    task.refresh_from_db()
    assert (task.state, task.done_on, task.document) == ("done", DAY, "吉民发〔2025〕3号")
    again = officers.post(f"{LIST}{task.pk}/finish/", {"note": "又一次"})
    assert again.status_code == 422
    assert "不能再办" in again.content.decode()


def test_cancelling_without_a_reason_is_said_beside_the_field(tree, officers: Client) -> None:
    task = make_task(tree["nongan"].pk)
    answer = officers.post(f"{LIST}{task.pk}/cancel/", {"reason": " "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    officers.post(f"{LIST}{task.pk}/cancel/", {"reason": "并入他案"})
    assert "并入他案" in officers.get(f"{LIST}{task.pk}/").content.decode()
    assert Task.objects.get().state == State.CANCELLED


def test_sample_is_marked_on_page_and_export(tree, officers: Client) -> None:
    make_task(tree["nongan"].pk, is_sample=True)
    assert "示例数据" in officers.get(LIST).content.decode()
    assert officers.get(LIST, {"format": "csv"}).content.decode("utf-8-sig").strip().endswith("是")


def test_sample_tasks_leave_with_the_sample(tree) -> None:
    kept = make_task(tree["nongan"].pk, 1)
    make_task(tree["nongan"].pk, 2, is_sample=True)
    assert remove_followers_sample(lambda _words: None) >= 1
    assert list(Task.objects.all()) == [kept]


def test_the_navigation_counts_what_waits(tree, officer, officers: Client) -> None:
    make_task(tree["nongan"].pk, 1)
    make_task(tree["nongan"].pk, 2)
    shown = {entry.label: entry for entry in entries(f"{LIST}3/", signed_in=True, user=officer)}
    assert (shown["待办"].count, shown["待办"].current, shown["界线"].current) == (2, True, False)
    assert entries("/boundaries/", signed_in=True, user=officer)[2].current
    assert 'class="nav__count">2<' in officers.get("/boundaries/").content.decode()
    assert "待办" not in [entry.label for entry in entries("/", signed_in=False)]
