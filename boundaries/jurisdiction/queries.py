"""Who may do what where: role and subtree of divisions, evaluated at the day of the action.

A code prefix never decides a right; only the stable id of a division and the tree of that day do.
"""

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from boundaries.divisions.queries import answering_for, last_names_of, names_of
from boundaries.jurisdiction.models import Appointment
from office.people.models import User
from office.people.roles import Role


def appointments_on(user: User, day: datetime.date) -> QuerySet[Appointment]:
    """The appointments of a person in force on a day."""
    return Appointment.objects.filter(user=user, valid__contains=day)


def divisions_of(user: User, role: Role, day: datetime.date) -> list[int]:
    """The tops of the subtrees over which a person holds a role on a day."""
    return list(appointments_on(user, day).filter(role=role).values_list("division_id", flat=True))


def holds(user: User, roles: Role | Iterable[Role], division_id: int, day: datetime.date) -> bool:
    """Whether a person holds one of the roles over a division (itself or from above) on a day."""
    return refusal(user, roles, division_id, day) is None


def without_role(user: User, role: Role, day: datetime.date) -> str | None:
    """Why a person may not do the work of a role anywhere that day; None if they hold it over something."""
    return None if divisions_of(user, role, day) else _not_held(role.label)


def _not_held(titles: str) -> str:
    return f"此操作须由{titles}办理，您没有这一角色。"


def refusal(user: User, roles: Role | Iterable[Role], division_id: int, day: datetime.date) -> str | None:
    """Why a person may not act in one of these roles on this division that day; None if they may."""
    wanted = [roles] if isinstance(roles, Role) else list(roles)
    titles = "或".join(role.label for role in wanted)
    if not user.is_authenticated or not user.is_active:
        return "请先登录。"
    held = list(appointments_on(user, day).filter(role__in=wanted).values_list("division_id", flat=True))
    if not held:
        return _not_held(titles)
    above = {division_id, *answering_for(division_id, day)}
    if above.isdisjoint(held):
        name = last_names_of([division_id], day).get(division_id, "该区划")
        mine = "、".join(names_of(held, day).values()) or "其他区划"
        return f"{name}不在您的管辖范围（{mine}）内，请交其{titles}或上级办理。"
    return None


def titles_of(user: User, day: datetime.date) -> list[str]:
    """What the head of a page says of a person: “地名管理员 · 桦甸市”."""
    held = list(appointments_on(user, day).order_by("id"))
    names = names_of([appointment.division_id for appointment in held], day)
    return [f"{Role(item.role).label} · {names.get(item.division_id, '')}" for item in held]
