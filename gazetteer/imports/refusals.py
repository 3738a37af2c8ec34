"""Why something may not be done with a register now (权限与状态): one sentence, or None."""

import datetime

from boundaries.divisions.queries import names_of
from boundaries.jurisdiction.queries import appointments_on, divisions_of, refusal, without_role
from gazetteer.imports.models import RegisterImport
from gazetteer.names.queries import ways_up
from office.intake.models import State, Submission
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role


class Refused(Exception):
    """The action may not be done; the message is for the person."""


def sending(user: User, day: datetime.date) -> str | None:
    """Why a person may not send in a register."""
    return without_role(user, Role.NAME_OFFICIAL, day) if user.is_authenticated else "请先登录。"


def covering(user: User, home_id: int, day: datetime.date) -> str | None:
    """Why a person may not send in a register of this division."""
    return refusal(user, Role.NAME_OFFICIAL, home_id, day)


def declaring(user: User, found: RegisterImport) -> str | None:
    """Why a person may not change what was recognised."""
    submission = found.submission
    if submission.sender_id != user.pk:
        return "只有上传人可以改识别结果。"
    if submission.state not in {State.CHECKED, State.UNREADABLE}:
        return f"此件{State(submission.state).label}，识别结果不能再改。"
    return None


def choosing(user: User, found: RegisterImport, day: datetime.date) -> str | None:
    """Why a person may not say what becomes of a row."""
    if found.submission.state != State.CHECKED:
        return f"此件{State(found.submission.state).label}，不能再选。"
    return covering(user, found.home_id, day)


def entering(user: User, found: RegisterImport, undecided: int, day: datetime.date) -> str | None:
    """Why a person may not enter the rows into the register of names."""
    submission = found.submission
    if submission.state == State.UNREADABLE:
        return "文件无法读取，请改正后重新上传。"
    if submission.state != State.CHECKED:
        return f"此件{State(submission.state).label}。"
    if not submission.report.get("confirmed"):
        return "坐标系或名称列未确认。"
    if submission.rows_good == 0:
        return f"{submission.rows_refused} 行全部拒收，没有可以入库的行。"
    if undecided:
        return f"{undecided:,} 行与库中地名疑为同一处，请先选定。"
    return covering(user, found.home_id, day)


def outside(user: User, homes: set[int], day: datetime.date) -> str | None:
    """Why rows in these divisions are not this person's; the tree of the day decides."""
    mine = set(divisions_of(user, Role.NAME_OFFICIAL, day))
    ways = ways_up(homes, day)
    missed = [pk for pk in sorted(homes) if not mine & {stage.division_id for stage in ways.get(pk, [])}]
    if not missed:
        return None
    names = "、".join(list(names_of(missed[:3], day).values())) or "所列区划"
    return f"{names}等 {len(missed)} 个区划不在您的管辖范围内，请交其地名管理员或上级办理。"


def undoing(user: User, found: RegisterImport, day: datetime.date) -> str | None:
    """Why a person may not take the import out: the sender before it is entered, the official in charge after."""
    submission = found.submission
    if submission.state == State.UNDONE:
        return "此件已撤销。"
    if submission.state == State.ACCEPTED:
        return covering(user, found.home_id, day)
    return None if submission.sender_id == user.pk else "入库之前只有上传人可以撤销。"


def seeing(user: User, found: RegisterImport, day: datetime.date) -> str | None:
    """Why a person may not look at an import: its sender, the officials in charge, the administrator."""
    if found.submission.sender_id == user.pk or appointments_on(user, day).filter(role=Role.ADMINISTRATOR).exists():
        return None
    return covering(user, found.home_id, day)


def may_read(user: User, submission: Submission) -> bool:
    """Whether a person may read the receipts of a register."""
    found = RegisterImport.objects.filter(submission=submission).first()
    return found is not None and seeing(user, found, today()) is None
