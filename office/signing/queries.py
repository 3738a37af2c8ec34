"""How a content stands with its signatures (签字情况): which are valid, which an edit voided, which are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

from office.signing.models import Capacity, Signature


@dataclass(frozen=True)
class Wanted:
    """A signature that is asked for: of which party, as what."""

    party: int
    party_label: str
    capacity: Capacity


@dataclass(frozen=True)
class Standing:
    """A wanted signature and how it stands: `valid` over the content of now; `void` the newest over another one."""

    wanted: Wanted
    valid: Signature | None
    void: Signature | None

    @property
    def missing(self) -> bool:
        return self.valid is None


def signatures_of(subject: models.Model) -> QuerySet[Signature]:
    """Every signature that was ever given to a subject, the oldest first."""
    return Signature.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("id")


def standing(subject: models.Model, content_hash: str, wanted: Sequence[Wanted]) -> list[Standing]:
    """How each wanted signature stands over the content of now, in the order asked."""
    given: dict[tuple[int, str], list[Signature]] = {}
    for signature in signatures_of(subject).select_related("signer"):
        given.setdefault((signature.party, signature.capacity), []).append(signature)
    return [_standing(each, given.get((each.party, each.capacity), []), content_hash) for each in wanted]


def _standing(wanted: Wanted, given: Sequence[Signature], content_hash: str) -> Standing:
    valid = next((each for each in given if each.content_hash == content_hash), None)
    return Standing(wanted, valid, None if valid or not given else given[-1])


def all_signed(standings: Sequence[Standing]) -> bool:
    """Whether every wanted signature stands over the same content; nothing wanted is nothing signed."""
    return bool(standings) and not any(each.missing for each in standings)
