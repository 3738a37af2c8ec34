"""Small facts for tests: people, divisions, appointments. Rooms add their own beside their tests."""

import datetime

import factory
from psycopg2.extras import DateRange

from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from boundaries.jurisdiction.models import Appointment
from office.people.models import User
from office.people.roles import Role

ALWAYS = DateRange(None, None, "[)")


def period(begin: str | None, end: str | None = None) -> DateRange:
    """A half-open period from ISO dates."""

    def day(text: str | None) -> datetime.date | None:
        return datetime.date.fromisoformat(text) if text else None

    return DateRange(day(begin), day(end), "[)")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"测试员{n}")


class DivisionFactory(factory.django.DjangoModelFactory):
    """A bare identity; `make_division` gives it a version and a code."""

    class Meta:
        model = Division


def make_division(
    name: str,
    code: str | None = None,
    *,
    parent: Division | None = None,
    level: str = "county",
    kind: str = "县",
    scheme: str = "MCA",
    valid: DateRange = ALWAYS,
    **identity: bool,
) -> Division:
    """A division with one version and, if given, one code in one period."""
    division = DivisionFactory(**identity)
    DivisionVersion.objects.create(
        division=division, name=name, level=level, kind=kind, parent=parent, valid=valid, source="测试"
    )
    if code:
        DivisionCode.objects.create(division=division, scheme=scheme, code=code, valid=valid, source="测试")
    return division


def make_tree() -> dict[str, Division]:
    """吉林省 › 长春市 › 农安县、德惠市 › 农安镇: enough of a tree for rights and codes."""
    province = make_division("吉林省", "22", level="province", kind="省")
    city = make_division("长春市", "2201", parent=province, level="prefecture", kind="地级市")
    nongan = make_division("农安县", "220122", parent=city)
    dehui = make_division("德惠市", "220183", parent=city, kind="县级市")
    town = make_division("农安镇", "220122100", parent=nongan, level="township", kind="镇")
    return {"province": province, "city": city, "nongan": nongan, "dehui": dehui, "town": town}


def appointed(role: Role, division: Division, valid: DateRange = ALWAYS, **person: str) -> User:
    """A person who holds a role over a division."""
    user = UserFactory(**person)
    Appointment.objects.create(user=user, role=role, division=division, valid=valid)
    return user
