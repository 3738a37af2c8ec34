"""A township line from plan to archive, by two sides in browsers, one on a phone that loses the network."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from office.papers.pdf import pdf
from tests.e2e.conftest import Ground, House, open_house
from tests.e2e.phones import Phone
from tests.e2e.roads import press

pytestmark = pytest.mark.e2e

LINE = "220122105-220122205"
MARKERS = 3
PLACES = f"""
import json
from boundaries.lines.queries import line_of_code, members_of
from office.people.calendar import today
points = [p for m in members_of(line_of_code("{LINE}", today()).line_id, today()) for p in m.stretch.points]
print(json.dumps([points[0], points[len(points) // 2], points[-1], points[len(points) // 3]]))
"""


@pytest.fixture(scope="module")
def township(ground: Ground) -> Iterator[House]:
    with open_house(ground, "township") as house:
        yield house


class Desk:
    """A person at a desk or phone-sized browser, signed in."""

    def __init__(self, chromium, house: House, username: str, *, phone: bool = False) -> None:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        self.context = chromium.new_context(viewport=size, has_touch=phone, locale="zh-CN")
        self.context.set_default_timeout(30_000)
        self.page, self.house, self.errors = self.context.new_page(), house, []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.open("/accounts/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", house.passwords[username])
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)

    def open(self, path: str) -> Page:
        self.page.goto(self.house.url + path)
        return self.page


@pytest.fixture
def desks(chromium, township) -> Iterator[SimpleNamespace]:
    made = SimpleNamespace(
        county=Desk(chromium, township, "jiexian-nongan"),
        first=Desk(chromium, township, "jiexian-kaian"),
        second=Desk(chromium, township, "jiexian-yangshulin"),
        surveyor=Desk(chromium, township, "cehui-kaian"),
        other=Desk(chromium, township, "cehui-yangshulin", phone=True),
        registrar=Desk(chromium, township, "dangan-jilin"),
    )
    yield made
    errors = [error for desk in vars(made).values() for error in desk.errors]
    for desk in vars(made).values():
        desk.context.close()
    assert errors == []


@pytest.fixture
def phone(chromium, township, tmp_path) -> Iterator[Phone]:
    served = SimpleNamespace(url=township.url, house=township)
    found = Phone(chromium.browser_type, tmp_path / "phone", served, tuple(places(township)[3]))
    yield found
    found.context.close()
    assert found.errors == []


def places(house: House) -> list[list[float]]:
    done = house.manage("shell", "--no-imports", "-c", PLACES)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def numbers() -> list[str]:
    return [f"{LINE}-{n:03d}Q" for n in range(1, MARKERS + 1)]


def table(house: House, off: float = 0.0) -> bytes:
    rows = zip(numbers(), places(house)[:MARKERS], strict=True)
    return ("点号,经度,纬度,精度\n" + "".join(f"{n},{x + off:.9f},{y:.9f},0.05\n" for n, (x, y) in rows)).encode()


def paper(page: Page, kind: str, name: str) -> None:
    """Hand in a paper of the present step: a real PDF, as a scan would be."""
    page.locator("#here details").evaluate("each => each.open = true")
    page.locator("#kind").select_option(kind)
    scan = pdf(f"<h1>{name}</h1>")
    page.locator("#paper-file").set_input_files({"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": scan})
    press(page, "提交材料")


def finish(page: Page, label: str) -> None:
    """Take the present step, which has this label and lacks nothing."""
    expect(page.locator("#here h2")).to_have_text(label)
    expect(page.locator("#here")).to_contain_text("所需都已齐备")
    press(page, "完成这一环节")
    expect(page.locator("#here h2")).not_to_have_text(label)


def team(desk: Desk, url: str, name: str) -> None:
    page = desk.open(url)
    page.locator("#parties details").evaluate("each => each.open = true")
    for field, value in (("organisation", name), ("licence", "乙测资字22012"), ("leader", "何绘")):
        page.fill(f"#parties [name={field}]", value)
    press(page, "保存队伍")


def measured(sender: Desk, receiver: Desk, data: bytes, name: str) -> None:
    """Upload a table, say what it is, hand it in; the other side's officer accepts it."""
    page = sender.open(f"/survey/upload/?line={LINE}")
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="上传并识别").click()
    page.wait_for_url(re.compile(r"/survey/[0-9a-f-]{36}/"))
    page.check("input[value='EPSG:4490']")
    page.get_by_role("button", name="确认坐标系").click()
    page.get_by_role("button", name=re.compile(r"提交 \d+ 行")).click()
    page.get_by_text("提交回执").first.wait_for()
    accepted(receiver, name)


def accepted(receiver: Desk, name: str) -> None:
    page = receiver.open("/survey/inbox/")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name=re.compile(r"接收 \d+ 行")).click()
    page.get_by_text("成果已上图").wait_for()


def described(desk: Desk, url: str) -> None:
    """Three reference objects for each marker."""
    for number in numbers():
        page = desk.open(url)
        page.get_by_role("link", name=number.rpartition("-")[2], exact=True).click()
        for n in range(1, 4):
            facts = {"name": f"房屋{n}", "part": "东南角", "azimuth": str(20 + 100 * n), "distance_m": f"{20 + n}.5"}
            for key, value in facts.items():
                page.fill(f"[name=reference-{n}-{key}]", value)
        press(page, "保存")
        expect(page.locator(".messages")).to_contain_text("已保存点")


def made(desk: Desk, url: str, *names: str) -> None:
    """Make all papers in the background, look at each PDF, put those named to their steps."""
    page = desk.open(f"{url}made/")
    press(page, "生成全部文书")
    done = desk.house.manage("db_worker", "--batch", "--no-reload")
    assert done.returncode == 0, done.stderr
    page = desk.open(f"{url}made/")
    expect(page.get_by_text("还没有生成文书")).to_have_count(0)
    for link in page.get_by_role("link", name="PDF", exact=True).all():
        answer = page.request.get(desk.house.url + link.get_attribute("href"))
        assert answer.ok and answer.body().startswith(b"%PDF"), link.get_attribute("href")
    for name in names:
        for _ in range(page.locator("tr", has_text=name).count()):
            row = page.locator("tr", has_text=name).filter(has=page.get_by_role("button")).first
            if row.count():
                row.get_by_role("button").click()
                page.wait_for_load_state()


def test_from_the_plan_to_the_archive(township: House, desks: SimpleNamespace, phone: Phone) -> None:
    page = desks.county.open("/survey/lines/new/")
    page.fill("[name=line]", LINE)
    press(page, "发起")
    url = page.url.removeprefix(township.url)
    assert re.fullmatch(r"/survey/lines/\d+/", url)

    page = desks.first.open(url)
    paper(page, "survey_plan", "联合勘界方案")
    finish(page, "勘界方案")
    team(desks.first, url, "开安镇勘界组")
    team(desks.second, url, "杨树林乡勘界组")
    finish(desks.second.open(url), "作业队伍")
    finish(desks.first.open(url), "图上核界")

    phone.sign_in("cehui-yangshulin")
    phone.page.locator("#field-line").select_option(LINE)
    expect(phone.page.locator("[data-work-facts]")).to_contain_text("开安镇与杨树林乡")
    phone.context.set_offline(True)
    phone.page.reload()
    phone.started()
    phone.record("B01", "线旁机井", accuracy="3.2")
    expect(phone.page.locator("[data-said]")).to_contain_text("已存入手机")
    expect(phone.entry("B01")).to_contain_text("待发")
    phone.context.set_offline(False)
    expect(phone.entry("B01")).to_contain_text("已收")
    accepted(desks.first, "野外记录 B01")
    measured(desks.surveyor, desks.second, table(township), "甲方界桩.csv")
    measured(desks.other, desks.first, table(township, 1.2e-7), "乙方界桩.csv")
    finish(desks.first.open(url), "实地勘界")

    page = desks.surveyor.open(url)
    press(page, "由观测生成点表")
    press(page, "未取定的全部取平均")
    expect(page.locator("#points tbody tr")).to_have_count(MARKERS + 1)
    described(desks.surveyor, url)
    page = desks.other.open(url)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page = desks.surveyor.open(f"{url}course-text/")
    press(page, "保存")
    expect(page.locator(".messages")).to_contain_text("走向说明已保存")
    made(desks.first, url, "界桩登记表", "界桩成果表", "边界点成果表", "边界点位置说明", "边界线走向说明")
    finish(desks.first.open(url), "内业整理")

    page = desks.second.open(url)
    page.locator(".map-frame .leaflet-container").first.click(position={"x": 200, "y": 260})
    page.fill("#remarks [name=text]", "此处请对方核对 2013 年协议")
    press(page, "提出意见")
    page = desks.first.open(url)
    page.locator("#remarks [name=text]").first.fill("已核对，一致")
    press(page, "答复")
    page = desks.second.open(url)
    expect(page.locator("#remarks")).to_contain_text("已核对，一致")
    press(page, "了结")
    paper(page, "minutes", "协商纪要")
    finish(page, "双方核对")

    for desk in (desks.first, desks.second, desks.surveyor, desks.other):
        press(desk.open(url), "在此内容上签字")
    page = desks.first.open(url)
    expect(page.locator("#signatures")).not_to_contain_text("未签")
    made(desks.first, url, "协议书", "协议书附图")
    finish(desks.first.open(url), "签订协议")
    finish(desks.county.open(url), "县级审核")
    page = desks.county.open(url)
    paper(page, "approval", "省人民政府批复")
    expect(page.locator("#here")).to_contain_text("所需都已齐备")
    facts = {"agreement_number": "开杨协〔2026〕1号", "agreement_date": "2026-11-20", "approval_date": "2026-11-22"}
    facts |= {"approval_body": "吉林省人民政府", "approval_number": "吉政函〔2026〕9号", "since": "2026-11-22"}
    for field, value in facts.items():
        page.fill(f"#here [name={field}]", value)
    press(page, "验收")
    expect(page.locator(".messages")).to_contain_text("已验收")

    page = desks.registrar.open("/boundaries/archive/deposits/")
    for field, value in (("code", "X001"), ("name", "吉林省民政厅"), ("division", "22")):
        page.fill(f"[name={field}]", value)
    press(page, "设立全宗")
    made(desks.registrar, url, "勘界工作总结")
    page = desks.registrar.open(f"{url}archive/")
    assert page.locator("tbody tr").count() >= 9
    press(page, "全部归档并办结")
    expect(page.locator(".messages")).to_contain_text("勘界工作办结")

    text = desks.first.open(f"/boundaries/lines/{LINE}/").content()
    assert "已勘定" in text and "吉政函〔2026〕9号" in text and numbers()[0] in text
    page = desks.registrar.open("/boundaries/archive/?q=边界协议书")
    expect(page.locator("tbody tr").first).to_contain_text("协议")
    for command in (["rebuild", "all", "--check"], ["verify_log"], ["verify_archive"]):
        done = township.manage(*command)
        assert done.returncode == 0, done.stdout + done.stderr
