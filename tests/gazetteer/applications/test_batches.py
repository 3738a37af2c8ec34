"""Batches: a table becomes cases, one document decides them, all are announced together or none."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gazetteer.applications import actions, batch_actions
from gazetteer.applications.batch_actions import Common
from gazetteer.applications.batch_rows import LARGEST, annex, rows_of
from gazetteer.applications.models import Application, Batch
from gazetteer.applications.refusals import NotAllowed, Refused, StaleCase
from gazetteer.applications.states import State
from gazetteer.names.models import Name
from office.intake.readers import read
from tests.gazetteer.applications.factories import DAY, DEED, World, brought_to

TABLE = """名称,起点,终点,长（米）,宽（米）,含义,坐标
向阳街,黄龙路,宝塔街,420,16,取向阳之意,"125.17,44.43;125.17,44.44"
光明街,村口,小学,300,16,取光明之意,
和平路,供销社,粮库,500米,12,取和平之意,"125.18,44.43"
"""


def rows(text: str = TABLE):
    return rows_of(read(text.encode(), "表.csv"))


def entered(world: World, text: str = TABLE) -> Batch:
    common = Common(
        "农安镇某村街路巷命名",
        world.tree["town"].pk,
        reasons="村内街路命名",
        applicant_type="state_organ",
        applicant_name="农安镇人民政府",
    )
    found, wrong = rows(text)
    batch = batch_actions.enter_batch(world.county, common, found, wrong, day=DAY)
    batch_actions.attach(world.county, batch.pk, "form", "申请书.pdf", b"%PDF", day=DAY)
    return batch


def version_of(batch: Batch) -> int:
    return Batch.objects.get(pk=batch.pk).version


def brought(world: World, batch: Batch, *, approve: bool = True) -> Batch:
    """The batch accepted, its warnings answered, and approved."""
    batch_actions.submit(world.county, batch.pk, version_of(batch), day=DAY)
    batch_actions.accept(world.county, batch.pk, version_of(batch), day=DAY)
    for rule in ("N23", "N10", "N11", "N15"):
        batch_actions.justify(world.county, batch.pk, version_of(batch), rule, "村民习用", day=DAY)
    if approve:
        deed = actions.Deed("农政函〔2025〕9号", DAY)
        batch_actions.approve(world.county, batch.pk, version_of(batch), deed, [], 3, day=DAY)
    return Batch.objects.get(pk=batch.pk)


# --- the table ----------------------------------------------------------------------------------


def test_a_table_is_read_row_by_row():
    found, wrong = rows()
    assert wrong == []
    assert [row.name for row in found] == ["向阳街", "光明街", "和平路"]
    assert (found[0].position_text, found[0].length_m, found[0].width_m) == ("起自黄龙路，止于宝塔街", 420, 16)
    assert (found[0].wkt or "").startswith("LINESTRING")
    assert (found[1].wkt, found[2].length_m) == (None, 500)


def test_a_workbook_is_read_as_well():
    book = Workbook()
    book.active.append(["街路巷名称", "走向", "长度"])
    book.active.append(["向阳街", "东起村口", 420])
    sink = io.BytesIO()
    book.save(sink)
    found, wrong = rows_of(read(sink.getvalue(), "表.xlsx"))
    assert wrong == []
    assert (found[0].name, found[0].position_text, found[0].length_m) == ("向阳街", "东起村口", 420)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("街名甲,长\n向阳街,4\n", "没有“名称”一列"),
        ("名称,长\n,4\n", "没有名称"),
        ("名称,长\n向阳街,四百\n", "不是米数"),
        ("名称,长\n向阳街,-3\n", "应大于 0"),
        ('名称,坐标\n向阳街,"44.4,125.1"\n', "纬度写在了前面"),
        ("名称,长\n向阳街,4\n向阳 街,5\n", "重复"),
        ("", "空"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(text, told):
    found, wrong = rows(text)
    assert any(told in finding.message for finding in wrong)
    assert all(finding.blocks for finding in wrong if told in finding.message)


def test_a_batch_has_an_end():
    _, wrong = rows("名称,长\n" + "".join(f"第{n}街,4\n" for n in range(LARGEST + 1)))
    assert "一批最多" in wrong[-1].message


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_rows_or_findings(data):
    found, wrong = rows_of(read(data, "表.csv"))
    assert found or wrong


def test_v09_the_annex():
    ours = ["向阳街", "光明街"]
    assert annex(ours, [], 2) == annex(ours, ["光明街", "向阳街"], None) == []
    for listed, count in ([], 3), (["向阳街"], 2), ([*ours, "和平路"], 2), ([], None), ([*ours, "向阳街"], 2):
        assert {finding.rule for finding in annex(ours, listed, count)} == {"V09"}


# --- the road -----------------------------------------------------------------------------------


def test_a_batch_from_table_to_announcement(world: World):
    batch = brought(world, entered(world))
    assert {case.document_number for case in batch.cases.all()} == {"农政函〔2025〕9号"}
    assert batch_actions.file_names(world.county, batch.pk, batch.version, None, "", "备1号", day=DAY) == 3
    assert batch_actions.deliver(world.county, batch.pk, version_of(batch), None, "直接送达", day=DAY) == 3
    assert batch_actions.announce(world.county, batch.pk, version_of(batch), None, day=DAY) == 3
    assert sorted(Name.objects.values_list("form", flat=True)) == ["光明街", "向阳街", "和平路"]
    assert set(batch.cases.values_list("filed_to", flat=True)) == {"长春市民政局"}


def test_what_is_wrong_with_the_table_keeps_nothing(world: World):
    with pytest.raises(Refused, match="1 处须先改正"):
        entered(world, "名称,长\n向阳街,4\n光明街,远\n")
    assert not Batch.objects.exists()
    assert not Application.objects.exists()


def test_one_blocked_name_stops_them_all(world: World):
    batch = entered(world, TABLE + "毛泽东路,村口,小学,300,16,纪念,\n")
    with pytest.raises(Refused, match="“毛泽东路”.*N04"):
        batch_actions.submit(world.county, batch.pk, batch.version, day=DAY)
    assert set(batch.cases.values_list("state", flat=True)) == {State.DRAFT}
    blocked = batch.cases.get(name="毛泽东路")
    with pytest.raises(StaleCase):
        batch_actions.take_out(world.county, batch.pk, batch.version + 1, blocked.pk, day=DAY)
    batch_actions.take_out(world.county, batch.pk, batch.version, blocked.pk, day=DAY)
    assert batch_actions.submit(world.county, batch.pk, version_of(batch), day=DAY) == 3
    assert Application.objects.get(pk=blocked.pk).state == State.DRAFT


def test_the_annex_has_to_hold_just_these_names(world: World):
    batch = brought(world, entered(world), approve=False)
    for listed, count in ([], 4), (["向阳街"], 3), ([], None):
        with pytest.raises(Refused, match="附件"):
            batch_actions.approve(world.county, batch.pk, batch.version, DEED, listed, count, day=DAY)
    assert not Application.objects.exclude(document_number="").exists()


def test_a_name_of_a_batch_is_not_approved_alone(world: World):
    batch = brought(world, entered(world), approve=False)
    case = batch.cases.first()
    assert case
    with pytest.raises(Refused, match="批次页"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)


def test_a_document_number_serves_one_batch_only(world: World):
    brought(world, entered(world))
    other = brought_to(world, State.ACCEPTED, name="胜利街")
    with pytest.raises(Refused, match="已经登记在"):
        actions.approve(world.county, other.pk, other.version, actions.Deed("农政函〔2025〕9号", DAY), day=DAY)


def test_others_and_old_pages_change_nothing(world: World):
    batch = entered(world)
    with pytest.raises(NotAllowed):
        batch_actions.submit(world.neighbour, batch.pk, batch.version, day=DAY)
    batch_actions.submit(world.county, batch.pk, batch.version, day=DAY)
    assert batch_actions.submit(world.county, batch.pk, batch.version, day=DAY) == 3  # pressed twice
    with pytest.raises(StaleCase):
        batch_actions.submit(world.city, batch.pk, batch.version, day=DAY)
    with pytest.raises(StaleCase):
        batch_actions.accept(world.county, batch.pk, batch.version, day=DAY)


# --- the pages ----------------------------------------------------------------------------------


@pytest.fixture
def county(world: World) -> Client:
    client = Client()
    client.force_login(world.county)
    return client


def test_the_pages_of_a_batch(world: World, county: Client):
    fields = {"title": "某村", "kind": "street", "place": "农安镇", "place_id": world.tree["town"].pk}
    assert county.post("/gazetteer/batches/new/", fields).status_code == 422
    wrong = county.post("/gazetteer/batches/new/", {**fields, "table": "名称,长\n向阳街,远\n"})
    assert wrong.status_code == 422
    assert "不是米数" in wrong.content.decode()
    file = SimpleUploadedFile("表.csv", TABLE.encode())
    there = county.post("/gazetteer/batches/new/", {**fields, "file": file})["Location"]
    page = county.get(there).content.decode()
    assert all(name in page for name in ("向阳街", "光明街", "和平路", "Heping Lu"))
    assert "某村" in county.get("/gazetteer/batches/").content.decode()
    assert county.get("/gazetteer/batches/template.xlsx").status_code == 200
    client = Client()
    client.force_login(world.neighbour)
    assert client.get(there).status_code == 403


def test_the_steps_of_a_batch_by_its_buttons(world: World, county: Client):
    batch = entered(world)
    here = f"/gazetteer/batches/{batch.pk}/"

    def press(step: str, **more: object) -> int:
        return county.post(f"{here}{step}/", {"version": version_of(batch), **more}).status_code

    assert county.post(f"{here}submit/", {"version": "x"}).status_code == 422
    assert press("submit") == press("accept") == 302
    assert press("approve", document_number="农政函〔2025〕9号", on="2025-10-20", count=3) == 422
    for rule in ("N23", "N10", "N11", "N15"):
        press("justify", rule=rule, reason="村民习用")
    assert press("approve", document_number="农政函〔2025〕9号", on="2025-10-20", count=3) == 302
    assert press("file", number="备1号") == press("deliver", how="直接送达") == press("announce") == 302
    assert "已于 2025-10-20 公告" in county.get(here).content.decode()
