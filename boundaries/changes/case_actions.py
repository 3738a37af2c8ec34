"""The steps of a change of divisions (变更事项办理): who may → state → rules → lock → write → event."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from boundaries.changes.authority import authority_of_case
from boundaries.changes.case_rules import judge_case
from boundaries.changes.consequences import CaseFacts, OutcomeLike, drafts_of
from boundaries.changes.gathering import day_before, ground_hash, ground_of, operations_of, source_of, view_of
from boundaries.changes.ground import common_superior
from boundaries.changes.history_rows import outcome_as_json, write_history
from boundaries.changes.lineage import entries_of
from boundaries.changes.models import CaseOverride, CasePaper, CaseState, ChangeCase
from boundaries.changes.operations import Operation, Point
from boundaries.changes.papers import BY_KEY
from boundaries.changes.serial import content_hash, operations_as_json, operations_from_json
from boundaries.divisions.queries import answering_for, names_of
from boundaries.jurisdiction.queries import refusal
from boundaries.lines.refusals import Between, changes_since
from office.constraints import constraints_said_as
from office.intake.storage import store
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Basis, Finding, blocking
from office.tasks.actions import open_task
from office.tasks.queries import unfinished

BEFORE_CARRYING = (CaseState.DRAFT, CaseState.APPROVED, CaseState.ANNOUNCED)
Carry = Callable[..., OutcomeLike]


class Refused(Exception):
    """The step may not be taken; the message is for the officer, `findings` say why, `places` (lon, lat) where."""

    def __init__(self, message: str, findings: Sequence[Finding] = (), places: Sequence[Point] = ()) -> None:
        super().__init__(message)
        self.findings, self.places = tuple(findings), tuple(places)


class Stale(Refused):
    """The form shows other operations than stand now; `between` tells who changed them when, `now` is their hash."""

    def __init__(self, between: Sequence[Between], now: str, operations: Sequence[Operation]) -> None:
        super().__init__(stale_sentence(between))
        self.between, self.now, self.operations = tuple(between), now, tuple(operations)


def stale_sentence(between: Sequence[Between]) -> str:
    """What a form meets that was made from other content, with who changed it when."""
    who = "；".join(f"{each.who}于 {localtime(each.at):%Y-%m-%d %H:%M} {each.summary}" for each in between)
    told = f"内容已被改动：{who}。" if who else "内容已被改动，与您打开时看到的不同。"
    return f"{told}这次没有写入，请核对现在的内容后再办理。"


def refuse_stale(locked: Any, base: str | None) -> None:
    """Raise Stale where a form carries another content hash than the case or plan, which is locked, has now.

    Without a base nobody looked at the content before: the caller says himself what all of it shall be.
    """
    if base is not None and base != locked.content_hash:
        between = changes_since(locked, base)
        raise Stale(between, locked.content_hash, operations_from_json(locked.operations))


OTHER_GROUND = (
    "批准以后，划线所切的区划范围已被别的变更改动，批准的划法不再适用。请撤回本事项，按现在的范围重新拟订、报批。"
)


def who_may(actor: User, superior: int) -> None:
    """Refuses whoever is no boundary officer over the superior today."""
    if sentence := refusal(actor, Role.BOUNDARY_OFFICER, superior, today()):
        raise Refused(sentence)


#: a broken constraint of these models becomes a refusal
said_by_constraint = partial(constraints_said_as, Refused)


def refuse_moved(actor: User, case: ChangeCase) -> None:
    """Raise Refused where what a case is about stands under another superior by now: that one's officer runs it."""
    superior = superior_of(operations_of(case), case.effective)
    if superior == case.superior_id:
        return
    name = names_of([superior], day_before(case.effective)).get(superior, "另一区划")
    told = f"拟订以后，本事项涉及的区划改由{name}管辖。"
    if sentence := refusal(actor, Role.BOUNDARY_OFFICER, superior, today()):
        raise Refused(f"{told}请撤回本事项，由其界线管理员另行拟订（{sentence}）")
    case.superior_id = superior


def locked_case(actor: User, case: ChangeCase, states: Sequence[CaseState]) -> ChangeCase:
    """The case, locked, where this person may act on it and it stands at one of these steps."""
    locked = ChangeCase.objects.select_for_update().get(pk=case.pk)
    who_may(actor, locked.superior_id)
    if locked.state not in states:
        raise Refused(f"“{locked}”现处于“{CaseState(locked.state).label}”状态，不能办理这一步。")
    return locked


def write_case(actor: User, case: ChangeCase, action: str, words: str, **told: Any) -> ChangeCase:
    """Save the case after a step, judge it anew and record the step."""
    with said_by_constraint(ChangeCase):
        case.save()
    judge(case)
    record(actor, f"changes.{action}", case, f"{words}：{case.title}", {"hash": case.content_hash, **told})
    return case


def judge(case: ChangeCase) -> list[Finding]:
    """Judge the case as it stands and keep the result with the versions of the rule sets."""
    view = view_of(case)
    found = judge_case(view)
    case.findings = [finding.as_json() for finding in found]
    case.rules_version = "、".join(view.settings.versions)
    case.save(update_fields=["findings", "rules_version"])
    return found


def in_the_way(case: ChangeCase) -> list[Finding]:
    """The blocks that nobody with the right to do so has set aside; integrity cannot be set aside."""
    found = blocking(judge_case(view_of(case)))
    aside = rules_aside(case, found)
    return [finding for finding in found if finding.basis is Basis.INTEGRITY or finding.rule not in aside]


def rules_aside(case: ChangeCase, found: Sequence[Finding]) -> dict[str, CaseOverride]:
    """Rule → the decision that set it aside, for the content and the blocks as they are now."""
    given = case.overrides.select_related("by").order_by("id")
    return {item.rule: item for item in given if item.subject == subject_of(case, found, item.rule)}


def subject_of(case: ChangeCase, found: Sequence[Finding], rule: str) -> str:
    """The hash of what setting a rule aside is about: the operations, the day, what the rule says of them."""
    said = sorted(finding.message for finding in found if finding.rule == rule and finding.blocks)
    return digest({"operations": case.content_hash, "effective": case.effective, "said": said})


def superior_of(operations: Sequence[Operation], effective: datetime.date | None) -> int:
    """The common superior on the day before the change. Raises Refused where there is none."""
    ground = ground_of(operations, day_before(effective))
    superior = common_superior(operations, ground)
    if superior is None:
        raise Refused("变更没有写明涉及的区划，或它们没有共同的上级。")
    return superior


@transaction.atomic
def draft_case(
    actor: User,
    title: str,
    operations: Sequence[Operation],
    effective: datetime.date | None = None,
    reason: str = "",
    *,
    major: bool = False,
) -> ChangeCase:
    """拟订: a new case; the officer over the common superior of everything touched. Raises Refused."""
    superior = superior_of(operations, effective)
    who_may(actor, superior)
    case = ChangeCase(
        title=title.strip(),
        superior_id=superior,
        effective=effective,
        reason=reason,
        major=major,
        created_by=actor,
    )
    _hold(case, operations)
    return write_case(actor, case, "draft", "拟订变更事项")


def _hold(case: ChangeCase, operations: Sequence[Operation]) -> None:
    case.operations, case.content_hash = operations_as_json(operations), content_hash(operations)
    authority = authority_of_case(operations, ground_of(operations, day_before(case.effective)), major=case.major)
    case.authority = authority.name if authority else ""


@transaction.atomic
def redraft_case(
    actor: User,
    case: ChangeCase,
    *,
    title: str,
    operations: Sequence[Operation],
    effective: datetime.date | None,
    reason: str,
    major: bool = False,
    base: str | None = None,
) -> ChangeCase:
    """Rewrite a draft; the right over the old superior and the new one is needed.

    `base` is the content hash of what the officer had before him. Raises Refused, Stale where that changed.
    """
    locked = locked_case(actor, case, [CaseState.DRAFT])
    refuse_stale(locked, base)
    before = locked.content_hash
    superior = superior_of(operations, effective)
    who_may(actor, superior)
    locked.title, locked.superior_id, locked.effective = title.strip(), superior, effective
    locked.reason, locked.major = reason, major
    _hold(locked, operations)
    return write_case(actor, locked, "redraft", "改写变更事项", before=before)


@transaction.atomic
def add_paper(actor: User, case: ChangeCase, kind: str, filename: str, content: bytes) -> CasePaper:
    """Put a paper on file; the original is kept under its SHA-256. Raises Refused."""
    locked = locked_case(actor, case, [*BEFORE_CARRYING, CaseState.CARRIED_OUT])
    if kind not in BY_KEY:
        raise Refused("材料种类不在清单内。")
    if not content:
        raise Refused(f"{filename} 是空文件。")
    with said_by_constraint(CasePaper):
        paper = CasePaper.objects.create(
            case=locked, kind=kind, file=store(content), filename=filename[:255], added_by=actor
        )
    write_case(actor, locked, "paper", f"登记{BY_KEY[kind].label}", filename=filename, sha256=paper.file_id)
    return paper


@transaction.atomic
def set_aside(actor: User, case: ChangeCase, rule: str, reason: str, document: str) -> CaseOverride:
    """破例: the province's officer sets a legal block aside, with reason and document. Raises Refused."""
    locked = locked_case(actor, case, [*BEFORE_CARRYING, CaseState.CARRIED_OUT])
    top = answering_for(locked.superior_id, today())[-1]
    who_may(actor, top)
    found = [finding for finding in blocking(judge_case(view_of(locked))) if finding.rule == rule]
    if not found:
        raise Refused(f"{rule} 现在没有拦截，无须破例。")
    if any(finding.basis is not Basis.LAW for finding in found):
        raise Refused(f"{rule} 是数据完整性的拦截，不能破例，只能改正。")
    made = CaseOverride(case=locked, rule=rule, reason=reason.strip(), document=document.strip(), by=actor)
    made.subject = subject_of(locked, found, rule)
    with said_by_constraint(CaseOverride):
        made.save()
    write_case(actor, locked, "override", f"破例 {rule}", rule=rule, reason=reason, document=document)
    return made


@transaction.atomic
def approve_case(
    actor: User,
    case: ChangeCase,
    *,
    authority: str,
    document: str,
    day: datetime.date,
    effective: datetime.date,
    base: str | None = None,
) -> ChangeCase:
    """Record the approval of what the officer saw (`base`); blocks that nobody set aside forbid it. Raises Refused."""
    locked = locked_case(actor, case, [CaseState.DRAFT])
    refuse_stale(locked, base)
    locked.authority, locked.approval_document, locked.approved_on = authority.strip(), document.strip(), day
    locked.effective = effective
    if day > today():
        raise Refused("批准日期不能晚于今天。")
    refuse_moved(actor, locked)
    if found := in_the_way(locked):
        raise Refused(f"还有 {len(found)} 项拦截，不能登记批准。", found)
    locked.ground_hash = ground_hash(locked)
    locked.mark_approved()
    return write_case(actor, locked, "approve", "登记批准", document=document, day=day)


@transaction.atomic
def announce_case(actor: User, case: ChangeCase, *, document: str, day: datetime.date, url: str = "") -> ChangeCase:
    """Record the announcement, art. 18; also where it came after the change was carried out. Raises Refused."""
    locked = locked_case(actor, case, [CaseState.APPROVED, CaseState.CARRIED_OUT])
    locked.announcement_document, locked.announced_on, locked.announcement_url = document.strip(), day, url.strip()
    if locked.state == CaseState.APPROVED:
        locked.mark_announced()
    return write_case(actor, locked, "announce", "登记公告", document=document, day=day, url=url)


@transaction.atomic
def withdraw_case(actor: User, case: ChangeCase, *, reason: str) -> ChangeCase:
    """The case does not go on; what was carried out cannot be withdrawn here. Raises Refused."""
    locked = locked_case(actor, case, BEFORE_CARRYING)
    locked.withdrawal = reason.strip()
    locked.mark_withdrawn()
    return write_case(actor, locked, "withdraw", "撤回变更事项", reason=reason)


@transaction.atomic
def carry_case(actor: User, case: ChangeCase, carry: Carry) -> ChangeCase:
    """实施: change the register by `carry` (carrying.carry_out), write the history, open the tasks. Raises Refused."""
    locked = locked_case(actor, case, [CaseState.APPROVED, CaseState.ANNOUNCED])
    operations = operations_of(locked)
    if content_hash(operations) != locked.content_hash:
        raise Refused("变更内容与批准时的散列不符，不能实施。")
    if locked.effective is None:
        raise Refused("没有生效日期，不能实施。")
    refuse_moved(actor, locked)
    if found := in_the_way(locked):
        raise Refused(f"还有 {len(found)} 项拦截，不能实施。", found)
    if locked.ground_hash and locked.ground_hash != ground_hash(locked):
        raise Refused(OTHER_GROUND)
    ground = ground_of(operations, day_before(locked.effective))
    source = f"变更事项 {locked.pk}"
    outcome = carry(operations, locked.effective, document=locked.approval_document, source=source, actor=actor)
    locked.outcome, locked.carried_out_on = outcome_as_json(outcome), today()
    locked.mark_carried_out()
    with said_by_constraint(ChangeCase):
        locked.save()
    write_history(
        entries_of(operations, ground), outcome, document=locked.approval_document, source=source, case=locked
    )
    count = _follow(actor, locked, outcome)
    return write_case(actor, locked, "carry_out", "实施变更", day=locked.effective, tasks=count)


def _follow(actor: User, case: ChangeCase, outcome: OutcomeLike) -> int:
    """Open a task for everything that follows; answers how many."""
    drafts = drafts_of(facts_of(case), outcome)
    for _, draft in drafts:
        open_task(
            actor,
            kind=draft.kind,
            title=draft.title[:200],
            source=source_of(case),
            subject=draft.subject,
            role=draft.role,
            place=draft.place,
            due=draft.due,
            basis=draft.basis,
            data=dict(draft.data),
            again=True,
        )
    return len(drafts)


def facts_of(case: ChangeCase) -> CaseFacts:
    """The case as its consequences need it."""
    return CaseFacts(case.pk, case.title, case.superior_id, case.approved_on, case.announced_on)


@transaction.atomic
def close_case(actor: User, case: ChangeCase) -> ChangeCase:
    """办结: only when every task is done or cancelled and nothing blocks. Raises Refused."""
    locked = locked_case(actor, case, [CaseState.CARRIED_OUT])
    left = unfinished(source_of(locked)).count()
    if left:
        raise Refused(f"还有 {left} 项任务没有办结，不能办结本事项。")
    if found := in_the_way(locked):
        raise Refused(f"还有 {len(found)} 项拦截，不能办结。", found)
    locked.mark_closed()
    locked.closed_on = today()
    return write_case(actor, locked, "close", "办结变更事项")
