"""What the pages of a survey file say: step line, facets, choices, buttons with their refusals."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from office.intake.columns import LABELS
from office.intake.models import State, Submission
from office.people.models import User
from survey.townships import mappings, refusals
from survey.townships.judging import label_of
from survey.townships.models import SurveyUpload

ENCODINGS = ("UTF-8", "GBK", "GB18030", "UTF-16")
MAPPED_FIELDS = (
    *("number", "code", "x", "y", "lon", "lat", "height", "accuracy"),
    *("village_code", "village_name", "note"),
)
_DONE = {State.SUBMITTED: 3, State.ACCEPTED: 5, State.RETURNED: 3}


def steps(submission: Submission) -> list[dict[str, str]]:
    """The step line: upload, recognise, check, hand in, county accepts."""
    confirmed = bool(submission.report.get("confirmed")) and submission.state != State.UPLOADED
    now = _DONE.get(State(submission.state), 2 if confirmed else 1)
    sent = timezone.localtime(submission.sent_at).strftime("%m-%d %H:%M")
    facts = {
        0: sent,
        1: _("坐标系待确认") if now == 1 else "",
        2: _("%(n)d 行拒收") % {"n": submission.rows_refused} if submission.rows_refused else "",
        3: _("待县级接收") if submission.state == State.SUBMITTED else "",
        4: "",
    }
    if submission.state == State.UPLOADED:
        facts[1] = _("后台读取和检查")
    if submission.state == State.UNREADABLE:
        facts[1] = _("无法读取")
    if submission.state == State.RETURNED:
        facts[3] = _("已退回")
    labels = [_("上传"), _("识别"), _("检查"), _("提交"), _("县级接收")]
    if submission.state == State.SUBMITTED:
        now = 4
        facts[3], facts[4] = "", _("待办理")
    return [
        {
            "label": label,
            "fact": facts[place] if place == now or place == 0 else "",
            "state": "done" if place < now else "now" if place == now else "later",
        }
        for place, label in enumerate(labels)
    ]


@dataclass(frozen=True)
class Choice:
    """One reference system to choose."""

    code: str
    label: str
    chosen: bool
    note: str


def choices(submission: Submission) -> list[Choice]:
    """The reference systems among which the sender chooses, with what follows from each."""
    report = submission.report
    chosen = report.get("crs") or report.get("tried")
    codes = list(dict.fromkeys([*([chosen] if chosen else []), *report.get("candidates", [])]))
    result = []
    for code in codes:
        label = label_of(code)
        kept_only = label.startswith(("西安80", "北京54"))
        result.append(Choice(code, label, code == chosen, _("只存档，不转换") if kept_only else ""))
    return result


def trial_note(code: str, points: int) -> str:
    """What the map shows while a reference system is only looked at."""
    if not points:
        return _("%(label)s：原数存档，不转换，所以地图上没有点。") % {"label": label_of(code)}
    return _("图上为按 %(label)s 的示意位置，确认之后才检查、暂存。") % {"label": label_of(code)}


def mapping_choices(submission: Submission) -> list[dict[str, Any]]:
    """Field by field, the heading that means it now; all headings are to choose from."""
    mapping = submission.report.get("mapping", {})
    return [{"field": field, "label": LABELS[field], "heading": mapping.get(field, "")} for field in MAPPED_FIELDS]


def saved_mappings(user: User, submission: Submission) -> list[dict[str, Any]]:
    """The saved mappings for files with these headings: whose, since when, what they say, whether they may go."""
    report = submission.report
    return [
        {
            "kept": kept,
            "says": "、".join(
                f"{LABELS.get(field, field)}←{heading}" for field, heading in kept.mapping.items() if heading
            ),
            "taken": kept.mapping == report.get("mapping"),
            "refusal": mappings.removing(user, kept),
        }
        for kept in mappings.offered(report.get("columns", []))
    ]


def buttons(user: User, upload: SurveyUpload, day: datetime.date) -> dict[str, str | None]:
    """Why each action is refused to this person now, or None."""
    return {
        "declare": refusals.declaring(user, upload),
        "submit": refusals.submitting(user, upload),
        "decide": refusals.deciding(user, upload, day),
        "undo": refusals.undoing(user, upload, day),
    }


def place_of(upload: SurveyUpload, names: dict[int, str]) -> str:
    """The line, or the counties, that an upload is about."""
    if upload.line is not None:
        return upload.line.now.name
    return "、".join(names.get(county.pk, "") for county in upload.counties.all()) or _("未定")
