"""D01 to D11, authority, papers and deadlines: each rule fires, and stays silent where all is right."""

import datetime
from dataclasses import replace

import pytest

from boundaries.changes import case_rules as rules
from boundaries.changes.authority import authority_of, authority_of_case
from boundaries.changes.combinations import merge_as_new
from boundaries.changes.deadlines import deadlines_of
from boundaries.changes.ground import Ground, Unit, common_superior, with_founded
from boundaries.changes.lineage import entries_of
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Cut,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Recode,
    Rename,
    Territory,
)
from boundaries.changes.papers import AGREEMENT, AUTONOMY, papers_needed
from boundaries.divisions.kinds import Level, Scheme
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

DAY = datetime.date(2025, 6, 1)
KNOWN = {
    1: Unit(1, "吉林省", "province", "省", "22"),
    2: Unit(2, "长春市", "prefecture", "地级市", "2201", (1,)),
    3: Unit(3, "延边朝鲜族自治州", "prefecture", "自治州", "2224", (1,)),
    4: Unit(4, "农安县", "county", "县", "220122", (2, 1)),
    5: Unit(5, "德惠市", "county", "县级市", "220183", (2, 1)),
    6: Unit(6, "图们市", "county", "县级市", "222402", (3, 1)),
    7: Unit(7, "珲春市", "county", "县级市", "222404", (3, 1)),
    8: Unit(8, "伊通满族自治县", "county", "自治县", "220323", (2, 1)),
    10: Unit(10, "合隆镇", "township", "镇", "220122101", (4, 2, 1)),
    11: Unit(11, "烧锅镇", "township", "镇", "220122105", (4, 2, 1)),
    12: Unit(12, "宝塔街道", "township", "街道", "220122001", (4, 2, 1)),
    13: Unit(13, "凉水镇", "township", "镇", "222402103", (6, 3, 1)),
    14: Unit(14, "陈家店村", "village", "村委会", "220122101201", (10, 4, 2, 1)),
    15: Unit(15, "兴华街道", "township", "街道", "220122002", (4, 2, 1)),
}
GROUND = Ground(KNOWN)
WHOLE = Territory(whole=(14,))
CUT = Territory(cuts=(Cut(10, ((125.0, 44.0), (125.1, 44.0)), (125.0, 44.1)),))
TOWN = Establish("a", "合锅镇", "镇", Level.TOWNSHIP, 4, "220122106", territory=WHOLE, seat="合隆")


def view(*operations: Operation, **facts) -> rules.CaseView:
    return rules.CaseView(tuple(operations), with_founded(KNOWN, operations), DAY, **facts)


@pytest.mark.parametrize(
    ("operation", "authority", "filing"),
    [
        (Rename(1, "吉省"), "全国人民代表大会", False),
        (MoveSeat(1, "吉林"), "国务院", False),
        (Abolish(2, (3,)), "国务院", False),
        (Rename(4, "农县"), "国务院", False),
        (Affiliate(4, 3), "国务院", False),
        (MoveSeat(2, "双阳"), "国务院", False),
        (MoveSeat(8, "伊通镇"), "国务院", False),
        (MoveSeat(4, "合隆镇"), "省级人民政府（国务院授权）", True),
        (MoveBoundary(4, 5, WHOLE), "省级人民政府（国务院授权）", True),
        (MoveBoundary(4, 8, WHOLE), "国务院", False),
        (MoveBoundary(6, 4, WHOLE), "国务院", False),
        (Affiliate(13, 7), "省级人民政府（国务院授权）", True),
        (Affiliate(13, 4), "国务院", False),
        (Rename(10, "合镇"), "省级人民政府", False),
        (MoveBoundary(10, 11, CUT), "省级人民政府", False),
        (MoveBoundary(12, 15, CUT), "批准设立该派出机关的人民政府", False),
        (Rename(12, "宝街道"), "批准设立该派出机关的人民政府", False),
        (MoveSeat(10, "合隆"), "省级人民政府", False),
        (Rename(14, "陈村"), "县级人民政府", False),
        (Recode(4, Scheme.MCA, "220124"), "民政部门（确定、公布代码）", False),
    ],
)
def test_who_approves(operation, authority, filing) -> None:
    found = authority_of(operation, GROUND)
    assert (found.name, bool(found.filing)) == (authority, filing)


def test_a_major_change_of_a_county_line_goes_to_the_state_council_and_the_highest_approves_all() -> None:
    move = MoveBoundary(4, 5, WHOLE)
    assert authority_of(move, GROUND, major=True).name == "国务院"
    found = authority_of_case([Rename(10, "合镇"), move, Recode(10, Scheme.MCA, "220122107")], GROUND)
    assert found is not None
    assert found.name == "省级人民政府（国务院授权）"
    assert authority_of_case([], GROUND) is None
    with pytest.raises(ValueError, match="D99"):
        authority_of(Rename(99, "某镇"), GROUND)


def test_the_common_superior_runs_the_case() -> None:
    merger = merge_as_new(TOWN, [10, 11])
    assert common_superior(merger, with_founded(KNOWN, merger)) == 4
    assert common_superior([Affiliate(13, 7)], GROUND) == 3
    assert common_superior([MoveBoundary(4, 7, WHOLE)], GROUND) == 1
    assert common_superior([], GROUND) is None


def fired(found: list[Finding]) -> list[tuple[str, Severity]]:
    return [(finding.rule, finding.severity) for finding in found]


def test_d01_a_change_says_what_it_does() -> None:
    assert fired(rules.operations_known(view())) == [("D01", Severity.BLOCK)]
    bare = replace(TOWN, territory=Territory(), seat="")
    found = rules.operations_known(view(bare, Abolish(10)))
    assert fired(found) == [("D01", Severity.BLOCK), ("D01", Severity.BLOCK)]
    assert found[0].evidence["lacking"] == ["行政区域界线", "驻地"]
    assert rules.operations_known(view(TOWN, Abolish(10, (11,)))) == []


def test_d02_the_right_authority() -> None:
    assert fired(rules.right_authority(view(Rename(10, "合镇"), stated="农安县人民政府"))) == [("D02", Severity.BLOCK)]
    assert rules.right_authority(view(Rename(10, "合镇"), stated="省级人民政府")) == []


def test_d03_the_papers_of_article_13() -> None:
    needed = papers_needed((TOWN,), GROUND)
    found = rules.papers_complete(view(TOWN, papers=frozenset({"application"})))
    assert fired(found) == [("D03", Severity.BLOCK)]
    assert len(found[0].evidence["lacking"]) == len(needed) - 1
    assert rules.papers_complete(view(TOWN, papers=frozenset(paper.key for paper in needed))) == []
    assert rules.papers_complete(view(Recode(10, Scheme.MCA, "220122107"))) == []


def test_papers_by_kind() -> None:
    assert AGREEMENT in papers_needed((Affiliate(13, 7),), GROUND)
    assert AUTONOMY in papers_needed((Affiliate(13, 7),), GROUND)
    assert AUTONOMY not in papers_needed((Rename(10, "合镇"),), GROUND)


def test_d04_the_announcement() -> None:
    assert fired(rules.announced(view(TOWN, approved=DAY))) == [("D04", Severity.WARN)]
    assert fired(rules.announced(view(TOWN, approved=DAY, carried_out=True))) == [("D04", Severity.BLOCK)]
    assert rules.announced(view(TOWN, approved=DAY, announced=DAY)) == []
    assert rules.announced(view(TOWN)) == []
    assert rules.announced(view(TOWN, approved=DAY, draft=True)) == []


def test_d05_codes_within_a_month() -> None:
    uncoded = replace(TOWN, code=None)
    assert fired(rules.code_in_time(view(uncoded, effective=DAY))) == [("D05", Severity.INFO)]
    late = view(uncoded, effective=datetime.date(2025, 4, 1))
    assert fired(rules.code_in_time(late)) == [("D05", Severity.WARN)]
    assert fired(rules.code_in_time(replace(late, carried_out=True, without_code=("合锅镇",)))) == [
        ("D05", Severity.BLOCK)
    ]
    assert rules.code_in_time(replace(late, carried_out=True)) == []  # it has its code by another case
    assert rules.code_in_time(view(TOWN, effective=DAY)) == []
    assert rules.code_in_time(view(uncoded, Recode("new:a", Scheme.MCA, "220122107"), effective=DAY)) == []


@pytest.mark.parametrize(
    ("approved", "found"),
    [
        (datetime.date(2024, 6, 1), []),
        (datetime.date(2024, 5, 31), [("D06", Severity.WARN)]),
        (datetime.date(2023, 12, 1), [("D06", Severity.WARN)]),
        (datetime.date(2023, 11, 30), [("D06", Severity.BLOCK)]),
    ],
)
def test_d06_completion_within_12_and_6_months(approved, found) -> None:
    assert fired(rules.completed_in_time(view(TOWN, approved=approved, carried_out=True))) == found
    before = fired(rules.completed_in_time(view(TOWN, approved=approved)))
    assert before == [(rule, Severity.WARN) for rule, _ in found]
    assert rules.completed_in_time(view(TOWN, approved=approved, completed=DAY)) == []


def test_d07_lines_have_their_survey() -> None:
    assert fired(rules.lines_followed(view(TOWN, carried_out=True, lines_without_task=("某线",)))) == [
        ("D07", Severity.BLOCK)
    ]
    assert rules.lines_followed(view(TOWN, carried_out=True)) == []


def test_d08_the_history_is_written() -> None:
    assert fired(rules.lineage_kept(view(TOWN, carried_out=True))) == [("D08", Severity.BLOCK)]
    assert rules.lineage_kept(view(TOWN, carried_out=True, lineage=2)) == []
    assert rules.lineage_kept(view(TOWN)) == []


def test_d09_names_pass_the_naming_rules() -> None:
    taken = Finding(rule="N09", severity=Severity.BLOCK, basis=Basis.LAW, message="省内重名", clause="条例第九条")
    found = rules.names_lawful(view(TOWN, names=(taken,)))
    assert fired(found) == [("D09", Severity.BLOCK)]
    assert found[0].evidence["rule"] == "N09"
    assert rules.names_lawful(view(TOWN)) == []


def test_d05_a_unit_that_moves_to_another_county_needs_a_code_below_it() -> None:
    move = Affiliate(13, 7)
    found = rules.code_in_time(view(move, effective=DAY))
    assert fired(found) == [("D05", Severity.INFO)]
    assert "凉水镇" in found[0].message
    assert rules.code_in_time(view(move, Recode(13, Scheme.MCA, "222404105"), effective=DAY)) == []
    assert fired(rules.code_in_time(view(move, Recode(13, Scheme.MCA, "222402105"), effective=DAY))) == [
        ("D05", Severity.INFO)
    ]
    assert rules.code_in_time(view(Affiliate(14, 11), effective=DAY)) == []  # villages have no code of the register
    part = MoveBoundary(6, 7, Territory(whole=(13,)))
    assert fired(rules.code_in_time(view(part, effective=DAY))) == [("D05", Severity.INFO)]
    whole = replace(TOWN, key="b", level=Level.COUNTY, code="220184", territory=Territory(whole=(10,)))
    assert fired(rules.code_in_time(view(whole, effective=DAY))) == [("D05", Severity.INFO)]


def test_d10_protected_names() -> None:
    rename = Rename(10, "合镇")
    listed = {"protected": ("合隆",), "renamed_protected": ("合隆",)}
    assert fired(rules.protected_names(view(rename, **listed))) == [("D10", Severity.BLOCK)]
    planned = view(rename, papers=frozenset({"protection"}), **listed)
    assert fired(rules.protected_names(planned)) == [("D10", Severity.WARN)]
    assert fired(rules.protected_names(view(rename, protected=("伊通河",)))) == [("D10", Severity.WARN)]
    assert rules.protected_names(view(rename)) == []


def test_d11_nothing_hangs_on_what_ended() -> None:
    assert fired(rules.nothing_loose(view(TOWN, carried_out=True, loose=("界桩 1",)))) == [("D11", Severity.BLOCK)]
    assert rules.nothing_loose(view(TOWN, carried_out=True)) == []


def test_the_rule_sets_weigh_reminders_but_no_block_of_law_or_integrity() -> None:
    strict = RuleSettings(severities={"D04/before": "block", "D05/open": "warn", "D10/touched": "block"})
    assert fired(rules.announced(view(TOWN, approved=DAY, settings=strict))) == [("D04", Severity.BLOCK)]
    uncoded = replace(TOWN, code=None)
    assert fired(rules.code_in_time(view(uncoded, effective=DAY, settings=strict))) == [("D05", Severity.WARN)]
    touched = view(TOWN, protected=("合隆",), settings=strict)
    assert fired(rules.protected_names(touched)) == [("D10", Severity.BLOCK)]
    mild = RuleSettings(severities=dict.fromkeys(("D01", "D04", "D08", "D10", "D11"), "off"))
    assert fired(rules.judge_case(view(carried_out=True, loose=("界桩 1",), settings=mild))) == [
        ("D01", Severity.BLOCK),
        ("D11", Severity.BLOCK),
    ]
    assert fired(rules.announced(view(TOWN, approved=DAY, settings=mild))) == [("D04", Severity.WARN)]


def test_a_whole_case_in_order_passes_and_blocks_come_first() -> None:
    papers = frozenset(paper.key for paper in papers_needed((TOWN,), GROUND))
    assert rules.judge_case(view(TOWN, papers=papers, stated="省级人民政府")) == []
    found = rules.judge_case(view(TOWN, approved=DAY, effective=DAY, stated="农安县人民政府"))
    assert [finding.severity for finding in found] == sorted(
        (finding.severity for finding in found), key=["block", "warn", "info"].index
    )
    assert all(finding.clause for finding in found if finding.basis is Basis.LAW)


def test_deadlines_begin_with_what_starts_them() -> None:
    assert deadlines_of(None, None).code is None
    found = deadlines_of(datetime.date(2025, 1, 31), datetime.date(2025, 2, 28))
    assert (found.code, found.completion) == (datetime.date(2025, 3, 28), datetime.date(2026, 1, 31))
    assert found.extended == datetime.date(2026, 7, 31)


def test_the_history_of_a_merger_names_both_predecessors() -> None:
    merger = merge_as_new(TOWN, [10, 11])
    rows = entries_of(merger, with_founded(KNOWN, merger))
    assert [(row.kind, row.old_name, row.new_name) for row in rows] == [
        ("founded", "", "合锅镇"),
        ("merged", "合隆镇", "合锅镇"),
        ("merged", "烧锅镇", "合锅镇"),
    ]


def test_the_history_of_a_transfer_carries_the_new_code() -> None:
    rows = entries_of([Affiliate(13, 7), Recode(13, Scheme.MCA, "222404105")], GROUND)
    assert [(row.kind, row.old_code, row.new_code) for row in rows] == [
        ("affiliated", "222402103", "222404105"),
        ("recoded", "222402103", "222404105"),
    ]
    assert rows[0].note == "由图们市改属珲春市"
    assert entries_of([MoveSeat(10, "新街")], GROUND)[0].note == "驻地迁至新街"
    assert entries_of([MoveBoundary(10, 11, WHOLE)], GROUND)[0].note == "划出陈家店村"


def test_a_change_takes_effect_when_approved_not_before() -> None:
    late = view(Rename(10, "合镇"), approved=DAY, effective=DAY - datetime.timedelta(days=1))
    (found,) = rules.effective_after_approval(late)
    assert (found.rule, found.basis, found.severity) == ("D35", Basis.LAW, Severity.BLOCK)
    assert rules.effective_after_approval(replace(late, effective=DAY)) == []
    assert rules.effective_after_approval(replace(late, approved=None)) == []
