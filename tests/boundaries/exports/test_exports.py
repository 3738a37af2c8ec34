"""Exports of officers: every selection at any date, only for officers, with who took what in the log."""

import datetime
import json
import os
import re

import pyogrio
import pytest
import shapely
from django.conf import settings
from django.test import Client

from boundaries.divisions.models import DivisionVersion
from boundaries.exports.selections import Asked, registered, selection_of
from boundaries.lines.legal import rebuild_lines
from boundaries.lines.markers.models import Marker, MarkerVersion
from boundaries.lines.models import Edge, LineVersion
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from office.jobs.parcels import folder, sweep
from office.log.models import Event
from office.people.models import User
from office.people.roles import Role
from tests.factories import ALWAYS, UserFactory, appointed, make_division, period
from tests.gazetteer.atlas.factories import make_area, make_edge

pytestmark = pytest.mark.django_db
PAGE = "/boundaries/export/"
DAY = datetime.date(2025, 6, 1)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def land() -> dict:
    province = make_division("吉林省", "22", level="province", kind="省")
    other = make_division("黑龙江省", "23", level="province", kind="省", external=True)
    city = make_division("长春市", "2201", parent=province, level="prefecture", kind="地级市")
    west, east = make_division("农安县", "220122", parent=city), make_division("德惠市", "220183", parent=city)
    make_area(west, "county", (125.0, 44.0, 126.0, 45.0), sample=True)
    make_area(east, "county", (126.0, 44.0, 127.0, 45.0), valid=period("2020-01-01"))
    make_edge(west, east, [(126, 44), (126, 45)])
    make_edge(west, other, [(126, 45), (125, 45), (125, 44), (126, 44)], level="province")
    make_edge(east, other, [(126, 44), (127, 44), (127, 45), (126, 45)], level="province")
    rebuild_lines()
    line = LineVersion.objects.get(code="220122-220183").line
    marker = Marker.objects.create()
    MarkerVersion.objects.create(
        marker=marker, number="220122220183001", level="county", kind="single", line=line, valid=ALWAYS,
        x=4930000.123, y=42500000.456, crs="EPSG:4530", point="SRID=4490;POINT(126 44.5)",
    )  # fmt: skip
    old = Marker.objects.create()
    MarkerVersion.objects.create(
        marker=old, number="220122220183002", level="county", kind="single", line=line, valid=period("2021-01-01"),
        x=4930000, y=21500000, crs="EPSG:2335",
    )  # fmt: skip
    return {"province": province, "other": other, "city": city, "west": west, "east": east}


def rows(key: str, **asked) -> list[tuple[dict, object]]:
    selection = selection_of(key)
    assert selection is not None
    return [(dict(row.values), row.geometry) for row in selection.build(Asked(**{"day": DAY, **asked})).rows]


def test_areas_of_a_day(land) -> None:
    found = {values["name"]: (values, shape) for values, shape in rows("areas", level="county")}
    assert set(found) == {"农安县", "德惠市"}
    values, shape = found["农安县"]
    assert (values["code"], values["parent"], values["is_sample"]) == ("220122", "长春市", True)
    assert shape.bounds == (125, 44, 126, 45)
    before = {values["name"]: shape for values, shape in rows("areas", level="county", day=datetime.date(2010, 1, 1))}
    assert before["德惠市"] is None and before["农安县"] is not None
    assert [values["name"] for values, _ in rows("areas", within=land["east"].pk)] == ["德惠市"]
    DivisionVersion.objects.filter(division=land["west"]).update(valid=period("1988-01-01"), begin_precision="year")
    assert next(v for v, _ in rows("areas") if v["name"] == "农安县")["valid_from"] == "1988"


def test_lines_and_edges_of_a_day(land) -> None:
    lines = {values["code"]: shape for values, shape in rows("lines")}
    assert {"2223", "220122-220183"} <= set(lines)
    assert lines["220122-220183"].length == 1 and lines["2223"].geom_type == "MultiLineString"
    edges = rows("edges", level="county")
    assert [(v["left_name"], v["right_code"], v["line"]) for v, _ in edges] == [("农安县", "220183", "220122-220183")]
    line = LineVersion.objects.get(code="2223").line_id
    assert len(rows("edges", line=line)) == 2 and len(rows("lines", line=line)) == 1
    assert len(rows("edges")) == 3
    split = Edge.objects.get(level="county")
    split.pk, split.dormant = None, True
    split.save(force_insert=True)
    assert len(rows("edges")) == 3
    assert rows("edges", within=make_division("外地", "220999").pk) == []


def test_markers_keep_what_was_given_and_invent_no_point(land) -> None:
    found = {values["number"]: (values, shape) for values, shape in rows("markers")}
    first, point = found["220122220183001"]
    assert (first["x_north"], first["y_east"], first["crs_given"]) == (4930000.123, 42500000.456, "EPSG:4530")
    assert (point.x, point.y, first["line"]) == (126, 44.5, "220122-220183")
    assert found["220122220183002"][1] is None
    assert len(rows("markers", day=datetime.date(2019, 1, 1))) == 1


def test_names_and_streets_come_from_the_room_above(land) -> None:
    assert [each.key for each in registered()] == ["areas", "lines", "edges", "markers", "names", "streets"]
    for form, kind, status in (
        ("前岗屯", "hamlet", "registered"),
        ("园东路", "street", "registered"),
        ("密屯", "hamlet", "approved"),
    ):
        feature = Feature.objects.create(
            kind=kind, home=land["west"], point="SRID=4490;POINT(125.5 44.5)", source="测试",
            is_sample=kind == "street",
            geom="SRID=4490;LINESTRING(125.5 44.5, 125.6 44.5)" if kind == "street" else None,
        )  # fmt: skip
        Name.objects.create(
            feature=feature,
            form=form,
            form_kind=FormKind.STANDARD,
            status=NameStatus(status),
            valid=ALWAYS,
            source="测试",
        )
    assert [(v["name"], v["div_name"], s.geom_type) for v, s in rows("names")] == [("前岗屯", "农安县", "Point")]
    assert [(v["name"], v["is_sample"], s.geom_type) for v, s in rows("streets", within=land["city"].pk)] == [
        ("园东路", True, "MultiLineString")
    ]
    assert rows("streets", within=land["east"].pk) == []


@pytest.fixture
def officer(land) -> User:
    return appointed(Role.BOUNDARY_OFFICER, land["province"])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, **data: str) -> object:
    return client.post(PAGE, {"what": "areas", "format": "geojson", "crs": "EPSG:4490", "encoding": "UTF-8", **data})


def fetched(client: Client, page: str) -> bytes:
    address = re.search(r'href="(/jobs/parcels/[^"]+/file/)"', page)
    assert address
    answer = client.get(address[1])
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_an_officer_takes_a_file_and_the_log_says_so(officer) -> None:
    client = signed_in(officer)
    page = send(client, level="county", within="2201").content.decode()
    assert "条为示例数据" in page
    content = fetched(client, page)
    data = json.loads(content)
    assert data["about"]["as_of"] and data["about"]["approval"] and "内部资料" in data["about"]["licence"]
    assert {each["properties"]["name"] for each in data["features"]} == {"农安县", "德惠市"}
    event = Event.objects.get(action="boundaries.export")
    assert event.actor == officer and event.data["filters"] == {"level": "county", "within": "2201"}
    assert (event.data["rows"], event.data["samples"], event.data["selection"]) == (2, 1, "areas")
    groups = " ".join(re.findall(".{4}", event.data["sha256"]))
    assert groups in page


def test_every_selection_in_every_format(officer, tmp_path) -> None:
    client = signed_in(officer)
    for selection in registered():
        for form in ("gpkg", "geojson", "zip", "kml", "csv"):
            page = send(client, what=selection.key, format=form, crs="EPSG:4530").content.decode()
            path = tmp_path / f"{selection.key}.{form}"
            path.write_bytes(fetched(client, page))
            if form == "csv":
                assert "lon,lat,crs,wkt" in path.read_text("utf-8-sig").splitlines()[0]
            elif form != "geojson" or "LineString" in path.read_text("utf-8"):
                source = f"/vsizip/{path}" if form == "zip" else path
                meta, _, shapes, _ = pyogrio.raw.read(source)
                for wkb in shapes:
                    far = 20_000_000 if meta["crs"] == "EPSG:4530" else 120
                    assert wkb is None or shapely.from_wkb(wkb).bounds[0] > far


def test_nobody_else_gets_one(land, officer) -> None:
    assert Client().get(PAGE)["Location"].startswith("/accounts/login/")
    stranger = signed_in(UserFactory())
    assert "须有任职" in stranger.get(PAGE).content.decode()
    refused = send(stranger)
    assert refused.status_code == 422 and "须有任职" in refused.content.decode()
    assert not Event.objects.filter(action="boundaries.export").exists()
    page = send(signed_in(officer)).content.decode()
    address = re.search(r'href="(/jobs/parcels/[^"]+/file/)"', page)[1]
    assert stranger.get(address).status_code == 404
    assert signed_in(officer).get(address.replace("/file/", "x/file/")).status_code == 404


def test_a_neighbour_has_only_their_own_side(land) -> None:
    neighbour = signed_in(appointed(Role.INSPECTOR, land["other"]))
    lines = json.loads(fetched(neighbour, send(neighbour, what="lines").content.decode()))
    assert {each["properties"]["code"] for each in lines["features"]} == {"2223"}
    areas = json.loads(fetched(neighbour, send(neighbour).content.decode()))
    assert {each["properties"]["name"] for each in areas["features"]} == {"黑龙江省"}
    markers = json.loads(fetched(neighbour, send(neighbour, what="markers").content.decode()))
    assert markers["features"] == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"within": "229999"}, "没有代码为 229999 的区划"),
        ({"within": "农安"}, "区划代码应为"),
        ({"what": "lines", "line": "220122-220199"}, "没有编号为 220122-220199 的界线"),
        ({"what": "names", "level": "county"}, "“地名”不能按级别选"),
        ({"what": "areas", "line": "2223"}, "“行政区域”不能按界线编号选"),
        ({"crs": "EPSG:4610"}, "EPSG:4610"),
        ({"date": "gestern"}, "有效"),
        ({"format": "dwg"}, "dwg"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(officer, sent: dict, said: str) -> None:
    answer = send(signed_in(officer), **sent)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_files_are_removed_after_a_day(officer) -> None:
    send(signed_in(officer))
    (kept,) = folder().iterdir()
    assert sweep() == 0
    os.utime(kept, (0, 0))
    assert sweep() == 1 and list(folder().iterdir()) == []
    assert folder().is_relative_to(settings.VAR_DIR)


def test_the_number_of_queries_does_not_grow_with_the_rows(land, django_assert_max_num_queries) -> None:
    for key, most in (("areas", 2), ("lines", 4), ("edges", 5), ("markers", 3), ("names", 4)):
        with django_assert_max_num_queries(most):
            rows(key)


def test_every_selection_counts_what_it_writes(land) -> None:
    for selection in registered():
        for asked in (Asked(day=DAY), Asked(day=DAY, within=land["west"].pk)):
            assert selection.count(asked) == len(list(selection.build(asked).rows)), selection.key
