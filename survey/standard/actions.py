"""Writing a draft of the survey standard, putting it into force, discarding it (标准起草、施行、作废)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg2.extras import DateRange

from office.constraints import constraints_said_as
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.rulesets.models import RuleSet, RuleSetVersion
from survey.checks.queries import STANDARD_KEY
from survey.standard import queries
from survey.standard.differing import changes
from survey.standard.models import DraftState, StandardDraft
from survey.standard.patterns import said
from survey.standard.schema import Trouble, troubles

WORK = "survey.standard.try"
MARKERS_KEY = "markers-standard"


class Refused(Exception):
    """It may not be done; the message is for the person."""


class Invalid(Refused):
    """The content does not hold; `troubles` says where."""

    def __init__(self, found: Sequence[Trouble]) -> None:
        super().__init__(f"有 {len(found)} 处不能保存，见各项下的说明。")
        self.troubles = found


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def _locked(user: User, pk: int, seen: str) -> StandardDraft:
    """The draft under lock, being written, as the person saw it. Raises Refused."""
    _refuse(queries.writing(user, today()))
    draft = StandardDraft.objects.select_for_update(of=("self",)).select_related("base__ruleset").get(pk=pk)
    if draft.state != DraftState.DRAFT:
        raise Refused(f"草案 {draft.label} {DraftState(draft.state).label}，不能再改。")
    if draft.content_hash != seen:
        raise Refused("草案在您打开以后有人改动，请刷新后再办，以免覆盖。")
    return draft


@transaction.atomic
def make_draft(user: User, base: RuleSetVersion, label: str) -> StandardDraft:
    """Begin a draft with the content of a version. Raises Refused."""
    _refuse(queries.writing(user, today()))
    label = label.strip()
    _refuse(None if 0 < len(label) <= 40 else "请给新版本起一个 40 字以内的版本号，例如 2026.1。")
    _refuse("已有这个版本号的标准。" if queries.versions().filter(label=label).exists() else None)
    draft = StandardDraft(base=base, label=label, content=queries.content_of(base), made_by=user, changed_by=user)
    with constraints_said_as(Refused, StandardDraft):
        draft.save()
    told = {"base": base.label, "label": label}
    record(user, "standard.draft", draft, f"由 {base.label} 起草勘界标准 {label}", told)
    return draft


@transaction.atomic
def write_draft(user: User, pk: int, seen: str, content: Mapping[str, Any]) -> StandardDraft:
    """Write the whole content of a draft; saved without a change nothing happens. Raises Refused, Invalid."""
    draft = _locked(user, pk, seen)
    found = troubles(content)
    if found:
        raise Invalid(found)
    changed = changes(draft.content, content)
    if changed:
        draft.content, draft.changed_by = dict(content), user
        draft.save()
        told = {"changed": {item.path: [item.before, item.after] for item in changed}}
        record(user, "standard.write", draft, f"改勘界标准草案 {draft.label}：{len(changed)} 项", told)
    return draft


@transaction.atomic
def discard(user: User, pk: int, seen: str, reason: str) -> StandardDraft:
    """Give a draft up, with a reason; it stays on record. Raises Refused."""
    draft = _locked(user, pk, seen)
    _refuse(None if reason.strip() else "作废草案须写明理由。")
    draft.state, draft.ended_at, draft.reason = DraftState.DISCARDED, timezone.now(), reason.strip()[:300]
    draft.save()
    record(user, "standard.discard", draft, f"作废勘界标准草案 {draft.label}", {"reason": draft.reason})
    return draft


@transaction.atomic
def put_in_force(user: User, pk: int, seen: str, from_day: datetime.date) -> RuleSetVersion:
    """Make a draft the version in force from a day; the one before ends there and is not altered. Raises Refused.

    The day is not in the past: what was judged stays judged by the version of its day.
    """
    ruleset = RuleSet.objects.select_for_update().get(key=STANDARD_KEY)
    draft = _locked(user, pk, seen)
    _refuse("施行日期不能早于今天。" if from_day < today() else None)
    found = troubles(draft.content)
    if found:
        raise Invalid(found)
    former = queries.versions().first()
    if former is None or former.pk != draft.base_id:
        words = f"现有最新版本是 {former.label if former else ''}，草案所据的是 {draft.base.label}"
        raise Refused(f"{words}；请由最新版本另行起草。")
    changed = changes(queries.content_of(former), draft.content)
    _refuse(None if changed else f"草案与 {former.label} 没有不同，不必施行。")
    _refuse(
        "施行日期应晚于上一版本的施行日期。" if former.in_force.lower and from_day <= former.in_force.lower else None
    )
    former.in_force = DateRange(former.in_force.lower, from_day, "[)")
    former.save(update_fields=["in_force"])
    version = RuleSetVersion(
        ruleset=ruleset, label=draft.label, in_force=DateRange(from_day, None, "[)"), **draft.content
    )
    with constraints_said_as(Refused, RuleSetVersion):
        version.save()
    draft.state, draft.ended_at, draft.version = DraftState.IN_FORCE, timezone.now(), version
    draft.save()
    markers = _number_markers(draft, from_day)
    told = {"from": from_day.isoformat(), "former": former.label, "changed": [item.path for item in changed]}
    told["markers"] = markers.label if markers else ""
    record(user, "standard.in_force", draft, f"勘界标准 {draft.label} 自 {from_day} 起施行", told)
    return version


def _number_markers(draft: StandardDraft, from_day: datetime.date) -> RuleSetVersion | None:
    """The marker numbers of a version enter the rule set of markers from the same day: the register takes them there.

    None where the version gives none, or gives what is in force. Raises Refused where that set goes another way later.
    """
    patterns = said(draft.content)
    known = RuleSetVersion.objects.select_for_update().filter(ruleset__key=MARKERS_KEY).order_by("-in_force").first()
    if not patterns or known is None or {**known.limits.get("S06", {}), **patterns} == known.limits.get("S06"):
        return None
    if known.in_force.lower and from_day <= known.in_force.lower:
        raise Refused(f"界桩规则集 {known.label} 自 {known.in_force.lower} 起施行，界桩号写法的施行日期应晚于它。")
    known.in_force = DateRange(known.in_force.lower, from_day, "[)")
    known.save(update_fields=["in_force"])
    made = RuleSetVersion(
        ruleset_id=known.ruleset_id,
        label=draft.label,
        in_force=DateRange(from_day, None, "[)"),
        severities=known.severities,
        limits={**known.limits, "S06": {**known.limits.get("S06", {}), **patterns}},
        terms=known.terms,
        source=f"勘界标准 {draft.label}；{draft.content['source']}"[:300],
    )
    with constraints_said_as(Refused, RuleSetVersion):
        made.save()
    return made


def ask_trial(user: User, pk: int, seen: str) -> LongJob:
    """Queue the trial of a draft on what was surveyed so far. Raises Refused."""
    with transaction.atomic():
        draft = _locked(user, pk, seen)
        if not changes(queries.content_of(draft.base), draft.content):
            raise Refused(f"草案与 {draft.base.label} 没有不同，没有可试算的。")
    return begin(user, WORK, f"试算勘界标准草案 {draft.label}", {"draft": draft.pk, "content_hash": seen})
