"""The road of a file: kept, judged, confirmed, handed in, accepted, returned, undone; once each."""

import datetime
import threading

import pytest
from django.db import IntegrityError, connections, transaction

from office.intake import receipts
from office.intake.models import Receipt, StagedRow, State, StoredFile, Submission
from office.intake.storage import name_of, open_stored, originals
from office.log.hashing import digest
from office.log.models import Event
from office.people.roles import Role
from survey.townships import actions, queries, refusals
from survey.townships.models import Observation
from survey.townships.refusals import Refused
from tests.factories import appointed
from tests.survey.corpus import bad, good

DAY = datetime.date(2025, 10, 20)


def sent(road, data=None, declared=None, line=True):
    name, raw = data or good.csv_file()
    found, _new = actions.upload(road.surveyor, name, raw, line=road.line if line else None, declared=declared)
    return found


def ready(road):
    return sent(road, declared={"crs": "EPSG:4530"})


def one_bad_row():
    rows = good.grid()
    rows[3][1], rows[3][2] = rows[3][2], rows[3][1]
    return good.csv_file(rows=rows)


def test_the_whole_road(road):
    found = sent(road, one_bad_row())
    submission = found.submission
    assert submission.state == State.CHECKED and submission.report["crs"] is None
    assert submission.report["candidates"][0] == "EPSG:4530"
    assert refusals.submitting(road.surveyor, found) == "坐标系未确认。"
    found = actions.declare(road.surveyor, found.pk, crs="EPSG:4530", encoding=None, mapping={}, line=road.line)
    assert (found.submission.rows_ok, found.submission.rows_refused) == (11, 1)
    receipt = actions.submit(road.surveyor, found.pk)
    assert receipt.content["counts"] == {"ok": 11, "warn": 0, "refused": 1}
    assert actions.submit(road.surveyor, found.pk) == receipt
    assert [upload.pk for upload in queries.uploads_for(road.officer, DAY)] == [found.pk]
    accepted = actions.accept(road.officer, found.pk)
    assert actions.accept(road.officer, found.pk) == accepted
    assert Observation.objects.count() == 11
    first = Observation.objects.get(number="J01")
    assert (first.geom.x, first.geom.y) == pytest.approx(good.POINTS[0][1:], abs=2e-8)
    assert first.original["X"] == good.grid()[1][1] and first.declared_crs == "EPSG:4530"
    assert first.accuracy_m == 0.05 and first.line == road.line.line
    refused = StagedRow.objects.get(decision=StagedRow.Decision.REFUSED)
    assert refused.row == 4 and refused.findings[0]["rule"] == "S02"
    assert list(queries.observations_seen_by(road.officer, DAY).values_list("pk", flat=True))
    steps = list(Event.objects.order_by("id").values_list("action", flat=True))
    assert steps == ["survey.upload", "survey.declare", "survey.submit", "survey.accept"]


def test_the_original_is_kept_byte_for_byte(road):
    name, data = good.csv_file("gbk")
    found = sent(road, (name, data))
    with open_stored(found.submission.file) as stream:
        assert stream.read() == data
    assert originals().exists(name_of(found.submission.file_id))


def test_the_same_bytes_again_are_the_same_upload(road):
    first, new = actions.upload(road.surveyor, "a.csv", good.csv_file()[1])
    again, twice = actions.upload(road.surveyor, "b.csv", good.csv_file()[1])
    assert (new, twice) == (True, False) and first.pk == again.pk
    assert Submission.objects.count() == StoredFile.objects.count() == Receipt.objects.count() == 1


def test_the_same_bytes_of_someone_else_are_told(road):
    sent(road)
    other = appointed(Role.SURVEYOR, road.dehui)
    found, new = actions.upload(other, "b.csv", good.csv_file()[1])
    assert new and "S29" in [item["rule"] for item in found.submission.report["findings"]]


@pytest.mark.parametrize("maker", [bad.empty, bad.bomb_by_ratio, bad.path_outside, bad.gpx_with_entities, bad.picture])
def test_an_unreadable_file_is_kept_with_its_finding_and_no_row(road, maker):
    name, data, rule = maker()
    found = sent(road, (name, data))
    assert found.submission.state == State.UNREADABLE
    assert [item["rule"] for item in found.submission.report["findings"]] == [rule]
    assert StagedRow.objects.count() == 0
    assert found.submission.receipts.get().content["files"][0]["sha256"] == found.submission.file_id
    with pytest.raises(Refused, match="无法读取"):
        actions.submit(road.surveyor, found.pk)


def test_over_the_limit_nothing_is_kept(road, settings):
    settings.UPLOAD_LIMIT_MB = 0
    with pytest.raises(Refused, match="超过上限"):
        sent(road)
    assert not StoredFile.objects.exists()


def test_who_may_send(road):
    with pytest.raises(Refused, match="测绘员或界线管理员"):
        actions.upload(road.namer, "a.csv", good.csv_file()[1])
    assert refusals.sending(road.surveyor, DAY) is None


def test_xian80_is_kept_with_its_numbers_and_never_handed_in(road):
    found = sent(road, declared={"crs": "EPSG:2366"})
    assert found.submission.report["crs"] == "EPSG:2366"
    assert all(row.geom is None and row.values["cells"]["X"] for row in found.submission.staged_rows.all())
    with pytest.raises(Refused, match="全部拒收"):
        actions.submit(road.surveyor, found.pk)


def test_only_the_officer_of_one_side_or_from_above_decides(road):
    found = ready(road)
    actions.submit(road.surveyor, found.pk)
    found.refresh_from_db()
    stranger = appointed(Role.BOUNDARY_OFFICER, road.town)
    assert refusals.deciding(road.officer, found, DAY) is None
    assert refusals.deciding(road.neighbour, found, DAY) is None
    assert refusals.deciding(road.above, found, DAY) is None
    assert "管辖" in refusals.deciding(stranger, found, DAY)
    assert "界线管理员" in refusals.deciding(road.namer, found, DAY)
    assert refusals.deciding(road.surveyor, found, DAY) == "报送人不能接收自己的成果。"
    with pytest.raises(Refused):
        actions.accept(stranger, found.pk)
    assert not Observation.objects.exists()


def test_without_a_line_the_counties_of_the_points_decide(road):
    inland = [["点号", "经度", "纬度", "坐标系"]]
    inland += [[number, f"{lon - 0.02}", f"{lat - 0.02}", "CGCS2000"] for number, lon, lat in good.POINTS]
    found = sent(road, good.csv_file(rows=inland), line=False)
    assert list(found.counties.all()) == [road.nongan]
    actions.submit(road.surveyor, found.pk)
    with pytest.raises(Refused):
        actions.accept(road.neighbour, found.pk)
    actions.accept(road.officer, found.pk)


def test_points_in_two_counties_need_the_officer_above_both(road):
    found = sent(road, declared={"crs": "EPSG:4530"}, line=False)
    assert set(found.counties.all()) == {road.nongan, road.dehui}
    actions.submit(road.surveyor, found.pk)
    for officer in (road.officer, road.neighbour):
        with pytest.raises(Refused, match="管辖"):
            actions.accept(officer, found.pk)
    actions.accept(road.above, found.pk)


def test_a_return_needs_a_reason(road):
    found = ready(road)
    actions.submit(road.surveyor, found.pk)
    with pytest.raises(Refused, match="理由"):
        actions.send_back(road.officer, found.pk, "  ")
    back = actions.send_back(road.officer, found.pk, "缺方位物")
    assert (back.submission.state, back.submission.reason) == (State.RETURNED, "缺方位物")
    with pytest.raises(Refused, match="不在待接收状态"):
        actions.accept(road.officer, found.pk)


def test_an_import_is_undone_whole_and_can_be_sent_again(road):
    found = ready(road)
    actions.submit(road.surveyor, found.pk)
    actions.accept(road.officer, found.pk)
    with pytest.raises(Refused):
        actions.undo(road.surveyor, found.pk, "报错了")
    actions.undo(road.officer, found.pk, "报错了线")
    actions.undo(road.officer, found.pk, "报错了线")
    assert Observation.objects.filter(undone_at__isnull=True).count() == 0 and Observation.objects.count() == 12
    assert not queries.observations_seen_by(road.officer, DAY).exists()
    again, new = actions.upload(road.surveyor, "a.csv", good.csv_file()[1])
    assert new and again.pk != found.pk


def test_a_submitted_file_cannot_be_declared_anew(road):
    found = ready(road)
    actions.submit(road.surveyor, found.pk)
    with pytest.raises(Refused, match="不能再改"):
        actions.declare(road.surveyor, found.pk, crs="EPSG:4531", encoding=None, mapping={}, line=None)


def test_receipts_are_numbered_hashed_and_found(road):
    found = ready(road)
    second = actions.submit(road.surveyor, found.pk)
    first = found.submission.receipts.get(kind=Receipt.Kind.ARRIVAL)
    assert first.number[:-4] == second.number[:-4] and int(second.number[-4:]) == int(first.number[-4:]) + 1
    assert digest(first.content) == first.content_hash and receipts.is_genuine(first)
    grouped = " ".join(first.content_hash[place : place + 4] for place in range(0, 64, 4))
    assert receipts.find(grouped) == first == receipts.find(first.number.lower())
    assert receipts.find(found.submission.file_id) == second
    assert receipts.find("SJ-20250101-0001") is None and receipts.find("") is None
    first.content["rows"] = 99
    assert not receipts.is_genuine(first)


def test_the_database_refuses_what_the_actions_would(road):
    found = sent(road, one_bad_row())
    row = found.submission.staged_rows.filter(verdict="refused").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        StagedRow.objects.filter(pk=row.pk).update(decision="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=found.pk).update(state="returned")


@pytest.mark.django_db(transaction=True)
def test_eight_senders_at_once_make_one_upload(road):
    name, data = good.csv_file()
    results, barrier = [], threading.Barrier(8)

    def send():
        barrier.wait()
        try:
            results.append(actions.upload(road.surveyor, name, data, line=road.line))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8 and sum(new for _found, new in results) == 1
    assert len({found.pk for found, _new in results}) == Submission.objects.count() == 1
