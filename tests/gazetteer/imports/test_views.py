"""The pages of registers: who sees what, and the whole road by its buttons."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gazetteer.imports import actions
from gazetteer.imports.models import HeadingMapping, RegisterImport
from gazetteer.names.models import Feature
from tests.gazetteer.imports.factories import HERE, sent, table
from tests.gazetteer.names.factories import make_area, make_feature

pytestmark = pytest.mark.django_db
LIST, UPLOAD = "/gazetteer/imports/", "/gazetteer/imports/upload/"


def posted(client, data: bytes, **said: str):
    file = SimpleUploadedFile("register.csv", data)
    return client.post(UPLOAD, {"file": file, "register": "农安县二普", "home": "220122 农安县", **said})


def test_the_whole_road_by_its_buttons(world, client):
    make_area(world.tree["nongan"], 124.9, 44.0, 125.5, 45.0)
    known = make_feature("松树屯", "hamlet", world.tree["town"], (125.181, 44.431))
    client.force_login(world.county)
    assert "上传第一份地名册" in client.get(LIST).content.decode()
    assert "220122 农安县" in client.get(UPLOAD).content.decode()
    rows = (("松树屯", "居民点", "农安镇", *HERE), ("柳树屯", "居民点", "农安镇"), ("", "居民点"))
    answer = posted(client, table(*rows))
    found = RegisterImport.objects.get()
    page = reverse("imports:page", args=[found.pk])
    assert answer["Location"] == page
    shown = client.get(page).content.decode()
    for words in ("农安县二普", "1 行与库中地名疑为同一处", f"并入 {known.public_id}", "拒收 1", "register-map"):
        assert words in shown, words
    for show in ("refused", "warn", "ok", "matched"):
        assert client.get(f"{page}?show={show}").status_code == 200
    client.post(f"{page}choose/", {"row": "2", "choice": known.public_id})
    assert "2 行入库" in client.get(page).content.decode()
    answer = client.post(f"{page}decide/", {"step": "enter"}, follow=True).content.decode()
    assert "已入库，回执" in answer and "新建 1 处" in answer
    assert Feature.objects.filter(source="农安县二普").count() == 1
    assert client.get(f"{page}rows.xlsx")["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(client.get(f"{page}original/").streaming_content) == table(*rows)
    assert client.get(f"{LIST}?format=csv").status_code == 200
    answer = client.post(f"{page}decide/", {"step": "undo", "reason": "底册有误"}, follow=True).content.decode()
    assert "整件已撤销" in answer and "底册有误" in answer
    assert "register.csv" in client.get(f"{LIST}?state=undone").content.decode()


def test_columns_are_said_saved_and_offered(world, client):
    client.force_login(world.county)
    data = table(("松树屯", "居民点"), headings=("甲", "乙"))
    posted(client, data)
    found = RegisterImport.objects.get()
    page = reverse("imports:page", args=[found.pk])
    assert "没有认出哪一列是标准名称" in client.get(page).content.decode()
    client.post(f"{page}declare/", {"column_name": "甲", "column_kind": "乙"})
    assert "1 行入库" in client.get(page).content.decode()
    client.post(f"{page}mapping/", {"step": "save", "source": "某软件"})
    kept = HeadingMapping.objects.get()
    assert kept.mapping == {"name": "甲", "kind": "乙"}
    posted(client, table(("柳树屯", "居民点"), headings=("甲", "乙")))
    other = RegisterImport.objects.exclude(pk=found.pk).get()
    page = reverse("imports:page", args=[other.pk])
    assert "某软件" in client.get(page).content.decode()
    client.post(f"{page}mapping/", {"step": "apply", "mapping": str(kept.pk)})
    assert RegisterImport.objects.get(pk=other.pk).submission.rows_good == 1
    assert "不认识的坐标系" in client.post(f"{page}declare/", {"other_crs": "EPSG:1"}, follow=True).content.decode()


def test_others_are_kept_out(world, client):
    found = sent(world, table(("松树屯", "居民点")))
    page = reverse("imports:page", args=[found.pk])
    assert client.get(page).status_code == 302
    for user, status in ((world.neighbour, 403), (world.stranger, 403), (world.city, 200)):
        client.force_login(user)
        assert client.get(page).status_code == status
        assert ("register.csv" in client.get(LIST).content.decode()) == (status == 200)
    client.force_login(world.stranger)
    assert "您没有这一角色" in posted(client, b"x").content.decode()
    assert client.post(f"{page}decide/", {"step": "enter"}).status_code == 403


@pytest.mark.parametrize("said", [{"home": ""}, {"home": "999999"}, {"register": "  "}, {"home": "220183"}])
def test_what_is_missing_is_told_beside_the_form(world, client, said):
    client.force_login(world.county)
    answer = posted(client, table(("松树屯", "居民点")), **said)
    assert answer.status_code == 422 and "verdict--block" in answer.content.decode()


def test_a_list_asks_the_same_however_long(world, client, django_assert_max_num_queries):
    for number in range(6):
        sent(world, table((f"屯{number}屯", "居民点")))
    client.force_login(world.county)
    with django_assert_max_num_queries(20):
        client.get(LIST)


def test_a_file_that_waits_for_the_worker_shows_its_progress(world, client, monkeypatch):
    monkeypatch.setattr("gazetteer.imports.later.AT_ONCE_BYTES", 0)
    client.force_login(world.county)
    posted(client, table(("松树屯", "居民点")))
    found = RegisterImport.objects.get()
    assert "data-waiting" in client.get(reverse("imports:page", args=[found.pk])).content.decode()
    assert actions.ROOM == "names"
