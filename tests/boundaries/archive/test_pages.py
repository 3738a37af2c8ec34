"""The pages of the archive: filed in the browser's way, filtered, counted, refused with a sentence."""

import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from boundaries.archive import subjects
from boundaries.archive.models import Deposit, Extract, Fonds, HandOver, Item
from boundaries.changes.models import ChangeCase, DivisionChange
from tests.factories import period

ROOT = "/boundaries/archive/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def registrar(archive):
    return client_of(archive.registrar)


FORM = {
    "kind": "agreement",
    "title": "农安县与德惠市边界协议书",
    "responsible": "两县人民政府",
    "day": "1999",
    "security": "internal",
    "copies": "1",
    "shelf": "line",
    "subject_type": "line",
    "subject": "220183-220122",
}


def uploaded(client, data: bytes, **more):
    return client.post(f"{ROOT}deposits/", {"file": SimpleUploadedFile("协议书.pdf", data), **more})


def test_from_upload_to_the_item(archive, registrar):
    answer = uploaded(registrar, archive.pdf_a, sha256=hashlib.sha256(archive.pdf_a).hexdigest())
    assert answer.status_code == 302
    page = registrar.get(answer.url).content.decode()
    assert "PDF/A-3b" in page and Deposit.objects.get().file_id[:4] in page
    form = {**FORM, "fonds": archive.fonds.pk, "shown": Deposit.objects.get().file_id}
    filed = registrar.post(answer.url, form)
    assert filed.status_code == 302
    page = registrar.get(filed.url).content.decode()
    for words in ("J012-ZY·220122·220183-Y-0001-001", "1999年", "真实性", "查阅", "220122-220183"):
        assert words in page
    assert registrar.get(answer.url).status_code == 302


def test_a_file_that_was_changed_on_the_way_is_refused(archive, registrar):
    answer = uploaded(registrar, archive.pdf_a, sha256="0" * 64)
    assert answer.status_code == 422 and "上传和归档之间变了" in answer.content.decode()
    assert not Deposit.objects.exists()
    waiting = archive.deposit()
    form = {**FORM, "fonds": archive.fonds.pk, "shown": "0" * 64}
    answer = registrar.post(f"{ROOT}deposits/{waiting.pk}/", form)
    assert answer.status_code == 422 and "上传和归档之间变了" in answer.content.decode()
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": ""}, "须填写界线编号"),
        ({"subject": "1-2"}, "应为"),
        ({"day": "去年"}, "只知年份写"),
        ({"first_page": "3", "last_page": "2"}, "止页不能小于起页"),
        ({"title": "附图 秘密★10年"}, "密级标志"),
        ({"day": "2099-01-01"}, "晚于归档日期"),
    ],
)
def test_a_wrong_description_stays_on_the_form_with_its_fault(archive, registrar, change, said):
    waiting = archive.deposit()
    form = {**FORM, "fonds": archive.fonds.pk, "shown": waiting.file_id, **change}
    answer = registrar.post(f"{ROOT}deposits/{waiting.pk}/", form)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Item.objects.exists()


def test_a_classified_paper_is_registered_by_its_place(archive, registrar):
    form = {**FORM, "fonds": archive.fonds.pk, "security": "secret", "title": "附图（代称）"}
    assert "存放地点" in registrar.post(f"{ROOT}reference/", form).content.decode()
    answer = registrar.post(f"{ROOT}reference/", {**form, "place": "保密室 3 柜"})
    page = registrar.get(answer.url).content.decode()
    assert "不在本系统" in page and "保密室 3 柜" in page and "归入新版本" not in page


def test_the_list_filters_counts_and_exports(archive, registrar, django_assert_max_num_queries):
    for number in range(5):
        archive.filed(archive.pdf_a + b"\n" * (number + 1), title=f"协议书 {number}")
    archive.filed(archive.pdf_a, kind="minutes", title="=会议纪要")
    with django_assert_max_num_queries(22):
        page = registrar.get(ROOT).content.decode()
    assert "6 件" in page
    for asked, count in [
        ({"kind": "minutes"}, 1),
        ({"line": "220183-220122"}, 6),
        ({"line": "220122-220184"}, 0),
        ({"fonds": "J012", "q": "协议书 3"}, 1),
        ({"year": "1998"}, 0),
    ]:
        assert f"{count} 件" in registrar.get(ROOT, asked).content.decode()
    table = registrar.get(ROOT, {"export": "csv"}).content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("档号,题名") and "'=会议纪要" in table
    sheet = load_workbook(io.BytesIO(registrar.get(ROOT, {"export": "xlsx", "kind": "minutes"}).content)).active
    assert sheet.max_row == 2


def test_officers_read_and_do_not_write(archive):
    item = archive.filed()
    officer = client_of(archive.officer)
    page = officer.get(f"{ROOT}items/{item.pk}/").content.decode()
    assert item.title in page and "归入新版本" not in page and "出具 PDF" not in page
    answer = officer.post(f"{ROOT}items/{item.pk}/step/", {"step": "review"}, follow=True)
    assert "须由档案管理员办理" in answer.content.decode()
    assert client_of(archive.stranger).get(ROOT).status_code == 403
    assert Client().get(ROOT).url.startswith("/accounts/login/")
    refused = officer.post(f"{ROOT}deposits/", {"file": SimpleUploadedFile("a.pdf", b"x")})
    assert refused.status_code == 422


def test_the_steps_of_an_item(archive, registrar):
    item = archive.filed(place="2 柜")
    address = f"{ROOT}items/{item.pk}/"

    def step(name: str, **values) -> str:
        return registrar.post(f"{address}step/", {"step": name, **values}, follow=True).content.decode()

    assert "第 2 版" in step("version", file=SimpleUploadedFile("b.pdf", archive.pdf_a + b"\n"), note="重扫")
    assert "已复查" in step("review")
    assert "已登记借出" in step("lend", reader="农安县民政局", purpose="核对", due="2099-01-01")
    assert "借出未还" in registrar.get(ROOT).content.decode()
    assert "已登记归还" in step("take_back")
    assert "已取消关联" in step("unlink", link=item.subjects.get().pk)
    assert "已关联" in step("link", subject_type="line", subject="220122-220183", subject_pages="2")
    assert "校验码" in step("extract", kind="copy", applicant="农安县民政局", purpose="核对")
    number = Extract.objects.get().number
    assert registrar.get(f"{ROOT}extracts/{number}.pdf").getvalue().startswith(b"%PDF")
    assert "不认识的操作" in step("burn")
    answer = registrar.post(f"{address}versions/1/", {"purpose": "核对"})
    assert answer.getvalue() == archive.pdf_a
    assert "须写明利用目的" in registrar.post(f"{address}versions/1/", follow=True).content.decode()
    assert registrar.get(f"{ROOT}files/{item.file_id}/").status_code == 200


def test_the_dossier_of_a_line_says_what_is_missing(archive, registrar):
    archive.filed()
    page = registrar.get(f"{ROOT}lines/220122-220183/").content.decode()
    assert "农安县与德惠市边界协议书" in page and "界桩登记表" in page and "缺 19 种" in page
    assert registrar.get(f"{ROOT}lines/220183-220122/").url == f"{ROOT}lines/220122-220183/"
    assert registrar.get(f"{ROOT}lines/220122-220184/").status_code == 404
    listed = registrar.get(f"{ROOT}lines/").content.decode()
    assert "220122-220183" in listed and "1 条界线" in listed
    table = registrar.get(f"{ROOT}lines/", {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert table[1] == "220122-220183,农安县与德惠市界线,1,19,否"


def test_the_dossier_of_a_change(archive, registrar):
    change = DivisionChange.objects.create(
        effective=period("2020-01-01", "2021-01-01"),
        precision="year",
        kind="renamed",
        source_kind="更名",
        old_name="农安县",
        new_name="农安县",
        old=archive.nongan,
        new=archive.nongan,
        source="测试",
    )
    page = registrar.get(f"{ROOT}dossiers/change/{change.pk}/").content.decode()
    assert "风险评估报告" in page and "第十三条" in page
    assert registrar.get(f"{ROOT}dossiers/change/999999/").status_code == 404
    assert registrar.get(f"{ROOT}dossiers/nothing/1/").status_code == 404


def test_the_dossier_of_a_case_is_seen_by_its_key(archive, registrar):
    case = ChangeCase.objects.create(
        title="撤销某镇", superior=archive.nongan, content_hash="0" * 64, created_by=archive.registrar
    )
    page = registrar.get(f"{ROOT}dossiers/case/{case.pk}/").content.decode()
    assert "撤销某镇" in page and "缺 10 种" in page
    assert subjects.find("case", str(case.pk)).divisions == (archive.nongan.pk,)


def test_a_package_goes_out_and_comes_in_by_the_page(archive, registrar):
    archive.filed()
    answer = registrar.post(f"{ROOT}handovers/out/", {"office": "吉林省档案馆", "line": "220122-220183"})
    page = registrar.get(answer["Location"]).content.decode()
    made = HandOver.objects.get()
    assert "吉林省档案馆" in page and " ".join(re.findall(".{4}", made.bag_hash)) in page
    address = re.search(r'href="(/jobs/parcels/[^"]+/file/)"', page)[1]
    data = b"".join(registrar.get(address).streaming_content)
    assert data.startswith(b"PK") and client_of(archive.officer).get(address).status_code == 404
    assert made.bag_hash[:4] in registrar.get(f"{ROOT}handovers/").content.decode()
    given = {"file": SimpleUploadedFile("a.zip", data), "proof": made.bag_hash}
    assert "新件 0" in registrar.post(f"{ROOT}handovers/in/", given, follow=True).content.decode()
    given = {"file": SimpleUploadedFile("a.zip", data[:-200])}
    assert "解不开" in registrar.post(f"{ROOT}handovers/in/", given, follow=True).content.decode()
    nothing = registrar.post(f"{ROOT}handovers/out/", {"office": "省档案馆", "year": "1812"}, follow=True)
    assert "没有选中任何一件" in nothing.content.decode()


def test_a_fonds_is_opened_where_one_is_registrar(archive, registrar):
    answer = registrar.post(
        f"{ROOT}fonds/", {"code": "n001", "name": "农安县民政局", "division": "220122"}, follow=True
    )
    assert "已设立全宗" in answer.content.decode() and Fonds.objects.filter(code="N001").exists()
    for wrong, said in [
        ({"code": "N001"}, "全宗"),
        ({"code": "!"}, "4 至 5 位"),
        ({"division": "999999"}, "没有代码"),
        ({"name": ""}, "都须填写"),
    ]:
        form = {"code": "N002", "name": "x", "division": "220122", **wrong}
        assert said in registrar.post(f"{ROOT}fonds/", form, follow=True).content.decode()
    assert Fonds.objects.count() == 2
