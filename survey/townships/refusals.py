"""Why something may not be done now (权限与状态): role, jurisdiction and state, computed, one sentence or None."""

import datetime

from boundaries.jurisdiction.queries import appointments_on, refusal
from office.intake.models import State, Submission
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from survey.townships.models import SurveyUpload

SENDERS = (Role.SURVEYOR, Role.BOUNDARY_OFFICER)


class Refused(Exception):
    """The action may not be done; the message is for the person."""


def sending(user: User, day: datetime.date) -> str | None:
    """Why a person may not send in survey files."""
    if not user.is_authenticated:
        return "请先登录。"
    if appointments_on(user, day).filter(role__in=SENDERS).exists():
        return None
    return "上传外业成果须由测绘员或界线管理员办理，您没有这一角色。"


def declaring(user: User, upload: SurveyUpload) -> str | None:
    """Why a person may not change what was recognised."""
    submission = upload.submission
    if submission.sender_id != user.pk:
        return "只有报送人可以改识别结果。"
    if submission.state not in {State.CHECKED, State.UNREADABLE}:
        return f"此件{State(submission.state).label}，识别结果不能再改。"
    return None


def submitting(user: User, upload: SurveyUpload) -> str | None:
    """Why a person may not hand the good rows to the officers."""
    submission = upload.submission
    if submission.sender_id != user.pk:
        return "只有报送人可以提交。"
    if submission.state == State.UNREADABLE:
        return "文件无法读取，请改正后重新上传。"
    if submission.state != State.CHECKED:
        return f"此件{State(submission.state).label}。"
    if not submission.report.get("confirmed"):
        return "坐标系未确认。"
    if submission.rows_good == 0:
        return f"{submission.rows_refused} 行全部拒收，没有可以提交的行。"
    return None


def deciding(user: User, upload: SurveyUpload, day: datetime.date) -> str | None:
    """Why an officer may not accept or return: state, four eyes, role and jurisdiction."""
    submission = upload.submission
    if submission.state != State.SUBMITTED:
        return f"此件{State(submission.state).label}，不在待接收状态。"
    if submission.sender_id == user.pk:
        return "报送人不能接收自己的成果。"
    return jurisdiction(user, upload, day)


def jurisdiction(user: User, upload: SurveyUpload, day: datetime.date) -> str | None:
    """Why a person is not the officer in charge: of one side of the line, or else of every county the rows lie in.

    On a line the neighbour province's counties do not count: its own officers look after them.
    """
    line = upload.line.now if upload.line else None
    if line is not None and any(_in_charge(user, side, day) is None for side in (line.first_id, line.second_id)):
        return None
    counties = [county.pk for county in upload.counties.all() if line is None or not county.external]
    if not counties:
        return _in_charge(user, line.first_id, day) if line else "成果所在的县不明，请报送人指明界线。"
    return next((why for county in counties if (why := _in_charge(user, county, day))), None)


def _in_charge(user: User, division_id: int, day: datetime.date) -> str | None:
    return refusal(user, Role.BOUNDARY_OFFICER, division_id, day)


def undoing(user: User, upload: SurveyUpload, day: datetime.date) -> str | None:
    """Why a person may not take the whole import back: the sender before it is accepted, the officer after."""
    submission = upload.submission
    if submission.state == State.UNDONE:
        return "此件已撤销。"
    if submission.state == State.ACCEPTED:
        return jurisdiction(user, upload, day)
    return None if submission.sender_id == user.pk else "接收之前只有报送人可以撤销。"


def seeing(user: User, upload: SurveyUpload, day: datetime.date) -> str | None:
    """Why a person may not look at a submission: sender, or anyone with a survey role over its place."""
    if upload.submission.sender_id == user.pk or appointments_on(user, day).filter(role=Role.ADMINISTRATOR).exists():
        return None
    return jurisdiction(user, upload, day)


def may_read(user: User, submission: Submission) -> bool:
    """Whether a person may read the receipts of a submission to this room: whoever may see the upload."""
    upload = SurveyUpload.objects.filter(submission=submission).first()
    return upload is not None and seeing(user, upload, today()) is None
