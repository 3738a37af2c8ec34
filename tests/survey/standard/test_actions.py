"""A draft of the standard: written by the province, guarded, tried on what was surveyed, in force, discarded."""

import copy
import datetime

import pytest
from django.db import IntegrityError, transaction

from boundaries.lines.markers.numbers import pattern_of
from office.intake import receipts
from office.jobs.models import LongJob
from office.log.models import Event
from office.rulesets.models import RuleSetVersion
from office.rulesets.queries import settings_in_force
from survey.checks.queries import standard_on
from survey.standard import actions, queries
from survey.standard.actions import Invalid, Refused
from survey.standard.models import DraftState, StandardDraft
from survey.standard.trying import try_draft
from survey.townships import actions as uploads
from tests.survey.corpus import good

DAY = datetime.date(2025, 10, 20)


class Silent:
    """The progress of a job that nobody looks at."""

    def __init__(self):
        self.told = []

    def advance(self, done, total=None, message=""):
        self.told.append((done, total))


def with_limits(draft, **limits):
    content = copy.deepcopy(draft.content)
    for path, value in limits.items():
        rule, name = path.split("__")
        content["limits"].setdefault(rule, {})[name] = value
    return content


@pytest.fixture
def draft(officer, base):
    return actions.make_draft(officer, base, "2026.1")


def write(officer, draft, **limits):
    return actions.write_draft(officer, draft.pk, draft.content_hash, with_limits(draft, **limits))


@pytest.fixture
def wider(officer, draft):
    return write(officer, draft, S05__lb_xy_m=0.2)


def test_only_the_boundary_officer_of_the_province_writes(road, base, draft):
    for other in (road.officer, road.above, road.surveyor):
        with pytest.raises(Refused):
            actions.make_draft(other, base, "x")
        with pytest.raises(Refused):
            actions.discard(other, draft.pk, draft.content_hash, "x")
    assert queries.writing(draft.made_by, DAY) is None


@pytest.mark.parametrize("label", ["", "2025.2", "2026.1", "长" * 41])
def test_a_label_is_new(officer, base, draft, label):
    with pytest.raises(Refused):
        actions.make_draft(officer, base, label)


def test_writing_says_what_changed_and_saving_again_nothing(officer, draft):
    before = draft.content_hash
    draft = write(officer, draft, S05__lb_xy_m=0.2)
    event = Event.objects.get(action="standard.write")
    assert event.data["changed"] == {"S05/lb_xy_m": ["0.5 米", "0.2 米"]} and draft.content_hash != before
    write(officer, draft, S05__lb_xy_m=0.2)
    assert Event.objects.filter(action="standard.write").count() == 1


def test_a_stale_page_does_not_overwrite(officer, draft):
    seen = draft.content_hash
    write(officer, draft, S05__lb_xy_m=0.2)
    with pytest.raises(Refused, match="有人改动"):
        actions.write_draft(officer, draft.pk, seen, draft.content)


def test_what_does_not_hold_is_not_written(officer, draft):
    with pytest.raises(Invalid) as refused:
        write(officer, draft, S05__lb_xy_m=1e6)
    assert [item.path for item in refused.value.troubles] == ["S05/lb_xy_m"]


def test_putting_in_force_closes_the_former(officer, base, wider):
    day = datetime.date(2026, 1, 1)
    version = actions.put_in_force(officer, wider.pk, wider.content_hash, day)
    base.refresh_from_db()
    assert (base.in_force.upper, version.in_force.lower, version.in_force.upper) == (day, day, None)
    assert standard_on(datetime.date(2025, 12, 31)).lb_xy_m == 0.5 and standard_on(day).lb_xy_m == 0.2
    wider.refresh_from_db()
    assert (wider.state, wider.version) == (DraftState.IN_FORCE, version)
    with pytest.raises(Refused, match="不能再改"):
        write(officer, wider, S05__lb_xy_m=0.3)


def test_not_in_the_past_nor_without_a_change_nor_from_an_old_version(officer, base, draft, wider):
    with pytest.raises(Refused, match="不能早于今天"):
        actions.put_in_force(officer, wider.pk, wider.content_hash, DAY - datetime.timedelta(1))
    same = actions.make_draft(officer, base, "2026.2")
    with pytest.raises(Refused, match="没有不同"):
        actions.put_in_force(officer, same.pk, same.content_hash, DAY)
    same = write(officer, same, S05__lb_xy_m=0.4)
    actions.put_in_force(officer, wider.pk, wider.content_hash, DAY)
    with pytest.raises(Refused, match="最新版本"):
        actions.put_in_force(officer, same.pk, same.content_hash, DAY + datetime.timedelta(1))


def test_discarding_needs_a_reason_and_frees_the_label(officer, base, draft):
    with pytest.raises(Refused, match="理由"):
        actions.discard(officer, draft.pk, draft.content_hash, " ")
    actions.discard(officer, draft.pk, draft.content_hash, "省标未定稿")
    assert actions.make_draft(officer, base, "2026.1").pk != draft.pk
    assert Event.objects.filter(action="standard.discard").count() == 1


def test_a_version_that_judged_is_never_altered(road, base):
    name, data = good.csv_file()
    base.source = "改过"
    base.save()  # nothing was judged by it yet
    uploads.upload(road.surveyor, name, data, line=road.line, declared={"crs": "EPSG:4530"})
    for field, value in (("source", "x"), ("limits", {}), ("severities", {}), ("label", "x")):
        changed = RuleSetVersion.objects.filter(pk=base.pk)
        with pytest.raises(IntegrityError, match="judged_version_unaltered"), transaction.atomic():
            changed.update(**{field: value})
    with pytest.raises(IntegrityError, match="judged_version_unaltered"), transaction.atomic():
        base.delete()
    assert RuleSetVersion.objects.get(pk=base.pk).source == "改过"


@pytest.mark.parametrize(
    "broken",
    [{"state": "in_force"}, {"state": "discarded", "reason": ""}, {"ended_at": "2025-10-20T00:00Z"}],
)
def test_the_database_keeps_a_draft_whole(draft, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardDraft.objects.filter(pk=draft.pk).update(**broken)


def trial_of(officer, draft):
    job = actions.ask_trial(officer, draft.pk, draft.content_hash)
    assert LongJob.objects.get(pk=job.pk).arguments["draft"] == draft.pk
    progress = Silent()
    result = try_draft(progress, **job.arguments)
    return queries.latest_trial(draft), result, progress


def test_a_trial_says_what_each_change_would_have_stopped(road, officer, draft, settings):
    settings.AS_OF_DATE = ""
    for name, shift in (("在线上.csv", 0.0), ("偏.csv", 0.01)):
        rows = good.grid(shift=(shift, 0.0))
        data = good.csv_file(rows=rows)[1]
        uploads.upload(road.surveyor, name, data, line=road.line, declared={"crs": "EPSG:4530"})
    draft = write(officer, draft, S03__corridor_m=200, S30__max_rows=1000)
    trial, result, progress = trial_of(officer, draft)
    corridor, rows = trial.results
    assert (trial.uploads, trial.surveys, progress.told[-1]) == (2, 0, (2, 2))
    assert (corridor["path"], corridor["of"]) == ("S03/corridor_m", 2)
    [stopped] = corridor["stopped"]
    assert stopped["title"] == "偏.csv" and stopped["rows"] == list(range(2, 14)) and "走廊" in stopped["message"]
    assert (corridor["warned"], corridor["freed"], rows["stopped"]) == ([], [], [])
    assert "2 份外业成果" in result.message
    draft = write(officer, draft, S03__corridor_m=10_000)
    assert queries.latest_trial(draft).content_hash != draft.content_hash


NUMBERS = {"pattern": r"J(\d{6})(\d{6})-(\d{3})([QAB])", "example": "J220122220183-001Q"}


def numbered(officer, draft, told):
    content = copy.deepcopy(draft.content)
    content["terms"]["patterns"] = {"county": told}
    return actions.write_draft(officer, draft.pk, draft.content_hash, content)


def test_marker_numbers_are_tried_and_enter_the_rule_set_of_markers(road, officer, draft, settings):
    settings.AS_OF_DATE = ""
    rows = [["界桩号", "经度", "纬度"], ["220122-220183-001Q", 125.5, 44.5]]
    place = [f"{good.POINTS[3][1]:.8f}", f"{good.POINTS[3][2]:.8f}"]
    data = good.text([rows[0], [rows[1][0], *place]]).encode()
    uploads.upload(road.surveyor, "界桩.csv", data, line=road.line, declared={"crs": "EPSG:4490"})
    draft = numbered(officer, draft, NUMBERS)
    trial, _result, _progress = trial_of(officer, draft)
    [told] = trial.results
    assert (told["path"], told["rule"], told["of"]) == ("pattern/county", "S06", 1)
    [stopped] = told["stopped"]
    assert "J220122220183-001Q" in stopped["message"] or "不合编号规则" in stopped["message"]

    settings.AS_OF_DATE = "2025-10-20"
    day = datetime.date(2026, 1, 1)
    before = settings_in_force("survey", day)
    version = actions.put_in_force(officer, draft.pk, draft.content_hash, day)
    after = settings_in_force("survey", day)
    assert pattern_of("county", after) == (NUMBERS["pattern"], NUMBERS["example"])
    assert pattern_of("township", after) == pattern_of("township", before)
    assert pattern_of("county", settings_in_force("survey", day - datetime.timedelta(1))) == pattern_of(
        "county", before
    )
    assert after.severities == before.severities and after.limits["S08"] == before.limits["S08"]
    assert standard_on(day).patterns == {"county": NUMBERS} and version.limits == draft.content["limits"]
    markers = RuleSetVersion.objects.filter(ruleset__key="markers-standard").order_by("-in_force").first()
    assert markers.label == "2026.1" and Event.objects.get(action="standard.in_force").data["markers"] == "2026.1"


def test_a_version_without_patterns_leaves_the_marker_rules_alone(officer, wider):
    count = RuleSetVersion.objects.filter(ruleset__key="markers-standard").count()
    actions.put_in_force(officer, wider.pk, wider.content_hash, datetime.date(2026, 1, 1))
    assert RuleSetVersion.objects.filter(ruleset__key="markers-standard").count() == count


def test_nothing_to_try_is_said(officer, draft):
    with pytest.raises(Refused, match="没有可试算的"):
        actions.ask_trial(officer, draft.pk, draft.content_hash)


def test_every_receipt_names_the_standard_that_judged(road):
    name, data = good.csv_file()
    found, _new = uploads.upload(road.surveyor, name, data, line=road.line, declared={"crs": "EPSG:4530"})
    receipt = found.submission.receipts.get()
    assert receipt.content["standard"] == found.standard == "2025.2"
    assert ("检查标准", "版本 2025.2") in receipts.facts(receipt)
