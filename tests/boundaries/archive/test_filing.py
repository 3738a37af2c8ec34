"""Filing: numbered, checked, never changed; the database holds what the actions promise."""

import datetime
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from boundaries.archive import actions, subjects, using
from boundaries.archive.actions import CheckFailed
from boundaries.archive.kinds import Retention
from boundaries.archive.models import CheckReport, Deposit, Item, ItemVersion, SubjectLink, Use
from boundaries.archive.queries import items_seen_by
from boundaries.archive.refusals import Refused
from office.intake.storage import name_of, open_stored
from office.log.models import Event
from office.people.calendar import today
from office.people.roles import Role
from tests.factories import appointed


def test_the_first_paper_of_a_line(archive):
    item = archive.filed()
    assert item.archive_number == "J012-ZY·220122·220183-Y-0001-001"
    assert item.file.archive_number == "J012-ZY·220122·220183-Y-0001"
    version = item.versions.get()
    assert version.format.startswith("PDF/A-3b") and version.pages == 1
    with open_stored(version.file) as stream:
        assert stream.read() == archive.pdf_a
    report = item.reports.get()
    assert report.moment == CheckReport.Moment.FILING and "A01" in report.passed and "A09" in report.passed
    assert report.hashes == {"1": version.file_id}
    assert Event.objects.filter(action="archive.file", object_id=str(item.pk)).exists()


def test_numbers_go_on_within_a_file_and_begin_anew_in_another(archive):
    first, second = archive.filed(), archive.filed(archive.pdf_a + b"\n")
    shorter = archive.filed(archive.pdf_a + b"\n\n", on=archive.shelf(retention=Retention.THIRTY))
    fresh = archive.filed(archive.pdf_a + b"\n\n\n", on=archive.shelf(fresh=True, title="第二卷"))
    by_year = archive.filed(archive.pdf_a + b" ", on=archive.shelf(material="WS", line=None, key="2025"))
    numbers = [item.archive_number for item in (first, second, shorter, fresh, by_year)]
    assert numbers == [
        "J012-ZY·220122·220183-Y-0001-001",
        "J012-ZY·220122·220183-Y-0001-002",
        "J012-ZY·220122·220183-D30-0001-001",
        "J012-ZY·220122·220183-Y-0002-001",
        "J012-WS·2025-Y-0001-001",
    ]


def test_a_file_that_changed_since_it_was_shown_is_refused(archive):
    waiting = archive.deposit()
    other = hashlib.sha256(b"other").hexdigest()
    with pytest.raises(Refused, match="上传和归档之间变了"):
        actions.file_item(
            archive.registrar,
            archive.fonds,
            archive.shelf(),
            archive.described(),
            deposit_id=waiting.pk,
            shown=other,
        )
    with pytest.raises(Refused, match="上传和归档之间变了"):
        archive.deposit(announced=other)
    assert not Item.objects.exists()


def test_bytes_that_were_changed_on_the_disk_before_filing_are_refused(archive, settings):
    waiting = archive.deposit()
    place = settings.ARCHIVE_DIR / name_of(waiting.file_id)
    place.chmod(0o600)
    data = bytearray(place.read_bytes())
    data[100] ^= 1
    place.write_bytes(data)
    with pytest.raises(CheckFailed) as refused:
        actions.file_item(
            archive.registrar,
            archive.fonds,
            archive.shelf(),
            archive.described(),
            deposit_id=waiting.pk,
            shown=waiting.file_id,
        )
    assert [finding.rule for finding in refused.value.findings] == ["A01"]
    assert not Item.objects.exists() and Deposit.objects.get().version_id is None


def test_a_new_version_stands_beside_the_old_one(archive):
    item = archive.filed()
    waiting = archive.deposit(archive.pdf_a + b"\n%second", "协议书（重扫）.pdf")
    actions.add_version(archive.registrar, item.pk, waiting.pk, waiting.file_id, "重新扫描，原件缺页")
    assert [version.number for version in item.versions.all()] == [1, 2]
    item.refresh_from_db()
    assert item.reports.first().moment == CheckReport.Moment.VERSION
    again = archive.deposit()
    with pytest.raises(Refused, match="已是本件的一个版本"):
        actions.add_version(archive.registrar, item.pk, again.pk, again.file_id, "再来一次")


@pytest.mark.parametrize("change", ["UPDATE archive_itemversion SET note = 'x'", "DELETE FROM archive_itemversion"])
def test_versions_are_never_changed(archive, change):
    archive.filed()
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_items_stay_and_keep_their_number(archive):
    item = archive.filed()
    with pytest.raises(IntegrityError, match="不再改变"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(archive_number="J012-ZY·2223-Y-0001-001")
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM archive_subjectlink_divisions; DELETE FROM archive_subjectlink")
        cursor.execute("DELETE FROM archive_item WHERE id = %s", [item.pk])


def test_what_is_classified_is_a_reference_with_its_place(archive):
    with pytest.raises(Refused, match="不得存入本系统"):
        archive.filed(security="secret", place="保密室 3 柜")
    described = archive.described(security="secret", title="协议书附图（代称）")
    with pytest.raises(CheckFailed, match="A11"):
        actions.file_item(archive.registrar, archive.fonds, archive.shelf(), described)
    described = archive.described(security="secret", title="协议书附图（代称）", place="保密室 3 柜")
    item = actions.file_item(archive.registrar, archive.fonds, archive.shelf(), described)
    waiting = archive.deposit()
    with pytest.raises(IntegrityError, match="涉密件不得存入"), transaction.atomic():
        ItemVersion.objects.create(
            item=item, number=1, file=waiting.file, filename="a.pdf", format="PDF", added_at=item.filed_at
        )
    with pytest.raises(Refused, match="不在本系统"):
        actions.add_version(archive.registrar, item.pk, waiting.pk, waiting.file_id, "附图")


def test_an_item_with_a_file_cannot_become_classified(archive):
    item = archive.filed(place="2 柜")
    with pytest.raises(IntegrityError, match="不能改为涉密件"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(security="top")


def test_who_may_file_and_who_may_read(archive):
    item = archive.filed()
    county = appointed(Role.REGISTRAR, archive.nongan)
    with pytest.raises(Refused, match="不在您的管辖范围"):
        actions.review(county, item.pk)
    with pytest.raises(Refused, match="没有这一角色"):
        actions.deposit(archive.officer, "a.pdf", __import__("io").BytesIO(b"x"))
    day = today()
    outside = appointed(Role.BOUNDARY_OFFICER, archive.town)
    assert list(items_seen_by(archive.officer, day)) == [item]
    assert list(items_seen_by(archive.registrar, day)) == [item]
    assert not items_seen_by(outside, day) and not items_seen_by(archive.stranger, day)


def test_the_same_thing_is_linked_once(archive):
    item = archive.filed()
    with pytest.raises(Refused, match="已关联"):
        actions.link(archive.registrar, item.pk, archive.subject)
    actions.unlink(archive.registrar, item.pk, item.subjects.get().pk)
    assert not SubjectLink.objects.exists()
    actions.link(archive.registrar, item.pk, subjects.find("line", "220183-220122"), "3—5")
    assert item.subjects.get().pages == "3—5"
    with pytest.raises(subjects.UnknownSubject, match="没有编号"):
        subjects.find("line", "220122-220184")


def test_use_is_recorded_with_its_purpose(archive):
    item = archive.filed(place="2 柜")
    assert using.view(archive.officer, item) and using.view(archive.officer, item) is None
    with pytest.raises(Refused, match="须写明利用目的"):
        using.download(archive.officer, item.versions.get(), " ")
    with using.download(archive.officer, item.versions.get(), "核对界桩") as stream:
        assert stream.read() == archive.pdf_a
    with pytest.raises(Refused, match="须写明目的"):
        using.lend(archive.registrar, item.pk, "农安县民政局 王界", "", today())
    using.lend(archive.registrar, item.pk, "农安县民政局 王界", "核对原件", today() + datetime.timedelta(7))
    with pytest.raises(Refused, match="借给农安县民政局"):
        using.lend(archive.registrar, item.pk, "德惠市民政局", "核对原件", today())
    using.take_back(archive.registrar, item.pk)
    with pytest.raises(Refused, match="没有借出"):
        using.take_back(archive.registrar, item.pk)
    assert [use.act for use in item.uses.order_by("id")] == ["viewed", "downloaded", "borrowed", "returned"]
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        Use.objects.update(purpose="改")
    with pytest.raises(Refused, match="不在您的管辖范围"):
        using.view(archive.stranger, item)
