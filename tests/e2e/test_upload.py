"""An upload that is cut off: the server killed, the network gone; the page goes on by itself to exactly one result."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import House, _manage, _visitor
from tests.e2e.phones import Served
from tests.survey.corpus import good

pytestmark = pytest.mark.e2e
ROWS = 60_000  # more than two pieces of 4 MB


@pytest.fixture
def surveyor(house: House, chromium) -> Iterator:
    """A surveyor at a server that can be killed."""
    served = Served(house)
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    visitor = _visitor(context, House(served.url, house.passwords, house.environment))
    visitor.sign_in("cehui-nongan")
    yield visitor, served, context
    context.close()
    served.kill()


def table(folder: Path, name: str, rows: int = ROWS) -> Path:
    """Points in 农安县, a long remark beside each."""
    head, first, *_ = good.grid(shift=(-0.3, -0.1))
    x, y = map(float, first[1:3])
    said = f"{name}：田埂与机耕路交叉处东侧{'一' * 30}"
    rows_ = (f"P{n:06d},{x + n // 250 * 2:.3f},{y + n % 250 * 2:.3f},{said}" for n in range(rows))
    lines = [",".join([*head[:3], "备注"]), *rows_]
    place = folder / name
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_a_killed_server_and_a_lost_network_cost_nothing(surveyor, tmp_path) -> None:
    visitor, served, context = surveyor
    page, pieces = visitor.open("/survey/upload/"), []
    file = table(tmp_path, "断续.csv")
    assert file.stat().st_size > 8 * 2**20

    def meddle(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) == 2:
                served.kill()
            if len(pieces) == 4:
                context.set_offline(True)
        route.continue_()

    page.route(re.compile(r"/arrivals/[0-9a-f-]{36}/$"), meddle)
    page.set_input_files("#id_file", str(file))
    page.click("text=上传并识别")
    expect(page.locator("[data-said]")).to_have_text("连接中断，正在续传……", timeout=30_000)
    served.start()
    for _ in range(60):
        page.wait_for_timeout(500)
        if len(pieces) >= 4:
            break
    context.set_offline(False)
    page.wait_for_url(re.compile(r"/survey/[0-9a-f-]{36}/"), timeout=60_000)
    assert pieces[0] == 0 and 4 * 2**20 in pieces and pieces == sorted(pieces), "it goes on where it was confirmed"
    done = _manage(served.environment, "db_worker", "--queue-name", "*", "--batch", "--no-reload", "--no-startup-delay")
    assert done.returncode == 0, done.stderr
    page = visitor.open(page.url.removeprefix(served.url))
    expect(page.get_by_text(f"{ROWS} 行").first).to_be_visible()
    listed = visitor.open("/survey/")
    assert listed.locator("main a:has-text('断续.csv')").count() == 1
    assert "没有传完的文件" not in listed.content()


def test_several_files_go_on_together_after_a_break(surveyor, tmp_path) -> None:
    visitor, served, context = surveyor
    page = visitor.open("/survey/upload/")
    files = [str(table(tmp_path, name, 40)) for name in ("东段.csv", "西段.csv")]
    seen = []

    def meddle(route: Route) -> None:
        seen.append(route.request.method)
        if seen.count("POST") == 2:
            served.kill()  # the second file is announced to nobody
        route.continue_()

    page.route(re.compile(r"/arrivals/survey/$"), meddle)
    page.set_input_files("#id_file", files)
    page.click("text=上传并识别")
    expect(page.locator("[data-said]")).to_have_text("连接中断，正在续传……", timeout=30_000)
    served.start()
    page.wait_for_url(re.compile(r"/survey/$"), timeout=60_000)
    expect(page.get_by_text("收到 2 份成果，新收 2 份")).to_be_visible()
    for name in ("东段.csv", "西段.csv"):
        assert page.locator(f"main a:has-text('{name}')").count() == 1
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tus')).length") == 0
