"""What becomes of rows that the register seems to have (选定): the same thing, another one, or not taken."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gazetteer.imports import refusals
from gazetteer.imports.models import RegisterImport
from gazetteer.imports.refusals import Refused
from office.intake.models import StagedRow, Submission, Verdict
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User

SAME = "same"  # the first thing offered
_SET = 'jsonb_set("intake_stagedrow"."values", \'{choice}\', to_jsonb(%s::text))'
_SET_FIRST = 'jsonb_set("intake_stagedrow"."values", \'{choice}\', "intake_stagedrow"."values" #> \'{matches,0,id}\')'


def matched_rows(found: RegisterImport) -> QuerySet[StagedRow]:
    """The rows for which the register offers something."""
    rows = found.submission.staged_rows.exclude(verdict=Verdict.REFUSED)
    return rows.filter(values__matches__0__isnull=False)


def undecided_rows(found: RegisterImport) -> QuerySet[StagedRow]:
    """Those of them for which nobody has said what becomes of them."""
    return matched_rows(found).filter(values__choice="")


@transaction.atomic
def choose(user: User, pk: Any, choice: str, row: int | None = None) -> int:
    """Say what becomes of one row, or of all that are open: `same`, `new`, `skip`, or the thing G17. Raises Refused."""
    Submission.objects.select_for_update().get(pk=pk)
    found = RegisterImport.objects.select_related("submission").get(pk=pk)
    if reason := refusals.choosing(user, found, today()):
        raise Refused(reason)
    rows = undecided_rows(found) if row is None else matched_rows(found).filter(row=row)
    if choice.startswith("G"):
        rows = rows.filter(values__matches__contains=[{"id": choice}])
    elif choice not in (SAME, "new", "skip"):
        raise Refused("请选定：同一处、另建一处或不收。")
    value = RawSQL(_SET_FIRST, []) if choice == SAME else RawSQL(_SET, [choice])
    count = rows.update(values=value)
    if count == 0 and row is not None:
        raise Refused("这一行没有可选的对应地名。")
    told = {"choice": choice, "row": row, "rows": count}
    record(user, "imports.choose", found.submission, f"选定 {count:,} 行：{choice}", told)
    return count
