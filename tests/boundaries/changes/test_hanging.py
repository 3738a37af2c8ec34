"""D11, D10, D05 against the register: what hangs on divisions that end, listed names, codes that no longer fit."""

import datetime

import pytest

from boundaries.changes import case_actions as steps
from boundaries.changes import protection_register
from boundaries.changes.carried import carry
from boundaries.changes.carrying import carry_out, take_back
from boundaries.changes.case_actions import Refused
from boundaries.changes.combinations import merge_into
from boundaries.changes.gathering import source_of, view_of
from boundaries.changes.hanging import Ended, left_on, pass_on
from boundaries.changes.operations import Abolish, Affiliate, Recode, Rename
from boundaries.changes.protection_register import register_protection
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionSeat, DivisionVersion
from boundaries.divisions.queries import resolve_code
from boundaries.journal import Journal
from boundaries.jurisdiction.models import Appointment
from boundaries.lines.markers.models import MarkerVersion
from gazetteer.applications.models import Application
from gazetteer.names.models import Feature
from office.people.roles import Role
from office.tasks.actions import finish_task
from office.tasks.queries import tasks_of
from tests.factories import ALWAYS, UserFactory, appointed, make_division, make_tree, period

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)
PAPERS = ("application", "situation", "risk", "experts", "opinions", "maps")


def division(code: str) -> int:
    return resolve_code(code, DAY, Scheme.MCA).division_id


def merged(officer, giver: int, taker: int):
    """A case of a merger that has been carried out and announced."""
    case = steps.draft_case(officer, "合并", merge_into(taker, [giver]), DAY)
    for kind in PAPERS:
        steps.add_paper(officer, case, kind, f"{kind}.pdf", f"{giver} {kind}".encode())
    case = steps.approve_case(officer, case, authority="省级人民政府", document="1号", day=DAY, effective=DAY)
    case = steps.announce_case(officer, case, document="2号", day=DAY)
    return steps.carry_case(officer, case, carry)


@pytest.fixture
def officer(jilin, settings):
    settings.AS_OF_DATE = "2025-06-01"
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("22")))


def test_what_has_a_name_passes_to_the_heir_and_comes_back_when_it_is_undone(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    hill = Feature.objects.create(kind="natural", home_id=giver, source="测试")
    outcome = carry_out(merge_into(taker, [giver]), DAY, document="1", source="测试", actor=officer)
    assert Feature.objects.get(pk=hill.pk).home_id == taker
    assert left_on([giver], DAY) == []
    take_back(outcome, actor=officer, reason="有误")
    assert Feature.objects.get(pk=hill.pk).home_id == giver


def test_a_role_ends_with_its_division_and_gives_no_right_over_the_heir(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    person = appointed(Role.SURVEYOR, Division.objects.get(pk=giver))
    outcome = carry_out(merge_into(taker, [giver]), DAY, document="1", source="测试", actor=officer)
    (appointment,) = Appointment.objects.filter(user=person)
    assert (appointment.division_id, appointment.valid.upper) == (giver, DAY)
    take_back(outcome, actor=officer, reason="有误")
    assert Appointment.objects.get(user=person).valid.upper is None


def test_a_case_cannot_be_closed_while_an_application_hangs_on_what_ended(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    asked = Application.objects.create(kind="natural", name="甲山", home_id=giver, entered_by=officer)
    case = merged(officer, giver, taker)
    for task in tasks_of(source_of(case)):
        person = appointed(Role(task.role), Division.objects.get(pk=division("22")))
        finish_task(person, task, note="已办")
    with pytest.raises(Refused) as refused:
        steps.close_case(officer, case)
    assert [finding.rule for finding in refused.value.findings] == ["D11"]
    assert "在办命名申请 1 件（甲山）" in refused.value.findings[0].message
    Application.objects.filter(pk=asked.pk).update(home_id=taker)
    assert steps.close_case(officer, case).state == "closed"


def test_every_kind_of_thing_is_found_on_what_ended() -> None:
    tree = make_tree()
    old = make_division("旧镇", parent=tree["nongan"], level="township", kind="镇", valid=period(None, "2025-03-01"))
    assert left_on([old.pk], DAY) == []
    make_division("某村", parent=old, level="village", kind="村委会")
    DivisionCode.objects.create(division=old, scheme="MCA", code="220122150", valid=ALWAYS, source="测试")
    DivisionSeat.objects.create(division=old, place="旧街", valid=ALWAYS, source="测试")
    Appointment.objects.create(user=UserFactory(full_name="王界"), role=Role.SURVEYOR, division=old, valid=ALWAYS)
    Feature.objects.create(kind="natural", home=old, source="测试")
    assert left_on([old.pk], DAY) == [
        "下级区划某村",
        "代码 220122150",
        "驻地旧街",
        "王界（测绘员）的任职",
        "旧镇的地名 1 个",
    ]
    Feature.objects.update(status="gone")
    DivisionSeat.objects.update(valid=period(None, "2025-03-01"))
    assert "驻地旧街" not in left_on([old.pk], DAY)
    assert "旧镇的地名 1 个" not in left_on([old.pk], DAY)


def test_a_marker_that_an_ended_side_looks_after_is_found(jilin) -> None:
    version = MarkerVersion.objects.filter(valid__contains=DAY).first()
    assert version is not None
    side = make_division("旧县", valid=period(None, "2025-03-01"))
    MarkerVersion.objects.filter(pk=version.pk).update(duty=side)
    assert left_on([side.pk], DAY) == [f"界桩 {version.number}的管理方"]
    MarkerVersion.objects.filter(pk=version.pk).update(duty=None)
    assert left_on([side.pk], DAY) == []


def test_a_thing_with_several_heirs_goes_where_its_point_lies_or_waits(jilin) -> None:
    old = make_division("旧县", valid=period(None, "2025-03-01"))
    heirs = (division("220122"), division("220183"))
    inside = Area.objects.get(division=heirs[1], valid__contains=DAY).label_point
    known = Feature.objects.create(kind="natural", home=old, point=inside, source="测试")
    unknown = Feature.objects.create(kind="natural", home=old, source="测试")
    pass_on(Ended(DAY, {old.pk: heirs}), Journal())
    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.home_id, unknown.home_id) == (heirs[1], old.pk)
    assert left_on([old.pk], DAY) == ["旧县的地名 1 个"]


@pytest.fixture
def listed(monkeypatch):
    """A list of protected names: 农安镇 itself, and 辽塔 inside it."""
    monkeypatch.setattr(protection_register, "_lists", [])

    def names(tree):
        town = tree["town"].pk
        register_protection(
            lambda divisions, _day: ["农安镇"] if town in divisions else [],
            lambda divisions, _day: ["辽塔"] if town in divisions else [],
        )

    return names


def test_listed_names_are_found_through_the_register(listed, settings) -> None:
    settings.AS_OF_DATE = "2025-06-01"
    tree = make_tree()
    officer = appointed(Role.BOUNDARY_OFFICER, tree["province"])
    town = tree["town"].pk
    case = steps.draft_case(officer, "农安镇更名", [Rename(town, "新农安镇")], DAY)
    assert (view_of(case).protected, view_of(case).renamed_protected) == ((), ())
    listed(tree)
    view = view_of(case)
    assert (view.protected, view.renamed_protected) == (("农安镇", "辽塔"), ("农安镇",))
    found = [item for item in steps.judge(case) if item.rule == "D10"]
    assert [item.severity.value for item in found] == ["block"]
    steps.add_paper(officer, case, "protection", "预案.pdf", b"plan")
    assert [item.severity.value for item in steps.judge(case) if item.rule == "D10"] == ["warn"]
    other = steps.draft_case(officer, "德惠更名", [Rename(tree["dehui"].pk, "德县")], DAY)
    assert view_of(other).protected == ()


def test_a_moved_unit_has_its_code_by_a_later_case(settings) -> None:
    settings.AS_OF_DATE = "2025-06-01"
    tree = make_tree()
    officer = appointed(Role.BOUNDARY_OFFICER, tree["province"])
    town = tree["town"].pk
    case = steps.draft_case(officer, "划转", [Affiliate(town, tree["dehui"].pk)], DAY)
    assert [item.rule for item in steps.judge(case)].count("D05") == 1
    for kind in (*PAPERS, "agreement"):
        steps.add_paper(officer, case, kind, f"{kind}.pdf", kind.encode())
    authority = case.authority
    case = steps.approve_case(officer, case, authority=authority, document="1号", day=DAY, effective=DAY)
    case = steps.carry_case(officer, case, carry)
    assert view_of(case).without_code == ("农安镇",)
    carry_out([Recode(town, Scheme.MCA, "220183150")], datetime.date(2025, 3, 20), document="", source="测", actor=None)
    assert view_of(case).without_code == ()
    assert DivisionVersion.objects.filter(division=town).count() == 2


def test_nothing_passes_on_where_nothing_ends() -> None:
    tree = make_tree()
    hill = Feature.objects.create(kind="natural", home=tree["town"], source="测试")
    carry_out([Rename(tree["town"].pk, "新镇")], datetime.date(2024, 1, 1), document="", source="测试", actor=None)
    assert Feature.objects.get(pk=hill.pk).home_id == tree["town"].pk
    assert left_on([], DAY) == []
    carry_out([Abolish(tree["town"].pk, ())], DAY, document="", source="测试", actor=None)
    assert left_on([tree["town"].pk], DAY) == ["新镇的地名 1 个"]
