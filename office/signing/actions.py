"""Signing a content (签字). The action that calls it has locked the subject and asked who may."""

from django.db import models, transaction
from django.utils import timezone

from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.models import User
from office.signing.models import Signature
from office.signing.queries import Wanted, signatures_of


class Refused(Exception):
    """It may not be signed now; the message is for the person."""


@transaction.atomic
def sign(
    actor: User, subject: models.Model, wanted: Wanted, *, shown: str, content_hash: str, statement: str
) -> Signature:
    """Sign for a party what was shown (`shown`), where it is what the subject is now (`content_hash`).

    Signing the same content again answers the signature that is there. Raises Refused.
    """
    if shown != content_hash:
        raise Refused("内容在您打开以后已被改动，没有签字。请看过现在的内容再签。")
    same = {"party": wanted.party, "capacity": wanted.capacity, "content_hash": content_hash}
    if there := signatures_of(subject).filter(**same).first():
        return there
    made = Signature(
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        party_label=wanted.party_label,
        signer=actor,
        signer_label=str(actor),
        statement=statement,
        signed_at=timezone.now(),
        **same,
    )
    with constraints_said_as(Refused, Signature):
        made.save()
    told = {"party": wanted.party, "capacity": wanted.capacity, "content_hash": content_hash}
    record(actor, "signing.sign", subject, f"{made}签字：{statement}", told)
    return made
