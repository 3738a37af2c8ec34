"""What happens to a case between its main steps: right, state, words and days are asked before anything is written."""

import datetime

import pytest
from django.test import Client

from gazetteer.applications import actions
from gazetteer.applications import opinion_actions as opinions
from gazetteer.applications import proceeding_actions as steps
from gazetteer.applications.models import Application
from gazetteer.applications.refusals import NotAllowed, Refused, StaleCase
from gazetteer.applications.states import State
from gazetteer.names.changing import standing_name
from gazetteer.names.models import Feature, Name
from tests.gazetteer.applications.factories import DAY, DEED, World, brought_to, draft, settle_warnings

ONE = datetime.timedelta(days=1)


def test_completion_is_told_once_and_in_five_working_days(world: World):
    case = brought_to(world, State.SUBMITTED)
    with pytest.raises(Refused, match="一次写明"):
        steps.ask_completion(world.county, case.pk, case.version, " ", day=DAY)
    case = steps.ask_completion(world.county, case.pk, case.version, "缺位置图", day=DAY)
    assert (case.state, case.return_reason, case.due_on) == (State.RETURNED, "缺位置图", None)
    case = actions.submit(world.county, case.pk, case.version, day=DAY)
    with pytest.raises(Refused, match="只能一次告知"):
        steps.ask_completion(world.county, case.pk, case.version, "还缺", day=DAY)
    late = brought_to(world, State.SUBMITTED, name="光明街")
    with pytest.raises(Refused, match="视为已受理"):
        steps.ask_completion(world.county, late.pk, late.version, "缺图", day=DAY + 10 * ONE)
    late = actions.accept(world.county, late.pk, late.version, day=DAY + 10 * ONE)
    assert late.accepted_on == late.submitted_on


def test_the_clock_stands_still_and_goes_on(world: World):
    case = brought_to(world, State.ACCEPTED)
    assert case.due_on == datetime.date(2025, 11, 17)
    with pytest.raises(Refused, match="理由"):
        steps.pause(world.county, case.pk, case.version, "experts", "", None, day=DAY)
    with pytest.raises(Refused, match="停止日期应在"):
        steps.pause(world.county, case.pk, case.version, "experts", "评审", DAY + ONE, day=DAY)
    case = steps.pause(world.county, case.pk, case.version, "experts", "专家评审", None, day=DAY)
    assert case.due_on is None
    with pytest.raises(Refused, match="已经停止"):
        steps.pause(world.county, case.pk, case.version, "experts", "再停", None, day=DAY)
    case = steps.resume(world.county, case.pk, case.version, DAY + 7 * ONE, day=DAY + 7 * ONE)
    assert case.due_on == datetime.date(2025, 11, 21)  # four working days did not count
    with pytest.raises(Refused, match="没有停止"):
        steps.resume(world.county, case.pk, case.version, None, day=DAY + 7 * ONE)


def test_one_extension(world: World):
    case = brought_to(world, State.ACCEPTED)
    due = case.due_on
    case = steps.extend(world.county, case.pk, case.version, "需再征求意见", day=DAY)
    assert due and case.due_on and case.due_on > due
    with pytest.raises(Refused, match="不能再延长"):
        steps.extend(world.county, case.pk, case.version, "又需", day=DAY)


def test_a_refused_case_has_its_document_and_reason(world: World):
    case = brought_to(world, State.ACCEPTED)
    with pytest.raises(Refused, match="说明理由"):
        steps.refuse_name(world.county, case.pk, case.version, DEED, "", day=DAY)
    with pytest.raises(Refused, match="文号"):
        steps.refuse_name(world.county, case.pk, case.version, actions.Deed("", DAY), "名称不当", day=DAY)
    case = steps.refuse_name(world.county, case.pk, case.version, DEED, "名称不当", day=DAY)
    assert (case.state, case.document_number, case.due_step) == (State.REFUSED, DEED.number, "deliver")
    case = steps.deliver(world.county, case.pk, case.version, DAY, "直接送达", day=DAY)
    assert case.due_on is None
    assert not Name.objects.exists()


def test_filing_goes_to_the_body_above(world: World):
    case = brought_to(world, State.APPROVED)
    with pytest.raises(Refused, match="备案日期应在"):
        steps.file_name(world.county, case.pk, case.version, DAY - 10 * ONE, "", "", day=DAY)
    case = steps.file_name(world.county, case.pk, case.version, None, "", "备〔2025〕1号", day=DAY)
    assert (case.filed_to, case.filed_on) == ("长春市民政局", DAY)
    assert steps.file_name(world.county, case.pk, case.version - 1, None, "", "备〔2025〕1号", day=DAY).version == (
        case.version
    )


def test_what_comes_after_is_for_the_deciding_officials(world: World):
    case = brought_to(world, State.ANNOUNCED)
    with pytest.raises(NotAllowed):
        steps.deliver(world.neighbour, case.pk, case.version, DAY, "", day=DAY)
    with pytest.raises(StaleCase):
        steps.deliver(world.county, case.pk, case.version - 1, DAY, "", day=DAY)
    with pytest.raises(Refused, match="编号"):
        steps.enter_national(world.county, case.pk, case.version, " ", None, day=DAY)
    case = steps.enter_national(world.county, case.pk, case.version, "GJ-1", None, day=DAY)
    case = steps.order_signs(world.county, case.pk, case.version, "两块", None, day=DAY)
    assert (case.national_id, case.signs_note) == ("GJ-1", "两块")


def test_an_objection_is_answered_before_the_decision(world: World):
    case = brought_to(world, State.ACCEPTED)
    with pytest.raises(Refused, match="异议人和内容"):
        opinions.raise_objection(world.county, case.pk, case.version, "", "", "不好", None, day=DAY)
    case = opinions.raise_objection(world.county, case.pk, case.version, "村民甲", "", "与邻村混淆", None, day=DAY)
    with pytest.raises(Refused, match="村民甲的异议尚未答复"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)
    objection = case.objections.get()
    case = opinions.answer_objection(world.county, case.pk, case.version, objection.pk, "已核实，不会混淆", day=DAY)
    with pytest.raises(Refused, match="答复"):
        opinions.answer_objection(world.county, case.pk, case.version, objection.pk, "再答", day=DAY)
    assert actions.approve(world.county, case.pk, case.version, DEED, day=DAY).state == State.APPROVED


def test_a_building_needs_the_opinion_of_the_names_office(world: World):
    case = brought_to(world, State.ACCEPTED, kind="building", name="向阳大厦")
    with pytest.raises(Refused, match="N26"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)
    case = opinions.consult(world.county, case.pk, case.version, "names", "农安县民政局", DAY, day=DAY)
    asked = case.consultations.get()
    with pytest.raises(Refused, match="同意或不同意"):
        opinions.record_opinion(world.county, case.pk, case.version, asked.pk, "", "", DAY, day=DAY)
    case = opinions.record_opinion(world.county, case.pk, case.version, asked.pk, "agrees", "同意", DAY, day=DAY)
    deed = actions.Deed(DEED.document_number, DEED.decided_on, "农安县住房和城乡建设局")
    assert actions.approve(world.county, case.pk, case.version, deed, day=DAY).state == State.APPROVED


def test_a_report_with_an_empty_section_stands_against_the_decision(world: World):
    case = brought_to(world, State.ACCEPTED)
    case = opinions.write_report(
        world.county, case.pk, case.version, "opinions", {"process": "张贴公示"}, None, day=DAY
    )
    with pytest.raises(Refused, match="N23"):
        actions.approve(world.county, case.pk, case.version, DEED, day=DAY)
    with pytest.raises(Refused, match="是空的"):
        opinions.write_report(world.county, case.pk, case.version, "experts", {}, None, day=DAY)


# --- renaming and abolition ---------------------------------------------------------------------


@pytest.fixture
def street(world: World) -> Feature:
    case = brought_to(world, State.ANNOUNCED)
    assert case.feature
    return case.feature


def changed(world: World, matter: str, feature: Feature, name: str, number: str = "农政函〔2025〕30号") -> Application:
    more = {"matter": matter, "about_id": feature.pk, "change_reason": "building"}
    case = actions.save_draft(world.county, draft(world, name=name, **more), day=DAY)
    case = actions.submit(world.county, case.pk, case.version, day=DAY)
    case = settle_warnings(world, actions.accept(world.county, case.pk, case.version, day=DAY))
    case = actions.approve(world.county, case.pk, case.version, actions.Deed(number, DAY), day=DAY)
    return actions.announce(world.county, case.pk, case.version, day=DAY)


def test_a_renaming_ends_the_old_name_and_begins_the_new_one(world: World, street: Feature):
    case = changed(world, "renaming", street, "光明街")
    old, new = street.names.order_by("pk")
    assert (old.form, old.status, old.valid.upper) == ("向阳街", "historic", DAY)
    assert (new.form, new.status, new.valid.lower) == ("光明街", "announced", DAY)
    assert case.feature is None
    assert case.about == street
    assert Feature.objects.count() == 1


def test_the_public_sees_both_names_and_what_became_of_them(world: World, street: Feature, settings):
    changed(world, "renaming", street, "光明街")
    settings.AS_OF_DATE = (DAY + ONE).isoformat()
    page = Client().get(f"/names/{street.public_id}/").content.decode()
    assert "光明街" in page
    assert "向阳街" in page
    for asked in ("光明街", "向阳街"):
        hits = Client().get("/api/names", {"q": asked}).json()["results"]
        assert [hit["id"] for hit in hits] == [street.public_id]
        assert hits[0]["name"] == "光明街"


def test_an_abolition_ends_the_name(world: World, street: Feature):
    changed(world, "abolition", street, "向阳街")
    name = street.names.get()
    assert (name.status, name.valid.upper) == ("abolished", DAY)
    assert standing_name(street.pk) is None
    assert Feature.objects.get().status == Feature.Status.DISUSED


def test_a_change_names_its_thing_and_there_is_one_at_a_time(world: World, street: Feature):
    with pytest.raises(Refused, match="请选定"):
        actions.save_draft(world.county, draft(world, matter="renaming"), day=DAY)
    with pytest.raises(Refused, match="与所选类别不同"):
        wrong = draft(world, matter="renaming", about_id=street.pk, kind="hamlet")
        actions.save_draft(world.county, wrong, day=DAY)
    with pytest.raises(Refused, match="命名不涉及原地名"):
        actions.save_draft(world.county, draft(world, about_id=street.pk), day=DAY)
    wish = {"matter": "renaming", "about_id": street.pk, "change_reason": "breach"}
    first = actions.save_draft(world.county, draft(world, name="光明街", **wish), day=DAY)
    second = actions.save_draft(world.county, draft(world, name="和平街", **wish), day=DAY)
    actions.submit(world.county, first.pk, first.version, day=DAY)
    with pytest.raises(Refused, match="已有一件在办的更名或销名"):
        actions.submit(world.county, second.pk, second.version, day=DAY)


def test_a_change_without_a_lawful_reason_is_not_handed_in(world: World, street: Feature):
    wish = {"matter": "renaming", "about_id": street.pk, "change_reason": "other"}
    case = actions.save_draft(world.county, draft(world, name="光明街", **wish), day=DAY)
    with pytest.raises(Refused, match="N16"):
        actions.submit(world.county, case.pk, case.version, day=DAY)
