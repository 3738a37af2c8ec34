"""Proving the archive (核对): items and extracts against their hashes; monthly everything, told to the archivist."""

import logging
from collections.abc import Iterator

from django.db import transaction

from boundaries.archive.models import Extract, Fonds, Item
from boundaries.archive.queries import contents
from office.intake.verification import Proof, in_words, verify_all
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.roles import Role
from office.tasks.actions import open_task
from office.tasks.parties import Source, Subject

DAMAGED, LABEL = "archive.damaged", "核对不符的原件"
log = logging.getLogger(__name__)


def _items() -> Iterator[str]:
    for item in Item.objects.order_by("pk").prefetch_related("versions").iterator(chunk_size=500):
        yield "" if digest(contents(item)) == item.content_hash else f"{item.archive_number} 的著录或版本与其哈希不符。"


def _extracts() -> Iterator[str]:
    for extract in Extract.objects.order_by("pk").iterator():
        yield "" if digest(extract.content) == extract.content_hash else f"{extract.number} 的内容与其哈希不符。"


PROOFS = (
    Proof("archive_item", "档案", "件", _items),
    Proof("archive_extract", "利用证明", "份", _extracts),
)


def monthly_verification() -> str:
    """Compare everything with its hash and tell the log; what is wrong becomes a task of each fonds' archivist."""
    outcomes = verify_all()
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    told = {"compared": in_words(outcomes), "failures": failures[:100]}
    words = f"月度核对{in_words(outcomes)}：" + (f"{len(failures)} 处不符" if failures else "全部相符")
    with transaction.atomic():
        for fonds in Fonds.objects.all():
            record(None, "archive.verify", fonds, words, told)
            if failures:
                _call(fonds, words, failures)
    log.log(logging.ERROR if failures else logging.INFO, "%s %s", words, failures[:1] or "")
    return words


def _call(fonds: Fonds, words: str, failures: list[str]) -> None:
    """One task a month for the registrar of a fonds."""
    month = today().strftime("%Y-%m")
    open_task(
        None,
        kind=DAMAGED,
        title=f"{today():%Y年%m月}核对有 {len(failures)} 处不符：{failures[0]}"[:200],
        source=Source("archive.verification", month, words[:200], "/boundaries/archive/"),
        subject=Subject.of(fonds, "/boundaries/archive/"),
        role=Role.REGISTRAR,
        place=fonds.division_id,
        due=None,
        basis="",
        data={"failures": failures[:100]},
    )
