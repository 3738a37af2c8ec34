"""A small province with name officials, for registers that come in."""

import pytest

from tests.gazetteer.applications.factories import DAY, World, make_world


@pytest.fixture
def world(db, settings) -> World:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_world()
