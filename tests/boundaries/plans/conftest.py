"""A study over 农安县 with the real Jilin, and its officer."""

import datetime

import pytest

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division
from boundaries.divisions.queries import resolve_code
from boundaries.plans.actions import Question, open_study
from office.people.roles import Role
from tests.factories import appointed

DAY = datetime.date(2025, 3, 1)
EVE = DAY - datetime.timedelta(days=1)


def division(code: str, day: datetime.date = DAY) -> int:
    return resolve_code(code, day, Scheme.MCA).division_id


@pytest.fixture
def officer(jilin, settings):
    settings.AS_OF_DATE = "2025-06-01"
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("22")))


@pytest.fixture
def study(officer):
    return open_study(officer, Question("农安县乡镇调整", division("220122"), EVE, DAY, reason="乡镇过小"))
