"""The road of a merger of two townships: from plan to closed case with all its tasks; yesterday stays right."""

import datetime

import pytest
from playwright.sync_api import expect

from tests.e2e.roads import (
    DAY,
    PEOPLE,
    add_plan,
    adopt,
    answer,
    approve_and_announce,
    carry_out,
    close,
    drawn,
    file_papers,
    finish_tasks,
    open_study,
    press,
    tiles,
)

pytestmark = pytest.mark.e2e
BEGIN = datetime.datetime.now(tz=datetime.UTC).date() - 10 * DAY
EVE = BEGIN - DAY
TITLE = "黄鱼圈乡并入三盛玉镇"
GIVER, TAKER, COUNTY = "220122209", "220122111", "220122"
TILES = ("areas/8/217/93", "lines/10/871/372")


def test_two_townships_become_one_and_the_case_is_closed_with_its_tasks(visitor) -> None:
    public = visitor()
    ask, house = public.page, public.house.url
    yesterday = drawn(ask, house, (GIVER, TAKER, COUNTY), EVE), tiles(ask, house, TILES, EVE)

    officer = visitor().sign_in(PEOPLE[0])
    page = officer.page
    open_study(page, house, TITLE, COUNTY, BEGIN)
    study = page.url
    add_plan(page, "merge", {"givers": GIVER, "taker": TAKER})
    page.goto(study)
    add_plan(page, "merge", {"givers": TAKER, "taker": GIVER})
    case = adopt(page, study, "方案一")
    expect(page.locator("body")).to_contain_text("撤销黄鱼圈乡，其行政区域归三盛玉镇")
    file_papers(page)
    approve_and_announce(page, "吉政函〔2025〕1号", EVE - 10 * DAY)
    carry_out(page)
    expect(page.locator("body")).to_contain_text("黄鱼圈乡 → 三盛玉镇")

    press(page, "办结")
    expect(page.get_by_role("alert")).to_contain_text("项任务没有办结")
    for person in PEOPLE:
        finish_tasks(visitor().sign_in(person).page, TITLE)
    close(officer.open(case))

    gone = ask.request.get(f"{house}/api/areas/{GIVER}", params={"scheme": "MCA", "date": BEGIN.isoformat()})
    assert gone.status == 410
    assert gone.json()["successors"][0]["name"] == "三盛玉镇"
    before = answer(ask, house, f"/api/areas/{GIVER}", scheme="MCA", date=EVE.isoformat())
    assert before["name"] == "黄鱼圈乡"
    today = drawn(ask, house, (TAKER, COUNTY), BEGIN)
    assert today[TAKER][2] == pytest.approx(yesterday[0][TAKER][2] + yesterday[0][GIVER][2], abs=0.02)
    assert today[COUNTY] == yesterday[0][COUNTY]
    assert (drawn(ask, house, (GIVER, TAKER, COUNTY), EVE), tiles(ask, house, TILES, EVE)) == yesterday
