"""Filing the papers of a change of divisions straight from its case (变更材料归档): compared with their hash first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from boundaries.archive import actions, events, refusals
from boundaries.archive.actions import Description, refuse
from boundaries.archive.kinds import Habit, Kind, habit_of
from boundaries.archive.models import Deposit, File, Fonds, Item, ItemVersion
from boundaries.archive.shelves import Shelf
from boundaries.changes.models import CasePaper, ChangeCase
from boundaries.divisions.models import Precision
from boundaries.jurisdiction.queries import refusal
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role

KINDS = {
    "application": Kind.CHANGE_APPLICATION,
    "situation": Kind.CHANGE_FACTS,
    "risk": Kind.CHANGE_RISK,
    "experts": Kind.CHANGE_EXPERTS,
    "opinions": Kind.CHANGE_OPINIONS,
    "maps": Kind.CHANGE_MAP_PLAN,
    "agreement": Kind.NEGOTIATED,
    "autonomy": Kind.CHANGE_OPINIONS,
    "approval": Kind.APPROVAL,
    "announcement": Kind.NOTICE,
    "report": Kind.CHANGE_COMPLETION,
}


@dataclass(frozen=True)
class Chosen:
    """A paper to be filed: its description and the SHA-256 that the person saw."""

    paper: int
    shown: str
    described: Description


def refused(user: User, case: ChangeCase) -> str | None:
    """Why a person may not file the papers of a case."""
    return refusals.filing(user, today()) or refusal(user, Role.REGISTRAR, case.superior_id, today())


def filed_items(case: ChangeCase) -> dict[str, Item]:
    """The items of the dossier of a case by the SHA-256 of their versions."""
    about = ItemVersion.objects.filter(item__subjects__subject_type="case", item__subjects__subject_id=str(case.pk))
    return {version.file_id: version.item for version in about.select_related("item")}


def usual(paper: CasePaper, case: ChangeCase) -> Description:
    """How a paper is described when nobody says otherwise: what the case knows, nothing more."""
    kind = KINDS.get(paper.kind, Kind.OTHER)
    if paper.kind == "maps" and "前" in paper.filename:
        kind = Kind.CHANGE_MAP_BEFORE
    known = {
        "approval": (case.approved_on, case.approval_document, case.authority),
        "announcement": (case.announced_on, case.announcement_document, ""),
    }
    day, number, responsible = known.get(paper.kind, (None, "", ""))
    return Description(
        title=f"{case.title} {kind.label}",
        kind=kind,
        day=day,
        precision=Precision.DAY if day else Precision.UNKNOWN,
        document_number=number,
        responsible=responsible,
    )


@transaction.atomic
def file_papers(user: User, case: ChangeCase, fonds: Fonds, chosen: Sequence[Chosen]) -> list[Item]:
    """File the chosen papers of a case, all or none. Raises Refused, CheckFailed.

    The bytes must have the hash under which the paper was registered and the one that was shown.
    """
    refuse(refused(user, case))
    refuse(None if chosen else "没有选中任何一份材料。")
    ChangeCase.objects.select_for_update().get(pk=case.pk)
    there = filed_items(case)
    subject = events.get_case(str(case.pk))
    assert subject is not None
    made = []
    for each in chosen:
        paper = case.papers.select_related("file").filter(pk=each.paper).first()
        if paper is None:
            raise actions.Refused("这份材料不在本事项中，请刷新后再归档。")
        if paper.file_id in there:
            raise actions.Refused(f"“{paper.filename}”已归档，档号 {there[paper.file_id].archive_number}。")
        waiting = Deposit.objects.create(file=paper.file, filename=paper.filename[:200], deposited_by=user)
        where = shelf_of(fonds, case, habit_of(each.described.kind))
        item = actions.file_item(
            user, fonds, where, each.described, deposit_id=waiting.pk, shown=each.shown, links=[(subject, "")]
        )
        there[paper.file_id] = item
        made.append(item)
    return made


def shelf_of(fonds: Fonds, case: ChangeCase, habit: Habit) -> Shelf:
    """The file of the case in the class of its year; a new one where it has none yet."""
    year = str((case.effective or case.approved_on or today()).year)
    title = case.title[:200]
    same = File.objects.filter(series__fonds=fonds, series__material=habit.material, series__line=None)
    known = same.filter(series__key=year, retention=habit.retention, title=title).order_by("-number").first()
    if known:
        return Shelf(file=known)
    return Shelf(material=habit.material, retention=habit.retention, key=year, title=title, fresh=True)
