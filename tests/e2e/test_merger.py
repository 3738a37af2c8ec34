"""The road of a merger of two townships: from draft to closed case with all its tasks; yesterday stays right."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
TODAY = datetime.datetime.now(tz=datetime.UTC).date()
PAPERS = ("application", "situation", "risk", "experts", "opinions", "maps")


def _ago(days: int) -> str:
    return (TODAY - datetime.timedelta(days=days)).isoformat()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def _finish_open_tasks(page: Page) -> None:
    """Finish every task of the case that is open and this person's."""
    case = page.url
    waiting = page.locator("tr", has_text="待办").locator("a")
    for address in [link.get_attribute("href") for link in waiting.all()]:
        page.goto(case.split("/boundaries")[0] + str(address))
        if page.locator("#note").count():
            page.locator("#note").fill("已办理")
            _press(page, "办结")
    page.goto(case)


def test_two_townships_become_one_and_the_case_is_closed_with_its_tasks(visitor) -> None:
    officer = visitor().sign_in("jiexian-jilin")
    page = officer.open("/boundaries/changes/new/merge/")
    page.fill("[name=title]", "黄鱼圈乡并入三盛玉镇")
    page.fill("[name=effective]", _ago(10))
    page.fill("[name=givers]", "220122209")
    page.fill("[name=taker]", "220122111")
    _press(page, "拟订")
    expect(page.locator("body")).to_contain_text("撤销黄鱼圈乡，其行政区域归三盛玉镇")
    case = page.url

    for kind in PAPERS:
        page.locator("#kind").select_option(kind)
        page.locator("#file").set_input_files(
            {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.4 {kind}".encode()}
        )
        _press(page, "登记材料")
    page.fill("[name=document]", "吉政函〔2025〕1号")
    page.fill("[name=day]", _ago(20))
    _press(page, "登记批准")
    page.fill("[name=document]", "吉民公告〔2025〕1号")
    page.fill("[name=day]", _ago(15))
    _press(page, "登记公告")

    page.get_by_role("link", name="试算后果").click()
    expect(page.locator("table").first).to_contain_text("界线勘定")
    _press(page, "实施变更")
    page.wait_for_url(re.compile(r"/boundaries/changes/\d+/$"))
    expect(page.locator("body")).to_contain_text("黄鱼圈乡 → 三盛玉镇")

    _press(page, "办结")
    expect(page.get_by_role("alert")).to_contain_text("项任务没有办结")
    officer.open(case.removeprefix(officer.house.url))
    _finish_open_tasks(page)
    registrar = visitor().sign_in("dangan-jilin")
    archive = registrar.open("/boundaries/tasks/")
    archive.get_by_role("link", name="归档变更材料：黄鱼圈乡并入三盛玉镇").click()
    archive.locator("#note").fill("已归档")
    _press(archive, "办结")
    officer.open(case.removeprefix(officer.house.url))
    _press(page, "办结")
    expect(page.locator(".page-head")).to_contain_text("已办结")

    public = visitor()
    gone = public.page.request.get(public.house.url + f"/api/areas/220122209?scheme=MCA&date={_ago(10)}")
    assert gone.status == 410
    assert gone.json()["successors"][0]["name"] == "三盛玉镇"
    before = public.page.request.get(public.house.url + f"/api/areas/220122209?scheme=MCA&date={_ago(11)}")
    assert before.json()["name"] == "黄鱼圈乡"
    assert officer.errors == []
