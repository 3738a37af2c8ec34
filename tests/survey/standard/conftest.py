"""The officer of the province, and the shipped version that is in force on the day of the tests."""

import pytest

from office.people.roles import Role
from survey.standard import queries
from tests.factories import appointed


@pytest.fixture(autouse=True)
def as_of(settings) -> None:
    settings.AS_OF_DATE = "2025-10-20"


@pytest.fixture
def officer(road):
    return appointed(Role.BOUNDARY_OFFICER, road.province, full_name="周省")


@pytest.fixture
def base(db):
    return queries.versions().first()
