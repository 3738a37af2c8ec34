"""Why a person may not do something with field records (权限与状态): one sentence or None."""

import datetime

from boundaries.jurisdiction.queries import refusal
from boundaries.lines.models import LineVersion
from office.intake.models import Submission
from office.people.calendar import today
from office.people.models import User
from survey.demarcation.models import LineSurvey
from survey.field.models import FieldItem, ItemState, PackageReturn
from survey.field.words import is_over, open_survey
from survey.townships.refusals import SENDERS, Refused, sending

__all__ = ["Refused", "may_read", "seeing", "seeing_return", "sending", "settling", "working_on"]


def working_on(user: User, line: LineVersion, survey: LineSurvey | None, day: datetime.date) -> str | None:
    """Why a person may not record on a line: a surveyor or boundary officer over one of its sides may."""
    sides = [line.first_id, line.second_id]
    if survey is not None:
        sides += [one for one in survey.parties.values_list("division", flat=True) if one not in sides]
    refused = [refusal(user, SENDERS, side, day) for side in sides]
    return None if None in refused else refused[0]


def seeing(user: User, item: FieldItem, day: datetime.date) -> str | None:
    """Why a person may not look at a record: its sender, or whoever works on its line."""
    if item.sender_id == user.pk:
        return None
    return working_on(user, item.line.on(day), item.survey, day)


def settling(user: User, item: FieldItem, day: datetime.date) -> str | None:
    """Why a person may not settle a conflict now."""
    if item.state != ItemState.CONFLICT:
        return f"此记录{ItemState(item.state).label}，没有待定的冲突。"
    if item.survey is not None and (item.survey != open_survey(item.line_id) or is_over(item.survey)):
        return f"“{item.survey}”已经验收或不在进行中，它的点不能再改。"
    return working_on(user, item.line.on(day), item.survey, day)


def may_read(user: User, submission: Submission) -> bool:
    """Whether a person may read the receipts of a record without a position, or of a package."""
    item = FieldItem.objects.filter(submission=submission).select_related("line", "survey").first()
    if item is not None:
        return seeing(user, item, today()) is None
    back = (
        PackageReturn.objects.filter(submission=submission).select_related("package__line", "package__survey").first()
    )
    return back is not None and seeing_return(user, back, today()) is None


def seeing_return(user: User, back: PackageReturn, day: datetime.date) -> str | None:
    """Why a person may not look at a package that came back."""
    if back.submission.sender_id == user.pk:
        return None
    return working_on(user, back.package.line.on(day), back.package.survey, day)
