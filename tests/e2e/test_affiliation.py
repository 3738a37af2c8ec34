"""The road of 公主岭 on a register of 2019: from 四平 to 长春 with new codes for all its townships, plan to closed."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Ground, House, open_house
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
OLD, NEW, SIPING, CHANGCHUN = "220381", "220184", "2203", "2201"
BEGIN, NOW = datetime.date(2020, 6, 19), datetime.date(2020, 7, 10)
EVE = BEGIN - DAY
TITLE = "公主岭市改由长春市代管"
TILES = ("areas/7/108/46", "areas/9/434/186", "lines/7/108/46", "lines/9/434/186")


@pytest.fixture(scope="module")
def house(ground: Ground) -> Iterator[House]:
    """A house whose register is that of 2019, and whose today is in 2020."""
    undone = ["shell", "--no-imports", "-c", "from tests.e2e.rolled_back import to_2019; to_2019()"]
    with open_house(ground, "of2019", [undone, ["rebuild", "all"]], AS_OF_DATE=NOW.isoformat()) as opened:
        yield opened


def test_a_county_goes_to_another_city_with_new_codes_for_all_below(visitor, tmp_path: Path) -> None:
    public = visitor()
    ask, house = public.page, public.house.url
    cities = (SIPING, CHANGCHUN)
    assert answer(ask, house, f"/api/areas/{NEW}")["code"] == "unknown_code"
    yesterday = drawn(ask, house, (OLD, *cities), EVE), tiles(ask, house, TILES, EVE)
    towns = answer(ask, house, f"/api/areas/{OLD}/children", date=EVE.isoformat())["children"]
    towns = [town for town in towns if (town["level"], town["scheme"]) == ("township", "MCA")]
    assert len(towns) > 20 and all(town["code"].startswith(OLD) for town in towns)

    officer = visitor().sign_in(PEOPLE[0])
    page = officer.page
    open_study(page, house, TITLE, "22", BEGIN)
    study = page.url
    add_plan(page, "whole", {"division": OLD, "parent": CHANGCHUN, "code": NEW})
    expect(page.get_by_role("status")).to_contain_text("逐一核对")
    proposed = page.locator("input[name^=code_]")
    assert [box.input_value() for box in proposed.all()] == [NEW + town["code"][6:] for town in towns]
    press(page, "加入方案")
    case = adopt(page, study, "方案一")
    expect(page.locator("body")).to_contain_text("将公主岭市由四平市改属长春市")
    file_papers(page, (*PAPERS, "agreement"))
    approve_and_announce(page, "国函〔2020〕1号", BEGIN)
    carry_out(page)

    press(page, "办结")
    expect(page.get_by_role("alert")).to_contain_text("项任务没有办结")
    done = sum(finish_tasks(visitor().sign_in(person).page, TITLE) for person in PEOPLE)
    assert done >= 4
    close(officer.open(case))

    today = drawn(ask, house, (NEW, *cities), BEGIN)
    assert today[NEW][:2] == ("公主岭市", "长春市")
    assert today[NEW][2:] == yesterday[0][OLD][2:], "its own boundary has moved no metre"
    own = today[NEW][2]
    grown, shrunk = (today[code][2] - yesterday[0][code][2] for code in (CHANGCHUN, SIPING))
    assert (grown, shrunk) == (pytest.approx(own, abs=0.02), pytest.approx(-own, abs=0.02))
    now = tiles(ask, house, TILES, BEGIN)
    assert all(now[place] != yesterday[1][place] for place in TILES)
    below = answer(ask, house, f"/api/areas/{NEW}/children", date=BEGIN.isoformat())["children"]
    codes = {town["id"]: town["code"] for town in below}
    assert all(codes[town["id"]] == NEW + town["code"][6:] for town in towns)
    assert (drawn(ask, house, (OLD, *cities), EVE), tiles(ask, house, TILES, EVE)) == yesterday

    for old in (OLD, towns[0]["code"]):
        gone = ask.request.get(f"{house}/api/areas/{old}")
        assert gone.status == 410
        assert [heir["code"] for heir in gone.json()["successors"]] == [NEW + old[6:]]
    response = public.page.goto(f"{house}/areas/{OLD}/")
    assert response is not None and response.status == 410
    expect(public.page.locator("main")).to_contain_text(f"后继：公主岭市 {NEW}")
    public.page.get_by_role("link", name="公主岭市").first.click()
    expect(public.page.locator(".chain")).to_contain_text("长春市")
    public.page.get_by_role("link", name="各时期对照").click()
    eras = public.page.locator(".era")
    expect(eras.first).to_contain_text("长春市")
    expect(eras.first).to_contain_text(NEW)
    expect(eras.nth(1)).to_contain_text("四平市")
    expect(eras.nth(1)).to_contain_text(OLD)
    checked = public.house.manage("rebuild", "all", "--check")
    assert checked.returncode == 0, checked.stdout

    told = tmp_path / "changes.csv"
    told.write_text(f"日期,原代码,原名称,变更类型,新代码,新名称\n{BEGIN},{OLD},公主岭市,改码,{NEW},公主岭市\n", "utf-8")
    known = public.house.manage("check_changes", str(told), "--json")
    assert known.returncode == 0, known.stdout
    assert [effect["status"] for effect in json.loads(known.stdout)["effects"]] == ["registered"]
