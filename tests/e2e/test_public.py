"""The road of the public: the map, the search by keyboard, the permanent page; on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def _type(page, text: str) -> None:
    box = page.locator("input[type=search], .search input").first
    box.click()
    box.fill("")
    box.press_sequentially(text, delay=20)


def test_map_draws_searches_and_opens_a_page_by_keyboard(visitor) -> None:
    anyone = visitor()
    page = anyone.open("/")
    expect(page.locator(".stamp").first).to_have_text("未经审图 演示数据")
    expect(page.locator("#map canvas").first).to_be_visible()
    _type(page, "hunchun")
    expect(page.locator("#hits [role=option]").first).to_contain_text("珲春市")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator(".card")
    expect(card).to_contain_text("珲春市")
    expect(card).to_contain_text("222404")
    expect(page.locator("#hits")).to_be_hidden()
    card.get_by_role("link", name="永久页面").click()
    expect(page.locator("h1")).to_contain_text("珲春市")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("珲春", "珲春市"),
        ("húnchūn", "珲春市"),
        ("hc", "珲春市"),
        ("延边珲春", "珲春市"),
        ("珲春延边", "珲春市"),
        ("huadian", "桦甸市"),
        ("ji'an", "集安市"),
        ("qian gorlos", "前郭尔罗斯蒙古族自治县"),
    ],
)
def test_search_finds_by_any_form(house, visitor, typed: str, found: str) -> None:
    page = visitor().page
    answer = page.request.get(f"{house.url}/api/names", params={"q": typed, "limit": "10"})
    assert found in [hit["name"] for hit in answer.json()["results"]]


def test_map_works_on_a_phone(visitor) -> None:
    anyone = visitor(phone=True)
    page = anyone.open("/")
    _type(page, "集安")
    page.locator("#hits [role=option]").first.tap()
    expect(page.locator(".card")).to_contain_text("集安市")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing hangs over the edge of the phone"


def test_pages_fit_a_phone(visitor) -> None:
    anyone = visitor(phone=True)
    for path in ("/areas/22/", "/areas/222404/", "/notices/", "/accounts/login/"):
        page = anyone.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_the_map_goes_through_the_years(visitor) -> None:
    page = visitor().open("/")
    slider = page.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "今天")
    page.get_by_label("截至日期").fill("2020-06-30")  # other visitors of this house carried out changes of today
    page.wait_for_url("**/?date=2020-06-30*")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("2020年"))
    page.wait_for_url("**/?date=2020-01-01*")
    expect(page.locator(".atlas__undrawn")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/?date=2014-01-01*")
    expect(page.locator(".atlas__undrawn")).to_contain_text("2014年的界线没有资料")
    expect(page.locator(".legend__undrawn")).to_be_visible()
    _type(page, "扶余县")
    expect(page.locator("#hits")).to_contain_text("曾用名 扶余县")
    page.keyboard.press("Escape")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**/?date=1982-01-01*")
    _type(page, "扶余县")
    expect(page.locator("#hits")).not_to_contain_text("曾用名 扶余县")
    page.locator("#hits [role=option]").first.click()
    expect(page.locator(".card")).to_contain_text("扶余县")
    assert "date=1982-01-01" in page.locator(".card a.button--primary").get_attribute("href")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_url(lambda url: "date=" not in url)
    page.get_by_label("截至日期").fill("2016-05-05")
    page.wait_for_url("**/?date=2016-05-05*")


def test_the_years_play_and_stop(visitor) -> None:
    page = visitor().open("/?date=2010-01-01")
    play = page.get_by_role("button", name="播放")
    play.click()
    page.wait_for_url("**/?date=2013-01-01*")
    page.get_by_role("button", name="暂停").click()
    expect(play).to_have_attribute("aria-pressed", "false")


def test_years_on_a_phone(visitor) -> None:
    page = visitor(phone=True).open("/?date=2020-06-30")
    pill = page.locator(".pill--years")
    pill.get_by_role("button", name="上一变动日").tap()
    page.wait_for_url("**/?date=2020-01-01*")
    expect(pill).to_contain_text("2020")
    expect(page.get_by_role("slider")).to_be_hidden()
    pill.get_by_role("button", name="年份").tap()
    expect(page.get_by_role("slider")).to_be_visible()
    expect(page.locator(".stamp").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page = visitor(phone=True).open("/areas/220184/history/")
    expect(page.locator(".era")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
