"""The register of what is proved by a hash (核对): originals and receipts here, more from the rooms above.

A room enters its own in the `ready()` of its app: `register(Proof("extract", "利用证明", "份", failures))`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from office.intake.models import Receipt, StoredFile
from office.intake.receipts import is_genuine
from office.intake.storage import DamagedFile, open_stored


@dataclass(frozen=True)
class Proof:
    """`examine` yields one sentence for each thing it compared: empty where it agrees, else what is wrong with it."""

    key: str
    label: str
    unit: str
    examine: Callable[[], Iterator[str]]


@dataclass
class Outcome:
    """How many things of one kind were compared, and what did not agree, first one first."""

    label: str
    unit: str
    compared: int = 0
    failures: list[str] = field(default_factory=list)


def _originals() -> Iterator[str]:
    for file in StoredFile.objects.order_by("stored_at", "pk").iterator():
        try:
            open_stored(file).close()
            yield ""
        except DamagedFile as damaged:
            yield str(damaged)


def _receipts() -> Iterator[str]:
    for receipt in Receipt.objects.order_by("pk").iterator():
        yield "" if is_genuine(receipt) else f"回执 {receipt.number} 的内容与哈希不符。"


_registered = {
    "original": Proof("original", "原件", "件", _originals),
    "receipt": Proof("receipt", "回执", "份", _receipts),
}


def register(proof: Proof) -> None:
    """Enter something that is proved by a hash; a second one of the same key is a mistake."""
    if proof.key in _registered and _registered[proof.key] != proof:
        raise ValueError(f"{proof.key} is registered already")
    _registered[proof.key] = proof


def verify_all() -> list[Outcome]:
    """Compare everything that is registered, in the order in which it was entered."""
    outcomes = []
    for proof in _registered.values():
        outcome = Outcome(proof.label, proof.unit)
        for failure in proof.examine():
            outcome.compared += 1
            if failure:
                outcome.failures.append(f"第 {outcome.compared} {proof.unit}不符：{failure}")
        outcomes.append(outcome)
    return outcomes


def in_words(outcomes: list[Outcome]) -> str:
    """“原件 12 件、回执 9 份”."""
    return "、".join(f"{outcome.label} {outcome.compared} {outcome.unit}" for outcome in outcomes)
