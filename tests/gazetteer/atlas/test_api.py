"""The public API answers as the contract says, and refuses in Chinese with stable codes."""

import pytest
from django.test import Client
from django.urls import get_resolver

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import Area, DivisionCode, DivisionVersion
from gazetteer.atlas.api import api
from tests.factories import make_division, period

pytestmark = pytest.mark.django_db


def problem(answer) -> str:
    assert answer["Content-Type"] == "application/problem+json; charset=utf-8"
    body = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= body.keys()
    assert body["status"] == answer.status_code
    return body["code"]


def test_an_area(mapped, client: Client) -> None:
    body = client.get("/api/areas/220122").json()
    assert (body["id"], body["name"], body["level"]) == (f"D{mapped['west'].pk}", "农安县", "county")
    assert body["codes"] == [
        {"scheme": "MCA", "code": "220122", "valid": {"from": None, "to": None, "begin": None, "end": None}}
    ]
    assert body["parent"]["code"] == "2201"
    assert [step["name"] for step in body["chain"]] == ["吉林省", "长春市", "农安县"]
    assert (body["scheme"], body["other_meanings"], body["predecessors"], body["successors"]) == ("MCA", [], [], [])


@pytest.mark.parametrize("code", ["22", "2200", "220000", "220000000", "220000000000"])
def test_trailing_zeros_change_nothing(mapped, client: Client, code: str) -> None:
    assert client.get(f"/api/areas/{code}").json()["name"] == "吉林省"


def test_by_public_id(mapped, client: Client) -> None:
    assert client.get(f"/api/areas/D{mapped['east'].pk}").json()["name"] == "德惠市"


def test_one_number_with_two_meanings(mapped, client: Client) -> None:
    other = make_division("合隆镇", "220122100", parent=mapped["west"], level="township", kind="镇", scheme="NBS")
    body = client.get("/api/areas/220122100").json()
    assert (body["name"], body["scheme"]) == ("农安镇", "MCA")
    assert body["other_meanings"] == [{"id": f"D{other.pk}", "name": "合隆镇", "scheme": "NBS", "code": "220122100"}]
    assert client.get("/api/areas/220122100", {"scheme": "NBS"}).json()["name"] == "合隆镇"


def test_an_ended_code_is_a_tombstone_though_the_statistics_still_use_the_digits(mapped, client: Client) -> None:
    town = make_division("合隆镇", "220122109", parent=mapped["west"], level="township", kind="镇")
    unit = make_division("合隆开发区", "220122109", parent=mapped["west"], level="township", scheme="NBS")
    DivisionCode.objects.filter(division=town).update(valid=period(None, "2020-01-01"))
    DivisionCode.objects.create(
        division=town, scheme="MCA", code="220122110", valid=period("2020-01-01"), source="测试"
    )
    answer = client.get("/api/areas/220122109")
    assert (answer.status_code, problem(answer)) == (410, "code_out_of_force")
    assert [step["code"] for step in answer.json()["successors"]] == ["220122110"]
    assert [(each["id"], each["scheme"]) for each in answer.json()["other_meanings"]] == [(f"D{unit.pk}", "NBS")]
    assert client.get("/api/areas/220122109", {"scheme": "NBS"}).json()["name"] == "合隆开发区"
    assert client.get("/api/areas/220122109.geojson").status_code == 410
    zone = make_division("某开发区", "220171", parent=mapped["city"], scheme="NBS", statistical=True)
    assert client.get("/api/areas/220171").json()["id"] == f"D{zone.pk}"


def test_a_code_that_moved_on(mapped, client: Client) -> None:
    division = make_division("公主岭市", "220381", parent=mapped["city"], valid=period(None, "2020-01-01"))
    DivisionVersion.objects.filter(division=division).update(valid=period(None))
    DivisionCode.objects.create(
        division=division, scheme="MCA", code="220184", valid=period("2020-01-01"), source="测试"
    )
    answer = client.get("/api/areas/220381")
    assert (answer.status_code, problem(answer)) == (410, "code_out_of_force")
    assert [step["code"] for step in answer.json()["successors"]] == ["220184"]
    assert client.get("/api/areas/220381", {"date": "2010-01-01"}).json()["name"] == "公主岭市"
    assert problem(client.get("/api/areas/220184", {"date": "2010-01-01"})) == "code_not_yet_in_force"


def test_what_was_abolished_names_its_successors(mapped, client: Client) -> None:
    gone = make_division("双阳县", "220125", parent=mapped["city"], valid=period(None, "1995-01-01"))
    DivisionChange.objects.create(
        effective=period("1995-01-01", "1996-01-01"),
        precision="year",
        kind="abolished",
        source_kind="撤销",
        old_code="220125",
        old_name="双阳县",
        new_code="220122",
        new_name="农安县",
        old=gone,
        new=mapped["west"],
        source="测试",
    )
    answer = client.get(f"/api/areas/D{gone.pk}")
    assert (answer.status_code, problem(answer)) == (410, "division_abolished")
    assert [step["name"] for step in answer.json()["successors"]] == ["农安县"]
    assert client.get("/api/areas/220125").status_code == 410
    assert client.get("/api/areas/220122").json()["predecessors"][0]["when"] == "1995年"
    page = client.get("/areas/220125/")
    assert page.status_code == 410
    assert "农安县" in page.content.decode()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/areas/999999", 404, "unknown_code"),
        ("/api/areas/22x", 422, "invalid_code"),
        ("/api/areas/D999999999", 404, "unknown_division"),
        ("/api/areas/22?date=yesterday", 422, "invalid_parameter"),
        ("/api/areas/22?scheme=XYZ", 422, "invalid_parameter"),
        ("/api/point?lon=abc&lat=44", 422, "invalid_parameter"),
        ("/api/point?lon=126", 422, "invalid_parameter"),
        ("/api/point?lon=nan&lat=44", 422, "invalid_parameter"),
        ("/api/point?lon=10&lat=10", 404, "outside"),
        ("/api/names", 422, "nothing_asked"),
        ("/api/names?q=x&kind=dragon", 422, "invalid_parameter"),
        ("/api/names?q=x&bbox=1,2,3", 422, "invalid_parameter"),
        ("/api/names?q=x&bbox=9,2,3,4", 422, "invalid_parameter"),
        ("/api/names?q=x&cursor=zzz", 422, "invalid_parameter"),
        ("/api/names?q=x&limit=0", 422, "invalid_parameter"),
        ("/api/names?q=x&within=999999", 404, "unknown_code"),
        ("/api/names/G999999", 404, "unknown_name"),
        ("/api/names/X1", 404, "unknown_name"),
        ("/api/lines/220122-220184", 404, "unknown_line"),
        ("/api/lines/nonsense", 422, "invalid_line"),
        ("/api/changes?cursor=WyJhIiwgImIiLCAxXQ==", 422, "invalid_parameter"),
        ("/api/nothing", 404, "unknown_address"),
    ],
)
def test_refusals(mapped, client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, problem(answer)) == (status, code)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_refusals_are_told_in_chinese(mapped, client: Client) -> None:
    body = client.get("/api/point", {"lon": 200}).json()
    assert body["errors"] == [
        {"field": "lon", "message": "过大，不得大于 180.0"},
        {"field": "lat", "message": "缺少参数"},
    ]


def test_odd_characters_find_nothing_and_break_nothing(mapped, client: Client) -> None:
    for text in ("\x00", "\x00'", "ji\x00'an", "'", "\\", "%", "😀", "<script>"):
        assert client.get("/api/names", {"q": text, "within": "22"}).status_code == 200


def test_the_geometry_of_an_area(mapped, client: Client) -> None:
    answer = client.get("/api/areas/220122.geojson")
    body = answer.json()
    assert answer["Content-Type"].startswith("application/geo+json")
    assert (body["type"], body["id"], body["properties"]["name"]) == ("Feature", f"D{mapped['west'].pk}", "农安县")
    assert body["geometry"]["coordinates"] == [[[[125, 44], [125, 45], [126, 45], [126, 44], [125, 44]]]]


def test_neighbours_still_fit_each_other(mapped, client: Client) -> None:
    edges = []
    for code in ("220122", "220183"):
        ring = client.get(f"/api/areas/{code}.geojson").json()["geometry"]["coordinates"][0][0]
        edges.append({tuple(point) for point in ring if point[0] == 126})
    assert edges[0] == edges[1] != set()


def test_where_the_geometry_of_a_day_is_unknown_the_reason_is_told(mapped, client: Client) -> None:
    mapped["west"].areas.update(valid=period("2020-01-01"))
    body = client.get("/api/areas/220122.geojson", {"date": "1990-01-01"}).json()
    assert body["geometry"] is None
    assert "没有资料" in body["properties"]["geometry_reason"]
    assert body["properties"]["name"] == "农安县"


def test_children(mapped, client: Client) -> None:
    body = client.get("/api/areas/2201/children").json()
    assert [child["code"] for child in body["children"]] == ["220122", "220183"]
    first = client.get("/api/areas/2201/children", {"limit": 1}).json()
    rest = client.get("/api/areas/2201/children", {"limit": 1, "cursor": first["next"]}).json()
    assert [child["code"] for child in first["children"] + rest["children"]] == ["220122", "220183"]
    assert rest["next"] is None


def test_history(mapped, client: Client) -> None:
    body = client.get("/api/areas/220122/history").json()
    assert [version["name"] for version in body["versions"]] == ["农安县"]
    assert body["codes"][0]["code"] == "220122"
    assert body["changes"] == []


def test_a_point(mapped, client: Client) -> None:
    body = client.get("/api/point", {"lon": 125.5, "lat": 44.5}).json()
    assert [(step["code"], step["level"], step["sample"]) for step in body["chain"]] == [
        ("22", "province", False),
        ("2201", "prefecture", False),
        ("220122", "county", False),
        ("220122100", "township", True),
    ]
    assert (body["border"], body["sides"]) == (False, [])


def test_a_point_on_a_border_names_both_sides(mapped, client: Client) -> None:
    body = client.get("/api/point", {"lon": 126.0, "lat": 44.5}).json()
    assert body["border"] is True
    assert {"220122", "220183"} <= {side["code"] for side in body["sides"]}
    assert [step["code"] for step in body["chain"]][:2] == ["22", "2201"]


def test_a_point_on_the_border_of_the_province(mapped, client: Client) -> None:
    body = client.get("/api/point", {"lon": 127.0, "lat": 44.5}).json()
    assert body["border"] is True
    assert {"22", "23", "220183"} <= {side["code"] for side in body["sides"]}


def test_a_point_before_all_known_geometry(mapped, client: Client) -> None:
    Area.objects.update(valid=period("2020-01-01"))
    assert (
        problem(client.get("/api/point", {"lon": 125.5, "lat": 44.5, "date": "1990-01-01"}))
        == "geometry_unknown_on_day"
    )


def test_names(mapped, client: Client) -> None:
    body = client.get("/api/names", {"q": "nongan"}).json()
    hit = body["results"][0]
    assert {"id", "name", "kind", "division", "lon", "lat", "matched", "sample"} <= hit.keys()
    assert (hit["id"], hit["name"], hit["kind"]) == (f"D{mapped['west'].pk}", "农安县", "county")
    assert hit["division"] == {"id": f"D{mapped['city'].pk}", "name": "长春市", "path_name": "吉林省长春市"}
    assert (hit["matched"]["form"], hit["matched"]["how"], hit["matched"]["label"]) == ("农安县", "pinyin", "拼音")


def test_names_by_filter(mapped, client: Client) -> None:
    inside = client.get("/api/names", {"q": "农安", "within": "220122", "kind": "township"}).json()
    assert [hit["name"] for hit in inside["results"]] == ["农安镇"]
    boxed = client.get("/api/names", {"bbox": "126.1,44,127,45"}).json()
    assert [hit["name"] for hit in boxed["results"]] == ["德惠市"]


def test_one_name(mapped, client: Client) -> None:
    body = client.get(f"/api/names/D{mapped['west'].pk}").json()
    assert (body["name"], body["pinyin"], body["pinyin_toned"]) == ("农安县", "Nong'an Xian", "Nóng'ān Xiàn")
    assert [form["form_kind"] for form in body["forms"]] == ["standard"]
    assert body["chain"][-1]["code"] == "220122"


def test_a_line(mapped, client: Client) -> None:
    body = client.get("/api/lines/220183-220122").json()
    assert (body["code"], body["first"]["name"], body["second"]["name"]) == ("220122-220183", "农安县", "德惠市")
    assert "coordinates" not in str(body)


def test_changes(mapped, client: Client) -> None:
    for year in (1984, 1995, 2003):
        DivisionChange.objects.create(
            effective=period(f"{year}-01-01", f"{year + 1}-01-01"),
            precision="year",
            kind="renamed",
            source_kind="更名",
            old_name="甲",
            new_name="乙",
            old=mapped["west"],
            new=mapped["west"],
            source="测试",
        )
    body = client.get("/api/changes", {"since": "1990-01-01", "limit": 1}).json()
    assert [change["date"] for change in body["results"]] == ["1995"]
    following = client.get("/api/changes", {"since": "1990-01-01", "cursor": body["next"]}).json()
    assert [change["when"] for change in following["results"]] == ["2003年"]


def test_only_for_reading(mapped, client: Client) -> None:
    answer = client.post("/api/areas/22")
    assert (answer.status_code, problem(answer)) == (405, "read_only")
    assert client.head("/api/areas/22").status_code == 200
    assert client.options("/api/areas/22")["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_what_has_not_changed_is_not_sent_again(mapped, client: Client) -> None:
    first = client.get("/api/areas/220122")
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/api/areas/220122", headers={"If-None-Match": first["ETag"]}).status_code == 304
    DivisionVersion.objects.filter(division=mapped["west"]).update(name="农安市")
    assert client.get("/api/areas/220122", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_contract_describes_what_exists(client: Client) -> None:
    contract = client.get("/api/openapi.json").json()
    assert set(contract["paths"]) == {
        "/api/areas/{code}",
        "/api/areas/{code}.geojson",
        "/api/areas/{code}/children",
        "/api/areas/{code}/history",
        "/api/point",
        "/api/names",
        "/api/names/{public_id}",
        "/api/lines/{line}",
        "/api/changes",
        "/api/days",
        "/api/seats",
    }
    assert all(set(operations) == {"get"} for operations in contract["paths"].values())
    assert get_resolver().resolve("/api/docs").func
    assert api.title == contract["info"]["title"]


def test_the_pages_of_the_contract_need_nothing_from_outside(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "http://" not in page and "https://" not in page
    assert "/static/ninja/swagger-ui-bundle.js" in page


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/api/point?lon=125.5&lat=44.5", 1),
        ("/api/names?q=nongan", 3),
        ("/api/areas/220122", 10),
        ("/api/areas/2201/children", 4),
    ],
)
def test_few_queries(mapped, client: Client, django_assert_max_num_queries, path: str, queries: int) -> None:
    client.get(path)
    with django_assert_max_num_queries(queries):
        assert client.get(path).status_code == 200


def test_public_data_takes_the_short_way_and_pages_the_whole(mapped, client: Client) -> None:
    data, page = client.get("/api/areas/22"), client.get("/api/docs")
    assert data["X-Content-Type-Options"] == "nosniff"
    assert not data.has_header("Vary") and not data.cookies
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert client.get("/tiles/areas/7/108/46").status_code == 404
