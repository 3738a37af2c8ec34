"""What the pages of a register say: step line, choices, columns, buttons with their refusals."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.queries import codes_on, names_of
from boundaries.jurisdiction.queries import divisions_of
from gazetteer.imports import later, refusals
from gazetteer.imports.choices import undecided_rows
from gazetteer.imports.fields import LABELS
from gazetteer.imports.models import RegisterImport
from gazetteer.rules.kinds import NameKind
from office.intake.models import State, Submission
from office.people.models import User
from office.people.roles import Role
from office.spatial.systems import from_code

ENCODINGS = ("UTF-8", "GBK", "GB18030", "UTF-16")
USUAL = ("EPSG:4490", "EPSG:4326")


def steps(submission: Submission, undecided: int) -> list[dict[str, str]]:
    """The step line: upload, recognise, check, choose, enter."""
    report = submission.report
    now = 4 if submission.state == State.ACCEPTED else 3 if undecided else 4
    if submission.state in (State.UPLOADED, State.UNREADABLE) or not report.get("confirmed"):
        now = 1
    facts = {0: timezone.localtime(submission.sent_at).strftime("%m-%d %H:%M"), now: _fact(submission, now, undecided)}
    labels = [_("上传"), _("识别"), _("检查"), _("选定"), _("入库")]
    done = submission.state in (State.ACCEPTED, State.UNDONE)
    return [
        {
            "label": label,
            "fact": facts.get(place, ""),
            "state": "done" if place < now or done else "now" if place == now else "later",
        }
        for place, label in enumerate(labels)
    ]


def _fact(submission: Submission, now: int, undecided: int) -> str:
    if submission.state == State.UPLOADED:
        return _("后台读取和检查")
    if submission.state in (State.UNREADABLE, State.UNDONE, State.ACCEPTED):
        return State(submission.state).label if submission.state != State.ACCEPTED else _("已入库")
    if now == 1:
        return _("待确认")
    return _("%(n)d 行待选定") % {"n": undecided} if now == 3 else _("%(n)d 行可入库") % {"n": submission.rows_good}


def crs_choices(submission: Submission) -> list[dict[str, Any]]:
    """The reference systems among which the sender chooses."""
    report = submission.report
    chosen = report.get("crs") or report.get("tried")
    codes = dict.fromkeys([*([chosen] if chosen else []), *report.get("candidates", []), *(USUAL if chosen else ())])
    found = [(code, from_code(code)) for code in codes]
    return [
        {
            "code": code,
            "label": system.label,
            "chosen": code == chosen,
            "note": "" if system.placeable else _("不转换，行将拒收"),
        }
        for code, system in found
        if system is not None
    ]


def columns(submission: Submission) -> list[dict[str, str]]:
    """Field by field, the heading that means it now."""
    mapping = submission.report.get("mapping", {})
    return [{"field": field, "label": label, "heading": mapping.get(field, "")} for field, label in LABELS.items()]


def buttons(user: User, found: RegisterImport, day: datetime.date) -> dict[str, str | None]:
    """Why each action is refused to this person now, or None."""
    undecided = undecided_rows(found).count()
    return {
        "declare": refusals.declaring(user, found),
        "choose": refusals.choosing(user, found, day),
        "enter": _("正在入库。") if later.entering_now(found) else refusals.entering(user, found, undecided, day),
        "undo": refusals.undoing(user, found, day),
    }


def kinds(submission: Submission) -> str:
    """How many rows there are of each kind: 自然屯 12 · 街路巷 3."""
    counts = submission.report.get("kinds", {})
    return " · ".join(f"{NameKind(kind).label} {count:,}" for kind, count in counts.items())


def homes_to_choose(user: User, day: datetime.date) -> list[dict[str, str]]:
    """The divisions in a person's charge, code and name."""
    tops = divisions_of(user, Role.NAME_OFFICIAL, day)
    codes = dict(codes_on(day).filter(division_id__in=tops, scheme=Scheme.MCA).values_list("division_id", "code"))
    names = names_of(tops, day)
    return [{"code": codes[pk], "name": names[pk]} for pk in tops if pk in codes and pk in names]
