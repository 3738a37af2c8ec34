"""What was in force on day A as it was recorded on day B, by API and page; corrections apart from legal changes."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out
from boundaries.changes.correcting import correct_version
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division, DivisionVersion
from gazetteer.atlas.recorded_facts import moment_of, rows_recorded
from office.people.calendar import today
from office.people.roles import Role
from tests.factories import appointed, make_division, make_tree

pytestmark = pytest.mark.django_db
AGO = datetime.timedelta(days=10)


@pytest.fixture
def tree() -> dict[str, Division]:
    """Entered ten days ago: 农安镇 was then corrected to 农安鎮, and renamed 宝塔镇 with a new code from 1 May 2024."""
    tree = make_tree()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("divisions_divisionversion", "divisions_divisioncode"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET recorded_at = %s", [timezone.now() - AGO])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    officer = appointed(Role.BOUNDARY_OFFICER, tree["province"])
    town = tree["town"].pk
    correct_version(
        officer, DivisionVersion.objects.get(division=town).pk, {"name": "农安鎮"}, reason="错字", document="1号"
    )
    operations = [ops.Rename(town, "宝塔镇"), ops.Recode(town, Scheme.MCA, "220122199")]
    carry_out(operations, datetime.date(2024, 5, 1), document="吉政函〔2024〕5号", source="测试", actor=None)
    return tree


def then() -> str:
    return (today() - AGO + datetime.timedelta(days=3)).isoformat()


def area(client: Client, code: str, **query: str) -> dict:
    return client.get(f"/api/areas/{code}", query).json()


def test_the_same_day_by_two_records(tree, client: Client) -> None:
    town = f"D{tree['town'].pk}"
    day, now = {"date": "2020-01-01"}, {"recorded": today().isoformat()}
    assert area(client, town, **day)["name"] == area(client, town, **day, **now)["name"] == "农安鎮"
    old = area(client, town, **day, recorded=then())
    assert (old["name"], old["recorded"], old["code"]) == ("农安镇", then(), "220122100")
    assert [step["name"] for step in old["chain"]] == ["吉林省", "长春市", "农安县", "农安镇"]
    assert (old["parent"]["name"], old["area_km2"], old["successors"]) == ("农安县", None, [])
    assert area(client, town, date="2025-01-01", recorded=then())["name"] == "农安镇"
    assert area(client, town, date="2025-01-01")["name"] == "宝塔镇"


def test_codes_are_those_of_the_record(tree, client: Client) -> None:
    assert area(client, "220122100", date="2025-01-01", recorded=then())["name"] == "农安镇"
    assert area(client, "220122100", date="2025-01-01")["code"] == "code_out_of_force"
    assert area(client, "220122199", date="2025-01-01", recorded=then())["code"] == "not_recorded_then"
    assert area(client, "220122199", date="2025-01-01", recorded=today().isoformat())["name"] == "宝塔镇"


def test_before_anything_was_recorded(tree, client: Client) -> None:
    early = (today() - AGO - datetime.timedelta(days=2)).isoformat()
    answer = client.get(f"/api/areas/D{tree['town'].pk}", {"recorded": early})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_recorded_then")
    assert client.get("/api/areas/D999999", {"recorded": early}).json()["code"] == "unknown_division"
    assert client.get("/api/areas/2x", {"recorded": early}).json()["code"] == "invalid_code"
    assert client.get("/api/areas/22", {"recorded": "x"}).status_code == 422
    page = client.get(f"/areas/D{tree['town'].pk}/history/", {"recorded": early}).content.decode()
    assert "登记中还没有这个区划" in page


def test_history_by_record(tree, client: Client) -> None:
    address = f"/api/areas/D{tree['town'].pk}/history"
    now = client.get(address).json()
    assert [row["name"] for row in now["versions"]] == ["农安鎮", "宝塔镇"]
    old = client.get(address, {"recorded": then()}).json()
    assert [row["name"] for row in old["versions"]] == ["农安镇"]
    assert [row["code"] for row in old["codes"]] == ["220122100"]
    causes = [row["cause"] for row in now["alterations"]]
    assert sorted(set(causes)) == ["change", "correction"] and old["recorded"] == then()


def test_all_periods_are_one_question_each(tree, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        versions, codes = rows_recorded(tree["town"].pk, today())
    assert [version.name for version in versions] == ["农安鎮", "宝塔镇"]
    assert [code.code for code in codes] == ["220122100", "220122199"]
    assert [version.name for version in rows_recorded(tree["town"].pk, today() - AGO)[0]] == ["农安镇"]


def test_a_statistical_code_by_record(tree, client: Client) -> None:
    zone = make_division("某开发区", "220171", parent=tree["city"], scheme="NBS", statistical=True)
    body = area(client, "220171", recorded=today().isoformat())
    assert (body["id"], body["scheme"], body["code"]) == (f"D{zone.pk}", "NBS", "220171")
    history = client.get("/api/areas/220171/history", {"recorded": today().isoformat()}).json()
    assert history["scheme"] == "NBS"


def test_the_page_tells_corrections_from_changes(tree, client: Client, django_assert_max_num_queries) -> None:
    address = f"/areas/D{tree['town'].pk}/history/"
    page = client.get(address).content.decode()
    assert "更正录入错误" in page and "法定变更" in page and "农安镇 · 镇" in page
    with django_assert_max_num_queries(30):
        old = client.get(address, {"recorded": then()}).content.decode()
    assert old.count('class="panel era') == 1 and "终了时的登记" in old
    assert "没有改动" in client.get(f"/areas/D{tree['nongan'].pk}/history/").content.decode()


def test_a_recorded_day_counts_to_its_end() -> None:
    moment = timezone.localtime(moment_of(datetime.date(2025, 6, 1)))
    assert (moment.date(), moment.hour, moment.minute) == (datetime.date(2025, 6, 1), 23, 59)
