"""A register of four townships in a row, its officer and the officer's browser; a test may bring its own instead."""

import pytest
import shapely
from django.test import Client

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from office.people.roles import Role
from tests.boundaries.networks import Network, make_network
from tests.factories import appointed


@pytest.fixture
def network(settings) -> Network:
    """Four squares beside each other: townships 0 and 3 in county 0, 1 in county 1, 2 in county 2."""
    settings.AS_OF_DATE = "2015-06-01"
    return make_network({owner: shapely.box(owner, 0, owner + 1, 1) for owner in range(4)})


@pytest.fixture
def officer(network):
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0]))


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client
