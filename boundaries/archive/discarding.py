"""Taking back a file that was uploaded and never filed (撤回待归档文件): with a reason, on record."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from boundaries.archive import refusals
from boundaries.archive.actions import refuse, said
from boundaries.archive.models import Deposit
from office.intake.storage import forget
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User


def discard(user: User, deposit_id: Any, reason: str) -> bool:
    """Let go of a deposit; True where its bytes were taken out, False where something else holds them.

    Name, hash and reason stay. Raises Refused.
    """
    refuse(refusals.filing(user, today()))
    with transaction.atomic(), said(Deposit):
        waiting = Deposit.objects.select_for_update().filter(pk=deposit_id, deposited_by=user).first()
        refuse("没有找到您上传的这份文件。" if waiting is None else None)
        assert waiting is not None
        refuse("这份文件已经归档，不能撤回；请在件的页面更正著录或归入新版本。" if waiting.version_id else None)
        refuse("这份文件已经撤回。" if waiting.discarded_at else None)
        refuse(None if reason.strip() else "撤回须写明理由。")
        file = waiting.original
        waiting.file, waiting.discarded_sha256 = None, file.pk
        waiting.discarded_at, waiting.discard_reason = timezone.now(), reason.strip()[:300]
        waiting.save()
        told = {"sha256": file.pk, "size": file.size, "reason": waiting.discard_reason}
        record(user, "archive.discard", waiting, f"撤回待归档 {waiting.filename}", told)
        return forget(file)
