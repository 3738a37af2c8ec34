"""N16, N17, N23, N26 to N30: each fires where it should and stays silent where it should."""

import datetime
from dataclasses import replace

import pytest

from gazetteer.applications.case_rules import (
    Way,
    has_a_reason,
    has_its_reports,
    is_handed_over,
    is_not_protected,
    was_consulted,
)
from gazetteer.applications.clocks import Course, clocks_of, deemed_accepted, next_due, timeliness
from gazetteer.applications.filing import receiver_of, right_receiver
from gazetteer.applications.proceedings import SECTIONS, ReportKind
from gazetteer.rules.context import Place, Step
from gazetteer.rules.kinds import NameKind
from office.rulesets.settings import RuleSettings
from office.tasks.clocks import Pause

D = datetime.date
PLAIN = RuleSettings()
NAMING = Way("street")
RENAMING = Way("street", matter="renaming", change_reason="building")
JILIN, CHANGCHUN = Step(1, "吉林省", "province"), Step(2, "长春市", "prefecture")
NONGAN, NANGUAN = Step(3, "农安县", "county"), Step(4, "南关区", "county", district=True)
COUNTY, DISTRICT = Place((JILIN, CHANGCHUN, NONGAN)), Place((JILIN, CHANGCHUN, NANGUAN))


def told(findings) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity.value) for finding in findings]


@pytest.mark.parametrize("reason", ["division", "building", "nature", "breach"])
def test_n16_is_silent_for_lawful_reasons(reason):
    assert has_a_reason(replace(RENAMING, change_reason=reason)) == has_a_reason(NAMING) == []


def test_n16_blocks_other_reasons():
    assert told(has_a_reason(replace(RENAMING, change_reason="other"))) == [("N16", "block")]
    assert told(has_a_reason(replace(RENAMING, change_reason=""))) == [("N16", "block")]
    assert told(has_a_reason(Way("street", matter="abolition"))) == [("N16", "block")]
    assert has_a_reason(Way("street", matter="abolition", change_reason="other")) == []


def test_n17_protected_names():
    assert is_not_protected(RENAMING) == is_not_protected(replace(NAMING, protected=True)) == []
    assert told(is_not_protected(replace(RENAMING, protected=True))) == [("N17", "block")]
    kept = replace(RENAMING, protected=True, attached=frozenset({"protection"}))
    assert told(is_not_protected(kept)) == [("N17", "warn")]


def whole(kind: ReportKind) -> dict[str, str]:
    return dict.fromkeys(SECTIONS[kind], "写明")


def test_n23_reports_and_their_sections():
    taken = replace(NAMING, taken_on=True)
    assert told(has_its_reports(taken, PLAIN)) == [("N23", "warn")]
    assert has_its_reports(NAMING, PLAIN) == []
    assert has_its_reports(replace(taken, reports={kind: whole(kind) for kind in ReportKind}), PLAIN) == []
    attached = frozenset(kind.value for kind in ReportKind)
    assert has_its_reports(replace(taken, attached=attached), PLAIN) == []
    torn = whole(ReportKind.EXPERTS) | {"necessity": " "}
    (finding,) = has_its_reports(replace(NAMING, reports={ReportKind.EXPERTS: torn}), PLAIN)
    assert (finding.severity.value, finding.message) == ("block", "专家论证报告缺必要性")


def test_n26_consultation():
    building = Way("building", taken_on=True)
    assert told(was_consulted(building)) == [("N26", "block")]
    assert told(was_consulted(replace(building, opinions=(("names", None),)))) == [("N26", "block")]
    assert told(was_consulted(replace(building, opinions=(("names", "disagrees"),)))) == [("N26", "warn")]
    assert was_consulted(replace(building, opinions=(("names", "agrees"),))) == []
    assert told(was_consulted(Way("facility", taken_on=True, opinions=(("names", "agrees"),)))) == [("N26", "block")]
    assert was_consulted(Way("facility", taken_on=True, opinions=(("government", "agrees"),))) == []
    assert was_consulted(Way("street", taken_on=True)) == was_consulted(Way("building")) == []


def test_n30_handing_over():
    assert is_handed_over(NAMING, PLAIN) == []
    assert told(is_handed_over(replace(NAMING, decided=True), PLAIN)) == [("N30", "info"), ("N30", "info")]
    assert is_handed_over(replace(NAMING, decided=True, national_id="GJ1", signs_ordered=True), PLAIN) == []


# --- N27 to N29: the clocks ---------------------------------------------------------------------

SENT = Course(submitted_on=D(2025, 9, 22))
TAKEN = replace(SENT, accepted_on=D(2025, 9, 24))


def dues(course: Course, *pauses: Pause) -> dict[str, datetime.date | None]:
    return {clock.step: clock.due for clock in clocks_of(course, pauses)}


def test_working_days_follow_the_calendar_of_the_state_council():
    assert dues(TAKEN)["accept"] == D(2025, 9, 28)  # a Sunday that was worked before the holidays
    assert dues(TAKEN)["approve"] == D(2025, 10, 28)  # 1 to 8 October are holidays, 11 October is worked
    assert dues(replace(TAKEN, extended=True))["approve"] == D(2025, 11, 11)


def test_expert_review_does_not_count_and_an_open_pause_stops_the_clock():
    review = Pause(D(2025, 10, 13), D(2025, 10, 20))
    assert dues(TAKEN, review)["approve"] == D(2025, 11, 4)
    assert dues(TAKEN, Pause(D(2025, 10, 13)))["approve"] is None


def test_fifteen_calendar_days_after_the_decision():
    decided = replace(TAKEN, decided_on=D(2025, 10, 19))
    assert dues(decided)["file"] == dues(decided)["announce"] == D(2025, 11, 3)
    department = replace(decided, by_department=True)
    assert dues(department)["announce"] is None
    assert dues(replace(department, filed_on=D(2025, 10, 30)))["announce"] == D(2025, 11, 14)
    assert "file" not in dues(replace(decided, files=False))
    assert set(dues(replace(decided, refused=True))) == {"accept", "approve", "deliver"}


def test_next_due_is_the_first_that_runs():
    assert next_due(clocks_of(Course())) is None
    first = next_due(clocks_of(replace(TAKEN, decided_on=D(2025, 10, 19))))
    assert first and (first.step, first.due) == ("deliver", D(2025, 10, 31))


@pytest.mark.parametrize(
    ("course", "rule"),
    [
        (SENT, "N27"),
        (TAKEN, "N27"),
        (replace(TAKEN, decided_on=D(2025, 10, 19), delivered_on=D(2025, 10, 21)), "N28"),
        (replace(TAKEN, decided_on=D(2025, 10, 19), delivered_on=D(2025, 10, 21), filed_on=D(2025, 10, 22)), "N29"),
    ],
)
def test_n27_to_n29_tell_of_limits_that_passed(course, rule):
    late = timeliness(clocks_of(course), D(2025, 12, 1))
    assert late[0].rule == rule
    assert late[0].severity.value == "warn"
    assert timeliness(clocks_of(course), course.submitted_on or D(2025, 9, 22)) == []


def test_a_case_without_a_notice_counts_as_accepted():
    assert not deemed_accepted(D(2025, 9, 22), D(2025, 9, 28))
    assert deemed_accepted(D(2025, 9, 22), D(2025, 9, 29))


# --- N28: the receiver --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "place", "receiver"),
    [
        (NameKind.STREET, COUNTY, "长春市民政局"),
        (NameKind.STREET, DISTRICT, "吉林省民政厅"),
        (NameKind.RESIDENTIAL, COUNTY, "农安县民政局"),
        (NameKind.BUILDING, DISTRICT, "长春市民政局"),
        (NameKind.TOWNSHIP, COUNTY, "民政部"),
    ],
)
def test_n28_the_receiver_of_a_filing(kind, place, receiver):
    right = receiver_of(kind, place)
    assert right.name == receiver
    assert right_receiver(right, receiver) == right_receiver(right, "") == []
    assert told(right_receiver(right, "某某局")) == [("N28", "warn")]


def test_n28_what_the_state_council_approved_is_not_filed():
    assert receiver_of(NameKind.NATURAL, COUNTY, "国务院").name == ""
