"""The road of an official: an application with live findings, approved, announced, public on the next request."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

NAME = "松苑街"


def _fill(page: Page, **values: str) -> None:
    for field, value in values.items():
        page.locator(f"#id_{field}").fill(value)


def _settle_warnings(page: Page) -> None:
    """Give a reason for each warning that the case asks about."""
    asked = page.locator("details.answer", has=page.locator("form[action*='/justify/']"))
    while asked.count():
        left = asked.count()
        asked.first.locator("summary").click()
        asked.first.locator("[name=reason]").fill("依据当地群众习惯使用")
        asked.first.get_by_role("button").click()
        expect(asked).to_have_count(left - 1)


def test_name_is_checked_while_typing_and_public_after_announcement(visitor) -> None:
    official = visitor().sign_in("diming-huadian")
    page = official.open("/gazetteer/applications/new/")
    page.locator("#id_kind").select_option("township")
    page.locator("#id_name").press_sequentially("靠山镇", delay=30)
    expect(page.locator(".finding--block").first).to_contain_text("N09")

    page.locator("#id_kind").select_option("street")
    _fill(page, name=NAME, position="126.7480,42.9725", position_text="东起人民路，西至松苑公园")
    _fill(page, nature="长 420 米，宽 6 米", meaning="因邻近松苑公园得名", reasons="方便居民出行")
    page.locator("[name=applicant_type]").select_option(index=1)
    _fill(page, applicant_name="桦甸市民政局", contact="孙名")
    expect(page.locator(".finding--block")).to_have_count(0)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(r"/applications/\d+/"))

    paper = page.locator("form[action*='/papers/']").first
    if not paper.is_visible():
        page.locator("details:has(form[action*='/papers/']) > summary").first.click()
    paper.locator("select").select_option(index=0)
    paper.locator("input[type=file]").set_input_files(
        {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 application"}
    )
    paper.get_by_role("button").first.click()
    page.wait_for_load_state()

    page.get_by_role("button", name="报送").click()
    page.get_by_role("button", name="受理").click()
    _settle_warnings(page)
    page.locator("form[action$='/approve/'] [name=document_number]").fill("桦政函〔2026〕12号")
    today = page.locator("[name=decided_on]").get_attribute("max") or ""
    page.locator("[name=decided_on]").fill(today)
    page.get_by_role("button", name="登记批准").click()
    expect(page.locator("body")).to_contain_text("公告六项")
    assert not _hits(page, NAME), "an approved name is not public before its announcement"
    page.get_by_role("button", name="公告").click()
    expect(page.locator("body")).to_contain_text("已于")

    hit = _hits(page, NAME)[0]
    assert (hit["name"], hit["kind"]) == (NAME, "street")
    anyone = visitor()
    expect(anyone.open(f"/names/{hit['id']}/").locator("main")).to_contain_text("桦政函〔2026〕12号")
    expect(anyone.open("/notices/").locator("main")).to_contain_text(NAME)
    tile = anyone.page.request.get(f"{anyone.house.url}/tiles/names/14/13960/6066.mvt")
    assert tile.ok
    pinyin = _hits(anyone.page, "songyuanjie")
    assert hit["id"] in [found["id"] for found in pinyin]


def _hits(page: Page, text: str) -> list[dict]:
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    answer = page.request.get(f"{origin[0]}/api/names", params={"q": text})
    return answer.json()["results"]


def test_return_needs_a_reason_and_refused_buttons_say_why(visitor) -> None:
    official = visitor().sign_in("lianjian-heilongjiang")
    page = official.open("/gazetteer/applications/new/")
    expect(page.locator("main")).to_contain_text("地名管理员")
