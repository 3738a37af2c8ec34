"""The road of a surveyor in a real browser: file, question, verdicts, receipt, acceptance, map."""

import re

import pytest

from tests.survey.corpus import good

pytestmark = pytest.mark.e2e


def _file(tmp_path, name: str, data: bytes) -> str:
    place = tmp_path / name
    place.write_bytes(data)
    return str(place)


def test_from_the_field_file_to_the_officers_map(visitor, tmp_path):
    rows = good.grid(shift=(-0.3, -0.1))  # well inside 农安县
    rows[3][1], rows[3][2] = rows[3][2], rows[3][1]
    surveyor = visitor().sign_in("cehui-nongan")
    page = surveyor.open("/survey/upload/")
    page.set_input_files("#id_file", _file(tmp_path, "农安界桩.csv", good.csv_file("gbk", rows=rows)[1]))
    page.click("text=上传并识别")
    page.wait_for_url(re.compile(r"/survey/[0-9a-f-]{36}/"))
    here = page.url.removeprefix(surveyor.house.url)
    assert page.get_by_text("识别 · 坐标系待确认").is_visible()
    assert page.locator("[aria-disabled=true]", has_text="提交").count() == 1
    assert page.get_by_text("坐标系未确认。").first.is_visible()
    page.check("input[value='EPSG:2366']")
    page.locator("#trial-note", has_text="地图上没有点").wait_for()
    page.check("input[value='EPSG:4530']")
    page.locator("#trial-note", has_text="示意位置").wait_for()
    page.click("text=确认坐标系")
    page.get_by_text("检查 · 1 行拒收").wait_for()
    row = page.locator("tr[data-point='4']")
    assert "S02" in row.inner_text() and "互换" in row.inner_text()
    page.click("button:has-text('提交 11 行')")
    page.get_by_text("提交回执").first.wait_for()
    page.click("text=打开回执")
    number = re.search(r"SJ-\d{8}-\d{4}", page.content())
    assert number and page.get_by_text("原件完好").first.is_visible()

    officer = visitor().sign_in("jiexian-nongan")
    page = officer.open("/survey/inbox/")
    page.click("text=农安界桩.csv")
    page.click("button:has-text('接收 11 行')")
    page.get_by_text("成果已上图").wait_for()
    page = officer.open("/survey/map/")
    assert page.locator("tr[data-point]").count() == 11
    page.locator(".map-frame .leaflet-marker-icon, .map-frame canvas").first.wait_for()

    anybody = visitor()
    page = anybody.open("/receipts/")
    page.fill("#id_q", number.group())
    page.click("main button:has-text('核验')")
    page.get_by_text("真实，内容未改").wait_for()
    assert anybody.open(here).url.split("?")[0].endswith("/accounts/login/")


def test_a_bad_file_on_a_phone(visitor, tmp_path):
    surveyor = visitor(phone=True).sign_in("cehui-nongan")
    page = surveyor.open("/survey/upload/")
    page.set_input_files("#id_file", _file(tmp_path, "空.csv", b""))
    page.click("text=上传并识别")
    page.wait_for_url(re.compile(r"/survey/[0-9a-f-]{36}/"))
    assert page.get_by_text("文件是空的").first.is_visible() and page.get_by_text("收件回执").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
