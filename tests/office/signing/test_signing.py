"""Signatures: over a content, once, never altered; an edit voids them, the same content again does not."""

import pytest
from django.db import IntegrityError, transaction

from office.log.hashing import digest
from office.log.models import Event
from office.signing.actions import Refused, sign
from office.signing.models import Capacity, Signature
from office.signing.queries import Wanted, all_signed, standing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIDES = [Wanted(1, "甲镇", Capacity.OFFICE), Wanted(2, "乙镇", Capacity.OFFICE)]
FIRST, SECOND = digest({"line": 1}), digest({"line": 2})


@pytest.fixture
def subject():
    return UserFactory()


def signed(subject, wanted, content=FIRST, **more):
    told = {"shown": content, "content_hash": content, "statement": "边界协议书", **more}
    return sign(UserFactory(), subject, wanted, **told)


def test_all_sides_sign_one_content(subject) -> None:
    assert not all_signed(standing(subject, FIRST, SIDES))
    signed(subject, SIDES[0])
    first, second = standing(subject, FIRST, SIDES)
    assert first.valid and second.missing and second.void is None
    signed(subject, SIDES[1])
    assert all_signed(standing(subject, FIRST, SIDES))
    assert Event.objects.filter(action="signing.sign").count() == 2


def test_an_edit_voids_every_signature_and_going_back_restores_them(subject) -> None:
    for wanted in SIDES:
        signed(subject, wanted)
    for each in standing(subject, SECOND, SIDES):
        assert each.missing and each.void
    signed(subject, SIDES[0], SECOND)
    first, second = standing(subject, SECOND, SIDES)
    assert first.valid and second.missing
    assert all_signed(standing(subject, FIRST, SIDES)), "a save without change voids nothing"


def test_what_was_not_shown_is_not_signed(subject) -> None:
    with pytest.raises(Refused, match="已被改动"):
        signed(subject, SIDES[0], shown=SECOND)
    assert not Signature.objects.exists()


def test_signing_twice_is_one_signature(subject) -> None:
    assert signed(subject, SIDES[0]).pk == signed(subject, SIDES[0]).pk
    assert Signature.objects.count() == 1


def test_as_the_technician_is_not_as_the_office(subject) -> None:
    wanted = [*SIDES[:1], Wanted(1, "甲镇", Capacity.TECHNICIAN)]
    signed(subject, wanted[0])
    assert [each.missing for each in standing(subject, FIRST, wanted)] == [False, True]


def test_nothing_wanted_is_nothing_signed(subject) -> None:
    assert not all_signed(standing(subject, FIRST, []))


@pytest.mark.parametrize("deed", [lambda row: row.delete(), lambda row: row.save()])
def test_a_signature_is_neither_altered_nor_deleted(subject, deed) -> None:
    row = signed(subject, SIDES[0])
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        deed(row)
