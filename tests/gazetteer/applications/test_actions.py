"""Every step: by whom, where, from which state; reasons, versions, numbers, what is frozen."""

import datetime
from itertools import product

import pytest

from gazetteer.applications import actions
from gazetteer.applications.judging import judge_case
from gazetteer.applications.models import Application, Justification, Verdict
from gazetteer.applications.queries import changes_since, history_of, last_change
from gazetteer.applications.refusals import NotAllowed, Refused, StaleCase
from gazetteer.applications.states import ALLOWED, TARGET, State, Step
from tests.factories import make_division
from tests.gazetteer.applications.factories import DAY, DEED, World, brought_to, draft, entered

STEPS = {
    Step.SUBMIT: lambda user, case: actions.submit(user, case.pk, case.version, day=DAY),
    Step.ACCEPT: lambda user, case: actions.accept(user, case.pk, case.version, day=DAY),
    Step.RETURN: lambda user, case: actions.return_(user, case.pk, case.version, "缺图", day=DAY),
    Step.WITHDRAW: lambda user, case: actions.withdraw(user, case.pk, case.version, "", day=DAY),
    Step.APPROVE: lambda user, case: actions.approve(user, case.pk, case.version, DEED, day=DAY),
    Step.ANNOUNCE: lambda user, case: actions.announce(user, case.pk, case.version, day=DAY),
}
PEOPLE = ["county", "neighbour", "city", "province", "surveyor", "stranger"]
MAY = {"county", "city", "province"}


@pytest.mark.parametrize(("step", "state"), list(product(STEPS, State)))
def test_step_leads_only_from_its_states(world: World, step, state):
    case = brought_to(world, state)
    if state in ALLOWED[step]:
        assert STEPS[step](world.province, case).state == TARGET[step]
    else:
        with pytest.raises(Refused, match=state.label):
            STEPS[step](world.province, case)
        assert Application.objects.get(pk=case.pk).state == state


@pytest.mark.parametrize(("step", "person"), list(product(STEPS, PEOPLE)))
def test_street_is_for_officials_of_the_county_and_above(world: World, step, person):
    case = brought_to(world, ALLOWED[step][0])
    if person in MAY:
        assert STEPS[step](world.people[person], case).state == TARGET[step]
    else:
        with pytest.raises(NotAllowed):
            STEPS[step](world.people[person], case)
        assert Application.objects.get(pk=case.pk).version == case.version


@pytest.mark.parametrize("person", PEOPLE)
def test_township_name_is_decided_at_the_province(world: World, person):
    case = brought_to(world, State.SUBMITTED, kind="township", name="万顺镇")
    assert case.authority == "吉林省人民政府"
    if person == "province":
        assert STEPS[Step.ACCEPT](world.province, case).state == State.ACCEPTED
    else:
        with pytest.raises(NotAllowed, match="由吉林省人民政府批准"):
            STEPS[Step.ACCEPT](world.people[person], case)


def test_street_of_a_district_is_decided_by_the_city(world: World):
    case = actions.save_draft(world.city, draft(world, home_id=world.tree["district"].pk), day=DAY)
    assert case.authority == "长春市人民政府"
    assert case.deciding_id == world.tree["city"].pk


@pytest.mark.parametrize("person", PEOPLE)
def test_entering_is_for_officials_of_the_division(world: World, person):
    if person in MAY:
        assert actions.save_draft(world.people[person], draft(world), day=DAY).state == State.DRAFT
    else:
        with pytest.raises(NotAllowed):
            actions.save_draft(world.people[person], draft(world), day=DAY)
        assert not Application.objects.exists()


def test_a_case_cannot_be_moved_out_of_the_jurisdiction(world: World):
    case = entered(world)
    with pytest.raises(NotAllowed):
        actions.save_draft(
            world.county,
            draft(world, home_id=world.tree["far"].pk),
            day=DAY,
            application_id=case.pk,
            base_version=case.version,
        )
    assert Application.objects.get(pk=case.pk).home_id == world.tree["town"].pk


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_return_needs_a_reason(world: World, reason):
    case = brought_to(world, State.SUBMITTED)
    with pytest.raises(Refused, match="退回须写明原因"):
        actions.return_(world.county, case.pk, case.version, reason, day=DAY)


def test_returned_case_is_edited_and_keeps_its_number(world: World):
    case = brought_to(world, State.RETURNED)
    number = case.number
    changed = draft(world, position_text="四至已补")
    case = actions.save_draft(world.county, changed, day=DAY, application_id=case.pk, base_version=case.version)
    case = actions.submit(world.county, case.pk, case.version, day=DAY)
    assert (case.number, case.return_reason) == (number, "")
    assert [verdict.moment for verdict in case.verdicts.all()] == ["submission", "submission"]


def test_numbers_count_within_a_year(world: World):
    first, second = entered(world), entered(world, name="向阳路")
    later = entered(world, name="光明街")
    first = actions.submit(world.county, first.pk, first.version, day=datetime.date(2025, 12, 30))
    second = actions.submit(world.county, second.pk, second.version, day=datetime.date(2025, 12, 31))
    later = actions.submit(world.county, later.pk, later.version, day=datetime.date(2026, 1, 1))
    assert [case.number for case in (first, second, later)] == [
        "地名〔2025〕0001",
        "地名〔2025〕0002",
        "地名〔2026〕0001",
    ]


@pytest.mark.parametrize("field", ["position_text", "nature", "reasons", "meaning", "applicant_name", "applicant_type"])
def test_incomplete_form_is_not_handed_in(world: World, field):
    case = entered(world, **{field: ""})
    with pytest.raises(Refused, match="N22"):
        actions.submit(world.county, case.pk, case.version, day=DAY)


def test_saving_the_same_changes_nothing(world: World):
    case = entered(world)
    events = history_of(case.pk).count()
    again = actions.save_draft(world.county, draft(world), day=DAY, application_id=case.pk, base_version=case.version)
    assert (again.version, history_of(case.pk).count()) == (case.version, events)


def test_button_pressed_twice_acts_once(world: World):
    case = brought_to(world, State.SUBMITTED)
    first = actions.accept(world.county, case.pk, case.version, day=DAY)
    second = actions.accept(world.county, case.pk, case.version, day=DAY)
    assert (first.version, second.version) == (second.version, first.version)
    assert history_of(case.pk).filter(action="applications.accept").count() == 1


def test_second_official_is_told_what_changed(world: World):
    case = brought_to(world, State.SUBMITTED)
    actions.accept(world.county, case.pk, case.version, day=DAY)
    with pytest.raises(StaleCase, match="县地名员于 .* 受理"):
        actions.return_(world.city, case.pk, case.version, "缺图", day=DAY)
    assert Application.objects.get(pk=case.pk).state == State.ACCEPTED


def test_every_step_leaves_an_event(world: World):
    case = brought_to(world, State.ANNOUNCED)
    told = [event.data["label"] for event in history_of(case.pk)]
    assert told == ["录入", "附材料", "报送", "受理", "说明理由", "登记批准", "公告"]
    last = last_change(case.pk)
    assert last and last.data["version"] == case.version
    assert [event.data["label"] for event in changes_since(case.pk, case.version - 1)] == ["公告"]


def test_findings_are_frozen_with_the_rules_that_judged(world: World):
    case = brought_to(world, State.APPROVED)
    before = list(Verdict.objects.values_list("moment", "findings", "rule_sets"))
    Application.objects.filter(pk=case.pk).update(meaning="")
    assert [moment for moment, _, _ in before] == ["submission", "decision"]
    assert list(Verdict.objects.values_list("moment", "findings", "rule_sets")) == before


def test_missing_scan_of_the_form_asks_for_a_reason_before_approval(world: World):
    case = actions.save_draft(world.county, draft(world), day=DAY)
    case = actions.submit(world.county, case.pk, case.version, day=DEED.decided_on or DAY)
    case = actions.accept(world.county, case.pk, case.version, day=DAY)
    with pytest.raises(Refused, match="N22、N23 尚未说明保留理由"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)
    for rule in ("N22", "N23"):
        key = next(key for key, finding in judge_case(case, DAY).by_key.items() if finding.rule == rule)
        case = actions.justify(world.county, case.pk, case.version, key, "原件存乡政府", day=DAY)
    assert actions.approve(world.county, case.pk, case.version, DEED, day=DAY).state == State.APPROVED


class TestOverride:
    @pytest.fixture
    def duplicate(self, world: World) -> Application:
        return entered(world, kind="township", name="靠山镇")

    @pytest.fixture
    def key(self, duplicate: Application) -> str:
        found = judge_case(duplicate, DAY).by_key
        return next(key for key, finding in found.items() if finding.rule == "N09")

    def test_duplicate_blocks(self, world: World, duplicate):
        with pytest.raises(Refused, match="N09 未解决，仅省级地名管理员可据文件破例"):
            actions.submit(world.county, duplicate.pk, duplicate.version, day=DAY)

    @pytest.mark.parametrize("person", ["county", "city", "surveyor", "stranger"])
    def test_only_the_province_overrides(self, world: World, duplicate, key, person):
        paper = duplicate.attachments.get()
        with pytest.raises(NotAllowed, match="破例只能由省级"):
            actions.justify(world.people[person], duplicate.pk, duplicate.version, key, "历史沿用", paper.pk, day=DAY)

    def test_override_needs_document_and_reason(self, world: World, duplicate, key):
        with pytest.raises(Refused, match="依据文件"):
            actions.justify(world.province, duplicate.pk, duplicate.version, key, "历史沿用", day=DAY)
        with pytest.raises(Refused, match="写明理由"):
            actions.justify(
                world.province, duplicate.pk, duplicate.version, key, " ", duplicate.attachments.get().pk, day=DAY
            )

    def test_override_holds_for_this_conflict_only(self, world: World, duplicate, key):
        paper = duplicate.attachments.get()
        case = actions.justify(world.province, duplicate.pk, duplicate.version, key, "历史沿用", paper.pk, day=DAY)
        assert not judge_case(case, DAY).against.legal
        with pytest.raises(Refused, match="不能移除"):
            actions.detach(world.county, case.pk, paper.pk, day=DAY)
        make_division("靠山镇", "220103100", parent=world.tree["district"], level="township", kind="镇")
        assert judge_case(case, DAY).against.legal

    def test_integrity_is_never_overridden(self, world: World, duplicate):
        Application.objects.filter(pk=duplicate.pk).update(position_text="")
        found = judge_case(Application.objects.get(pk=duplicate.pk), DAY).by_key
        key = next(key for key, finding in found.items() if finding.rule == "N22")
        with pytest.raises(Refused, match="不能破例"):
            actions.justify(
                world.province, duplicate.pk, duplicate.version, key, "x", duplicate.attachments.get().pk, day=DAY
            )
        assert not Justification.objects.exists()
