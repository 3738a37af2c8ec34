"""Files on their way in: announce, append, take in, drop (到件的办理).

What was confirmed is on the disk before it is confirmed, so a killed server loses nothing that the sender counts
on; taking in is one transaction and answers the same address however often it is asked.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import IO

from django.db import transaction
from django.utils import timezone

from office.arrivals import partials
from office.arrivals.models import Arrival
from office.arrivals.receivers import Refused, Taken, receiver_of
from office.intake.readers.faults import too_large
from office.people.models import User

OPEN_AT_ONCE = 20
KEPT = datetime.timedelta(days=7)


class Unknown(LookupError):
    """There is no such file on its way for this person, or its bytes are gone."""


class WrongPlace(Exception):
    """The bytes do not go on where the received ones end; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(f"应从第 {received} 字节续传。")
        self.received = received


@transaction.atomic
def announce(owner: User, room: str, filename: str, size: int) -> Arrival:
    """Say that a file of so many bytes will come. Raises Refused, KeyError for an unknown room."""
    receiver = receiver_of(room)
    if refusal := receiver.refusing(owner):
        raise Refused(refusal)
    if size > receiver.limit():
        raise Refused(too_large(size, receiver.limit()).message)
    User.objects.select_for_update().get(pk=owner.pk)  # two announcements of one person wait for each other
    if Arrival.objects.filter(owner=owner, outcome="").count() >= OPEN_AT_ONCE:
        raise Refused(f"您有 {OPEN_AT_ONCE} 个文件没有传完，请先续传或丢弃。")
    return Arrival.objects.create(owner=owner, room=room, filename=filename[:255], size=size)


def arrival_of(owner: User, pk: uuid.UUID) -> Arrival:
    """The file of a person, with every byte that counts as received on the disk. Raises Unknown."""
    found = Arrival.objects.filter(pk=pk, owner=owner).first()
    if found is None or (not found.outcome and partials.length(pk) < found.received):
        raise Unknown(pk)
    return found


def append(owner: User, pk: uuid.UUID, offset: int, blocks: Iterable[bytes]) -> int:
    """Add bytes where the received ones end; says where they end now. Raises Unknown, WrongPlace, Busy."""
    arrival_of(owner, pk)
    with partials.alone(pk) as file:
        arrival = arrival_of(owner, pk)  # as it is now that nobody else writes
        if arrival.outcome or offset != arrival.received:
            raise WrongPlace(arrival.received)
        came = partials.write(file, offset, blocks, arrival.size - offset)
        Arrival.objects.filter(pk=pk).update(received=offset + came, moved_at=timezone.now())
    return offset + came


@transaction.atomic
def take_in(owner: User, pks: Sequence[uuid.UUID], said: dict[str, str]) -> Taken:
    """Hand whole files that were sent together to their room; what came of them, the same when asked again.

    Raises Unknown where one is not this person's, Refused.
    """
    found = {
        each.pk: each for each in Arrival.objects.select_for_update().filter(pk__in=pks, owner=owner).order_by("pk")
    }
    if missing := set(pks) - found.keys():
        raise Unknown(missing.pop())
    arrivals = [found[pk] for pk in dict.fromkeys(pks)]
    outcomes = {each.outcome for each in arrivals}
    if outcomes != {""}:
        if len(outcomes) > 1:
            raise Refused("这几个文件里有的已经收件，请刷新后另行上传其余的。")
        return Taken(outcomes.pop())
    if len({each.room for each in arrivals}) > 1:
        raise Refused("这几个文件不是报送同一业务的，请分别上传。")
    with ExitStack() as opened:
        files = [(each.filename, opened.enter_context(_bytes_of(each))) for each in arrivals]
        taken = receiver_of(arrivals[0].room).take(owner, files, said)
    Arrival.objects.filter(pk__in=found).update(outcome=taken.url, moved_at=timezone.now())
    for pk in found:
        transaction.on_commit(partial(partials.remove, pk))
    return taken


def _bytes_of(arrival: Arrival) -> IO[bytes]:
    """The file, where every byte of it is here. Raises Unknown, Refused."""
    if not arrival.whole:
        raise Refused(f"{arrival.filename} 还差 {arrival.size - arrival.received:,} 字节，请续传。")
    if partials.length(arrival.pk) < arrival.received:
        raise Unknown(arrival.pk)
    if not arrival.size:
        partials.path_of(arrival.pk).touch()
    return partials.path_of(arrival.pk).open("rb")


@transaction.atomic
def drop(owner: User, pk: uuid.UUID) -> None:
    """Forget a file that was not taken in. Raises Unknown, Refused."""
    arrival = Arrival.objects.select_for_update().filter(pk=pk, owner=owner).first()
    if arrival is None:
        raise Unknown(pk)
    if arrival.outcome:
        raise Refused("此文件已经收件，不能丢弃。")
    arrival.delete()
    transaction.on_commit(lambda: partials.remove(pk))


def sweep() -> str:
    """Forget what nobody went on with for a week, and bytes that belong to nothing any more."""
    oldest = timezone.now() - KEPT
    gone, _ = Arrival.objects.filter(moved_at__lt=oldest).delete()
    open_ones = {str(pk) for pk in Arrival.objects.filter(outcome="").values_list("pk", flat=True)}
    loose = [
        path
        for path in partials.folder().iterdir()
        if path.name not in open_ones and path.stat().st_mtime < oldest.timestamp()
    ]
    for path in loose:
        path.unlink(missing_ok=True)
    return f"清理没有传完的文件 {gone} 条、{len(loose)} 份。"
