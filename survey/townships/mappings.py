"""Saved column mappings (列对应): what a heading means in the files of one source, confirmed once, offered again.

Offered, never laid over a file unasked: the sender takes it with a click and the file is judged again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from boundaries.jurisdiction.queries import appointments_on
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role
from survey.townships import actions, refusals
from survey.townships.models import ColumnMapping, SurveyUpload
from survey.townships.refusals import Refused


def offered(columns: Sequence[str]) -> QuerySet[ColumnMapping]:
    """The saved mappings of files with just these headings in this order."""
    kept = ColumnMapping.objects.filter(headings_hash=digest(list(columns)), removed_at__isnull=True)
    return kept.select_related("saved_by")


def removing(user: User, kept: ColumnMapping) -> str | None:
    """Why a person may not remove a mapping: who saved it, or an officer of boundaries or administrator, may."""
    if kept.saved_by_id == user.pk:
        return None
    roles = (Role.BOUNDARY_OFFICER, Role.ADMINISTRATOR)
    if appointments_on(user, today()).filter(role__in=roles).exists():
        return None
    return "只有保存人、界线管理员或系统管理员可以删除列对应。"


@transaction.atomic
def save(user: User, upload: SurveyUpload, source: str) -> ColumnMapping:
    """Keep the mapping of an upload for its source; an earlier one of this source and heading ends. Raises Refused."""
    source, report = " ".join(source.split())[:80], upload.submission.report
    if upload.submission.sender_id != user.pk:
        raise Refused("只有报送人可以把列对应存下来。")
    if not source:
        raise Refused("请写明来源：测绘单位或手簿型号。")
    if not report.get("mapping"):
        raise Refused("此件还没有认出任何列。")
    columns = list(report["columns"])
    earlier = offered(columns).select_for_update(of=("self",)).filter(source=source).first()
    if earlier and earlier.mapping == report["mapping"]:
        return earlier
    if earlier:
        _end(earlier, user)
    kept = ColumnMapping.objects.create(
        source=source,
        headings=columns,
        headings_hash=digest(columns),
        mapping=report["mapping"],
        saved_by=user,
    )
    record(user, "survey.mapping.save", kept, f"保存列对应 {source}", {"headings": columns, "mapping": kept.mapping})
    return kept


@transaction.atomic
def remove(user: User, pk: int) -> None:
    """Offer a mapping no more; done already, it is done. Raises Refused."""
    kept = ColumnMapping.objects.select_for_update().get(pk=pk)
    if kept.removed_at:
        return
    why = removing(user, kept)
    if why:
        raise Refused(why)
    _end(kept, user)
    record(user, "survey.mapping.remove", kept, f"删除列对应 {kept.source}", {"mapping": kept.mapping})


def _end(kept: ColumnMapping, user: User) -> None:
    kept.removed_by, kept.removed_at = user, timezone.now()
    kept.save(update_fields=["removed_by", "removed_at"])


def apply(user: User, upload: SurveyUpload, pk: int) -> SurveyUpload:
    """Judge an upload again with a saved mapping; the rest stays as declared. Raises Refused."""
    why = refusals.declaring(user, upload)
    if why:
        raise Refused(why)
    kept = offered(upload.submission.report.get("columns", [])).filter(pk=pk).first()
    if kept is None:
        raise Refused("这份列对应已删除，或与此件的表头不同。")
    said: dict[str, Any] = upload.submission.declared
    return actions.declare(
        user,
        upload.pk,
        crs=said.get("crs"),
        encoding=said.get("encoding"),
        mapping=dict(kept.mapping),
        line=upload.line.now if upload.line else None,
    )
