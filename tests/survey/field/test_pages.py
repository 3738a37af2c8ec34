"""The pages and the interface of the phone: who gets where, what is kept, how many queries a list takes."""

import hashlib
import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from survey.field import actions, shell
from survey.townships.models import Observation
from tests.survey.demarcation.factories import make_point, make_survey
from tests.survey.field.factories import jpeg, record, spot
from tests.survey.test_pages import client_of


def post(client: Client, given):
    return client.post("/survey/field/items/", json.dumps(given), content_type="application/json")


@pytest.mark.parametrize("path", ["", "sw.js", "session.json", "work.json", "records/"])
def test_anyone_not_signed_in_is_led_to_sign_in(db, path):
    assert Client().get(f"/survey/field/{path}").url.startswith("/accounts/login/")


def test_the_worker_keeps_everything_that_the_page_asks_for(road):
    client = client_of(road.surveyor)
    page, worker = client.get("/survey/field/").content.decode(), client.get("/survey/field/sw.js")
    assert worker["Content-Type"].startswith("text/javascript") and "no-cache" in worker["Cache-Control"]
    kept = json.loads(re.search(r"const SHELL = (\[.*?\]);", worker.content.decode()).group(1))
    asked = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page))
    assert asked - set(kept) == set() and "/survey/field/" in kept
    missing = [path for path in kept if path.startswith("/static/") and not finders.find(path.removeprefix("/static/"))]
    assert missing == []
    assert not re.search(r"<script(?![^>]* src=)(?![^>]*application/json)", page)


def test_the_worker_changes_with_every_file_that_it_keeps(monkeypatch, tmp_path):
    before = shell._version()
    other = tmp_path / "store.js"
    other.write_text("changed")
    path = shell._path
    monkeypatch.setattr(shell, "_path", lambda name: other if name == "field/store.js" else path(name))
    assert shell._version() != before


def test_the_policy_lets_a_worker_of_our_own_run(road):
    policy = client_of(road.surveyor).get("/survey/field/")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_phone_learns_its_lines_and_what_is_on_them(road):
    survey = make_survey(road.line, road.officer)
    make_point(survey, "P07", "boundary", sheet={"description": "桥"})
    client = client_of(road.surveyor)
    works = client.get("/survey/field/work.json").json()
    assert works["user"]["id"] == road.surveyor.pk
    assert works["works"] == [
        {
            "code": "220122-220183",
            "name": road.line.name,
            "survey": {"id": survey.pk, "title": survey.title, "scale": 10000},
        }
    ]
    work = client.get("/survey/field/work/220122-220183.json").json()
    assert len(work["edges"]) == 1 and len(work["edges"][0]) == 12
    assert work["points"][0]["version"] == 1 and work["points"][0]["sheet"] == {"description": "桥"}
    west, south, east, north = work["box"]
    assert west < 125.413 < 125.556 < east and south < 44.418 < 44.539 < north
    assert client_of(road.namer).get("/survey/field/work/220122-220183.json").status_code == 403
    assert client.get("/survey/field/work/111111-222222.json").status_code == 404


def test_a_record_by_the_interface_is_answered_the_same_again(road):
    client, given = client_of(road.surveyor), record()
    first, second = post(client, given), post(client, given)
    assert first.status_code == 200 and first.json() == second.json()
    answer = first.json()
    assert answer["state"] == "taken" and re.fullmatch(r"SJ-\d{8}-\d{4}", answer["receipt"]["number"])
    assert client.get(answer["receipt"]["url"]).status_code == 200
    assert client.get(answer["url"]).status_code == 200
    refused = post(client, record(position=spot(accuracy_m=1))).json()
    assert refused["state"] == "refused" and refused["findings"][0]["fix"] and "row" not in refused["findings"][0]


def test_a_record_without_a_position_has_a_receipt_to_read(road):
    answer = post(client_of(road.surveyor), record(position=None)).json()
    assert client_of(road.officer).get(answer["receipt"]["url"]).status_code == 200
    assert client_of(road.surveyor).get(answer["url"]).status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{", '{"id": NaN}', "[" * 100_000])
def test_what_is_no_record_is_told_so(road, body):
    answer = client_of(road.surveyor).post("/survey/field/items/", body, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["detail"]


def test_pictures_in_pieces_by_the_interface(road):
    client, content = client_of(road.surveyor), jpeg()
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"/survey/field/photos/{sha256}/?size={len(content)}"

    def piece(offset, data):
        return client.post(f"{path}&offset={offset}", data, content_type="application/octet-stream")

    assert client.get(path).json() == {"whole": False, "offset": 0}
    assert piece(0, content[:100]).json() == {"whole": False, "offset": 100}
    again = piece(0, content[:100])
    assert again.status_code == 409 and again.json()["offset"] == 100
    assert piece(100, content[100:]).json() == {"whole": True, "offset": len(content)}
    assert client.get(path).json()["whole"]
    given = record(photos=[{"sha256": sha256, "original": sha256, "kind": "near", "name": "a.jpg"}])
    other = post(client_of(road.officer), given)
    assert other.status_code == 409 and other.json()["missing"] == [sha256]
    url = post(client, given).json()["url"]
    page = client.get(url).content.decode()
    shown = re.search(r'src="(/survey/field/photos/\d+/file/)"', page).group(1)
    assert b"".join(client.get(shown).streaming_content) == content
    assert client_of(road.namer).get(shown).status_code == 403
    for bad in ("x/?size=1", f"{sha256}/?size=-1", f"{sha256}/?size=９"):
        assert client.get(f"/survey/field/photos/{bad}").status_code in {404, 422}


def test_sending_needs_the_token_of_the_page(road):
    client = Client(enforce_csrf_checks=True)
    client.force_login(road.surveyor)
    assert post(client, record()).status_code == 403
    token = client.get("/survey/field/session.json").json()["csrf"]
    answer = client.post(
        "/survey/field/items/", json.dumps(record()), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200


def test_the_list_has_filter_export_and_a_steady_number_of_queries(road):
    client = client_of(road.officer)
    assert 'class="empty"' in client.get("/survey/field/records/").content.decode()
    actions.receive(road.surveyor, record("P01"))
    with CaptureQueriesContext(connection) as few:
        assert "P01" in client.get("/survey/field/records/").content.decode()
    for number in range(2, 8):
        actions.receive(road.surveyor, record(f"P{number:02}"))
    with CaptureQueriesContext(connection) as many:
        client.get("/survey/field/records/")
    assert len(many) <= len(few) + 1
    assert client.get("/survey/field/records/?as=xlsx").content[:2] == b"PK"
    assert client_of(road.namer).get("/survey/field/records/").content.decode().count("P01") == 0


def test_an_officer_accepts_the_waiting_positions_at_once(road):
    for number in ("P01", "P02"):
        actions.receive(road.surveyor, record(number))
    actions.receive(road.officer, record("P03"))
    actions.receive(road.surveyor, record("P04", position=spot(accuracy_m=1)))
    client = client_of(road.officer)
    assert "接收 2 条位置为观测" in client.get("/survey/field/records/").content.decode()
    client.post("/survey/field/records/accept/")
    assert sorted(Observation.objects.values_list("number", flat=True)) == ["P01", "P02"]
    assert "条位置为观测</button>" not in client.get("/survey/field/records/").content.decode()
    client_of(road.surveyor).post("/survey/field/records/accept/")
    assert Observation.objects.count() == 2


def test_the_front_end_package_is_served_by_ourselves():
    assert "idb" in settings.VENDOR and finders.find("vendor/idb/umd.js")
