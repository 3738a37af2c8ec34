"""The officers' pages of changes: list, ready-made forms, page of a case, steps, list of changes."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.changes import case_actions as steps
from boundaries.changes.models import CaseState, ChangeCase, ChangeImport
from boundaries.changes.operations import Recode, Rename
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionVersion
from boundaries.jurisdiction.queries import refusal
from office.people.roles import Role
from tests.factories import appointed, make_division, period

pytestmark = pytest.mark.django_db
ROOM = "/boundaries/changes/"
DAY = datetime.date(2025, 3, 1)


@pytest.fixture
def tree(tree):
    tree["other"] = make_division("合隆镇", "220122101", parent=tree["nongan"], level="township", kind="镇")
    tree["village"] = make_division(
        "某村", "220122101201", parent=tree["other"], level="village", kind="村委会", scheme="NBS"
    )
    return tree


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def drafted(tree, officer, title="农安镇更名") -> ChangeCase:
    return steps.draft_case(officer, title, [Rename(tree["town"].pk, "新农安镇")], DAY)


def test_an_empty_list_says_what_to_do_first(page) -> None:
    text = page.get(ROOM).content.decode()
    assert "先拟订第一件" in text
    assert f"{ROOM}new/" in text


def test_the_list_filters_counts_and_exports(page, tree, officer, django_assert_max_num_queries) -> None:
    for number in range(6):
        drafted(tree, officer, f"变更{number}")
    with django_assert_max_num_queries(20):
        text = page.get(ROOM).content.decode()
    assert "共 6 件" in text
    assert "变更3" in page.get(ROOM, {"q": "变更3"}).content.decode()
    assert "没有符合条件" in page.get(ROOM, {"state": "closed"}).content.decode()
    assert "变更3" in page.get(ROOM, {"year": "2025"}).content.decode()
    assert "没有符合条件" in page.get(ROOM, {"year": "1999"}).content.decode()
    csv = page.get(ROOM, {"format": "csv"})
    assert csv.content.decode("utf-8-sig").count("\n") == 7
    assert page.get(ROOM, {"format": "xlsx"}).content[:2] == b"PK"


@pytest.mark.parametrize(
    ("form", "fields", "kinds"),
    [
        (
            "merge",
            {"givers": "220122100、220122101", "name": "合安镇", "seat": "农安"},
            ["establish", "abolish", "abolish"],
        ),
        ("merge", {"givers": "220122101", "taker": "220122100"}, ["abolish"]),
        (
            "split",
            {"giver": "220122101", "name": "新镇", "seat": "某村", "line": "125,44\n125.2,44", "side": "125.1,44.1"},
            ["establish"],
        ),
        ("transfer", {"divisions": "220122101", "parent": "220183", "codes": "220183150"}, ["affiliate", "recode"]),
        ("boundary", {"giver": "220122101", "taker": "220122100", "whole": "220122101201"}, ["move_boundary"]),
        ("establish", {"parent": "220122", "name": "新镇", "whole": "220122101"}, ["establish"]),
        ("abolish", {"division": "220122101", "into": "220122100"}, ["abolish"]),
        ("seat", {"division": "220122101", "place": "某村", "point": "125.1,44.2"}, ["move_seat"]),
        ("rename", {"division": "220122101", "name": "合新镇"}, ["rename"]),
        ("recode", {"division": "220122101", "code": "220122109"}, ["recode"]),
    ],
)
def test_each_ready_made_form_makes_its_operations(page, form, fields, kinds) -> None:
    assert page.get(f"{ROOM}new/{form}/").status_code == 200
    answer = page.post(f"{ROOM}new/{form}/", {"title": "某变更", "effective": "2025-03-01", **fields})
    assert answer.status_code == 302, answer.content.decode()
    case = ChangeCase.objects.get()
    assert [item["type"] for item in case.operations] == kinds
    assert "变更内容" in page.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("form", "fields", "said"),
    [
        ("merge", {"givers": "220122101"}, "写且只写其一"),
        ("merge", {"givers": "22012", "name": "某镇"}, "2、4、6、9 或 12 位"),
        ("rename", {"division": "220199", "name": "某县"}, "没有代码为 220199 的区划"),
        ("rename", {"division": "220122 220183", "name": "某县"}, "只写一个区划代码"),
        ("transfer", {"divisions": "220122101", "parent": "220183", "codes": "220183150 220183151"}, "新代码写了 2 个"),
        ("split", {"giver": "220122101", "name": "新镇", "line": "125,44", "side": "125,44"}, "至少要有两个不同的点"),
        ("seat", {"division": "220122101", "place": "某村", "point": "44.2,125.1"}, "经度在前"),
        ("boundary", {"giver": "220122101", "taker": "220122100"}, "写明整体划转的下级区划"),
        ("recode", {"division": "220122101", "code": "12"}, "级别不符"),
    ],
)
def test_what_a_form_cannot_use_is_said_beside_the_field(page, form, fields, said) -> None:
    answer = page.post(f"{ROOM}new/{form}/", {"title": "某变更", **fields})
    assert said in answer.content.decode()
    assert answer.status_code == 200


def test_from_draft_to_announced_on_the_page(page, tree, officer) -> None:
    case = drafted(tree, officer)
    url = f"{ROOM}{case.pk}/"
    text = page.get(url).content.decode()
    assert "农安镇更名为新农安镇" in text
    assert "D03" in text
    facts = {
        "authority": "省级人民政府",
        "document": "吉政函〔2025〕1号",
        "day": "2025-03-01",
        "effective": "2025-03-01",
    }
    late = page.post(f"{url}approve/", {**facts, "base": "0" * 64})
    assert late.status_code == 409 and "内容已被改动" in late.content.decode()
    facts["base"] = case.content_hash
    refused = page.post(f"{url}approve/", facts)
    assert refused.status_code == 409
    assert "还有 1 项拦截" in refused.content.decode()
    for kind in ("application", "situation", "risk", "experts", "opinions", "maps"):
        file = SimpleUploadedFile(f"{kind}.pdf", kind.encode())
        assert page.post(f"{url}papers/", {"kind": kind, "file": file}).status_code == 302
    paper = case.papers.first()
    assert b"".join(page.get(f"{url}papers/{paper.pk}/").streaming_content) == b"application"
    assert page.post(f"{url}approve/", {**facts, "day": "昨天"}).status_code == 409
    assert page.post(f"{url}approve/", facts).status_code == 302
    assert page.post(f"{url}announce/", {"document": "公告1号", "day": "2025-03-02"}).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.ANNOUNCED
    assert "公告1号" in page.get(url).content.decode()
    assert page.post(f"{url}close/").status_code == 409
    assert page.post(f"{url}withdraw/", {"reason": "不再办理"}).status_code == 302
    assert "不再办理" in page.get(url).content.decode()


def base() -> dict[str, str]:
    """The hidden field of what the page shows."""
    return {"base": ChangeCase.objects.latest("pk").content_hash}


def test_two_officers_at_a_draft_lose_nothing_of_each_other(page, tree, officer) -> None:
    url, shown = f"{ROOM}{drafted(tree, officer).pk}/", base()
    form = page.get(f"{url}add/recode/").content.decode()
    assert shown["base"] in form and shown["base"] in page.get(f"{url}add/rename/").content.decode()
    mine = {"division": "220122100", "code": "220122190"}
    assert page.post(f"{url}add/rename/", {"division": "220122101", "name": "合新镇", **shown}).status_code == 302
    late = page.post(f"{url}add/recode/", {**mine, **shown})
    text = late.content.decode()
    assert late.status_code == 409 and "内容已被改动" in text and str(officer) in text and "更名为合新镇" in text
    assert 'value="220122190"' in text and base()["base"] in text, "what was typed is there over the new content"
    assert len(ChangeCase.objects.get().operations) == 2
    assert page.post(f"{url}add/recode/", {**mine, **base()}).status_code == 302
    assert [item["type"] for item in ChangeCase.objects.get().operations] == ["rename", "rename", "recode"]
    assert page.post(f"{url}add/recode/", mine).status_code == 409, "without what was seen nothing is written"


def test_a_stale_page_takes_out_nothing_else(page, tree, officer) -> None:
    url = f"{ROOM}{drafted(tree, officer).pk}/"
    page.post(f"{url}add/recode/", {"division": "220122100", "code": "220122190", **base()})
    page.post(f"{url}add/rename/", {"division": "220122101", "name": "合新镇", **base()})
    shown = base()
    assert shown["base"] in page.get(url).content.decode()
    assert page.post(f"{url}drop/0/", shown).status_code == 302
    again = page.post(f"{url}drop/0/", shown)
    assert again.status_code == 409 and "内容已被改动" in again.content.decode()
    assert len(ChangeCase.objects.get().operations) == 2


def test_operations_are_added_and_taken_out_of_a_draft(page, tree, officer) -> None:
    url = f"{ROOM}{drafted(tree, officer).pk}/"
    assert page.get(f"{url}add/recode/").status_code == 200
    assert page.post(f"{url}add/recode/", {"division": "220122100", "code": "220122190", **base()}).status_code == 302
    assert len(ChangeCase.objects.get().operations) == 2
    assert page.post(f"{url}drop/0/", base()).status_code == 302
    assert [item["type"] for item in ChangeCase.objects.get().operations] == ["recode"]
    assert page.post(f"{url}drop/0/", base()).status_code == 409
    assert page.get(f"{url}add/nothing/").status_code == 404


def test_a_block_of_the_law_is_set_aside_on_the_page(page, tree, officer) -> None:
    case = drafted(tree, officer)
    told = {"rule": "D03", "reason": "材料后补", "document": "吉民函1号"}
    assert page.post(f"{ROOM}{case.pk}/override/", told).status_code == 302
    text = page.get(f"{ROOM}{case.pk}/").content.decode()
    assert "材料后补" in text and "不再适用" not in text
    assert [item["rule"] for item in page.get(f"{ROOM}{case.pk}/").context["findings"]].count("D03") == 0
    page.post(f"{ROOM}{case.pk}/add/recode/", {"division": "220122100", "code": "220122190", **base()})
    after = page.get(f"{ROOM}{case.pk}/")
    assert "此破例不再适用" in after.content.decode(), "another content was never set aside"
    assert "D03" in [item["rule"] for item in after.context["findings"]]
    assert page.post(f"{ROOM}{case.pk}/override/", told).status_code == 302
    assert "D03" not in [item["rule"] for item in page.get(f"{ROOM}{case.pk}/").context["findings"]]


def test_officers_of_other_divisions_do_not_see_the_case(tree, officer) -> None:
    case = drafted(tree, officer)
    client = Client()
    assert "/accounts/login/" in client.get(ROOM)["Location"]
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]))
    assert client.get(f"{ROOM}{case.pk}/").status_code == 404
    client.force_login(appointed(Role.SURVEYOR, tree["province"]))
    assert client.get(f"{ROOM}list/").status_code == 403
    assert "由界线管理员拟订" in client.get(ROOM).content.decode()


def test_the_case_of_a_division_that_ended_stays_with_who_stood_above_it(tree, officer) -> None:
    case = drafted(tree, officer)
    above = appointed(Role.BOUNDARY_OFFICER, tree["city"])
    DivisionVersion.objects.filter(division=case.superior_id).update(valid=period("1949-10-01", "2025-01-01"))
    client = Client()
    client.force_login(above)
    assert client.get(f"{ROOM}{case.pk}/").status_code == 200
    assert refusal(above, Role.BOUNDARY_OFFICER, case.superior_id, DAY) is None
    client.force_login(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]))
    assert client.get(f"{ROOM}{case.pk}/").status_code == 404
    assert client.get(f"{ROOM}?year=0000").status_code == 200


def test_a_list_is_judged_on_its_page(page) -> None:
    assert page.get(f"{ROOM}list/").status_code == 200
    assert "请选择清单文件" in page.post(f"{ROOM}list/").content.decode()
    head = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n"
    good = SimpleUploadedFile("清单.csv", (head + "2026-03-01,220122,农安县,更名,220122,农新县,1号\n").encode())
    text = page.post(f"{ROOM}list/", {"file": good}).content.decode()
    assert "清单没有矛盾" in text
    assert "农安县（220122）更名为农新县（220122）" in text
    bad = SimpleUploadedFile("清单.csv", (head + "2026-03-01,220129,农安县,更名,220122,农新县,1号\n").encode())
    text = page.post(f"{ROOM}list/", {"file": bad}).content.decode()
    assert "1 处矛盾" in text
    assert "D13" in text
    assert page.post(f"{ROOM}list/", {"file": SimpleUploadedFile("空.csv", b"")}).status_code == 200


def test_a_carried_out_case_is_extended_and_taken_back_on_the_page(page, tree, officer) -> None:
    case = drafted(tree, officer)
    for kind in ("application", "situation", "risk", "experts", "opinions", "maps"):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", kind.encode())
    steps.approve_case(officer, case, authority="省级人民政府", document="吉政函1号", day=DAY, effective=DAY)
    url = f"{ROOM}{case.pk}/"
    told = {"document": "吉政办函1号", "day": "2025-05-01", "until": "2026-08-31"}
    assert page.post(f"{url}extend/", {**told, "until": "2026-12-31"}).status_code == 409
    assert page.post(f"{url}extend/", told).status_code == 302
    text = page.get(url).content.decode()
    assert "已延期至 2026-08-31" in text and "吉政办函1号" in text
    assert page.post(f"{url}undo/", {"reason": "试"}).status_code == 409
    assert page.post(f"{url}carry/").status_code == 302
    assert "撤回实施" in page.get(url).content.decode()
    assert page.post(f"{url}undo/", {"reason": ""}).status_code == 409
    assert page.post(f"{url}undo/", {"reason": "名称有误"}).status_code == 302
    text = page.get(url).content.decode()
    assert "整体撤回：名称有误" in text and "试算后果" in text
    case.refresh_from_db()
    assert case.state == CaseState.APPROVED


def test_many_new_codes_are_a_table_and_few_are_sentences(page, tree, officer) -> None:
    towns = [
        make_division(f"镇{n}", f"22012220{n}", parent=tree["nongan"], level="township", kind="镇") for n in range(5)
    ]
    codes = [Recode(town.pk, Scheme.MCA, f"22012230{n}") for n, town in enumerate(towns)]
    few = steps.draft_case(officer, "改码", codes[:4], DAY)
    assert "镇0的代码改为 220122300" in page.get(few.get_absolute_url()).content.decode()
    many = steps.draft_case(officer, "改码", [Rename(tree["town"].pk, "新农安镇"), *codes], DAY)
    text = page.get(many.get_absolute_url()).content.decode()
    assert "5 项代码变更" in text and "镇0的代码改为" not in text
    assert page.post(f"{many.get_absolute_url()}drop/5/", {"base": many.content_hash}).status_code == 302
    many.refresh_from_db()
    assert len(many.operations) == 5


def test_a_list_is_carried_out_shown_and_taken_back_on_its_page(page, tree) -> None:
    text = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n2025-03-01,220122,农安县,更名,220122,农新县,国函1号\n"
    checked = page.post(f"{ROOM}list/", {"file": SimpleUploadedFile("清单.csv", text.encode())}).content.decode()
    sha256 = re.findall(r'name="sha256" value="([0-9a-f]{64})"', checked)[0]
    assert page.post(f"{ROOM}list/carry/", {"sha256": sha256, "filename": "清单.csv"}).status_code == 302
    listed = page.get(f"{ROOM}list/").content.decode()
    assert "清单.csv" in listed and "更名为农新县" in listed
    made = ChangeImport.objects.get()
    assert page.post(f"{ROOM}list/{made.pk}/undo/", {"reason": "有误"}).status_code == 302
    assert "已撤销" in page.get(f"{ROOM}list/").content.decode()


def test_words_that_cannot_be_kept_are_refused_in_words(page, tree, officer) -> None:
    case = drafted(tree, officer)
    url = f"{ROOM}{case.pk}/"
    long = page.post(f"{url}withdraw/", {"reason": "长" * 301})
    assert long.status_code == 409 and "撤回理由不超过 300 字，现有 301 字" in long.content.decode()
    for name in ("withdraw", "approve", "announce", "override", "extend", "undo"):
        assert page.post(f"{url}{name}/", {"reason": "a\x00b", "document": "a\x00b"}).status_code == 400
    none = page.post(f"{url}papers/", {"kind": "risk"})
    assert none.status_code == 409 and "请选择要登记的文件" in none.content.decode()
    files = [SimpleUploadedFile("a.pdf", b"a"), SimpleUploadedFile("b.pdf", b"")]
    empty = page.post(f"{url}papers/", {"kind": "risk", "file": files})
    assert "b.pdf 是空文件，这次选的文件都没有登记" in empty.content.decode() and not case.papers.exists()
    ChangeCase.objects.filter(pk=case.pk).update(state=CaseState.APPROVED, approved_on=DAY, approval_document="1号")
    told = {"document": "公告1号", "day": "2025-03-02"}
    for bad in ("javascript:alert(1)", "data:text/html,x", "公告"):
        refused = page.post(f"{url}announce/", {**told, "url": bad})
        assert refused.status_code == 409 and "开头的网址" in refused.content.decode()
    assert page.post(f"{url}announce/", {**told, "url": "https://xxgk.jl.gov.cn/1"}).status_code == 302


def test_who_holds_no_such_role_reads_so_before_filling_a_form(tree) -> None:
    client = Client()
    client.force_login(appointed(Role.SURVEYOR, tree["nongan"]))
    for path in (f"{ROOM}new/", f"{ROOM}new/rename/", "/boundaries/plans/new/"):
        assert "此操作须由界线管理员办理，您没有这一角色。" in client.get(path).content.decode()


def test_an_officer_reads_no_refusal(page) -> None:
    for path in (f"{ROOM}new/", f"{ROOM}new/rename/", "/boundaries/plans/new/"):
        assert "您没有这一角色" not in page.get(path).content.decode()
