"""Markers through time: registered, corrected, changed by law, abolished; two officers at once; who may."""

import datetime
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from boundaries.divisions.models import Division
from boundaries.journal import Journal, take_back
from boundaries.lines.markers.actions import (
    Deed,
    abolish_marker,
    change_marker,
    content_hash,
    correct_marker,
    reattach_markers,
    register_marker,
    sheet_of,
)
from boundaries.lines.markers.models import Change, MarkerVersion
from boundaries.lines.markers.queries import compare_chainages, markers_of, refresh_chainages, version_on
from boundaries.lines.models import Edge, LineEdge, LineVersion
from boundaries.lines.refusals import LOCKED, Refused, Rejected, Stale
from office.log.models import Event
from office.people.models import User
from office.people.roles import Role
from tests.boundaries.lines.factories import make_edge, make_line, make_marker, make_sheet
from tests.factories import appointed, make_division, make_tree, period

DAY = datetime.date(2025, 6, 1)
LATER = datetime.date(2025, 9, 1)
WHY = Deed(datetime.date(2020, 1, 1), "勘界成果登记", "吉民发〔2020〕1号")
MOVE = Deed(LATER, "修建公路", "吉民函〔2025〕8号")


@pytest.fixture
def tree(db) -> dict[str, Division]:
    return make_tree()


@pytest.fixture
def line(tree) -> LineVersion:
    line = make_line("220122-220183", "农安县与德惠市界线", tree["nongan"], tree["dehui"])
    make_edge(line, [(125.0, 44.6), (125.4, 44.5), (125.9, 44.4)])
    return line


@pytest.fixture
def officer(tree) -> User:
    return appointed(Role.BOUNDARY_OFFICER, tree["nongan"])


@pytest.fixture
def marker(officer, line) -> MarkerVersion:
    return register_marker(officer, line, make_sheet(), WHY, DAY)[0]


def test_registering_keeps_every_column_and_derives_the_chainage(officer, line) -> None:
    sheet = make_sheet(
        height=201.5, height_system="1985", sheet="K51G036058", scale=10000, method="gnss", accuracy_m=0.05,
        note="备注",
        places=({"county": "农安县", "town": "农安镇", "village": "某村"},),
        signatures=({"technician": "李测", "office": "王界", "date": "2020-05-06"},),
    )  # fmt: skip
    version, findings = register_marker(officer, line, sheet, WHY, DAY)
    version.refresh_from_db()
    assert findings == [] and sheet_of(version) == replace(sheet, level="county")
    assert version.chainage_m > 0 and version.point.x == pytest.approx(125.37, abs=0.01)
    assert Event.objects.get(action="lines.marker.register").data["number"] == sheet.number


def test_who_may_is_a_boundary_officer_of_either_side(officer, line, tree) -> None:
    register_marker(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]), line, make_sheet(), WHY, DAY)
    for user in (
        appointed(Role.SURVEYOR, tree["nongan"]),
        appointed(Role.BOUNDARY_OFFICER, make_division("乾安县", "220723")),
    ):
        with pytest.raises(Refused):
            register_marker(user, line, make_sheet("220122-220183-002Q"), WHY, DAY)
    assert MarkerVersion.objects.count() == 1


def test_what_the_rules_block_is_not_stored(officer, line) -> None:
    with pytest.raises(Rejected) as rejected:
        register_marker(officer, line, make_sheet("XYZ", references=()), WHY, DAY)
    assert {finding.rule for finding in rejected.value.findings} == {"S06", "S08"}
    assert not MarkerVersion.objects.exists()


def test_a_number_means_one_marker_at_a_time(officer, line, marker) -> None:
    with pytest.raises(Refused, match="序号"):
        register_marker(officer, line, make_sheet(), WHY, DAY)
    other = make_line("220122-220184", "另一线", line.first, make_division("某市", "220184"))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_marker(other, marker.number)


def test_a_correction_mends_in_place_and_the_record_keeps_what_stood(officer, marker) -> None:
    sheet = replace(sheet_of(marker), height=200.0, height_system="1985")
    version, _ = correct_marker(officer, marker.marker_id, sheet, seen=content_hash(marker), reason="抄录有误", day=DAY)
    assert version.pk == marker.pk and MarkerVersion.objects.get().height == 200.0
    before = apps.get_model("lines", "MarkerVersionEvent").objects.get()
    assert before.height is None and before.pgh_context.metadata["kind"] == "correction"


def test_a_correction_needs_a_reason_and_changes_nothing_without_a_difference(officer, marker) -> None:
    seen = content_hash(marker)
    with pytest.raises(Refused, match="更正原因"):
        correct_marker(officer, marker.marker_id, replace(sheet_of(marker), note="x"), seen=seen, reason=" ", day=DAY)
    events = Event.objects.count()
    correct_marker(officer, marker.marker_id, sheet_of(marker), seen=seen, reason="无", day=DAY)
    assert Event.objects.count() == events


def test_what_stood_before_does_not_block_a_correction(officer, line) -> None:
    old = make_marker(line, "220122-220183-009Q")
    sheet = replace(sheet_of(old), note="补记")
    version, findings = correct_marker(officer, old.marker_id, sheet, seen=content_hash(old), reason="补记", day=DAY)
    assert version.note == "补记" and [finding.rule for finding in findings] == ["S08"]
    with pytest.raises(Rejected):
        bad = replace(sheet, number="坏")
        correct_marker(officer, old.marker_id, bad, seen=content_hash(version), reason="试", day=DAY)


def test_moving_closes_a_version_and_begins_another(officer, line, marker) -> None:
    sheet = replace(sheet_of(marker), x=4_930_100.0)
    moved, _ = change_marker(officer, marker.marker_id, sheet, Change.MOVED, MOVE, seen=content_hash(marker), day=DAY)
    assert version_on(marker.marker_id, LATER).pk == moved.pk
    assert version_on(marker.marker_id, LATER - datetime.timedelta(days=1)).pk == marker.pk
    assert (moved.change, moved.reason, moved.document) == ("moved", "修建公路", "吉民函〔2025〕8号")
    assert [version.x for version in markers_of(line.line_id, DAY)] == [4_930_000.0]


def test_a_legal_change_needs_reason_paper_and_a_later_day(officer, marker) -> None:
    sheet, seen = replace(sheet_of(marker), x=4_930_100.0), content_hash(marker)
    for deed in (
        replace(MOVE, document=""),
        replace(MOVE, reason=""),
        replace(MOVE, on=None),
        replace(MOVE, on=WHY.on),
    ):
        with pytest.raises(Refused):
            change_marker(officer, marker.marker_id, sheet, Change.MOVED, deed, seen=seen, day=DAY)
    assert MarkerVersion.objects.count() == 1


def test_moving_does_not_renumber(officer, marker) -> None:
    sheet = replace(sheet_of(marker), number="220122-220183-002Q")
    with pytest.raises(Refused, match="不改变"):
        change_marker(officer, marker.marker_id, sheet, Change.MOVED, MOVE, seen=content_hash(marker), day=DAY)
    new, _ = change_marker(
        officer, marker.marker_id, sheet, Change.RENUMBERED, MOVE, seen=content_hash(marker), day=DAY
    )
    assert new.number == "220122-220183-002Q"


def test_an_abolished_marker_stays_in_the_record_and_frees_its_number(officer, line, marker) -> None:
    abolish_marker(officer, marker.marker_id, MOVE, seen=content_hash(marker), day=DAY)
    assert not markers_of(line.line_id, LATER).exists() and markers_of(line.line_id, DAY).exists()
    register_marker(officer, line, make_sheet(), replace(WHY, on=LATER), LATER)
    with pytest.raises(Refused, match="撤销"):
        abolish_marker(officer, marker.marker_id, MOVE, seen="", day=DAY)


def test_of_two_officers_one_is_told_what_changed_in_between(officer, marker, tree) -> None:
    seen = content_hash(marker)
    first = replace(sheet_of(marker), note="甲")
    correct_marker(officer, marker.marker_id, first, seen=seen, reason="补记", day=DAY)
    other = appointed(Role.BOUNDARY_OFFICER, tree["dehui"])
    second = replace(sheet_of(marker), description="乙")
    with pytest.raises(Stale) as stale:
        correct_marker(other, marker.marker_id, second, seen=seen, reason="补记", day=DAY)
    assert [(between.who, between.changed) for between in stale.value.between] == [(str(officer), {"note": ["", "甲"]})]
    again = replace(second, note="甲")
    correct_marker(other, marker.marker_id, again, seen=stale.value.now, reason="补记", day=DAY)
    stored = MarkerVersion.objects.get()
    assert (stored.note, stored.description) == ("甲", "乙")


def test_markers_of_a_line_that_ended_go_on_at_another(officer, line, marker, tree) -> None:
    other = make_line("220122-220184", "新线", tree["nongan"], make_division("某市", "220184"))
    journal = Journal()
    (made,) = reattach_markers(None, {marker.marker_id: other.line_id}, LATER, "区划变更", "国函〔2025〕1号", journal)
    assert not markers_of(line.line_id, LATER).exists() and markers_of(other.line_id, LATER).get().pk == made.pk
    assert markers_of(line.line_id, DAY).get().pk == marker.pk and made.number == marker.number
    take_back(journal.close())
    assert markers_of(line.line_id, LATER).get().pk == marker.pk and not markers_of(other.line_id, LATER).exists()


def test_chainages_follow_the_line(line, marker) -> None:
    assert compare_chainages().differences == []
    MarkerVersion.objects.filter(pk=marker.pk).update(chainage_m=1.0)
    assert len(compare_chainages().differences) == 1
    assert refresh_chainages([line.line_id]) == 1
    assert compare_chainages().differences == []


def test_the_chainage_counts_from_the_first_day_of_both_marker_and_line(officer, line) -> None:
    for model in (LineVersion, Edge, LineEdge):
        model.objects.update(valid=period("2015-01-01"))
    version, _ = register_marker(officer, line, make_sheet(), Deed(datetime.date(1998, 5, 1), "联检补登"), DAY)
    assert version.chainage_m > 0
    assert compare_chainages().differences == []


def test_a_marker_stands_within_the_corridor_of_its_line(officer, line) -> None:
    with pytest.raises(Rejected) as refused:
        register_marker(officer, line, make_sheet(crs="", x=None, y=None, lon=120.0, lat=40.0), WHY, DAY)
    assert [finding.field for finding in refused.value.findings if finding.rule == "S03"] == ["lon"]
    beside = make_sheet(crs="", x=None, y=None, lon=125.4, lat=44.505)  # half a kilometre off, as on a bank
    assert "S03" not in {finding.rule for finding in register_marker(officer, line, beside, WHY, DAY)[1]}


@pytest.mark.django_db
def test_a_locked_line_takes_no_marker_in_action_and_database(tree) -> None:
    line = make_line(
        "2298", "国界段", tree["province"], make_division("外国", "98", external=True), "province", locked=True
    )
    officer = appointed(Role.BOUNDARY_OFFICER, tree["province"])
    with pytest.raises(Refused, match=LOCKED):
        register_marker(officer, line, make_sheet("2298001Q"), WHY, DAY)
    with pytest.raises(IntegrityError, match="锁定"), transaction.atomic():
        make_marker(line, "2298001Q")


def test_markers_of_a_sample_line_are_sample(officer, line) -> None:
    LineVersion.objects.filter(pk=line.pk).update(is_sample=True)
    line.refresh_from_db()
    version, _ = register_marker(officer, line, make_sheet(), WHY, DAY)
    version.refresh_from_db()
    assert version.is_sample and version.marker.is_sample


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": 1.0},
        {"x": 1.0, "y": 2.0},
        {"crs": "EPSG:4530"},
        {"height": 5.0},
        {"accuracy_m": 0.0},
        {"scale": 0},
        {"number": ""},
        {"references": {}},
        {"references": ["水塔"]},
        {"references": [{"name": "", "part": "", "azimuth": 1, "distance_m": 1, "x": None, "y": None}]},
        {"references": [{"name": "塔", "part": "", "azimuth": 361, "distance_m": 1, "x": None, "y": None}]},
        {"references": [{"name": "塔", "part": "", "azimuth": 1, "distance_m": 0, "x": None, "y": None}]},
        {"references": [{"name": "塔", "part": "", "azimuth": "1", "distance_m": 1, "x": None, "y": None}]},
        {"references": [{"name": "塔", "part": "", "azimuth": 1, "x": None, "y": None}]},
        {"places": [{"county": "农安县"}]},
        {"places": [{"county": "", "town": "", "village": ""}] * 4},
        {"signatures": [{"technician": "", "office": "", "date": "6月1日"}]},
        {"valid": period("2020-01-01", "2020-01-01")},
    ],
)
def test_the_database_holds_the_shape(line, wrong) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_marker(line, **{"number": "220122-220183-001Q"} | wrong)


def test_the_database_takes_what_is_right(line) -> None:
    sheet = make_sheet().plain()
    make_marker(
        line,
        "1",
        references=sheet["references"],
        x=1.0,
        y=2.0,
        crs="EPSG:4530",
        valid=period("2020-01-01", "2021-01-01"),
    )
    make_marker(line, "1", signatures=[{"technician": "", "office": "", "date": ""}], valid=period("2021-01-01"))
