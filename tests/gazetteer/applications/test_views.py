"""The pages: lists, the live check, the case with its buttons, refusals with what was typed, exports."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gazetteer.applications.actions import draft_of
from gazetteer.applications.models import Application
from gazetteer.applications.proceedings import SECTIONS
from gazetteer.applications.states import State
from tests.gazetteer.applications.factories import World, brought_to, draft, entered

ROOM = "/gazetteer/applications/"
NASTY = "<script>alert(1)</script>'; DROP TABLE applications_application; --街"


def signed_in(world: World, person: str) -> Client:
    client = Client()
    client.force_login(world.people[person])
    return client


@pytest.fixture
def county(world: World) -> Client:
    return signed_in(world, "county")


def fields(world: World, **changes: Any) -> dict[str, Any]:
    """The form as the browser sends it."""
    full = {
        "base_version": 0,
        "name": "向阳街",
        "kind": "street",
        "place": "长春市 农安县 农安镇",
        "place_id": world.tree["town"].pk,
        "position": "",
        "declared_crs": "cgcs2000",
        "position_text": "东起黄龙路，西至宝塔街",
        "nature": "长 420 米",
        "meaning": "取向阳之意",
        "reasons": "新建",
        "alternatives": "光明街、和平街",
        "applicant_type": "state_organ",
        "applicant_name": "农安镇人民政府",
    }
    return full | changes


def test_strangers_are_led_to_the_sign_in_page(world: World):
    answer = Client().get(ROOM)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={ROOM}")


def test_the_door_leads_to_the_list(county: Client):
    assert county.get("/gazetteer/")["Location"] == ROOM


def test_empty_list_says_what_to_do_first(county: Client):
    page = county.get(ROOM).content.decode()
    assert "先录入第一件" in page
    assert "/gazetteer/applications/new/" in page


def test_each_office_sees_its_own_divisions(world: World):
    entered(world)
    seen = {person: "向阳街" in signed_in(world, person).get(ROOM).content.decode() for person in world.people}
    assert seen == {
        "county": True,
        "neighbour": False,
        "city": True,
        "province": True,
        "surveyor": True,
        "stranger": False,
    }


def test_filters_count_and_find(world: World, county: Client):
    entered(world)
    brought_to(world, State.SUBMITTED, name="光明街")
    page = county.get(ROOM).content.decode()
    assert "共 2 件 · 待我办理 2 件" in page
    assert "草稿 1" in page
    assert "光明街" not in county.get(ROOM + "?show=draft").content.decode()
    assert "向阳街" not in county.get(ROOM + "?q=光明").content.decode()
    assert "光明街" in county.get(ROOM + "?q=地名〔2025〕0001").content.decode()
    assert "没有符合条件的申请" in county.get(ROOM + "?show=withdrawn").content.decode()


def test_exports(world: World, county: Client):
    brought_to(world, State.APPROVED)
    sheet = load_workbook(io.BytesIO(county.get(ROOM + "?format=xlsx").content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:2] == ["件号", "申请事项"]
    assert rows[1][:6] == ["地名〔2025〕0001", "命名", "向阳街", "Xiangyang Jie", "街路巷", "农安县 农安镇"]
    assert "农政函〔2025〕12号" in county.get(ROOM + "?format=csv").content.decode("utf-8-sig")


def test_entering_a_case(world: World, county: Client):
    answer = county.post(ROOM + "new/", fields(world, position="125.17,44.43", **{"reading-0-向": "xiàng"}))
    case = Application.objects.get()
    assert answer["Location"] == f"{ROOM}{case.pk}/"
    assert (case.home_id, case.alternatives, case.geom.coords) == (
        world.tree["town"].pk,
        ["光明街", "和平街"],
        (125.17, 44.43),
    )
    assert case.readings == [{"char": "向", "index": 0, "reading": "xiàng"}]
    assert county.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("place", ["农安镇", "农安县 农安镇", "220122100"])
def test_a_division_may_be_typed(world: World, county: Client, place):
    county.post(ROOM + "new/", fields(world, place=place, place_id=""))
    assert Application.objects.get().home_id == world.tree["town"].pk


def test_a_division_that_is_not_there_is_refused_beside_its_field(world: World, county: Client):
    answer = county.post(ROOM + "new/", fields(world, place="乌有镇", place_id=""))
    assert answer.status_code == 422
    assert "没有“乌有镇”这一政区" in answer.content.decode()
    assert "东起黄龙路" in answer.content.decode()


def test_foreign_division_is_refused_and_what_was_typed_stays(world: World, county: Client):
    answer = county.post(ROOM + "new/", fields(world, place="德惠市", place_id=world.tree["dehui"].pk))
    assert answer.status_code == 403
    assert "不在您的管辖范围" in answer.content.decode()
    assert "东起黄龙路" in answer.content.decode()
    assert not Application.objects.exists()


def test_stale_form_is_told_what_changed(world: World, county: Client):
    case = entered(world)
    signed_in(world, "city").post(f"{ROOM}{case.pk}/edit/", fields(world, base_version=case.version, nature="长 1 米"))
    answer = county.post(f"{ROOM}{case.pk}/edit/", fields(world, base_version=case.version, nature="长 2 米"))
    assert answer.status_code == 409
    assert "市地名员于" in answer.content.decode()
    assert "长 2 米" in answer.content.decode()
    assert Application.objects.get().nature == "长 1 米"


def test_live_check_answers_beside_each_field_and_stores_nothing(world: World, county: Client):
    answer = county.post(ROOM + "check/", fields(world, name="靠山镇", kind="township", reasons=""))
    page = answer.content.decode()
    assert answer.status_code == 200
    name_slot = page.split('id="slot-name"')[1].split("</div>\n<div")[0]
    assert "N09" in name_slot
    assert "报送前还须填写：命名理由" in page
    assert "Kaoshan Zhen" in page
    assert "吉林省人民政府" in page
    assert 'id="side"' in page
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": ""},
        {"name": "向"},
        {"name": "阳" * 300},
        {"kind": "nonsense"},
        {"place": ""},
        {"position": "x"},
        {"name": "\u200b"},
        {"name": "\ue000街"},
        {"case": "99999999"},
        {"alternatives": "、、、"},
        {"reading-0-向": "<b>"},
    ],
)
def test_live_check_survives_half_typed_forms(world: World, county: Client, sent):
    answer = county.post(ROOM + "check/", fields(world) | sent if sent else {})
    assert answer.status_code in (200, 404)


def test_html_and_sql_in_a_name_stay_words(world: World, county: Client):
    page = county.post(ROOM + "check/", fields(world, name=NASTY)).content.decode()
    assert "<script>alert" not in page
    county.post(ROOM + "new/", fields(world, name=NASTY, meaning=NASTY, applicant_name=NASTY))
    case = Application.objects.get()
    assert case.name == NASTY
    for path in ("", f"{case.pk}/", f"{case.pk}/edit/"):
        assert "<script>alert" not in county.get(ROOM + path).content.decode()


def test_case_shows_refused_buttons_with_their_reason(world: World):
    case = entered(world, kind="township", name="靠山镇")
    page = signed_in(world, "county").get(f"{ROOM}{case.pk}/").content.decode()
    assert "不能报送：N09 未解决，仅省级地名管理员可据文件破例。" in page
    assert 'aria-disabled="true"' in page
    assert "破例只能由省级地名管理员据文件办理" in page
    assert "据文件破例" in signed_in(world, "province").get(f"{ROOM}{case.pk}/").content.decode()


def test_case_of_another_county_is_closed(world: World):
    case = entered(world)
    for path in (f"{case.pk}/", f"{case.pk}/edit/", f"{case.pk}/papers/{case.attachments.get().pk}/"):
        assert signed_in(world, "neighbour").get(ROOM + path).status_code == 403
    assert signed_in(world, "neighbour").post(f"{ROOM}{case.pk}/submit/", {"base_version": 2}).status_code == 403


def test_the_whole_road_by_its_buttons(world: World, county: Client):
    county.post(ROOM + "new/", fields(world))
    case = Application.objects.get()
    here = f"{ROOM}{case.pk}/"
    paper = SimpleUploadedFile("申请书.pdf", b"%PDF-1.7")
    county.post(here + "papers/", {"kind": "form", "file": paper})

    def press(step: str, **more: Any) -> int:
        return county.post(here + step + "/", {"base_version": Application.objects.get().version, **more}).status_code

    assert press("submit") == 302
    assert press("return") == 422
    assert press("return", reason="缺位置图") == 302
    assert "缺位置图" in county.get(here).content.decode()
    assert press("submit") == 302
    assert press("accept") == 302
    assert press("approve", document_number="", decided_on="2025-10-20") == 422
    assert press("approve", document_number="农政函〔2025〕12号", decided_on="不知道") == 422
    assert press("approve", document_number="农政函〔2025〕12号", decided_on="2025-10-20") == 422
    for kind, sections in SECTIONS.items():
        assert press("report", report=kind.value, **{f"section-{key}": "写明" for key in sections}) == 302
    assert press("approve", document_number="农政函〔2025〕12号", decided_on="2025-10-20") == 302
    assert "公告六项" in county.get(here).content.decode()
    assert press("announce", announced_on="2025-10-20") == 302
    assert press("deliver", how="直接送达") == press("file", number="备〔2025〕3号") == 302
    assert press("national", number="GJ123") == press("signs", note="街口各一块") == 302
    case = Application.objects.get()
    assert (case.state, case.filed_to, case.national_id) == (State.ANNOUNCED, "长春市民政局", "GJ123")
    page = county.get(here).content.decode()
    assert f"/names/{case.feature.public_id}/" in page
    assert county.get(f"{here}papers/{case.attachments.get().pk}/").getvalue() == b"%PDF-1.7"


@pytest.mark.parametrize("step", ["submit", "accept", "return", "withdraw", "approve", "announce", "justify"])
def test_steps_refuse_other_methods_and_broken_forms(world: World, county: Client, step):
    case = entered(world)
    assert county.get(f"{ROOM}{case.pk}/{step}/").status_code == 405
    assert county.post(f"{ROOM}{case.pk}/{step}/", {"base_version": "x"}).status_code == 422
    assert Application.objects.get().version == case.version


def test_papers_empty_or_of_no_kind_are_refused(world: World, county: Client):
    case = entered(world)
    where = f"{ROOM}{case.pk}/papers/"
    assert county.post(where, {"kind": "form", "file": SimpleUploadedFile("空.pdf", b"")}).status_code == 422
    assert county.post(where, {"kind": "x", "file": SimpleUploadedFile("a.pdf", b"1")}).status_code == 422
    assert county.post(where, {"kind": "form"}).status_code == 422
    assert case.attachments.count() == 1


def test_same_paper_twice_is_one_and_can_be_taken_out(world: World, county: Client):
    case = entered(world)
    where = f"{ROOM}{case.pk}/papers/"
    for _ in range(2):
        county.post(where, {"kind": "map", "file": SimpleUploadedFile("../../图.png", b"png")})
    paper = case.attachments.get(kind="map")
    assert paper.filename == "图.png"
    county.post(f"{where}{paper.pk}/remove/")
    assert not case.attachments.filter(kind="map").exists()


def test_divisions_are_suggested_within_the_jurisdiction(world: World):
    found = signed_in(world, "county").get(ROOM + "places/?place=农安").content.decode()
    assert "长春市 农安县 农安镇" in found
    assert "农安镇" not in signed_in(world, "neighbour").get(ROOM + "places/?place=农安").content.decode()


def test_list_costs_the_same_however_many_cases(world: World, county: Client, django_assert_max_num_queries):
    for word in ("向阳", "光明", "和平", "团结", "胜利", "前进"):
        entered(world, name=f"{word}街")
    county.get(ROOM)
    with django_assert_max_num_queries(14):
        county.get(ROOM)


def test_case_page_and_check_have_a_bound(world: World, county: Client, django_assert_max_num_queries):
    case = brought_to(world, State.SUBMITTED)
    with django_assert_max_num_queries(39):
        county.get(f"{ROOM}{case.pk}/")
    with django_assert_max_num_queries(20):
        county.post(ROOM + "check/", fields(world))


def test_each_alternative_name_costs_the_case_page_three_queries(
    world: World, county: Client, django_assert_max_num_queries
):
    case = brought_to(world, State.SUBMITTED, alternatives=("光明街", "和平街", "团结街"))
    with django_assert_max_num_queries(39 + 3 * 3):
        county.get(f"{ROOM}{case.pk}/")


def test_draft_helper_and_form_say_the_same(world: World, county: Client):
    county.post(ROOM + "new/", fields(world, alternatives="", nature="长 420 米，宽 6 米", reasons="新建道路"))
    assert draft_of(Application.objects.get()) == draft(world)


def test_guidance_stands_beside_its_field(world: World, county: Client):
    answer = county.post(ROOM + "check/", fields(world)).content.decode()
    assert 'id="hint-nature"' in answer
    assert "村内一组路可成系列" in answer
    other = county.post(ROOM + "check/", fields(world, kind="building", name="向阳大厦")).content.decode()
    assert "村内一组路可成系列" not in other
