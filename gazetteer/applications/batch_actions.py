"""What can be done with a batch (成批办理): the step of each of its cases, all in one transaction or none."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from gazetteer.applications import actions, batch_rows
from gazetteer.applications import opinion_actions as opinions
from gazetteer.applications import proceeding_actions as proceedings
from gazetteer.applications.batch_rows import BatchRow
from gazetteer.applications.deeds import Deed
from gazetteer.applications.judging import judge_case
from gazetteer.applications.models import Application, Batch
from gazetteer.applications.refusals import Refused, StaleCase
from gazetteer.applications.states import UNDECIDED, State, Step
from gazetteer.applications.stepping import write
from office.constraints import constraints_said_as
from office.log.actions import record
from office.log.hashing import digest
from office.log.models import Event
from office.people.models import User
from office.rulesets.findings import Finding, Severity

Do = Callable[[Application], Application]


@dataclass(frozen=True)
class Common:
    """What all names of a batch share."""

    title: str
    home_id: int
    kind: str = "street"
    reasons: str = ""
    applicant_type: str = ""
    applicant_name: str = ""
    contact: str = ""
    naming_plan: str = ""
    no_link_statement: str = ""


@transaction.atomic
def enter_batch(
    user: User, common: Common, rows: Sequence[BatchRow], wrong: Sequence[Finding] = (), *, day: datetime.date
) -> Batch:
    """Enter a batch with a draft for each row. Raises Refused with the findings of the table, then nothing is kept."""
    if wrong:
        raise Refused(f"表中有 {len(wrong)} 处须先改正，还没有保存任何名称。", wrong)
    if not rows:
        raise Refused("还没有一个名称。")
    with constraints_said_as(Refused, Batch):
        batch = Batch.objects.create(title=common.title.strip()[:120], home_id=common.home_id, entered_by=user)
    for place, row in enumerate(rows, 1):
        case = actions.save_draft(user, _draft(common, row), day=day)
        case.batch, case.batch_row = batch, place
        case.save(update_fields=["batch", "batch_row"])
    record(user, "applications.batch", batch, f"{batch} 录入 {len(rows)} 个名称", {"names": [row.name for row in rows]})
    return batch


def _draft(common: Common, row: BatchRow) -> actions.Draft:
    return actions.Draft(
        kind=common.kind,
        name=row.name,
        home_id=common.home_id,
        geom=GEOSGeometry(row.wkt, srid=settings.REGISTER_SRID) if row.wkt else None,
        position_text=row.position_text,
        nature=row.nature,
        length_m=row.length_m,
        width_m=row.width_m,
        minority_form=row.minority_form,
        naming_plan=common.naming_plan,
        reasons=row.reasons or common.reasons,
        meaning=row.meaning,
        no_link_statement=common.no_link_statement,
        applicant_type=common.applicant_type,
        applicant_name=common.applicant_name,
        contact=common.contact,
    )


def in_order(batch_id: int) -> list[Application]:
    """The cases of a batch that were not taken out, locked, in their order."""
    cases = Application.objects.select_for_update(of=("self",)).filter(batch=batch_id)
    return list(cases.exclude(state=State.WITHDRAWN).order_by("pk"))


@transaction.atomic
def each(user: User, batch_id: int, version: int, step: Step, do: Do, sent: Sequence[object] = ()) -> int:
    """Do a step with every case of a batch, or with none; answers how many.

    The same step with the same words (`sent`) pressed twice is done once. Raises Refused: what stands against the
    first case that refuses, with its name; StaleCase where somebody did something with the batch since the page was
    opened.
    """
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise Refused("没有这一批申请。")
    words = digest([str(word) for word in sent])
    cases = in_order(batch_id)
    if batch.version != version:
        if _done_already(batch, user, version, step, words):
            return len(cases)
        raise StaleCase("您打开此批后已有变化，请看过最新内容后再办，您刚才的操作没有生效。")
    if not cases:
        raise Refused("此批没有可办的名称。")
    for case in cases:
        try:
            do(case)
        except Refused as refused:
            raise type(refused)(f"“{case.name}”：{refused.sentence}", refused.findings) from None
    Batch.objects.filter(pk=batch_id).update(version=version + 1)
    told = {"cases": [case.pk for case in cases], "base_version": version, "sent": words}
    record(user, f"applications.batch.{step}", batch, f"{batch} {step.label}", told)
    return len(cases)


def _done_already(batch: Batch, user: User, version: int, step: Step, words: str) -> bool:
    """Whether the last event of a batch is this very step by this person from this version."""
    events = Event.objects.filter(object_type=batch._meta.label_lower, object_id=str(batch.pk))
    last = events.order_by("-id").first()
    return bool(
        last
        and last.actor_id == user.pk
        and last.action == f"applications.batch.{step}"
        and last.data.get("base_version") == version
        and last.data.get("sent") == words
    )


def submit(user: User, batch_id: int, version: int, *, day: datetime.date) -> int:
    """Hand in all names at once; one that the rules block stops them all."""
    return each(user, batch_id, version, Step.SUBMIT, lambda case: actions.submit(user, case.pk, case.version, day=day))


def accept(user: User, batch_id: int, version: int, *, day: datetime.date) -> int:
    """Take all names on."""
    return each(user, batch_id, version, Step.ACCEPT, lambda case: actions.accept(user, case.pk, case.version, day=day))


def return_(user: User, batch_id: int, version: int, reason: str, *, day: datetime.date) -> int:
    """Give all names back with one reason."""
    return each(
        user,
        batch_id,
        version,
        Step.RETURN,
        lambda case: actions.return_(user, case.pk, case.version, reason, day=day),
        [reason],
    )


def approve(
    user: User,
    batch_id: int,
    version: int,
    deed: Deed,
    listed: Sequence[str],
    count: int | None,
    *,
    day: datetime.date,
) -> int:
    """Record the one document that decides all names; its annex has to hold just these (V09)."""
    names = Application.objects.filter(batch=batch_id).exclude(state=State.WITHDRAWN).values_list("name", flat=True)
    if wrong := batch_rows.annex(names, listed, count):
        raise Refused("；".join(finding.message for finding in wrong) + "。", wrong)
    return each(
        user,
        batch_id,
        version,
        Step.APPROVE,
        lambda case: actions.approve(user, case.pk, case.version, deed, day=day, in_batch=True),
        [deed.number, deed.decided_on],
    )


def announce(user: User, batch_id: int, version: int, on: datetime.date | None, *, day: datetime.date) -> int:
    """Announce all names: they enter the register together."""
    return each(
        user,
        batch_id,
        version,
        Step.ANNOUNCE,
        lambda case: actions.announce(user, case.pk, case.version, on, day=day),
        [on],
    )


def deliver(user: User, batch_id: int, version: int, on: datetime.date | None, how: str, *, day: datetime.date) -> int:
    """Record the delivery of the decision on all names."""
    return each(
        user,
        batch_id,
        version,
        Step.DELIVER,
        lambda case: proceedings.deliver(user, case.pk, case.version, on, how, day=day),
        [on, how],
    )


def file_names(
    user: User, batch_id: int, version: int, on: datetime.date | None, to: str, number: str, *, day: datetime.date
) -> int:
    """Record the filing of all names with one report."""
    return each(
        user,
        batch_id,
        version,
        Step.FILE,
        lambda case: proceedings.file_name(user, case.pk, case.version, on, to, number, day=day),
        [on, to, number],
    )


def write_report(
    user: User, batch_id: int, version: int, kind: str, sections: dict[str, str], on: datetime.date | None,
    *, day: datetime.date
) -> int:  # fmt: skip
    """Write one of the three reports for all names."""
    return each(
        user,
        batch_id,
        version,
        Step.REPORT,
        lambda case: opinions.write_report(user, case.pk, case.version, kind, sections, on, day=day),
        [kind, sorted(sections.items()), on],
    )


@transaction.atomic
def attach(user: User, batch_id: int, kind: str, filename: str, content: bytes, *, day: datetime.date) -> int:
    """Add one paper to every case of a batch; its bytes are kept once."""
    cases = in_order(batch_id)
    for case in cases:
        actions.attach(user, case.pk, kind, filename, content, day=day)
    return len(cases)


@transaction.atomic
def justify(user: User, batch_id: int, version: int, rule: str, reason: str, *, day: datetime.date) -> int:
    """Keep all open warnings of one rule in a batch with one reason; answers in how many cases."""

    def answer(case: Application) -> Application:
        judged = judge_case(case, day)
        for key, finding in judged.by_key.items():
            if finding.rule == rule and finding.severity is Severity.WARN and key not in judged.settled:
                case = actions.justify(user, case.pk, case.version, key, reason, day=day)
        return case

    return each(user, batch_id, version, Step.JUSTIFY, answer, [rule, reason])


@transaction.atomic
def take_out(user: User, batch_id: int, version: int, case_id: int, *, day: datetime.date) -> Application:
    """Take one undecided name out of its batch; it goes on as a case of its own."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id, version=version).first()
    if batch is None:
        raise StaleCase("您打开此批后已有变化，请看过最新内容后再办，您刚才的操作没有生效。")
    case = next((case for case in in_order(batch_id) if case.pk == case_id), None)
    if case is None:
        raise Refused("此批没有这一名称。")
    if case.state not in UNDECIDED:
        raise Refused(f"“{case.name}”{case.state_label}，决定之后不能移出。")
    actions.refuse(case, user, Step.JUSTIFY, day)
    case.batch, case.batch_row = None, None
    Batch.objects.filter(pk=batch_id).update(version=version + 1)
    return write(case, user, Step.JUSTIFY, case.version, {"batch": batch_id}, {"label": "移出批次"})
