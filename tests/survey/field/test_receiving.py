"""Records arrive exactly once, with receipt and event; what is wrong comes back and may be put right."""

import hashlib

import pytest

from office.intake.models import Receipt, StagedRow, State, Submission
from office.log.models import Event
from survey.demarcation.models import SurveyPoint
from survey.field import actions, photo_actions
from survey.field.models import FieldItem, FieldPhoto, ItemState, PhotoPiece
from survey.field.payload import Malformed
from survey.field.refusals import Refused
from survey.townships import actions as uploads
from survey.townships.models import Observation
from tests.survey.demarcation.factories import make_survey
from tests.survey.field.factories import AT, jpeg, record, sent_photo, spot


@pytest.fixture
def survey(road):
    return make_survey(road.line, road.officer)


def test_a_record_is_taken_with_its_words_position_and_receipt(road, survey):
    item, new = actions.receive(road.surveyor, record(survey=survey.pk))
    assert new and item.state == ItemState.TAKEN and item.version == 1
    point = SurveyPoint.objects.get(survey=survey, number="P01")
    assert (point.role, point.version, point.changed_by) == ("boundary", 1, road.surveyor)
    assert point.sheet["description"] == "路边" and "number" not in point.sheet
    submission = item.submission
    assert submission.state == State.SUBMITTED and submission.survey.line == road.line.line
    receipt = submission.receipts.get()
    assert receipt.kind == Receipt.Kind.ARRIVAL and receipt.content["item"] == str(item.uuid)
    assert "S04" in {one["rule"] for one in item.findings}
    assert Event.objects.filter(action="field.receive").count() == 1


def test_the_position_becomes_an_observation_on_the_road_of_every_upload(road, survey):
    item, _ = actions.receive(road.surveyor, record(survey=survey.pk))
    uploads.accept(road.officer, item.submission_id)
    seen = Observation.objects.get()
    assert (seen.number, seen.accuracy_m, seen.height_m, seen.declared_crs) == ("P01", 5.2, 201.0, "EPSG:4326")
    assert (seen.geom.x, seen.geom.y) == pytest.approx(AT) and seen.line == road.line.line


def test_the_same_record_again_is_the_same_item(road, survey):
    given = record(survey=survey.pk)
    first, _ = actions.receive(road.surveyor, given)
    again, new = actions.receive(road.surveyor, dict(reversed(given.items())))
    assert not new and again.pk == first.pk
    assert FieldItem.objects.count() == Submission.objects.count() == Receipt.objects.count() == 1


def test_another_content_under_the_same_id_is_refused(road):
    given = record()
    actions.receive(road.surveyor, given)
    with pytest.raises(Refused, match="内容却不同"):
        actions.receive(road.surveyor, {**given, "base": 1})
    with pytest.raises(Refused, match="别人"):
        actions.receive(road.officer, given)
    with pytest.raises(Refused, match="已经接收"):
        actions.receive(road.surveyor, {**given, "revision": 2})


def test_what_a_rule_blocks_is_kept_and_comes_again_put_right(road, survey):
    given = record(survey=survey.pk, position=spot(accuracy_m=0.8))
    item, _ = actions.receive(road.surveyor, given)
    assert item.state == ItemState.REFUSED and not SurveyPoint.objects.exists()
    block = next(one for one in item.findings if one["severity"] == "block")
    assert block["rule"] == "S04" and block["field"] == "accuracy" and block["fix"]
    row = StagedRow.objects.get(submission=item.submission)
    assert row.verdict == "refused" and item.submission.receipts.count() == 1
    better, _ = actions.receive(road.surveyor, {**given, "revision": 2, "position": spot()})
    assert better.state == ItemState.TAKEN and FieldItem.objects.filter(uuid=given["id"]).count() == 2


def test_a_point_far_from_the_line_is_refused(road):
    item, _ = actions.receive(road.surveyor, record(position=spot(lon=126.4)))
    assert item.state == ItemState.REFUSED and "S03" in {one["rule"] for one in item.findings}


def test_a_record_without_a_position_changes_words_only(road, survey):
    item, _ = actions.receive(road.surveyor, record(survey=survey.pk, position=None))
    assert item.state == ItemState.TAKEN and item.submission.room == "field"
    assert item.submission.state == State.CHECKED and not hasattr(item.submission, "survey")


def test_a_marker_is_judged_by_the_rules_of_its_sheet(road):
    words = {"kind": "single", "faces": "two", "material": "石", "state": "standing", "references": []}
    item, _ = actions.receive(road.surveyor, record("乱写", kind="marker", sheet=words))
    assert {"S08"} <= {one["rule"] for one in item.findings} and item.findings[0]["field"]


def test_a_survey_that_is_over_changes_nothing(road, survey):
    survey.mark_closed()
    survey.closed_on = survey.opened_on
    survey.save()
    item, _ = actions.receive(road.surveyor, record(survey=survey.pk))
    assert item.state == ItemState.REFUSED and "S41" in {one["rule"] for one in item.findings}
    assert not SurveyPoint.objects.exists()


def test_who_may(road, survey):
    with pytest.raises(Refused, match="没有这一角色"):
        actions.receive(road.namer, record(survey=survey.pk))
    item, _ = actions.receive(road.neighbour, record(survey=survey.pk))
    assert item.state == ItemState.TAKEN


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"id": "x"}, "id"),
        ({"revision": 0}, "revision"),
        ({"kind": "stone"}, "kind"),
        ({"line": "999999-888888"}, "line"),
        ({"sheet": {"x": 1}}, "sheet"),
        ({"sheet": {"number": " "}}, "number"),
        ({"sheet": {"state": "gone"}}, "state"),
        ({"position": {"lon": 1}}, "lat"),
        ({"position": spot(lat=91)}, "lat"),
        ({"recorded_at": "gestern"}, "recorded_at"),
        ({"photos": [{"kind": "near", "sha256": "zz", "original": ""}]}, "photos"),
        ({"sheet": {"note": "a\x00b"}}, ""),
    ],
)
def test_what_no_phone_sends_names_its_field(road, more, field):
    with pytest.raises(Malformed) as wrong:
        actions.receive(road.surveyor, record(**more))
    assert wrong.value.field == field and not FieldItem.objects.exists()


# --- pictures ----------------------------------------------------------------------------------------
def test_a_record_waits_for_its_pictures(road, survey):
    content = jpeg()
    sha256 = hashlib.sha256(content).hexdigest()
    given = record(survey=survey.pk, photos=[{"sha256": sha256, "original": sha256, "kind": "near", "name": "a.jpg"}])
    with pytest.raises(actions.Missing) as missing:
        actions.receive(road.surveyor, given)
    assert missing.value.hashes == [sha256] and not FieldItem.objects.exists()
    sent_photo(road.surveyor, content)
    item, _ = actions.receive(road.surveyor, given)
    photo = item.photos.get()
    assert photo.file_id == sha256 == photo.original_id and photo.taken_at.year == 2025
    assert (photo.lon, photo.lat) == pytest.approx(AT, abs=1e-6)
    assert survey.points.get().photos.get().file_id == sha256


def test_pieces_come_in_order_and_go_on_in_the_middle(road):
    content = jpeg()
    sha256, size, half = hashlib.sha256(content).hexdigest(), len(content), len(content) // 2
    assert photo_actions.add_piece(road.surveyor, sha256, size, 0, content[:half]) == half
    for offset in (0, half + 1):
        with pytest.raises(photo_actions.OutOfStep) as step:
            photo_actions.add_piece(road.surveyor, sha256, size, offset, content[half:])
        assert step.value.offset == half
    assert photo_actions.offset_of(road.surveyor, sha256) == half
    assert photo_actions.add_piece(road.surveyor, sha256, size, half, content[half:]) == size
    assert photo_actions.arrived(road.surveyor, sha256) and not PhotoPiece.objects.exists()
    assert photo_actions.add_piece(road.surveyor, sha256, size, 0, content) == size


@pytest.mark.parametrize("wrong", ["hash", "picture", "large"])
def test_what_is_no_such_picture_is_refused(road, wrong):
    content = b"no picture" if wrong == "picture" else jpeg()
    sha256 = "0" * 64 if wrong == "hash" else hashlib.sha256(content).hexdigest()
    size = 30_000_000 if wrong == "large" else len(content)
    with pytest.raises(Refused):
        photo_actions.add_piece(road.surveyor, sha256, size, 0, content)
    assert not PhotoPiece.objects.exists() and not photo_actions.arrived(road.surveyor, sha256)


def test_nobody_names_a_picture_that_somebody_else_sent(road):
    photo = sent_photo(road.officer, jpeg())
    with pytest.raises(actions.Missing):
        actions.receive(road.surveyor, record(photos=[photo]))


def test_a_small_picture_comes_first_and_its_original_later(road, survey):
    small, original = jpeg("red"), jpeg("blue")
    said = sent_photo(road.surveyor, small)
    said["original"] = hashlib.sha256(original).hexdigest()
    actions.receive(road.surveyor, record(survey=survey.pk, photos=[said]))
    assert FieldPhoto.objects.get().original is None
    sent_photo(road.surveyor, original)
    photo = FieldPhoto.objects.get()
    assert photo.original_id == said["original"] and photo.file_id == said["sha256"]
    assert survey.points.get().photos.get().file_id == said["original"]


def test_a_picture_from_elsewhere_is_told(road):
    photos = [sent_photo(road.surveyor, jpeg(at=(125.0, 44.0))), sent_photo(road.surveyor, jpeg(at=None, when=""))]
    item, _ = actions.receive(road.surveyor, record(photos=photos))
    told = [one["message"] for one in item.findings if one["rule"] == "S21"]
    assert len(told) == 2 and item.state == ItemState.TAKEN
