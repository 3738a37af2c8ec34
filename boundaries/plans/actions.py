"""The steps of a study and its plans (优化方案办理): who may → state → rules → lock → write → event."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from boundaries.changes.case_actions import (
    Refused,
    add_paper,
    draft_case,
    refuse_stale,
    said_by_constraint,
    stale_sentence,
    who_may,
)
from boundaries.changes.gathering import day_before, ground_of
from boundaries.changes.models import CaseState, ChangeCase
from boundaries.changes.operations import Operation, refs_of
from boundaries.changes.papers import APPROVAL
from boundaries.changes.serial import content_hash, operations_as_json
from boundaries.divisions.queries import names_of
from boundaries.lines.refusals import changes_since
from boundaries.plans.computing import consequences, operations_of
from boundaries.plans.models import Plan, PlanResult, PlanState, Study
from boundaries.plans.queries import basis_hash, result_of, stale_because, state_now
from office.log.actions import record
from office.people.models import User

NUMERALS = "零一二三四五六七八九十"
MOST_PLANS = 10


@dataclass(frozen=True)
class Question:
    """The head of a study as its form gives it."""

    title: str
    scope: int
    base_day: datetime.date
    effective: datetime.date
    approved: datetime.date | None = None
    reason: str = ""

    def write_to(self, study: Study) -> None:
        study.title, study.scope_id, study.reason = self.title.strip(), self.scope, self.reason.strip()
        study.base_day, study.effective, study.approved = self.base_day, self.effective, self.approved


@dataclass(frozen=True)
class Approval:
    """What the approval of an adopted plan says, as far as it is there yet; it goes into the case."""

    document: str = ""
    day: datetime.date | None = None
    filename: str = ""
    content: bytes = b""


class OtherHead(Refused):
    """The form shows another title or other reasons than stand now; `now` is their hash, `head` what they are."""

    def __init__(self, message: str, now: str, head: dict[str, Any]) -> None:
        super().__init__(message)
        self.now, self.head = now, head


def plan_title(number: int) -> str:
    """方案一, 方案二 …, as a proposal calls its plans."""
    return f"方案{NUMERALS[number] if number < len(NUMERALS) else number}"


def _save(actor: User, thing: Study | Plan, action: str, words: str, **told: Any) -> None:
    model: type[models.Model] = type(thing)
    with said_by_constraint(model):
        thing.save()
    record(actor, f"plans.{action}", thing, f"{words}：{thing}", told)


@transaction.atomic
def open_study(actor: User, question: Question) -> Study:
    """A new study; the officer over its scope. Raises Refused."""
    who_may(actor, question.scope)
    study = Study(created_by=actor)
    question.write_to(study)
    _save(actor, study, "study", "开始优化方案研究", scope=question.scope)
    return study


@transaction.atomic
def amend_study(actor: User, study: Study, question: Question, base: str | None = None) -> Study:
    """Another question or other days; while no plan is adopted, with the right over the old scope and the new one.

    `base` is the hash of the head that the officer had before him. Raises Refused, OtherHead where that changed.
    """
    locked = _locked_study(actor, study)
    who_may(actor, question.scope)
    _refuse_other_head(locked, base)
    before = locked.head_hash
    question.write_to(locked)
    for plan in locked.plans.all():
        _within_scope(locked, operations_of(plan))
    _save(actor, locked, "amend_study", "改写优化方案研究", scope=question.scope, before=before)
    return locked


def _locked_study(actor: User, study: Study) -> Study:
    locked = Study.objects.select_for_update().get(pk=study.pk)
    who_may(actor, locked.scope_id)
    if locked.plans.filter(state=PlanState.ADOPTED).exists():
        raise Refused(f"“{locked}”已有方案采用，不能再改。")
    return locked


def _locked_plan(actor: User, plan: Plan) -> Plan:
    """The plan, locked with its study, where this person may still work on it."""
    _locked_study(actor, plan.study)
    locked = Plan.objects.select_for_update(of=("self",)).select_related("study", "result").get(pk=plan.pk)
    if locked.state != PlanState.DRAFT:
        raise Refused(f"“{locked}”现处于“{PlanState(locked.state).label}”状态，不能再改。")
    return locked


def _refuse_other_head(locked: Study | Plan, base: str | None) -> None:
    """Raise OtherHead where a form was made from another head than stands now."""
    if base is not None and base != locked.head_hash:
        raise OtherHead(stale_sentence(changes_since(locked, base)), locked.head_hash, locked.head)


def _within_scope(study: Study, operations: Sequence[Operation]) -> None:
    """Every unit that operations speak of lies in the scope of the study on the eve. Raises Refused."""
    ground = ground_of(operations, day_before(study.effective))
    for ref in dict.fromkeys(ref for operation in operations for ref in refs_of(operation)):
        unit = ground.unit(ref)
        if unit is None:
            raise Refused(f"{day_before(study.effective).isoformat()} 没有编号为 D{ref} 的区划。")
        if study.scope_id not in (unit.ref, *unit.above):
            scope = names_of([study.scope_id], study.base_day).get(study.scope_id, "")
            raise Refused(f"{unit.name}不在研究范围（{scope}）内，请改由共同上级的研究提出。")


@transaction.atomic
def add_plan(
    actor: User,
    study: Study,
    title: str = "",
    reason: str = "",
    major: bool = False,
    *,
    copy_of: Plan | None = None,
) -> Plan:
    """One more plan, empty or beginning with the operations of another one of the same study. Raises Refused."""
    locked = _locked_study(actor, study)
    number = (locked.plans.aggregate(last=models.Max("number"))["last"] or 0) + 1
    if locked.plans.count() >= MOST_PLANS:
        raise Refused(f"一项研究最多 {MOST_PLANS} 个方案。")
    if copy_of is not None and copy_of.study_id != locked.pk:
        raise Refused("只能复制同一研究中的方案。")
    operations = operations_of(copy_of) if copy_of else ()
    plan = Plan(
        study=locked,
        number=number,
        title=title.strip() or plan_title(number),
        reason=reason.strip() or (copy_of.reason if copy_of else ""),
        major=major or bool(copy_of and copy_of.major),
        copied_from=copy_of,
        created_by=actor,
    )
    plan.operations, plan.content_hash = operations_as_json(operations), content_hash(operations)
    _save(actor, plan, "plan", "拟订方案", study=locked.pk, copied_from=copy_of and copy_of.pk)
    return plan


@transaction.atomic
def amend_plan(actor: User, plan: Plan, *, title: str, reason: str, major: bool, base: str | None = None) -> Plan:
    """Another title, other reasons.

    `base` is the hash of the head that the officer had before him. Raises Refused, OtherHead where that changed.
    """
    locked = _locked_plan(actor, plan)
    _refuse_other_head(locked, base)
    before = locked.head_hash
    locked.title, locked.reason, locked.major = title.strip(), reason.strip(), major
    _save(actor, locked, "amend_plan", "改写方案", before=before)
    return locked


@transaction.atomic
def rewrite_plan(actor: User, plan: Plan, operations: Sequence[Operation], base: str | None = None) -> Plan:
    """Other operations; all within the scope of the study.

    `base` is the content hash of what the officer had before him. Raises Refused, Stale where that changed.
    """
    locked = _locked_plan(actor, plan)
    refuse_stale(locked, base)
    before = locked.content_hash
    _within_scope(locked.study, operations)
    locked.operations, locked.content_hash = operations_as_json(operations), content_hash(operations)
    _save(actor, locked, "rewrite_plan", "改写方案内容", hash=locked.content_hash, before=before)
    return locked


@transaction.atomic
def remove_plan(actor: User, plan: Plan, base: str | None = None) -> None:
    """Take a draft, as the officer saw it (`base`), out of its study; the log keeps what it was. Raises Refused."""
    locked = _locked_plan(actor, plan)
    refuse_stale(locked, base)
    told = {"study": locked.study_id, "operations": locked.operations, "hash": locked.content_hash}
    record(actor, "plans.remove_plan", locked, f"删去方案：{locked}", told)
    locked.delete()


@transaction.atomic
def compute_plan(actor: User, plan: Plan) -> PlanResult:
    """试算: carry the plan out, look, roll back; keep what was seen and the state it was seen on. Raises Refused."""
    locked = _locked_plan(actor, plan)
    if not locked.operations:
        raise Refused(f"“{locked}”还没有写明任何变更，先加一项再试算。")
    _within_scope(locked.study, operations_of(locked))
    facts = {
        "content_hash": basis_hash(locked),
        "register_hash": state_now(locked.study),
        "facts": consequences(locked),
        "computed_by": actor,
        "computed_at": timezone.now(),
    }
    result, _ = PlanResult.objects.update_or_create(plan=locked, defaults=facts)
    told = {"hash": result.content_hash, "register": result.register_hash}
    record(actor, "plans.compute_plan", locked, f"试算方案：{locked}", told)
    return result


@transaction.atomic
def adopt_plan(
    actor: User, plan: Plan, effective: datetime.date, approval: Approval, base: str | None = None
) -> ChangeCase:
    """采用: the plan becomes a change case as it stands, the others of its study are not adopted. Raises Refused.

    The case takes title, operations, reasons and day; an approval that is there already goes into it.
    `base` is the hash of all of the plan and its study that the officer had before him (`Plan.whole_hash`).
    """
    locked = _locked_plan(actor, plan)
    study = locked.study
    if base is not None and base != locked.whole_hash:
        raise Refused("方案或研究的内容已被改动，与您打开时看到的不同。这次没有采用，请核对现在的内容后再采用。")
    if effective != study.effective:
        raise Refused(
            f"方案按 {study.effective} 生效试算，与所写的 {effective} 不同；请先改研究的拟生效日期，重新试算，再采用。"
        )
    _within_scope(study, operations_of(locked))
    if bool(approval.document.strip()) != bool(approval.day):
        raise Refused("批准文号和批准日期要么都写，要么都不写。")
    _carries(locked, state_now(study))
    reason = "\n".join(filter(None, (study.reason, locked.reason)))
    title = f"{study.title}（{locked.title}）"[:120]
    case = draft_case(actor, title, operations_of(locked), effective, reason, major=locked.major)
    if approval.day:
        case.approval_document, case.approved_on = approval.document.strip()[:80], approval.day
        case.save(update_fields=["approval_document", "approved_on"])
    if approval.content:
        add_paper(actor, case, APPROVAL.key, approval.filename, approval.content)
    locked.state, locked.case = PlanState.ADOPTED, case
    _save(actor, locked, "adopt_plan", "采用方案", case=case.pk, hash=locked.content_hash)
    for other in study.plans.exclude(pk=locked.pk).filter(state=PlanState.DRAFT):
        other.state = PlanState.NOT_ADOPTED
        _save(actor, other, "not_adopt_plan", "方案未采用", adopted=locked.pk)
    return case


@transaction.atomic
def reopen_study(actor: User, study: Study) -> Study:
    """重新研究: the case of the adopted plan was withdrawn, so all plans are drafts again. Raises Refused."""
    locked = Study.objects.select_for_update().get(pk=study.pk)
    who_may(actor, locked.scope_id)
    adopted = locked.plans.select_related("case").filter(state=PlanState.ADOPTED).first()
    if adopted is None or adopted.case is None or adopted.case.state != CaseState.WITHDRAWN:
        raise Refused(f"“{locked}”采用的方案没有撤回，不能重新研究。")
    told = {"case": adopted.case.pk, "plan": adopted.pk}
    for plan in locked.plans.all():
        plan.state, plan.case = PlanState.DRAFT, None
        _save(actor, plan, "reopen_plan", "方案重新研究", **told)
    record(actor, "plans.reopen_study", locked, f"重新研究：{locked}", told)
    return locked


def _carries(plan: Plan, state: str) -> None:
    """A plan is adopted on a result that still holds and that could be carried out. Raises Refused."""
    result = result_of(plan)
    if result is None:
        raise Refused(f"“{plan}”还没有试算，先试算再采用。")
    if why := stale_because(plan, state):
        raise Refused(f"{why}先重新试算再采用。")
    if result.facts["refusal"]:
        raise Refused(f"“{plan}”不能实施：{result.facts['refusal']['message']}")
