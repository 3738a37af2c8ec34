"""A case of change goes its steps: who may, what blocks, what is written, what follows, when it can be closed."""

import datetime
from dataclasses import dataclass, field

import pytest
from psycopg2.extras import DateRange

from boundaries.changes import case_actions as steps
from boundaries.changes.case_actions import Refused
from boundaries.changes.consequences import touched
from boundaries.changes.deadlines import deadlines_of
from boundaries.changes.followups import CODE, KINDS, codes_missing
from boundaries.changes.gathering import source_of
from boundaries.changes.models import CaseState, ChangeCase, DivisionChange
from boundaries.changes.operations import Affiliate, Recode, Rename
from boundaries.changes.rule_settings import rules_on, survey_months
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionVersion
from office.log.models import Event
from office.people.roles import Role
from office.rulesets.models import RuleSetVersion
from office.tasks.actions import finish_task
from office.tasks.queries import tasks_of
from tests.factories import appointed

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)
PAPERS = ("application", "situation", "risk", "experts", "opinions", "maps")


@dataclass
class Outcome:
    """What carrying out answers."""

    day: datetime.date
    ended: list = field(default_factory=list)
    begun: dict = field(default_factory=dict)
    renamed: list = field(default_factory=list)
    recoded: list = field(default_factory=list)
    moved: list = field(default_factory=list)
    reshaped: list = field(default_factory=list)
    lines_ended: list = field(default_factory=list)
    lines_begun: list = field(default_factory=list)
    lines_altered: list = field(default_factory=list)
    markers: list = field(default_factory=list)
    journal: list = field(default_factory=list)


def rename_in_register(operations, day, *, document, source, actor, known="day") -> Outcome:
    """Carries a renaming out, as far as a case needs it."""
    (rename,) = operations
    old = DivisionVersion.objects.get(division_id=rename.division, valid__contains=day)
    begin = old.valid.lower
    old.valid = DateRange(begin, day)
    old.save()
    old.pk, old.name, old.valid = None, rename.name, DateRange(day, None)
    old.save()
    return Outcome(day, renamed=[rename.division])


def drafted(tree, officer) -> ChangeCase:
    return steps.draft_case(officer, "农安镇更名", [Rename(tree["town"].pk, "新农安镇")], DAY)


def complete(case, officer) -> None:
    for number, kind in enumerate(PAPERS):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", f"材料 {number}".encode())


def approved(tree, officer) -> ChangeCase:
    case = drafted(tree, officer)
    complete(case, officer)
    return steps.approve_case(
        officer, case, authority="省级人民政府", document="吉政函〔2025〕1号", day=DAY, effective=DAY
    )


def test_from_draft_to_closed_with_all_tasks(tree, officer) -> None:
    registrar = appointed(Role.REGISTRAR, tree["province"])
    case = approved(tree, officer)
    assert case.state == CaseState.APPROVED
    case = steps.announce_case(officer, case, document="公告1号", day=datetime.date(2025, 3, 5))
    case = steps.carry_case(officer, case, rename_in_register)
    assert case.outcome["renamed"] == [tree["town"].pk]
    change = DivisionChange.objects.get(case=case)
    assert (change.kind, change.old_name, change.new_name) == ("renamed", "农安镇", "新农安镇")
    assert (change.precision, change.document, str(change.effective.lower)) == (
        "day",
        "吉政函〔2025〕1号",
        "2025-03-01",
    )
    tasks = list(tasks_of(source_of(case)))
    assert {task.kind for task in tasks} == {"changes.map", "changes.archive", "changes.report"}
    assert all(task.get_state_display() == "待办" for task in tasks)
    with pytest.raises(Refused, match="还有 3 项任务"):
        steps.close_case(officer, case)
    for task in tasks:
        finish_task(registrar if task.role == Role.REGISTRAR else officer, task, note="已办")
    case = steps.close_case(officer, case)
    assert (case.state, case.closed_on) == (CaseState.CLOSED, datetime.date(2025, 6, 1))
    told = list(Event.objects.filter(action__startswith="changes.").order_by("id").values_list("action", flat=True))
    assert told[0] == "changes.draft"
    assert told[-3:] == ["changes.announce", "changes.carry_out", "changes.close"]


def test_the_superior_is_the_county_and_its_officer_may_draft(tree) -> None:
    county = appointed(Role.BOUNDARY_OFFICER, tree["nongan"])
    assert drafted(tree, county).superior_id == tree["nongan"].pk
    other = appointed(Role.BOUNDARY_OFFICER, tree["dehui"])
    with pytest.raises(Refused, match="不在您的管辖范围"):
        drafted(tree, other)
    with pytest.raises(Refused, match="没有这一角色"):
        drafted(tree, appointed(Role.SURVEYOR, tree["province"]))


def test_missing_papers_stop_the_approval_and_are_set_aside_only_by_the_province(tree, officer) -> None:
    case = drafted(tree, officer)
    facts = {"authority": "省级人民政府", "document": "吉政函1号", "day": DAY, "effective": DAY}
    with pytest.raises(Refused) as refused:
        steps.approve_case(officer, case, **facts)
    assert [finding.rule for finding in refused.value.findings] == ["D03"]
    county = appointed(Role.BOUNDARY_OFFICER, tree["nongan"])
    with pytest.raises(Refused, match="管辖范围"):
        steps.set_aside(county, case, "D03", "材料后补", "吉民函1号")
    with pytest.raises(Refused, match="理由和依据文号"):
        steps.set_aside(officer, case, "D03", "材料后补", "")
    with pytest.raises(Refused, match="无须破例"):
        steps.set_aside(officer, case, "D02", "无", "吉民函1号")
    steps.set_aside(officer, case, "D03", "材料后补", "吉民函1号")
    assert steps.approve_case(officer, case, **facts).state == CaseState.APPROVED


def test_another_authority_is_a_block(tree, officer) -> None:
    case = drafted(tree, officer)
    complete(case, officer)
    with pytest.raises(Refused) as refused:
        steps.approve_case(officer, case, authority="农安县人民政府", document="1号", day=DAY, effective=DAY)
    assert [finding.rule for finding in refused.value.findings] == ["D02"]
    case.refresh_from_db()
    assert case.state == CaseState.DRAFT


def province_says(severities: dict[str, str], limits: dict[str, int] | None = None) -> None:
    """The province's rule set as it is in force in the tests' days."""
    version = RuleSetVersion.objects.get(ruleset__key="changes-jilin", in_force__contains=DAY)
    version.severities, version.limits = severities, limits or {}
    version.save()


def test_a_case_keeps_the_versions_that_judged_it_and_the_province_may_be_stricter(tree, officer) -> None:
    province_says({"D04/before": "block"})
    case = approved(tree, officer)
    assert case.rules_version == "changes-national 2020-01、changes-jilin 2025.1"
    assert [(item["rule"], item["severity"]) for item in case.findings] == [("D04", "block")]
    with pytest.raises(Refused, match="还有 1 项拦截"):
        steps.carry_case(officer, case, rename_in_register)
    province_says({"D04/before": "off"})
    assert steps.carry_case(officer, case, rename_in_register).state == CaseState.CARRIED_OUT


def test_a_case_judged_under_the_first_text_of_the_decree_says_so(tree, officer, settings) -> None:
    settings.AS_OF_DATE = "2019-06-01"
    assert drafted(tree, officer).rules_version == "changes-national 2019-01"


def test_the_months_of_the_survey_are_data(tree) -> None:
    assert survey_months(rules_on(DAY)) == 12
    province_says({}, {"D07/survey_months": 6})
    assert survey_months(rules_on(DAY)) == 6
    assert deadlines_of(DAY, DAY, survey_months(rules_on(DAY))).survey == datetime.date(2025, 9, 1)


def test_steps_keep_their_order(tree, officer) -> None:
    case = drafted(tree, officer)
    with pytest.raises(Refused, match="现处于“拟订”状态，不能办理"):
        steps.carry_case(officer, case, rename_in_register)
    with pytest.raises(Refused, match="现处于“拟订”状态，不能办理"):
        steps.announce_case(officer, case, document="1", day=DAY)
    case = approved(tree, officer)
    with pytest.raises(Refused, match="公告日期不能早于批准日期"):
        steps.announce_case(officer, case, document="1", day=datetime.date(2025, 2, 1))
    with pytest.raises(Refused, match="须写明理由"):
        steps.withdraw_case(officer, case, reason=" ")
    assert steps.withdraw_case(officer, case, reason="不再办理").state == CaseState.WITHDRAWN


def test_what_was_approved_is_what_is_carried_out(tree, officer) -> None:
    case = approved(tree, officer)
    changed = [{**case.operations[0], "name": "别名镇"}]
    ChangeCase.objects.filter(pk=case.pk).update(operations=changed)
    with pytest.raises(Refused, match="散列不符"):
        steps.carry_case(officer, case, rename_in_register)
    assert not DivisionChange.objects.filter(case=case).exists()


def test_a_failure_of_carrying_leaves_nothing(tree, officer) -> None:
    def fails(*args, **facts):
        raise RuntimeError("no")

    case = approved(tree, officer)
    with pytest.raises(RuntimeError):
        steps.carry_case(officer, case, fails)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.APPROVED, None)


def test_a_draft_can_be_rewritten_until_it_is_approved(tree, officer) -> None:
    case = drafted(tree, officer)
    before = case.content_hash
    operations = [Affiliate(tree["town"].pk, tree["dehui"].pk), Recode(tree["town"].pk, Scheme.MCA, "220183150")]
    case = steps.redraft_case(officer, case, title="划转", operations=operations, effective=DAY, reason="")
    assert (case.superior_id, case.authority) == (tree["city"].pk, "省级人民政府（国务院授权）")
    assert case.content_hash != before
    with pytest.raises(Refused, match="没有共同的上级"):
        steps.redraft_case(officer, case, title="空", operations=[], effective=DAY, reason="")


def test_units_that_moved_without_a_new_code_are_found(tree) -> None:
    town = tree["town"]
    version = DivisionVersion.objects.get(division=town)
    version.parent = tree["dehui"]
    version.save()
    outcome = Outcome(DAY, moved=[town.pk])
    assert codes_missing(touched(outcome), outcome) == [(town.pk, "农安镇")]
    assert codes_missing(touched(outcome), Outcome(DAY, renamed=[town.pk])) == []
    assert CODE in KINDS
