"""Mending an entry error (更正录入错误): the period stays, no change of divisions is written, the record is kept."""

from collections.abc import Mapping
from typing import Any

import pghistory
from django.db import transaction

from boundaries.divisions.models import DivisionVersion
from boundaries.jurisdiction.queries import refusal
from boundaries.lines.periods import begin_of
from boundaries.lines.refreshing import refresh
from boundaries.lines.regrouping import Reworked
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role

MENDABLE = ("name", "kind", "note", "source")


class NotMended(Exception):
    """The correction may not be made; the message is for the user."""


@transaction.atomic
def correct_version(actor: User, version_id: int, facts: Mapping[str, Any], *, reason: str) -> DivisionVersion:
    """Mend what was entered wrongly in a version (name, kind, note, source). Raises NotMended."""
    version = DivisionVersion.objects.select_for_update().get(pk=version_id)
    why = refusal(actor, Role.BOUNDARY_OFFICER, version.parent_id or version.division_id, today())
    if why:
        raise NotMended(why)
    if not reason.strip():
        raise NotMended("请写明更正的原因。")
    if unknown := set(facts) - set(MENDABLE):
        raise NotMended(f"{'、'.join(sorted(unknown))} 不是录入错误能更正的内容，请按区划变更办理。")
    before = {name: getattr(version, name) for name in facts}
    with pghistory.context(cause="correction", reason=reason, actor=actor.pk):
        DivisionVersion.objects.filter(pk=version.pk).update(**facts)
    version.refresh_from_db()
    refresh(begin_of(version.valid), Reworked(), [version.division_id])
    summary = f"更正 {version.name} 的录入错误"
    record(actor, "divisions.correct", version, summary, {"before": before, "after": dict(facts), "reason": reason})
    return version
