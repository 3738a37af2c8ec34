"""Using archived papers (利用): viewing, downloading, lending and taking back, all in one table."""

import datetime
from typing import IO

from django.db import transaction
from django.utils import timezone

from boundaries.archive import refusals
from boundaries.archive.actions import locked, refuse, said
from boundaries.archive.models import Act, Item, ItemVersion, Use
from boundaries.archive.queries import loan_of
from boundaries.archive.refusals import Refused
from office.intake.storage import DamagedFile, open_stored
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User

SAME_VIEWING = datetime.timedelta(minutes=30)


def view(user: User, item: Item) -> Use | None:
    """Note that a person looked at an item; again within half an hour is the same viewing. Raises Refused."""
    refuse(refusals.reading(user, item, today()))
    since = timezone.now() - SAME_VIEWING
    if Use.objects.filter(item=item, act=Act.VIEWED, by=user, at__gte=since).exists():
        return None
    return Use.objects.create(item=item, act=Act.VIEWED, by=user)


def download(user: User, version: ItemVersion, purpose: str) -> IO[bytes]:
    """The bytes of a version, after the purpose was noted. Raises Refused, also where the bytes are damaged."""
    refuse(refusals.reading(user, version.item, today()))
    refuse(None if purpose.strip() else "下载须写明利用目的。")
    try:
        stream = open_stored(version.file)
    except DamagedFile as damaged:
        raise Refused(f"{damaged}请报告档案管理员。") from damaged
    Use.objects.create(item=version.item, version=version, act=Act.DOWNLOADED, by=user, purpose=purpose.strip()[:200])
    return stream


def lend(user: User, item_id: int, reader: str, purpose: str, due: datetime.date) -> Use:
    """Lend the paper of an item to somebody until a day. Raises Refused."""
    with transaction.atomic(), said(Use):
        item = locked(user, item_id)
        refuse(refusals.borrowing(user, item, today()))
        refuse(None if due >= today() else f"应还日期 {due} 已过。")
        given = {"purpose": purpose.strip()[:200], "reader": reader.strip()[:120], "due": due}
        loan = Use.objects.create(item=item, act=Act.BORROWED, by=user, **given)
        record(user, "archive.lend", item, f"借出 {item.archive_number}", given)
        return loan


def take_back(user: User, item_id: int) -> Use:
    """Note that a lent paper came back. Raises Refused where none is out."""
    with transaction.atomic(), said(Use):
        item = locked(user, item_id)
        loan = loan_of(item)
        if loan is None:
            raise Refused("本件没有借出，不须归还。")
        back = Use.objects.create(item=item, act=Act.RETURNED, by=user, loan=loan)
        record(user, "archive.take_back", item, f"归还 {item.archive_number}", {"loan": loan.pk})
        return back
