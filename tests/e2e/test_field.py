"""The field page on a phone: the network cut off, the browser closed, the server killed; each record arrives once."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import House
from tests.e2e.phones import NAME, Phone, Served

pytestmark = pytest.mark.e2e

LINE = "220122-220183"
#: the phone sends by itself; a test that cuts off in the middle must be the only one that sends
NO_BACKGROUND = """
const worker = self.ServiceWorkerRegistration;
if (worker) Object.defineProperty(worker.prototype, "sync", {value: undefined});
"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A server that was just started again takes a while to answer."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def served(house: House) -> Iterator[Served]:
    server = Served(house)
    yield server
    server.kill()


@pytest.fixture
def phone(chromium, served, place, tmp_path) -> Iterator:
    """Makes phones; at the end none saw an error of a script."""
    made: list[Phone] = []
    served.stand()

    def make(name: str = "phone") -> Phone:
        made.append(Phone(chromium.browser_type, tmp_path / name, served, place))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    assert [error for each in made for error in each.errors] == []


def _asked(served: Served, code: str) -> str:
    """What a line of Python says about the database of the house."""
    done = served.house.manage("shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def place(served) -> tuple[float, float]:
    """A vertex in the middle of the line."""
    code = (
        "from boundaries.lines.queries import *; from office.people.calendar import today; "
        f"m=members_of(line_of_code('{LINE}', today()).line_id, today())[0].stretch.points; print(*m[len(m)//2])"
    )
    lon, lat = _asked(served, code).split()[-2:]
    return float(lon), float(lat)


def _records(phone: Phone, number: str) -> int:
    """How many records of a number the server shows."""
    answer = phone.context.request.get(f"{phone.served.url}/survey/field/records/", max_retries=3)
    assert answer.ok
    return len(re.findall(rf"<a href=\"/survey/field/items/[^>]*>{number}</a>", answer.text()))


@pytest.fixture
def picture(tmp_path) -> Path:
    """A photograph of several pieces, another one each time."""
    path = tmp_path / "现场.jpg"
    Image.effect_noise((1800, 1400), 90).convert("RGB").save(path, "JPEG", quality=92)
    assert path.stat().st_size > 1_500_000
    return path


def test_cut_off_closed_and_opened_again(phone, served, picture):
    surveyor = phone()
    surveyor.sign_in("cehui-nongan")
    surveyor.choose(LINE)
    surveyor.context.set_offline(True)
    surveyor.page.reload()
    surveyor.started()
    expect(surveyor.page.locator("[data-network]")).to_have_text("离线")
    expect(surveyor.page.locator("[data-work-facts]")).to_contain_text("农安县与德惠市")
    surveyor.record("X01", "离线时记的", picture)
    expect(surveyor.page.locator("[data-said]")).to_contain_text("已存入手机")
    assert surveyor.counts()["waiting"] == 1
    assert surveyor.page.evaluate("document.documentElement.scrollWidth") == 390

    surveyor.context.close()
    surveyor.open(offline=True)
    surveyor.page.goto(f"{served.url}/survey/field/")
    surveyor.started()
    surveyor.page.locator("[data-to=queue]").click()
    expect(surveyor.entry("X01")).to_contain_text("待发")

    surveyor.context.set_offline(False)
    expect(surveyor.entry("X01")).to_contain_text("已收")
    expect(surveyor.entry("X01")).to_contain_text(re.compile(r"SJ-\d{8}-\d{4}"))
    surveyor.page.locator("[data-send]").click()
    expect(surveyor.page.locator("[data-said]")).to_contain_text("都已送达")
    assert surveyor.counts() == {"waiting": 0, "refused": 0, "conflict": 0, "taken": 1}
    assert _records(surveyor, "X01") == 1
    surveyor.entry("X01").locator("a").first.click()
    expect(surveyor.page.locator("body")).to_contain_text("原件完好")


def test_the_server_killed_in_the_middle(phone, served, picture):
    """Once among the pieces of a picture, once after the record was written and before the answer came."""
    surveyor = phone()
    surveyor.context.add_init_script(NO_BACKGROUND)
    surveyor.sign_in("cehui-nongan")
    surveyor.choose(LINE)
    pieces, records = [], []

    def piece(route) -> None:
        if route.request.method == "POST":
            pieces.append(route.request.url)
            if len(pieces) == 3:
                served.kill()
        route.continue_()

    def item(route) -> None:
        records.append(route.request.post_data)
        if len(records) > 1:
            route.continue_()
            return
        assert route.fetch().ok
        served.kill()
        route.abort()

    surveyor.context.route("**/survey/field/photos/**", piece)
    surveyor.context.route("**/survey/field/items/", item)
    surveyor.record("X02", "", picture)
    expect(surveyor.page.locator("[data-said]")).to_contain_text("没有网络")
    assert surveyor.counts()["waiting"] == 1 and records == []

    served.start()
    surveyor.page.locator("[data-send]").click()
    expect(surveyor.entry("X02")).to_contain_text("正在等回执")
    assert f"offset={2 * 512 * 1024}" in pieces[3]  # it went on where it stood

    served.start()
    assert _records(surveyor, "X02") == 1
    surveyor.page.locator("[data-send]").click()
    expect(surveyor.entry("X02")).to_contain_text("已收")
    assert len(records) == 2 and records[0] == records[1]
    assert _records(surveyor, "X02") == 1
    code = (
        "from survey.field.models import *; "
        "print(FieldPhoto.objects.get(item__number='X02').file.size, PhotoPiece.objects.count())"
    )
    assert _asked(served, code).split()[-2:] == [str(picture.stat().st_size), "0"]


def test_what_is_wrong_comes_back_with_its_field_and_is_put_right(phone, served):
    surveyor = phone()
    surveyor.sign_in("cehui-nongan")
    surveyor.choose(LINE)
    surveyor.record("X03", accuracy="0.5")
    expect(surveyor.entry("X03")).to_contain_text("须改")
    expect(surveyor.entry("X03")).to_contain_text("S04")
    surveyor.entry("X03").get_by_role("button", name="改正").click()
    expect(surveyor.page.locator("fieldset.field--block")).to_contain_text("优于 2 米")
    surveyor.page.fill("[name=accuracy]", "4")
    surveyor.page.get_by_role("button", name="存入手机").click()
    expect(surveyor.entry("X03")).to_contain_text("已收")
    assert len(set(re.findall(r"SJ-\d{8}-\d{4}", surveyor.entry("X03").inner_text()))) == 2


def test_signed_out_and_another_person_lose_nothing(phone, served):
    surveyor = phone()
    surveyor.context.add_init_script(NO_BACKGROUND)
    surveyor.sign_in("cehui-nongan")
    surveyor.choose(LINE)
    surveyor.context.clear_cookies()
    surveyor.record("X04")
    expect(surveyor.page.locator("[data-said]")).to_contain_text("请登录后再发")
    expect(surveyor.page.get_by_role("link", name="去登录")).to_be_visible()
    surveyor.sign_in("cehui-dehui")
    surveyor.page.locator("[data-to=queue]").click()
    expect(surveyor.entry("X04")).to_contain_text("请 李测 登录后发送")
    assert surveyor.counts()["waiting"] == 1 and _records(surveyor, "X04") == 0
    surveyor.context.clear_cookies()
    surveyor.sign_in("cehui-nongan")
    surveyor.page.locator("[data-to=queue]").click()
    expect(surveyor.entry("X04")).to_contain_text("已收")


def test_both_sides_change_one_point(phone, served):
    ours, theirs = phone("ours"), phone("theirs")
    ours.sign_in("cehui-nongan")
    ours.choose(LINE)
    ours.record("X05", "井边")
    expect(ours.entry("X05")).to_contain_text("已收")
    theirs.sign_in("cehui-dehui")
    theirs.choose(LINE)
    for each in (ours, theirs):
        each.page.locator("[data-to=map]").click()
        each.page.locator("[data-points] button", has_text="X05").click()
        expect(each.page.locator("[name=description]")).to_have_value("井边")
    ours.context.set_offline(True)
    for each, words in ((ours, "桥头"), (theirs, "河岸")):
        each.page.fill("[name=description]", words)
        each.page.get_by_role("button", name="存入手机").click()
    expect(theirs.entry("X05")).to_contain_text("已收")
    ours.context.set_offline(False)
    expect(ours.entry("X05").first).to_contain_text("冲突")
    ours.page.get_by_role("link", name="比较两份内容").click()
    expect(ours.page.locator(".sides")).to_contain_text("河岸")
    ours.page.locator("input[name=description][value=both]").check()
    ours.page.fill("[name=text_description]", "河岸桥头")
    ours.page.get_by_role("button", name="按所选定稿").click()
    expect(ours.page.locator(".messages")).to_contain_text("已选定")
    ours.page.goto(f"{served.url}/survey/field/")
    ours.started()
    ours.page.locator("[data-to=queue]").click()
    expect(ours.page.locator("[data-count-conflict]")).to_have_text("0")


def test_a_phone_needs_https_and_is_told_so(phone, served, house, tmp_path):
    """Plain HTTP on a name: the page says that it will not open offline. With a certificate of one's own it does."""
    surveyor = phone()
    surveyor.page.goto(f"http://{NAME}:{served.port}/accounts/login/?next=/survey/field/")
    surveyor.enter("cehui-nongan")
    expect(surveyor.page.locator("[data-insecure]")).to_be_visible()
    cert, key = str(tmp_path / "site.pem"), str(tmp_path / "site.key")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    more = ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", key, "-out", cert]
    subprocess.run([*made, *more], check=True, capture_output=True)
    secure = Served(house, f"--certfile={cert}", f"--keyfile={key}", TLS_CERT=cert, TLS_KEY=key)
    surveyor.context.clear_cookies()
    try:
        surveyor.page.goto(f"https://{NAME}:{secure.port}/accounts/login/?next=/survey/field/")
        surveyor.enter("cehui-nongan")
        expect(surveyor.page.locator("[data-insecure]")).to_be_hidden()
        assert all(one["secure"] for one in surveyor.context.cookies(f"https://{NAME}:{secure.port}/"))
        surveyor.page.locator("[data-to=more]").click()
        expect(surveyor.page.locator("[data-ready]")).to_be_visible()
    finally:
        secure.kill()
    surveyor.page.goto(f"https://{NAME}:{secure.port}/survey/field/")
    surveyor.started()
