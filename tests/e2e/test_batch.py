"""The road of a batch: thirty streets of one village from a pasted table to filing and announcement (成批命名)."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e

FIRST = "松柏槐柳榆杨桦梧桐枫"
STREETS = [f"{char}{word}" for word in ("安街", "宁街", "和路") for char in FIRST]


def _table() -> str:
    rows = ["名称\t起点\t终点\t长（米）\t宽（米）\t含义\t坐标"]
    for place, name in enumerate(STREETS):
        lon, lat = 126.70 + place * 0.0012, 42.96 + place * 0.0008
        ends = f"{lon:.4f},{lat:.4f};{lon:.4f},{lat + 0.004:.4f}"
        if name.endswith("路"):
            ends = f"{lon:.4f},{lat:.4f};{lon + 0.005:.4f},{lat:.4f}"
        rows.append(f"{name}\t村部\t村小学\t420\t17\t取村内树木为名\t{ends}")
    return "\n".join(rows)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def _answer_warnings(page: Page) -> None:
    """One reason for each rule that still warns."""
    asked = page.locator("form[action$='/justify/']")
    while asked.count():
        left = asked.count()
        asked.first.locator("[name=reason]").fill("依据村民代表会议意见，沿用群众习惯")
        asked.first.get_by_role("button").click()
        expect(asked).to_have_count(left - 1)


def test_thirty_streets_of_one_village(visitor) -> None:
    assert len(set(STREETS)) == 30
    page = visitor().sign_in("diming-huadian").open("/gazetteer/batches/new/")
    page.fill("[name=title]", "桦甸市某村街路巷命名")
    page.fill("[name=applicant_name]", "桦甸市民政局")
    page.fill("[name=reasons]", "村内街路巷没有名称")
    page.fill("[name=table]", _table())
    _press(page, "录入此批")
    page.wait_for_url(re.compile(r"/gazetteer/batches/\d+/$"))
    expect(page.locator(".batch-table tbody tr")).to_have_count(30)

    papers = page.locator("form[action$='/papers/']")
    papers.locator("input[type=file]").set_input_files(
        {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 application"}
    )
    papers.get_by_role("button", name="上传").click()
    page.wait_for_load_state()
    _press(page, "全批报送")
    _press(page, "全批受理")
    for place in range(3):
        report = page.locator("details.report").nth(place)
        report.locator("summary").click()
        for section in report.locator("textarea").all():
            section.fill("已充分论证，没有问题")
        report.get_by_role("button", name="保存报告").click()
        page.wait_for_load_state()
    _answer_warnings(page)

    page.fill("[name=document_number]", "桦政函〔2026〕30号")
    day = page.locator("form[action$='/approve/'] [name=on]").get_attribute("max") or ""
    page.fill("form[action$='/approve/'] [name=on]", day)
    page.fill("[name=count]", "29")
    _press(page, "登记批准")
    expect(page.locator(".message")).to_contain_text("29")
    page.fill("[name=count]", "30")
    page.fill("[name=listed]", "\n".join(STREETS))
    _press(page, "登记批准")

    expect(page.locator("form[action$='/file/'] [name=to]")).to_have_value("吉林市民政局")
    page.fill("form[action$='/file/'] [name=number]", "备〔2026〕7号")
    _press(page, "登记备案")
    page.fill("form[action$='/deliver/'] [name=how]", "直接送达")
    _press(page, "登记送达")
    _press(page, "全批公告")
    expect(page.get_by_text("30 个名称已公告")).to_be_visible()
    expect(page.locator(".batch-table a[href^='/names/G']")).to_have_count(30)

    page.locator(".batch-table a[href^='/names/G']").first.click()
    expect(page.get_by_role("heading", name=STREETS[0])).to_be_visible()
    found = page.request.get(f"{page.url.split('/names/')[0]}/api/names?q={STREETS[-1]}").json()["results"]
    assert [hit["name"] for hit in found] == [STREETS[-1]]
