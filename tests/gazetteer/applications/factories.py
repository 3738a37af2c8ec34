"""A small province with officials, and cases brought to any state by the actions themselves."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from boundaries.divisions.models import Division
from gazetteer.applications import actions
from gazetteer.applications.judging import judge_case
from gazetteer.applications.models import Application
from gazetteer.applications.proceeding_actions import refuse_name
from gazetteer.applications.states import State
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Severity
from tests.factories import UserFactory, appointed, make_division, make_tree

DAY = datetime.date(2025, 10, 20)
DEED = actions.Deed("农政函〔2025〕12号", datetime.date(2025, 10, 19))


@dataclass(frozen=True)
class World:
    """Divisions, and people who hold an office over them."""

    tree: dict[str, Division]
    county: User
    neighbour: User
    city: User
    province: User
    surveyor: User
    stranger: User

    @property
    def people(self) -> dict[str, User]:
        return {
            name: getattr(self, name) for name in ("county", "neighbour", "city", "province", "surveyor", "stranger")
        }


def make_world() -> World:
    tree = make_tree()
    tree["district"] = make_division("宽城区", "220103", parent=tree["city"], kind="市辖区")
    tree["far"] = make_division("靠山镇", "220183101", parent=tree["dehui"], level="township", kind="镇")
    return World(
        tree=tree,
        county=appointed(Role.NAME_OFFICIAL, tree["nongan"], full_name="县地名员"),
        neighbour=appointed(Role.NAME_OFFICIAL, tree["dehui"], full_name="邻县地名员"),
        city=appointed(Role.NAME_OFFICIAL, tree["city"], full_name="市地名员"),
        province=appointed(Role.NAME_OFFICIAL, tree["province"], full_name="省地名员"),
        surveyor=appointed(Role.SURVEYOR, tree["nongan"], full_name="测绘员"),
        stranger=UserFactory(full_name="外人"),
    )


def draft(world: World, **changes: Any) -> actions.Draft:
    """A complete application for a street in the town."""
    full = actions.Draft(
        kind="street",
        name="向阳街",
        home_id=world.tree["town"].pk,
        position_text="东起黄龙路，西至宝塔街",
        nature="长 420 米，宽 6 米",
        reasons="新建道路",
        meaning="取向阳之意",
        applicant_type="state_organ",
        applicant_name="农安镇人民政府",
    )
    return replace(full, **changes)


def entered(world: World, **changes: Any) -> Application:
    """A draft with its form on file, entered by the county."""
    case = actions.save_draft(world.county, draft(world, **changes), day=DAY)
    actions.attach(world.county, case.pk, "form", "申请书.pdf", case.name.encode(), day=DAY)
    return Application.objects.get(pk=case.pk)


def settle_warnings(world: World, case: Application) -> Application:
    """Give a reason for every warning."""
    judged = judge_case(case, DAY)
    for finding, key in zip(judged.findings, judged.keys, strict=True):
        if finding.severity is Severity.WARN and key not in judged.settled:
            case = actions.justify(world.province, case.pk, case.version, key, "当地习用", day=DAY)
    return case


def brought_to(world: World, state: State, deed: actions.Deed = DEED, **changes: Any) -> Application:
    """A case in any state, by the road that leads there."""
    case = entered(world, **changes)
    if state is State.DRAFT:
        return case
    if state is State.WITHDRAWN:
        return actions.withdraw(world.county, case.pk, case.version, "不办了", day=DAY)
    case = actions.submit(world.county, case.pk, case.version, day=deed.decided_on or DAY)
    if state is State.SUBMITTED:
        return case
    if state is State.RETURNED:
        return actions.return_(world.province, case.pk, case.version, "缺位置图", day=DAY)
    case = actions.accept(world.province, case.pk, case.version, day=DAY)
    case = settle_warnings(world, case)
    if state is State.ACCEPTED:
        return case
    if state is State.REFUSED:
        return refuse_name(world.province, case.pk, case.version, deed, "名称不当", day=DAY)
    case = actions.approve(world.province, case.pk, case.version, deed, day=DAY)
    return case if state is State.APPROVED else actions.announce(world.province, case.pk, case.version, day=DAY)
