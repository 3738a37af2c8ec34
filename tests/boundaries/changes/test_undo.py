"""A carried-out case is taken back whole with its tasks, unless later work stands on it; and an extension."""

import datetime

import pytest

from boundaries.changes import case_actions as steps
from boundaries.changes import undo_actions
from boundaries.changes.carried import carry
from boundaries.changes.case_actions import Refused
from boundaries.changes.combinations import merge_as_new, merge_into
from boundaries.changes.correcting import correct_version
from boundaries.changes.extension import extend_case
from boundaries.changes.followups import MAP, REPORT
from boundaries.changes.gathering import source_of
from boundaries.changes.models import CaseState, CaseUndo, ChangeCase
from boundaries.changes.operations import Establish, Rename
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import Division, DivisionVersion
from boundaries.divisions.queries import names_of, resolve_code
from boundaries.jurisdiction.models import Appointment
from office.log.models import Event
from office.people.roles import Role
from office.tasks.actions import finish_task
from office.tasks.models import State
from office.tasks.queries import tasks_of
from tests.boundaries.test_load_jilin import derived
from tests.factories import ALWAYS, UserFactory, appointed

DAY = datetime.date(2025, 3, 1)
ANNOUNCED = datetime.date(2025, 3, 5)
PAPERS = ("application", "situation", "risk", "experts", "opinions", "maps")


def division(code: str) -> int:
    return resolve_code(code, DAY, Scheme.MCA).division_id


@pytest.fixture
def officer(jilin, settings):
    settings.AS_OF_DATE = "2025-06-01"
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("22")))


def ready(officer, title: str, operations) -> ChangeCase:
    """A case that was announced."""
    case = steps.draft_case(officer, title, operations, DAY)
    for number, kind in enumerate(PAPERS):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", f"{title} {number}".encode())
    facts = {"document": "吉政函1号", "day": DAY, "effective": DAY}
    case = steps.approve_case(officer, case, authority=case.authority, **facts)
    return steps.announce_case(officer, case, document="公告1号", day=ANNOUNCED)


def merger(officer) -> ChangeCase:
    return ready(officer, "两乡镇合并", merge_into(division("220122111"), [division("220122209")]))


def test_what_was_carried_out_is_taken_back_whole_and_can_be_carried_out_again(officer) -> None:
    case, before = merger(officer), derived()
    giver = division("220122209")
    case = steps.carry_case(officer, case, carry)
    map_task = tasks_of(source_of(case)).get(kind=MAP)
    finish_task(officer, map_task, note="已办")
    with pytest.raises(Refused, match="须写明理由"):
        undo_actions.undo_case(officer, case, reason=" ")
    case = undo_actions.undo_case(officer, case, reason="并入的乡镇有误")
    assert derived() == before
    assert names_of([giver], DAY) == {giver: "黄鱼圈乡"}
    assert (case.state, case.outcome, case.carried_out_on) == (CaseState.ANNOUNCED, None, None)
    assert not case.changes.exists()
    undone = CaseUndo.objects.get(case=case)
    assert (undone.reason, undone.by, str(undone.carried_out_on)) == ("并入的乡镇有误", officer, "2025-06-01")
    tasks = {task.pk: task for task in tasks_of(source_of(case))}
    assert tasks.pop(map_task.pk).state == State.DONE, "what was done was done"
    assert {(task.state, task.reason) for task in tasks.values()} == {(State.CANCELLED, "撤回实施：并入的乡镇有误")}
    assert Event.objects.filter(action="changes.undo").get().data["tasks"] == len(tasks)

    case = steps.carry_case(officer, case, carry)
    found = {task.title for task in tasks_of(source_of(case)).filter(state=State.OPEN)}
    assert found == {task.title for task in tasks.values()}, "lines that arise anew have new tasks, the rest wait again"
    assert names_of([giver], DAY) == {}


def test_a_second_change_of_the_same_thing_refuses_the_first(officer) -> None:
    town = division("220122100")
    case = steps.carry_case(officer, ready(officer, "初次更名", [Rename(town, "甲新镇")]), carry)
    again = steps.draft_case(officer, "再次更名", [Rename(town, "乙新镇")], DAY + datetime.timedelta(days=10))
    for kind in PAPERS:
        steps.add_paper(officer, again, kind, f"{kind}.pdf", f"再次 {kind}".encode())
    facts = {"document": "2号", "day": ANNOUNCED, "effective": DAY + datetime.timedelta(days=10)}
    again = steps.approve_case(officer, again, authority=again.authority, **facts)
    again = steps.carry_case(officer, again, carry)
    with pytest.raises(Refused, match="此后实施的“再次更名”以本事项为基础，请先撤回它"):
        undo_actions.undo_case(officer, case, reason="有误")
    case.refresh_from_db()
    assert case.state == CaseState.CARRIED_OUT
    assert undo_actions.undo_case(officer, again, reason="有误").state == CaseState.APPROVED
    undo_actions.undo_case(officer, case, reason="有误")
    assert names_of([town], DAY) == {town: "农安镇"}


def test_a_correction_is_named_and_mended_back_before_the_undo(officer) -> None:
    """A correction is no later change: the sentence says whose it was, when and what to do; mended back, it goes."""
    town = division("220122100")
    case = steps.carry_case(officer, ready(officer, "更名", [Rename(town, "甲新镇")]), carry)
    version = DivisionVersion.objects.get(division=town, valid__startswith=DAY)
    correct_version(officer, version.pk, {"name": "甲兴镇"}, reason="录错一字", document="吉政函1号")
    with pytest.raises(
        Refused, match=f"{officer}于 20.* 更正过录入错误（录错一字，依据吉政函1号）.*先在“更正录入错误”中改回"
    ):
        undo_actions.undo_case(officer, case, reason="有误")
    correct_version(officer, version.pk, {"name": "甲新镇"}, reason="改回", document="吉政函1号")
    undo_actions.undo_case(officer, case, reason="有误")
    assert names_of([town], DAY) == {town: "农安镇"}


def test_what_hangs_on_a_founded_unit_keeps_it(officer) -> None:
    county = division("220122")
    givers = [division("220122209"), division("220122111")]
    unit = Establish("新", "三黄镇", "镇", Level.TOWNSHIP, county, "220122190", seat="三盛玉")
    case = steps.carry_case(officer, ready(officer, "合并新设", merge_as_new(unit, givers)), carry)
    founded = Division.objects.get(pk=case.outcome["begun"]["新"])
    post = Appointment.objects.create(user=UserFactory(), role=Role.SURVEYOR, division=founded, valid=ALWAYS)
    with pytest.raises(Refused, match="新设的区划上已有.*任职"):
        undo_actions.undo_case(officer, case, reason="有误")
    post.delete()
    before = case.effective
    assert undo_actions.undo_case(officer, case, reason="有误").effective == before


def test_who_may_not_and_what_is_closed(officer) -> None:
    case = merger(officer)
    with pytest.raises(Refused, match="现处于“已公告”状态，不能办理"):
        undo_actions.undo_case(officer, case, reason="试")
    case = steps.carry_case(officer, case, carry)
    stranger = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("2203")))
    with pytest.raises(Refused, match="管辖范围"):
        undo_actions.undo_case(stranger, case, reason="试")
    ChangeCase.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=DAY)
    with pytest.raises(Refused, match="已办结，不能撤回实施"):
        undo_actions.undo_case(officer, ChangeCase.objects.get(pk=case.pk), reason="试")


def test_an_extension_moves_the_last_day_and_the_report(officer, settings) -> None:
    case = steps.carry_case(officer, merger(officer), carry)
    facts = {"document": "国办函1号", "day": datetime.date(2025, 5, 1)}
    wrong = ((datetime.date(2026, 2, 1), "应晚于 2026-03-01"), (datetime.date(2026, 9, 2), "不晚于 2026-09-01"))
    for until, said in wrong:
        with pytest.raises(Refused, match=said):
            extend_case(officer, case, **facts, until=until)
    until = datetime.date(2026, 8, 1)
    with pytest.raises(Refused, match="与今天之间"):
        extend_case(officer, case, document="1", day=datetime.date(2025, 6, 2), until=until)
    with pytest.raises(Refused, match="须写明"):
        extend_case(officer, case, document=" ", day=facts["day"], until=until)
    case = extend_case(officer, case, **facts, until=until)
    report = tasks_of(source_of(case)).get(kind=REPORT)
    assert (report.due, report.basis) == (until, "《行政区划管理条例》第十五条，延期 国办函1号")

    def told(day: str) -> list[str]:
        settings.AS_OF_DATE = day
        return [finding.message for finding in steps.judge(case) if finding.rule == "D06"]

    assert told("2026-08-01") == []
    assert told("2026-08-02") == ["超过经批准延长的期限 2026-08-01，最多可延长至 2026-09-01"]
    assert told("2026-09-02") == ["超过延长后的完成期限 2026-09-01"]


def test_a_draft_has_nothing_to_extend(officer) -> None:
    case = steps.draft_case(officer, "更名", [Rename(division("220122100"), "甲新镇")], DAY)
    with pytest.raises(Refused, match="现处于“拟订”状态，不能办理"):
        extend_case(officer, case, document="1", day=DAY, until=DAY)
