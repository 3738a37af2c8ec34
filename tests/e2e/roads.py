"""The road of a change of divisions in the browser, shared by its tests: from a draft to a closed case."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.gazetteer.atlas.factories import decoded

PAPERS = ("application", "situation", "risk", "experts", "opinions", "maps")
#: who does what follows: boundary officer, registrar, official of place names, inspector of the province
PEOPLE = ("jiexian-jilin", "dangan-jilin", "diming-jilin", "lianjian-jilin")
DAY = datetime.timedelta(days=1)


def press(page: Page, name: str) -> None:
    """Press the button of that name and wait for the page that comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def open_study(page: Page, house: str, title: str, scope: str, effective: datetime.date) -> None:
    """Begin a study of adjustment plans."""
    page.goto(f"{house}/boundaries/plans/new/")
    page.fill("[name=title]", title)
    page.fill("[name=scope]", scope)
    page.fill("[name=effective]", effective.isoformat())
    press(page, "开始研究")


def add_plan(page: Page, form: str, fields: Mapping[str, str]) -> None:
    """One more plan of the study that is shown, with the operations of a ready-made form; ends on the plan."""
    page.locator("#new-plan").click()
    press(page, "拟订方案")
    page.locator(f"a[href$='add/{form}/']").click()
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    press(page, "加入方案")


def adopt(page: Page, study: str, plan: str) -> str:
    """Compute all plans, compare them, adopt one; ends on the case, answers its path."""
    page.goto(study)
    press(page, "全部试算")
    expect(page.locator(".compare tbody tr").nth(1)).to_be_visible()
    page.locator(".compare__title", has_text=plan).click()
    press(page, "采用本方案")
    page.wait_for_url(re.compile(r"/boundaries/changes/\d+/$"))
    return "/boundaries" + page.url.split("/boundaries", 1)[1]


def file_papers(page: Page, kinds: Iterable[str] = PAPERS) -> None:
    """Put the papers of an application on file, one of each kind."""
    for kind in kinds:
        page.locator("#kind").select_option(kind)
        page.locator("#file").set_input_files(
            {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.4 {kind}".encode()}
        )
        press(page, "登记材料")


def approve_and_announce(page: Page, document: str, day: datetime.date) -> None:
    """The approval of a day and its announcement on the day after."""
    page.fill("#document", document)
    page.fill("#day", day.isoformat())
    press(page, "登记批准")
    page.fill("#document", f"{document}（公告）")
    page.fill("#day", (day + DAY).isoformat())
    press(page, "登记公告")


def carry_out(page: Page) -> None:
    """Look at what would follow, then carry the change out."""
    page.get_by_role("link", name="试算后果").click()
    expect(page.get_by_role("heading", name="会发起的任务")).to_be_visible()
    press(page, "实施变更")
    page.wait_for_url(re.compile(r"/boundaries/changes/\d+/$"))


def finish_tasks(page: Page, title: str) -> int:
    """Finish every task of a case that waits for this person, from the page 待办; answers how many."""
    house = page.url.split("/", 3)
    here = f"{house[0]}//{house[2]}/boundaries/tasks/?q={title}"
    page.goto(here)
    addresses = [link.get_attribute("href") for link in page.get_by_role("link", name="去办理").all()]
    for address in addresses:
        page.goto(f"{house[0]}//{house[2]}{address}")
        page.locator("#note").fill("已办理")
        press(page, "办结")
    page.goto(here)
    expect(page.get_by_role("link", name="去办理")).to_have_count(0)
    return len(addresses)


def close(page: Page) -> None:
    """Close the case that is shown."""
    press(page, "办结")
    expect(page.locator(".page-head")).to_contain_text("已办结")


def answer(page: Page, house: str, path: str, **asked: Any) -> Any:
    """What the public API answers, whatever its status."""
    return page.request.get(house + path, params=asked).json()


def drawn(page: Page, house: str, codes: Iterable[str], day: datetime.date) -> dict[str, Any]:
    """Outline, name and superior of divisions on a day, as the public sees them."""
    found = {}
    for code in codes:
        feature = answer(page, house, f"/api/areas/{code}.geojson", date=day.isoformat())
        facts = feature["properties"]
        found[code] = (facts["name"], facts["parent"]["name"], facts["area_km2"], feature["geometry"])
    return found


def tiles(page: Page, house: str, places: Iterable[str], day: datetime.date) -> dict[str, list[str]]:
    """What the tiles of a day draw, by layer/z/x/y: each feature with its attributes and its course, in no order."""
    found = {}
    for place in places:
        got = page.request.get(f"{house}/tiles/{place}.mvt", params={"date": day.isoformat()})
        layers = decoded(got.body(), drawn=True)
        found[place] = sorted(f"{layer} {feature}" for layer, features in layers.items() for feature in features)
    return found
