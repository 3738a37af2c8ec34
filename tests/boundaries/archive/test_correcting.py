"""Descriptions put right with their history; uploads taken back before they were filed."""

import dataclasses
import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from boundaries.archive import actions, handover, verification
from boundaries.archive.actions import CheckFailed
from boundaries.archive.correcting import correct, differences
from boundaries.archive.discarding import discard
from boundaries.archive.kinds import Kind, Retention
from boundaries.archive.models import CheckReport, Correction, Deposit, Fonds, Item
from boundaries.archive.queries import contents, deposits_of
from boundaries.archive.refusals import Refused
from office.intake.models import StoredFile
from office.intake.storage import name_of, open_stored
from office.log.hashing import digest
from office.log.models import Event
from tests.boundaries.archive.test_pages import ROOT, client_of


def put_right(archive, item, reason="题名录错", retention="", **changes):
    described = archive.described(**changes)
    return correct(archive.registrar, item.pk, described, reason, shown=item.content_hash, retention=retention)


def test_the_old_description_stays_beside_the_new_one(archive):
    item = archive.filed()
    old_hash, number = item.content_hash, item.archive_number
    day = datetime.date(1999, 5, 1)
    made = put_right(archive, item, title="农安县、德惠市边界协议书", day=day, precision="day", document_number="1号")
    item.refresh_from_db()
    assert (item.title, item.day, item.document_number) == ("农安县、德惠市边界协议书", day, "1号")
    assert item.archive_number == number and item.content_hash == digest(contents(item)) != old_hash
    assert made.before["title"] == "农安县与德惠市边界协议书" and made.signed == "陈档"
    assert differences(made) == [
        ("题名", "农安县与德惠市边界协议书", "农安县、德惠市边界协议书"),
        ("文件日期", "不详", "1999-05-01"),
        ("文号", "—", "1号"),
    ]
    with open_stored(item.versions.get().file) as stream:
        assert stream.read() == archive.pdf_a
    assert item.reports.first().moment == CheckReport.Moment.CORRECTION
    assert Event.objects.get(action="archive.correct").data["before"] == made.before
    assert list(verification._items()) == [""]


def test_retention_is_decided_anew_while_the_number_stays(archive):
    item = archive.filed()
    made = put_right(archive, item, "鉴定后改定", retention=Retention.THIRTY)
    item.refresh_from_db()
    assert item.retention == Retention.THIRTY and item.archive_number == "J012-ZY·220122·220183-Y-0001-001"
    assert differences(made) == [("保管期限", "永久", "30年")]
    back = put_right(archive, item, "改回", retention=Retention.PERMANENT)
    item.refresh_from_db()
    assert item.revised_retention == "" and differences(back) == [("保管期限", "30年", "永久")]


def test_a_description_without_retention_decided_anew_has_the_hash_it_always_had(archive):
    item = archive.filed()
    assert "revised_retention" not in contents(item)


def test_what_may_not_be_corrected(archive):
    item = archive.filed()
    with pytest.raises(Refused, match="须写明理由"):
        put_right(archive, item, " ", title="甲")
    with pytest.raises(Refused, match="没有改动任何一项"):
        put_right(archive, item)
    with pytest.raises(Refused, match="不能改为涉密件"):
        put_right(archive, item, security="secret", place="保密室")
    with pytest.raises(CheckFailed, match="A03"):
        put_right(archive, item, day=datetime.date(2999, 1, 1), precision="day")
    with pytest.raises(Refused, match="打开之后已经改过"):
        correct(archive.registrar, item.pk, archive.described(title="乙"), "录错", shown="0" * 64)
    with pytest.raises(Refused, match="档案管理员"):
        correct(archive.officer, item.pk, archive.described(title="乙"), "录错", shown=item.content_hash)
    assert not Correction.objects.exists()


def test_a_reference_may_be_declassified(archive):
    described = archive.described(security="secret", title="附图（代称）", place="保密室 3 柜")
    item = actions.file_item(archive.registrar, archive.fonds, archive.shelf(), described)
    opened = dataclasses.replace(described, security="internal", title="协议书附图")
    made = correct(archive.registrar, item.pk, opened, "已解密", shown=item.content_hash)
    assert ("密级", "秘密", "内部") in differences(made)


@pytest.mark.parametrize("change", ["UPDATE archive_correction SET reason = 'x'", "DELETE FROM archive_correction"])
def test_corrections_are_never_changed(archive, change):
    put_right(archive, archive.filed(), title="甲")
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_corrections_travel_with_a_hand_over(archive, tmp_path):
    item = archive.filed()
    put_right(archive, item, title="甲协议书", retention=Retention.TEN)
    item.refresh_from_db()
    packed = handover.export(archive.registrar, [item], "德惠市民政局", tmp_path / "out.zip")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("use", "checkreport", "correction", "subjectlink_divisions", "subjectlink", "handover_items"):
            cursor.execute(f"DELETE FROM archive_{table}")
        for table in ("handover", "deposit", "itemversion", "item", "file", "series", "fonds"):
            cursor.execute(f"DELETE FROM archive_{table}")
        cursor.execute("SET session_replication_role = origin")
    taken = handover.bring_in(None, packed.package)
    arrived = Item.objects.get()
    made = arrived.corrections.get()
    assert taken.new == 1 and arrived.retention == Retention.TEN and arrived.content_hash == item.content_hash
    assert (made.by, made.signed, made.reason) == (None, "陈档", "题名录错")
    assert Fonds.objects.count() == 1


def test_the_page_of_a_correction(archive):
    item = archive.filed()
    client = client_of(archive.registrar)
    page = client.get(f"{ROOT}items/{item.pk}/correct/").content.decode()
    assert item.content_hash in page and "更正理由" in page
    form = {"kind": Kind.AGREEMENT, "title": "甲协议书", "day": "1999", "security": "internal", "copies": "2"}
    form |= {"retention": "Y", "reason": "题名录错", "shown": item.content_hash, "responsible": "两县"}
    assert client.post(f"{ROOT}items/{item.pk}/correct/", {**form, "reason": ""}).status_code == 422
    assert client.post(f"{ROOT}items/{item.pk}/correct/", {**form, "day": "2999-01-01"}).status_code == 422
    assert client.post(f"{ROOT}items/{item.pk}/correct/", form).status_code == 302
    page = client.get(f"{ROOT}items/{item.pk}/").content.decode()
    for words in ("甲协议书", "<del>农安县与德惠市边界协议书</del>", "题名录错", "1999年"):
        assert words in page
    assert client_of(archive.officer).get(f"{ROOT}items/{item.pk}/correct/").status_code == 403


def test_an_upload_that_was_never_filed_is_taken_back(archive, settings):
    waiting = archive.deposit()
    place = settings.ARCHIVE_DIR / name_of(waiting.file_id)
    sha256 = waiting.file_id
    with pytest.raises(Refused, match="须写明理由"):
        discard(archive.registrar, waiting.pk, "")
    assert discard(archive.registrar, waiting.pk, "误传") is True
    waiting.refresh_from_db()
    assert (waiting.file, waiting.discarded_sha256, waiting.discard_reason) == (None, sha256, "误传")
    assert not place.exists() and not StoredFile.objects.filter(pk=sha256).exists()
    assert not deposits_of(archive.registrar).exists()
    assert Event.objects.get(action="archive.discard").data["sha256"] == sha256
    with pytest.raises(Refused, match="已经撤回"):
        discard(archive.registrar, waiting.pk, "再来")
    with pytest.raises(Refused, match="已经撤回"):
        actions.file_item(
            archive.registrar, archive.fonds, archive.shelf(), archive.described(), deposit_id=waiting.pk, shown=sha256
        )
    assert archive.deposit().file_id == sha256 and place.exists()


def test_bytes_that_something_else_holds_stay(archive, settings):
    item = archive.filed()
    again = archive.deposit()
    assert discard(archive.registrar, again.pk, "重复上传") is False
    with open_stored(item.versions.get().file) as stream:
        assert stream.read() == archive.pdf_a


def test_what_was_filed_is_not_taken_back(archive):
    archive.filed()
    with pytest.raises(Refused, match="已经归档"):
        discard(archive.registrar, Deposit.objects.get().pk, "误传")
    with pytest.raises(IntegrityError, match="deposit_is_filed_or_discarded"), transaction.atomic():
        Deposit.objects.update(discard_reason="x")


def test_taking_back_on_the_page(archive):
    waiting = archive.deposit()
    client = client_of(archive.registrar)
    assert "撤回理由" in client.get(f"{ROOT}deposits/{waiting.pk}/").content.decode()
    answer = client.post(f"{ROOT}deposits/{waiting.pk}/discard/", {"reason": ""}, follow=True)
    assert "撤回须写明理由" in answer.content.decode()
    answer = client.post(f"{ROOT}deposits/{waiting.pk}/discard/", {"reason": "误传"}, follow=True)
    assert "已从存储中删除" in answer.content.decode()
    assert client.get(f"{ROOT}deposits/{waiting.pk}/").status_code == 404
