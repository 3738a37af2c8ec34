"""The pages of lines and markers: seen, filled in, refused without loss, exported; queries counted."""

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from PIL import Image

from boundaries.lines.markers.actions import content_hash
from boundaries.lines.markers.models import MarkerPhoto, MarkerVersion
from boundaries.lines.models import DisputeClaim, Line, SpecialArea, ThreeWayPoint
from office.intake.models import StoredFile
from office.people.roles import Role
from tests.boundaries.lines.factories import make_edge, make_line, make_marker
from tests.factories import appointed, make_division, make_tree, period

CODE = "220122-220183"
FILLED = {
    "number": f"{CODE}-001Q", "kind": "single", "faces": "two", "state": "standing", "crs": "EPSG:4530",
    "x": "4930000", "y": "42450000", "reason": "勘界登记", "on": "2020-01-01", "document": "吉民发〔2020〕1号",
    "place-1-county": "农安县", "place-1-town": "农安镇",
    "signature-2-technician": "李测", "signature-2-date": "2020-05-06",
    **{f"reference-{n}-{key}": value for n in (1, 2, 3)
       for key, value in (("name", f"塔{n}"), ("part", "顶"), ("azimuth", f"{n}0.5"), ("distance_m", "30"))},
}  # fmt: skip


@pytest.fixture
def place(db, client):
    tree = make_tree()
    line = make_line(CODE, "农安县与德惠市界线", tree["nongan"], tree["dehui"], length_m=None, length_source="")
    make_edge(line, [(125.0, 44.6), (125.4, 44.5), (125.9, 44.4)])
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["nongan"]))
    return tree | {"line": line}


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 3), "white").save(out, "JPEG")
    return SimpleUploadedFile("近景.jpg", out.getvalue(), "image/jpeg")


def test_a_marker_is_filled_in_seen_and_printed(client, place) -> None:
    assert client.get(f"/boundaries/lines/{CODE}/markers/new/").status_code == 200
    answer = client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    version = MarkerVersion.objects.get()
    assert answer.url == f"/boundaries/markers/{version.marker_id}/"
    assert version.signatures == [{"technician": "李测", "office": "", "date": "2020-05-06"}]
    page = client.get(answer.url).content.decode()
    assert "4\u2009930\u2009000.000" in page and "塔3" in page and "农安县农安镇" in page
    paper = client.get(f"{answer.url}sheet/").content.decode()
    assert "界桩登记表" in paper and "李测" in paper
    assert f"{CODE}-001Q" in client.get(f"/boundaries/lines/{CODE}/").content.decode()


def test_what_was_filled_in_is_not_lost_when_refused(client, place) -> None:
    answer = client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED | {"number": "坏号", "reference-3-name": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "坏号" in page and "S06" in page and "42450000" in page
    assert not MarkerVersion.objects.exists()


@pytest.mark.parametrize(
    ("way", "more", "versions"),
    [
        ("correct", {"note": "更正"}, 1),
        ("move", {"x": "4930100", "on": "2025-01-01"}, 2),
        ("renumber", {"number": f"{CODE}-002Q", "on": "2025-01-01"}, 2),
        ("restore", {"material": "花岗岩", "on": "2025-01-01"}, 2),
        ("resurvey", {"x": "4930001", "number": f"{CODE}-003Q", "on": "2025-01-01"}, 2),
        ("abolish", {"on": "2025-01-01"}, 1),
    ],
)
def test_each_way_to_change_a_marker(client, place, way, more, versions) -> None:
    client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    version = MarkerVersion.objects.get()
    url = f"/boundaries/markers/{version.marker_id}/{way}/"
    form = client.get(url)
    assert form.status_code == 200
    answer = client.post(url, FILLED | more | {"seen": form.context["deed"].initial["seen"]})
    assert answer.status_code == 302, answer.content.decode()
    assert MarkerVersion.objects.count() == versions
    page = client.get(f"/boundaries/markers/{version.marker_id}/")
    assert page.status_code == 200 and len(page.context["eras"]) == versions
    before = client.get(f"/boundaries/markers/{version.marker_id}/?date=2024-12-31")
    assert before.context["version"].pk == version.pk


def test_a_stale_form_shows_what_changed_and_goes_through_after(client, place) -> None:
    client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    version = MarkerVersion.objects.get()
    url, seen = f"/boundaries/markers/{version.marker_id}/correct/", content_hash(version)
    client.post(url, FILLED | {"note": "别人写的", "seen": seen})
    answer = client.post(url, FILLED | {"description": "我写的", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422 and "别人写的" in page and "我写的" in page
    now = answer.context["deed"].data["seen"]
    assert client.post(url, FILLED | {"description": "我写的", "note": "别人写的", "seen": now}).status_code == 302


def test_photographs_are_kept_once_and_only_pictures(client, place) -> None:
    marker = make_marker(place["line"], "1")
    url = f"/boundaries/markers/{marker.marker_id}/photos/"
    for kind in ("near", "far"):
        client.post(url, {"kind": kind, "file": picture()})
    assert MarkerPhoto.objects.count() == 2 and StoredFile.objects.count() == 1
    client.post(url, {"kind": "north", "file": SimpleUploadedFile("x.jpg", b"<script>")})
    assert MarkerPhoto.objects.count() == 2
    sent = client.get(f"{url}{MarkerPhoto.objects.first().pk}/")
    assert sent["Content-Type"] == "image/jpeg" and b"".join(sent.streaming_content)[:2] == b"\xff\xd8"


def test_who_is_of_neither_side_reads_and_does_not_write(client, place) -> None:
    marker = make_marker(place["line"], "1")
    client.force_login(appointed(Role.BOUNDARY_OFFICER, make_division("乾安县", "220723")))
    assert client.get(f"/boundaries/markers/{marker.marker_id}/").status_code == 200
    answer = client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    assert answer.status_code == 422 and "管辖范围" in answer.content.decode()
    assert MarkerVersion.objects.count() == 1


def test_the_neighbour_province_sees_markers_of_its_own_lines_only(client, place) -> None:
    outside = make_division("黑龙江省", "23", level="province", kind="省", external=True)
    border = make_line("2223", "吉林省与黑龙江省界线", place["province"], outside, "province")
    inside, shared = make_marker(place["line"], "1"), make_marker(border, "2223001Q")
    client.force_login(appointed(Role.BOUNDARY_OFFICER, outside))
    for page in ("", "sheet/", "correct/"):
        assert client.get(f"/boundaries/markers/{inside.marker_id}/{page}").status_code == 404
        assert client.get(f"/boundaries/markers/{shared.marker_id}/{page}").status_code == 200
    assert client.get(f"/boundaries/lines/{CODE}/facts/").status_code == 404


def test_facts_claims_areas_are_written_on_their_forms(client, place) -> None:
    base, nongan, dehui = f"/boundaries/lines/{CODE}/", place["nongan"].pk, place["dehui"].pk
    seen = client.get(f"{base}facts/").context["form"].initial["seen"]
    told = {"state": "agreed", "agreement_body": "两县政府", "reason": "补登", "document": "协议书", "seen": seen}
    assert client.post(f"{base}facts/", told).status_code == 302
    stale = client.post(f"{base}facts/", told | {"agreement_number": "2号"})
    assert stale.status_code == 422 and "两县政府" in stale.content.decode()
    assert Line.objects.get().agreement_body == "两县政府"
    shape = "LINESTRING(125 44.6, 125.2 44.7)"
    claim = {"side": nongan, "evidence": "7.4", "title": "1956年协议", "shape": shape, "file": picture()}
    assert client.post(f"{base}claims/new/", claim).status_code == 302
    made = DisputeClaim.objects.get()
    assert made.geom.num_points == 2 and client.get(f"{base}claims/{made.pk}/file/").status_code == 200
    assert client.post(f"{base}claims/new/", claim | {"evidence": "9.1"}).status_code == 422
    area = {"kind": "enclave", "name": "某飞地", "owner": nongan, "user": dehui, "clause": "第五条"}
    assert client.post(f"{base}areas/new/", area).status_code == 302
    assert client.post(f"{base}areas/new/", area | {"user": nongan}).status_code == 422
    ended = {"on": "2025-02-01", "reason": "并入"}
    assert client.post(f"{base}areas/{SpecialArea.objects.get().pk}/end/", ended).status_code == 302
    page = client.get(f"{base}?date=2024-01-01").content.decode()
    assert "某飞地" in page and "1956年协议" in page and "两县政府" in page
    client.post(f"{base}claims/{made.pk}/remove/", {"reason": "误登"})
    assert not DisputeClaim.objects.exists()


def test_a_three_way_point_takes_the_coordinate_of_the_junction(client, place) -> None:
    third = make_division("九台区", "220113", parent=place["city"])
    here = place["line"].line.members.get().edge.end
    for code, other in (("220113-220122", "nongan"), ("220113-220183", "dehui")):
        make_edge(
            make_line(code, code, third, place[other]), [(125.9, 44.4), (126.2, 44.0 + len(other) / 10)], start=here
        )
    told = {"name": "三交点", "second": "220122-220113", "third": "220113-220183"}
    assert client.post(f"/boundaries/lines/{CODE}/three-way/new/", told).status_code == 302
    assert ThreeWayPoint.objects.get().junction == here
    assert "125.900000" in client.get(f"/boundaries/lines/{CODE}/").content.decode()
    wrong = client.post(f"/boundaries/lines/{CODE}/three-way/new/", told | {"third": "2223"})
    assert wrong.status_code == 422


def test_the_results_leave_as_table_with_coordinates_as_given(client, place) -> None:
    client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    make_marker(place["line"], "=1+1", kind="double")
    content = client.get(f"/boundaries/lines/{CODE}/?export=xlsx&kind=single").content
    rows = list(load_workbook(BytesIO(content)).active.values)
    assert rows[0][:5] == ("序号", "界桩号", "类型", "X（纵坐标，北）", "Y（横坐标，东）")
    assert rows[1][:5] == (1, f"{CODE}-001Q", "单立", 4930000, 42450000) and len(rows) == 2
    text = client.get(f"/boundaries/lines/{CODE}/?export=csv").content.decode("utf-8-sig")
    assert "'=1+1" in text


def test_markers_are_filtered_and_dated(client, place) -> None:
    make_marker(place["line"], "旧桩", valid=period("2000-01-01", "2010-01-01"))
    make_marker(place["line"], "新桩", valid=period("2010-01-01"), state="lost")
    url = f"/boundaries/lines/{CODE}/"
    assert [m.number for m in client.get(f"{url}?date=2009-12-31").context["chosen"]] == ["旧桩"]
    assert [m.number for m in client.get(f"{url}?date=2010-01-01").context["chosen"]] == ["新桩"]
    assert client.get(f"{url}?kind=double").context["chosen"] == []
    assert [m.number for m in client.get(f"{url}?state=lost&q=新").context["chosen"]] == ["新桩"]
    assert client.get(f"{url}?date=昨天").status_code == 404


@pytest.mark.parametrize("page", [f"lines/{CODE}/", "", "markers/{first}/", f"lines/{CODE}/?export=xlsx"])
def test_pages_cost_the_same_for_many_markers(client, place, page) -> None:
    first = make_marker(place["line"], f"{CODE}-000Q", point="POINT(125.4 44.5)").marker_id
    url = f"/boundaries/{page.format(first=first)}"
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(1, 31):
        make_marker(place["line"], f"{CODE}-{n:03}Q", point="POINT(125.4 44.5)")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 40


def test_the_public_is_told_the_number_of_markers_and_no_place(client, place) -> None:
    make_marker(place["line"], f"{CODE}-001Q", point="POINT(125.4321 44.5)")
    make_marker(place["line"], "旧", valid=period("2000-01-01", "2010-01-01"))
    client.logout()
    answer = client.get(f"/api/lines/{CODE}")
    assert answer.json()["markers"] == 1 and "125.4321" not in answer.content.decode()
    assert client.get(f"/boundaries/markers/{MarkerVersion.objects.first().marker_id}/").status_code == 302


def test_the_line_of_another_day(client, place) -> None:
    day = datetime.date(2019, 1, 1)
    assert client.get(f"/boundaries/?date={day}").context["day"] == day
