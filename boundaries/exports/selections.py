"""What can be exported (导出内容): a register of selections; upper rooms enter theirs (names, streets) at start."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models.expressions import RawSQL

from boundaries.divisions.queries import ids_below
from boundaries.jurisdiction.queries import appointments_on
from office.people.calendar import today
from office.people.models import User
from office.spatial.export import Layer


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which things are wanted: on a day, of a level, below a division (id), on a line (id).

    `reach` is None for people of the province, else the divisions that a person of a neighbour may see.
    """

    day: datetime.date
    level: str = ""
    within: int | None = None
    line: int | None = None
    reach: RawSQL | None = None


@dataclass(frozen=True)
class Selection:
    """One kind of things: how it is called, which filters it takes, how its rows are made and counted."""

    key: str
    label: str
    hint: str
    takes: frozenset[str]
    build: Callable[[Asked], Layer]
    count: Callable[[Asked], int]


_registered: dict[str, Selection] = {}


def register(selection: Selection) -> None:
    """Offer a selection on the page of exports; its key is its own."""
    _registered[selection.key] = selection


def registered() -> list[Selection]:
    return list(_registered.values())


def selection_of(key: str) -> Selection | None:
    return _registered.get(key)


def refusal(user: User) -> str | None:
    """Why a person may not export what the public does not get; None if they may (rule J23)."""
    if not user.is_active or not appointments_on(user, today()).exists():
        return "导出全精度界线和界桩坐标须有任职；请系统管理员登记您的角色和管辖区划。"
    return None


def reach_of(user: User, day: datetime.date) -> RawSQL | None:
    """Which divisions a person may export: None is all; people of a neighbour province have only their own side."""
    held = list(appointments_on(user, today()).values_list("division_id", "division__external"))
    if any(not external for _, external in held):
        return None
    return ids_below([division for division, _ in held], day)
