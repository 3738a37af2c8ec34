"""Why something may not be done in the archive (权限与状态): role, jurisdiction and state, one sentence or None."""

import datetime

from boundaries.archive.models import Fonds, Item
from boundaries.archive.queries import items_seen_by, loan_of
from boundaries.jurisdiction.queries import appointments_on, refusal
from office.people.models import User
from office.people.roles import Role

READERS = (Role.REGISTRAR, Role.BOUNDARY_OFFICER)


class Refused(Exception):
    """The action may not be done; the message is for the person."""


def entering(user: User, day: datetime.date) -> str | None:
    """Why a person may not come into the archive at all."""
    if appointments_on(user, day).filter(role__in=READERS).exists():
        return None
    return "界线档案由档案管理员管理、界线管理员查阅，您没有这两种角色。"


def filing(user: User, day: datetime.date) -> str | None:
    """Why a person may not upload and file papers anywhere."""
    if appointments_on(user, day).filter(role=Role.REGISTRAR).exists():
        return None
    return "归档须由档案管理员办理，您没有这一角色。"


def writing(user: User, fonds: Fonds, day: datetime.date) -> str | None:
    """Why a person may not write into a fonds."""
    return refusal(user, Role.REGISTRAR, fonds.division_id, day)


def reading(user: User, item: Item, day: datetime.date) -> str | None:
    """Why a person may not read an item."""
    if items_seen_by(user, day).filter(pk=item.pk).exists():
        return None
    return f"{item.archive_number} 不在您的管辖范围内，请向{item.file.series.fonds.name}的档案管理员申请利用。"


def borrowing(user: User, item: Item, day: datetime.date) -> str | None:
    """Why the paper of an item cannot be lent now."""
    if why := writing(user, item.file.series.fonds, day):
        return why
    if not item.place:
        return "本件没有纸质件的存放地点，不能借出。"
    loan = loan_of(item)
    return f"纸质件已于 {loan.at:%Y-%m-%d} 借给{loan.reader}，应于 {loan.due} 归还。" if loan else None


def extracting(user: User, item: Item, day: datetime.date) -> str | None:
    """Why no certified extract can be made of an item now."""
    if why := writing(user, item.file.series.fonds, day):
        return why
    if item.classified:
        return "涉密件不在本系统，请到存放地点按保密规定办理。"
    return None if item.versions.exists() else "本件没有电子文件，请先归入扫描件。"
