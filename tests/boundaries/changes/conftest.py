"""A small province as it is known in June 2025, and the officer over all of it."""

import pytest

from office.people.roles import Role
from tests.factories import appointed, make_tree


@pytest.fixture
def tree(settings, db):
    settings.AS_OF_DATE = "2025-06-01"
    return make_tree()


@pytest.fixture
def officer(tree):
    return appointed(Role.BOUNDARY_OFFICER, tree["province"])
