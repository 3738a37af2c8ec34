"""Plans: what one would mean, staleness, scope, copying, adopting; nothing of a trial stays."""

import datetime

import pytest
from psycopg2.extras import DateRange

from boundaries.changes.carried import carry
from boundaries.changes.case_actions import withdraw_case
from boundaries.changes.combinations import merge_as_new, merge_into
from boundaries.changes.models import ChangeCase
from boundaries.changes.operations import Affiliate, Cut, Establish, MoveBoundary, Recode, Rename, Territory
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import ids_below
from boundaries.lines.models import Edge, LineVersion
from boundaries.plans import actions as steps
from boundaries.plans.actions import Approval, Question
from boundaries.plans.comparing import compare
from boundaries.plans.models import Plan, PlanState
from boundaries.plans.queries import changed_between, stale_because, state_now
from office.log.models import Event
from office.people.roles import Role
from tests.boundaries.plans.conftest import DAY, EVE, division
from tests.factories import appointed

Refused = steps.Refused


def merger():
    return merge_into(division("220122111"), [division("220122209")])


@pytest.fixture
def plan(officer, study) -> Plan:
    made = steps.add_plan(officer, study)
    return steps.rewrite_plan(officer, made, merger())


def rows() -> list[int]:
    return [model.objects.count() for model in (DivisionVersion, DivisionCode, Edge, LineVersion, ChangeCase)]


def test_an_exclave_is_told_in_the_comparison(officer, study) -> None:
    area = Area.objects.get(division=division("220122209"), valid__contains=DAY).geom
    towns = Area.objects.filter(division__in=ids_below([division("220122")], DAY), valid__contains=DAY)
    far = towns.filter(geom__disjoint=area).order_by("division").first().division_id
    made = steps.add_plan(officer, study)
    steps.rewrite_plan(officer, made, merge_into(far, [division("220122209")]))
    facts = steps.compute_plan(officer, made).facts
    assert [item["rule"] for item in facts["left_findings"]] == ["D37"]
    told = [item["message"] for row in compare([facts]) for cell in row.cells if cell for item in cell.findings]
    assert facts["left_findings"][0]["message"] in told


def test_a_plan_is_computed_on_the_register_and_nothing_stays(officer, plan) -> None:
    before = rows()
    facts = steps.compute_plan(officer, plan).facts
    assert rows() == before
    assert facts["refusal"] is None
    areas = {row["name"]: row for row in facts["areas"]}
    gone, taker = areas["黄鱼圈乡"], areas["三盛玉镇"]
    assert gone["ended"]
    assert taker["after_km2"] == pytest.approx(taker["before_km2"] + gone["before_km2"], abs=0.01)
    assert gone["sample"]
    assert "220122111-220122209" in [row["code"] for row in facts["lines"]["vanish"]]
    assert {row["to"] for row in facts["moved"]} == {"三盛玉镇"}
    assert facts["authority"]["name"] == "省级人民政府"
    assert len(facts["papers"]) == 6
    assert facts["protected"] is None
    assert facts["sample"]
    assert [row["day"] for row in facts["deadlines"]][0] == "2025-04-01"
    assert {task["consequence"] for task in facts["tasks"]} >= {"更新地图", "公告、归档与报告"}
    assert facts["left_findings"] == []
    assert Event.objects.filter(action="plans.compute_plan", object_id=str(plan.pk)).exists()


def test_the_outer_line_of_a_merger_needs_no_survey(officer, plan) -> None:
    facts = steps.compute_plan(officer, plan).facts
    assert all(row["km"] > 0 for row in facts["survey"]["lines"])
    begun = {row["name"]: row["after_km"] for row in facts["lines"]["arise"]}
    assert sum(begun.values()) <= facts["survey"]["km"] + 0.01


def test_what_cannot_be_carried_out_is_a_refusal_of_the_plan(officer, study) -> None:
    plan = steps.add_plan(officer, study)
    plan = steps.rewrite_plan(officer, plan, [Recode(division("220122111"), Scheme.MCA, "220122209")])
    facts = steps.compute_plan(officer, plan).facts
    assert "给三盛玉镇的代码 220122209 已属黄鱼圈乡" in facts["refusal"]["message"]
    with pytest.raises(Refused, match="不能实施"):
        steps.adopt_plan(officer, plan, DAY, Approval())


def test_a_result_is_stale_after_the_plan_or_the_register_changed(officer, plan) -> None:
    steps.compute_plan(officer, plan)
    fresh = Plan.objects.select_related("study", "result").get(pk=plan.pk)
    assert stale_because(fresh, state_now(fresh.study)) == ""
    version = DivisionVersion.objects.get(division=division("220122111"), valid__contains=DAY)
    DivisionVersion.objects.filter(pk=version.pk).update(note="另记")
    assert "登记" in stale_because(fresh, state_now(fresh.study))
    with pytest.raises(Refused, match="重新试算"):
        steps.adopt_plan(officer, fresh, DAY, Approval())
    steps.rewrite_plan(officer, plan, [Rename(division("220122111"), "三盛镇")])
    fresh = Plan.objects.select_related("study", "result").get(pk=plan.pk)
    assert "方案" in stale_because(fresh, state_now(fresh.study))


def test_the_register_elsewhere_does_not_make_a_result_stale(officer, study) -> None:
    before = state_now(study)
    DivisionVersion.objects.filter(division=division("220183"), valid__contains=DAY).update(note="另记")
    assert state_now(study) == before


def test_a_plan_stays_within_its_scope(officer, study) -> None:
    plan = steps.add_plan(officer, study)
    with pytest.raises(Refused, match="不在研究范围（农安县）内"):
        steps.rewrite_plan(officer, plan, [Rename(division("220183"), "某市")])


def test_only_the_officer_over_the_scope_works_on_it(officer, study, plan) -> None:
    other = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("220183")))
    for step in (
        lambda: steps.open_study(other, Question("某研究", study.scope_id, EVE, DAY)),
        lambda: steps.add_plan(other, study),
        lambda: steps.rewrite_plan(other, plan, merger()),
        lambda: steps.compute_plan(other, plan),
        lambda: steps.adopt_plan(other, plan, DAY, Approval()),
        lambda: steps.remove_plan(other, plan),
    ):
        with pytest.raises(Refused, match="不在您的管辖范围"):
            step()


def test_a_copy_begins_with_the_operations_of_another(officer, study, plan) -> None:
    copy = steps.add_plan(officer, study, copy_of=plan)
    assert (copy.number, copy.title, copy.content_hash) == (2, "方案二", plan.content_hash)
    assert copy.copied_from == plan


def test_an_adopted_plan_is_a_case_without_typing_again(officer, study, plan) -> None:
    other = steps.add_plan(officer, study, copy_of=plan)
    steps.compute_plan(officer, plan)
    approval = Approval("吉政函〔2025〕1号", datetime.date(2025, 2, 20), "批复.pdf", b"%PDF-1.4 x")
    case = steps.adopt_plan(officer, plan, DAY, approval)
    plan.refresh_from_db()
    other.refresh_from_db()
    assert (plan.state, other.state) == (PlanState.ADOPTED, PlanState.NOT_ADOPTED)
    assert case.plan == plan
    assert case.content_hash == plan.content_hash
    assert (case.title, case.effective, case.reason) == ("农安县乡镇调整（方案一）", DAY, "乡镇过小")
    assert (case.approval_document, str(case.approved_on)) == ("吉政函〔2025〕1号", "2025-02-20")
    assert [paper.kind for paper in case.papers.all()] == ["approval"]
    with pytest.raises(Refused, match="已有方案采用"):
        steps.add_plan(officer, study)
    with pytest.raises(Refused, match="已有方案采用"):
        steps.compute_plan(officer, other)


def test_a_plan_is_adopted_for_the_day_it_was_computed_for_and_as_it_was_seen(officer, study, plan) -> None:
    steps.compute_plan(officer, plan)
    seen = Plan.objects.select_related("study").get(pk=plan.pk).whole_hash
    for day in (datetime.date(1900, 1, 1), DAY + datetime.timedelta(1), datetime.date(2100, 12, 31)):
        with pytest.raises(Refused, match="方案按 2025-03-01 生效试算"):
            steps.adopt_plan(officer, plan, day, Approval(), seen)
    steps.amend_plan(officer, plan, title="方案一", reason="", major=True)
    steps.compute_plan(officer, plan)
    with pytest.raises(Refused, match="内容已被改动"):
        steps.adopt_plan(officer, plan, DAY, Approval(), seen)
    now = Plan.objects.select_related("study").get(pk=plan.pk).whole_hash
    assert steps.adopt_plan(officer, plan, DAY, Approval(), now).major


def test_a_unit_that_left_the_scope_is_neither_computed_nor_adopted(officer, study, plan) -> None:
    steps.compute_plan(officer, plan)
    away = Affiliate(division("220122209"), division("220183"))
    carry([away], DAY - datetime.timedelta(5), document="1号", source="测试", actor=officer)
    for step in (lambda: steps.compute_plan(officer, plan), lambda: steps.adopt_plan(officer, plan, DAY, Approval())):
        with pytest.raises(Refused, match="黄鱼圈乡不在研究范围（农安县）内"):
            step()


def test_an_approval_has_number_and_day(officer, plan) -> None:
    with pytest.raises(Refused, match="要么都写"):
        steps.adopt_plan(officer, plan, DAY, Approval(document="某号"))


def test_a_plan_without_operations_or_result_is_not_adopted(officer, study, plan) -> None:
    empty = steps.add_plan(officer, study)
    with pytest.raises(Refused, match="没有写明任何变更"):
        steps.compute_plan(officer, empty)
    with pytest.raises(Refused, match="还没有试算"):
        steps.adopt_plan(officer, plan, DAY, Approval())


def test_a_name_that_is_taken_in_the_new_scope_is_found(officer) -> None:
    """A village comes with its township under a county that has a village of its name already."""
    study = steps.open_study(officer, Question("乡镇划转", division("2201"), EVE, DAY))
    town = division("220122111")
    village = DivisionVersion.objects.filter(parent=town, level="village", valid__contains=DAY).first()
    villages = DivisionVersion.objects.filter(level="village", valid__contains=DAY, division__statistical=False)
    there = villages.filter(division__in=ids_below([division("220183")], DAY))
    DivisionVersion.objects.filter(pk=there.first().pk).update(name=village.name, kind=village.kind)
    plan = steps.add_plan(officer, study)
    move = MoveBoundary(division("220122"), division("220183"), Territory((town,)))
    steps.rewrite_plan(officer, plan, [move])
    facts = steps.compute_plan(officer, plan).facts
    assert [row["to"] for row in facts["moved"] if row["name"] == "三盛玉镇"] == ["德惠市"]
    assert facts["followers"]["village"] > 0
    assert facts["survey"]["km"] > 0
    said = [item["message"] for item in facts["scope_findings"]]
    assert any(message.startswith(f"{village.name}改属后") and "重名" in message for message in said), said


def test_new_units_without_a_code_have_their_lines_counted_and_the_code_as_a_task(officer, study) -> None:
    givers = [division("220122209"), division("220122111")]
    unit = Establish("a", "三盛玉镇", "镇", Level.TOWNSHIP, division("220122"), seat="三盛玉")
    plan = steps.rewrite_plan(officer, steps.add_plan(officer, study), merge_as_new(unit, givers))
    facts = steps.compute_plan(officer, plan).facts
    assert facts["provisional"] == 1
    assert facts["survey"]["km"] == pytest.approx(sum(row["after_km"] for row in facts["lines"]["arise"]), abs=0.01)
    assert facts["survey"]["km"] > 0
    assert "公布新代码" in {task["consequence"] for task in facts["tasks"]}
    assert not [item for item in facts["findings"] if item["rule"] == "D09" and item["severity"] == "block"]


def test_a_drawn_line_that_does_not_part_the_unit_is_refused(officer, study) -> None:
    giver = division("220122209")
    cut = Cut(giver, ((120.0, 44.0), (120.1, 44.1)), (120.05, 44.0))
    move = MoveBoundary(giver, division("220122111"), Territory(cuts=(cut,)))
    plan = steps.rewrite_plan(officer, steps.add_plan(officer, study), [move])
    facts = steps.compute_plan(officer, plan).facts
    assert facts["refusal"]["places"] == [[120.05, 44.0]]
    west, south, east, north = facts["map"]["fit"]
    assert west == 120.05
    assert east > 124
    assert south <= 44.0 <= north


def test_another_effective_day_makes_results_stale(officer, study, plan) -> None:
    steps.compute_plan(officer, plan)
    question = Question(study.title, study.scope_id, EVE, datetime.date(2025, 4, 1))
    steps.amend_study(officer, study, question)
    fresh = Plan.objects.select_related("study", "result").get(pk=plan.pk)
    assert "方案" in stale_because(fresh, state_now(fresh.study))


def test_a_withdrawn_case_opens_the_study_again(officer, study, plan) -> None:
    other = steps.add_plan(officer, study, copy_of=plan)
    steps.compute_plan(officer, plan)
    with pytest.raises(Refused, match="不能重新研究"):
        steps.reopen_study(officer, study)
    case = steps.adopt_plan(officer, plan, DAY, Approval())
    with pytest.raises(Refused, match="没有撤回"):
        steps.reopen_study(officer, study)
    withdraw_case(officer, case, reason="另议")
    steps.reopen_study(officer, study)
    assert {found.state for found in (Plan.objects.get(pk=plan.pk), Plan.objects.get(pk=other.pk))} == {PlanState.DRAFT}
    steps.compute_plan(officer, other)
    assert steps.adopt_plan(officer, other, DAY, Approval()).plan == other


def test_what_changes_between_base_and_effect_is_counted(officer, study) -> None:
    assert changed_between(study) == 0
    DivisionVersion.objects.filter(division=division("220122111"), valid__contains=DAY).update(
        valid=DateRange(datetime.date(2025, 2, 1), None)
    )
    study.base_day = datetime.date(2025, 1, 1)
    assert changed_between(study) == 1
