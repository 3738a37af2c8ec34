"""An officer draws an edge anew: a crossing refused with its place, trial, carried out; yesterday keeps the old one."""

import json
import re
import urllib.request

from playwright.sync_api import Page, expect

LINE = "220122-220183"
EDGE = 3  # 天台镇—伏龙泉镇


def points(page: Page) -> list[tuple[float, float]]:
    text = page.input_value("#id_shape")
    return [(float(lon), float(lat)) for lon, lat in (row.split(",") for row in text.split("\n"))]


def write(page: Page, line: list[tuple[float, float]]) -> None:
    page.fill("#id_shape", "\n".join(f"{lon!r},{lat!r}" for lon, lat in line))


def said(page: Page) -> str:
    return page.inner_text(".draw-bar__said")


def geometry(house, code: str, day: str) -> dict:
    with urllib.request.urlopen(f"{house.url}/api/areas/{code}.geojson?date={day}", timeout=20) as answer:
        return json.load(answer)["geometry"]


def side_at(house, lon: float, lat: float, day: str) -> str:
    with urllib.request.urlopen(f"{house.url}/api/point?lon={lon}&lat={lat}&date={day}", timeout=20) as answer:
        return json.load(answer)["chain"][2]["name"]


def test_an_edge_is_drawn_tried_and_carried_out(house, visitor) -> None:
    officer = visitor().sign_in("jiexian-jilin")
    page = officer.open(f"/boundaries/lines/{LINE}/")
    page.get_by_role("link", name="重新划定").click()
    page.locator("tbody tr").nth(EDGE - 1).get_by_role("link", name="重新划定").click()
    expect(page.locator(".draw-bar__said")).to_contain_text("点 · 约")
    old = points(page)
    begun = said(page)

    # a vertex is dragged, the field follows; undone, it is as it was
    vertex = page.locator(".marker-icon:not(.marker-icon-middle)").nth(len(old) // 2).bounding_box()
    assert vertex
    x, y = vertex["x"] + vertex["width"] / 2, vertex["y"] + vertex["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 6, steps=4)
    page.mouse.up()
    assert len(points(page)) == len(old) and points(page) != old
    assert points(page)[0] == old[0] and points(page)[-1] == old[-1]
    page.get_by_role("button", name="撤销").click()
    assert points(page) == old and said(page) == begun

    # far over the neighbours: refused, with the places on the map, the drawing kept
    (x1, y1), (x2, y2) = old[0], old[-1]
    wild = [old[0], ((x1 + x2) / 2 + 0.6, (y1 + y2) / 2), old[-1]]
    write(page, wild)
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("alert")).to_contain_text("空隙")
    assert page.locator(".trouble-places li").count() > 0
    assert points(page) == wild

    # a short way to one side: the consequence is shown, then carried out
    (ax, ay), (bx, by) = old[0], old[1]
    lon, lat = (ax + bx) / 2 - (by - ay) / 4, (ay + by) / 2 + (bx - ax) / 4  # off the middle, at right angles
    moved = [old[0], (lon, lat), *old[1:]]
    write(page, moved)
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#result")).to_contain_text("最大移动")
    expect(page.locator("#result")).to_contain_text(LINE)
    page.fill("#id_document", "吉政函〔2025〕16号")
    page.fill("#id_reason", "勘界成果")
    today = page.input_value("#id_since")
    page.get_by_role("button", name="实施划定").click()
    page.wait_for_url(re.compile(rf"/lines/{LINE}/$"))
    expect(page.locator(".messages")).to_contain_text("重新划定")

    # the public: a point between the old and the new line is on the other side from that day on
    lon, lat = (ax + bx + lon) / 3, (ay + by + lat) / 3
    assert side_at(house, lon, lat, today) != side_at(house, lon, lat, "2024-06-01")
    assert geometry(house, "220122", today) != geometry(house, "220122", "2024-06-01")
    assert officer.errors == []


def test_a_line_is_drawn_by_keyboard_alone(visitor) -> None:
    page = visitor().sign_in("jiexian-jilin").open("/boundaries/changes/new/boundary/")
    page.fill("#id_giver", "222402103")
    page.press("#id_giver", "Tab")
    expect(page.locator(".map-labels")).to_contain_text("凉水镇")
    page.focus("#id_line")
    page.locator(".map-frame__canvas").focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    assert len(page.input_value("#id_line").split("\n")) == 3
    page.keyboard.press("Control+z")
    page.keyboard.press("[")
    assert "第 2 点 / 2 点" in said(page)
    page.keyboard.press("Delete")
    assert len(page.input_value("#id_line").split("\n")) == 1
