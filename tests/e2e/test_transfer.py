"""The road of a township to another county: 凉水镇 from 图们市 to 珲春市, from plan to closed; yesterday stays."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.roads import (
    DAY,
    PAPERS,
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
OLD, NEW, TUMEN, HUNCHUN, YANBIAN = "222402103", "222404104", "222402", "222404", "2224"
BEGIN = datetime.datetime.now(tz=datetime.UTC).date() - 8 * DAY
EVE = BEGIN - DAY
COUNTY_LINE = f"{TUMEN}-{HUNCHUN}"
TITLE = "凉水镇划归珲春市"
TILES = ("areas/9/440/187", "areas/11/1763/751", "lines/9/440/187", "lines/11/1763/751")
INSIDE = {"lon": 129.9864, "lat": 43.0773}


def length(ask: Page, house: str, line: str, day: datetime.date) -> float:
    """Metres of a line on a day."""
    return answer(ask, house, f"/api/lines/{line}", date=day.isoformat())["length_m"]


def test_a_township_goes_to_another_county_and_yesterday_stays_what_it_was(visitor) -> None:
    public = visitor()
    ask, house = public.page, public.house.url
    counties = (TUMEN, HUNCHUN, YANBIAN)
    yesterday = drawn(ask, house, (OLD, *counties), EVE), tiles(ask, house, TILES, EVE)
    before = length(ask, house, COUNTY_LINE, EVE)
    one_side = length(ask, house, f"{OLD}-222404203", EVE)  # towards 密江乡 in 珲春
    other_side = sum(length(ask, house, f"{town}-{OLD}", EVE) for town in ("222402100", "222402101"))

    officer = visitor().sign_in(PEOPLE[0])
    page = officer.page
    open_study(page, house, TITLE, YANBIAN, BEGIN)
    study = page.url
    add_plan(page, "transfer", {"divisions": OLD, "parent": HUNCHUN, "codes": NEW})
    case = adopt(page, study, "方案一")
    expect(page.locator("body")).to_contain_text("将凉水镇由图们市改属珲春市")
    file_papers(page, (*PAPERS, "agreement", "autonomy"))
    approve_and_announce(page, "吉政函〔2025〕2号", EVE - 10 * DAY)
    carry_out(page)

    press(page, "办结")
    expect(page.get_by_role("alert")).to_contain_text("项任务没有办结")
    for person in PEOPLE:
        finish_tasks(visitor().sign_in(person).page, TITLE)
    close(officer.open(case))

    today = drawn(ask, house, (NEW, *counties), BEGIN)
    assert today[NEW][:2] == ("凉水镇", "珲春市")
    assert today[NEW][3] == yesterday[0][OLD][3], "the town itself has moved no metre"
    town = today[NEW][2]
    grown, shrunk = (today[code][2] - yesterday[0][code][2] for code in (HUNCHUN, TUMEN))
    assert (grown, shrunk) == (pytest.approx(town, abs=0.02), pytest.approx(-town, abs=0.02))
    assert today[YANBIAN] == yesterday[0][YANBIAN]
    assert [step["name"] for step in answer(ask, house, "/api/point", **INSIDE)["chain"]][2:] == ["珲春市", "凉水镇"]
    assert length(ask, house, COUNTY_LINE, BEGIN) == pytest.approx(before - one_side + other_side, abs=0.5)
    now = tiles(ask, house, TILES, BEGIN)
    assert all(now[place] != yesterday[1][place] for place in TILES)

    gone = ask.request.get(f"{house}/api/areas/{OLD}", params={"scheme": "MCA"})
    assert gone.status == 410
    assert [heir["code"] for heir in gone.json()["successors"]] == [NEW]
    assert (drawn(ask, house, (OLD, *counties), EVE), tiles(ask, house, TILES, EVE)) == yesterday
    past = answer(ask, house, "/api/point", **INSIDE, date=EVE.isoformat())
    assert [step["name"] for step in past["chain"]][2:] == ["图们市", "凉水镇"]

    page = public.open(f"/areas/{OLD}/")
    page.get_by_role("link", name="凉水镇").first.click()
    expect(page.locator(".chain")).to_contain_text("珲春市")
    page.get_by_role("link", name="各时期对照").click()
    eras = page.locator(".era")
    expect(eras.nth(1)).to_contain_text("图们市")
    expect(eras.first).to_contain_text("珲春市")
    checked = public.house.manage("rebuild", "all", "--check")
    assert checked.returncode == 0, checked.stdout
