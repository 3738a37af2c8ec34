"""The pages of the road: who gets where, what they say, how many queries they take."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from office.intake.models import State
from survey.townships import actions
from survey.townships.models import Observation, SurveyUpload
from tests.survey.corpus import bad, good
from tests.survey.test_actions import one_bad_row, ready, sent


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, data: tuple[str, bytes], script: bool = False, **fields: str):
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    file = SimpleUploadedFile(data[0], data[1])
    return client.post("/survey/upload/", {"file": file, **fields}, headers=headers)


@pytest.mark.parametrize("path", ["/survey/", "/survey/upload/", "/survey/inbox/", "/survey/map/"])
def test_anyone_not_signed_in_is_led_to_sign_in(db, path):
    response = Client().get(path)
    assert response.status_code == 302 and response.url.startswith("/accounts/login/?next=/survey/")


@pytest.mark.parametrize("path", ["/survey/", "/survey/inbox/", "/survey/map/"])
def test_an_empty_page_says_what_belongs_there(road, path):
    page = client_of(road.surveyor).get(path).content.decode()
    assert 'class="empty"' in page and "button--primary" in page


def test_upload_confirm_submit_accept_and_see(road):
    client = client_of(road.surveyor)
    answer = post(client, one_bad_row(), script=True, line="220183-220122")
    url = answer.json()["url"]
    page = client.get(url).content.decode()
    for words in ("待确认", "EPSG:4530", "只存档，不转换", "第 4 行 X、Y 互换", "收件回执 SJ-", "坐标系未确认"):
        assert words in page, words
    assert not Observation.objects.exists()
    client.post(f"{url}declare/", {"crs": "EPSG:4530", "line": "220122-220183", "column_number": "点号"})
    client.post(f"{url}decide/", {"step": "submit"})
    officer = client_of(road.officer)
    assert "农德线界桩点.csv" in officer.get("/survey/inbox/").content.decode()
    officer.post(f"{url}decide/", {"step": "accept"})
    seen = officer.get("/survey/map/")
    drawn = json.loads(seen.content.decode().split('id="survey-map" type="application/json">')[1].split("</script>")[0])
    assert len(drawn["points"]) == 11 == Observation.objects.count()
    assert drawn["points"][0]["verdict"] == "ok" and drawn["outlines"]["features"]


def test_the_same_file_again_leads_to_the_same_page(road):
    client = client_of(road.surveyor)
    first, again = (post(client, good.csv_file()) for _ in range(2))
    assert first.url == again.url and "没有重复收件" in client.get(again.url).content.decode()


ALONE = [maker for maker in bad.MAKERS if maker is not bad.two_files_in_zip]  # the page takes each of those two


@pytest.mark.parametrize("maker", ALONE, ids=lambda maker: maker.__name__)
def test_no_bad_file_makes_an_error_page_or_an_observation(road, maker):
    name, data, rule = maker()
    client = client_of(road.surveyor)
    answer = post(client, (name, data))
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert rule in page
    client.post(f"{answer.url}decide/", {"step": "submit"})
    taken = SurveyUpload.objects.get().submission
    assert taken.state in {State.CHECKED, State.UNREADABLE} or taken.rows_good
    assert not Observation.objects.exists()


def test_too_large_a_file_and_an_unknown_line_are_told_beside_the_form(road, settings):
    client = client_of(road.surveyor)
    wrong = post(client, good.csv_file(), script=True, line="99-98")
    assert wrong.status_code == 422 and wrong.json()["errors"]
    settings.UPLOAD_LIMIT_MB = 0
    large = post(client, good.csv_file())
    assert large.status_code == 422 and "超过上限" in large.content.decode()
    assert not SurveyUpload.objects.exists()


def test_a_preview_stores_nothing_and_says_what_it_shows(road):
    found = sent(road)
    client = client_of(road.surveyor)
    url = reverse("survey-preview", args=[found.pk])
    shown = client.get(url, {"crs": "EPSG:4530"}).content.decode()
    assert '"supposed": true' in shown and "示意位置" in shown
    assert "不转换" in client.get(url, {"crs": "EPSG:2366"}).content.decode()
    found.submission.refresh_from_db()
    assert found.submission.report["crs"] is None


def test_others_do_not_see_a_file(road):
    found = sent(road)
    number = found.submission.receipts.get().number
    papers = [f"/receipts/{number}/", f"/receipts/{number}/receipt.json", f"/receipts/{number}/receipt.pdf"]
    assert client_of(road.namer).get(f"/survey/{found.pk}/").status_code == 403
    assert [client_of(road.namer).get(path).status_code for path in papers] == [404] * 3
    assert client_of(road.officer).get(f"/survey/{found.pk}/").status_code == 200
    assert [client_of(road.officer).get(path).status_code for path in papers] == [200] * 3


def test_a_refused_button_says_why(road):
    found = ready(road)
    actions.submit(road.surveyor, found.pk)
    page = client_of(road.surveyor).get(f"/survey/{found.pk}/").content.decode()
    assert "识别结果不能再改" in page
    answer = client_of(road.surveyor).post(f"/survey/{found.pk}/decide/", {"step": "accept"}, follow=True)
    assert "报送人不能接收自己的成果" in answer.content.decode()


def test_a_wrong_code_is_told_beside_its_field(road):
    found = sent(road)
    answer = client_of(road.surveyor).post(f"/survey/{found.pk}/declare/", {"other_crs": "西瓜"})
    assert answer.status_code == 422 and "应写作 EPSG" in answer.content.decode()


def test_the_export_holds_problems_first_and_what_to_do(road):
    found = sent(road, one_bad_row(), declared={"crs": "EPSG:4530"})
    data = client_of(road.surveyor).get(f"/survey/{found.pk}/rows.xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][:6] == ("行", "点号", "结论", "规则", "说明", "怎么办")
    assert rows[1][:4] == (4, "J03", "拒收", "S02") and len(rows) == 13
    assert all(row[5] for row in rows)


def test_a_formula_in_a_cell_stays_words_in_the_export(road):
    rows = good.grid()
    rows[1][0] = "=HYPERLINK(1)"
    found = sent(road, good.csv_file(rows=rows), declared={"crs": "EPSG:4530"})
    data = client_of(road.surveyor).get(f"/survey/{found.pk}/rows.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_original_comes_back_as_it_was(road):
    found = sent(road)
    answer = client_of(road.surveyor).get(f"/survey/{found.pk}/original/")
    assert answer.getvalue() == good.csv_file()[1]


def test_receipts_on_screen_on_paper_and_for_everybody(road):
    found = sent(road)
    number = found.submission.receipts.get().number
    client = client_of(road.surveyor)
    page = client.get(f"/receipts/{number}/").content.decode()
    assert "原件完好" in page and "内容与哈希相符" in page
    content = client.get(f"/receipts/{number}/receipt.json").json()
    assert content["content"]["number"] == number
    assert client.get(f"/receipts/{number}/receipt.pdf").content.startswith(b"%PDF")
    public = Client().get("/receipts/", {"q": found.submission.file_id}).content.decode()
    assert number in public and "真实" in public and "李测" not in public and "农德线" not in public
    assert "没有这样的回执" in Client().get("/receipts/", {"q": "SJ-19990101-0001"}).content.decode()
    assert Client().get(f"/receipts/{number}/").status_code == 302


def test_lists_take_few_queries_however_long(road, django_assert_max_num_queries):
    for index in range(12):
        rows = good.grid()
        rows[1][0] = f"K{index}"
        found = sent(road, good.csv_file(rows=rows), declared={"crs": "EPSG:4530"})
        actions.submit(road.surveyor, found.pk)
    for user, path in ((road.surveyor, "/survey/"), (road.officer, "/survey/inbox/")):
        client = client_of(user)
        with django_assert_max_num_queries(16):
            assert client.get(path).status_code == 200
