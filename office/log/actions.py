"""Writing to the log: `record` inside the transaction of an action, `seal` afterwards."""

import json
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from office.log.hashing import canonical, digest
from office.log.models import Event, Seal, SealedEvent
from office.people.models import User

GENESIS = "0" * 64


def record(
    actor: User | None, action: str, subject: models.Model, summary: str, data: dict[str, Any] | None = None
) -> Event:
    """Write one event about `subject`; must be called inside the transaction of the action it tells of."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of its action")
    event = Event(
        at=timezone.now(),
        actor=actor,
        action=action,
        object_type=subject._meta.label_lower,
        object_id=str(subject.pk),
        summary=summary[:300],
        data=json.loads(canonical(data or {})),
    )
    event.content_hash = digest(event.content())
    event.save(force_insert=True)
    return event


def seal_hash(previous: str, events: list[tuple[int, str]]) -> str:
    """The hash that chains a batch of (event id, content hash) to the batch before it."""
    return digest({"previous": previous, "events": events})


@transaction.atomic
def seal() -> Seal | None:
    """Chain all committed events that no seal holds yet; write the anchor outside the database."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('office.log.seal'))")
    loose = list(Event.objects.filter(sealed__isnull=True).order_by("id").values_list("id", "content_hash"))
    if not loose:
        return None
    last = Seal.objects.order_by("-id").first()
    previous = last.hash if last else GENESIS
    batch = Seal.objects.create(events=[pk for pk, _ in loose], previous_hash=previous, hash=seal_hash(previous, loose))
    SealedEvent.objects.bulk_create(SealedEvent(event_id=pk, seal=batch) for pk, _ in loose)
    transaction.on_commit(lambda: _anchor(batch))
    return batch


def seal_regularly() -> str:
    """Seal, and say what was sealed: the periodic job of the log."""
    batch = seal()
    return f"已封存 {len(batch.events)} 个事件。" if batch else "没有需要封存的事件。"


def _anchor(batch: Seal) -> None:
    settings.ANCHOR_DIR.mkdir(parents=True, exist_ok=True)
    line = {"seal": batch.pk, "at": batch.at.isoformat(), "events": len(batch.events), "hash": batch.hash}
    with (settings.ANCHOR_DIR / "log.jsonl").open("a", encoding="utf-8") as anchors:
        anchors.write(json.dumps(line) + "\n")
