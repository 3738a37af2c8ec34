"""Three townships of one county in a row, with the officers of two sides, the county's and a survey of their line."""

import pytest
import shapely

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.lines.models import LineVersion
from office.people.roles import Role
from tests.boundaries.networks import Network, make_network
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import make_survey


@pytest.fixture
def network(settings, db) -> Network:
    settings.AS_OF_DATE = "2025-06-01"
    return make_network({owner: shapely.box(owner, 0, owner + 1, 1) for owner in range(3)}, counties=1, prefectures=1)


@pytest.fixture
def line(network) -> LineVersion:
    """The township line between the first two."""
    sides = network.townships[:2]
    return LineVersion.objects.get(level=Level.TOWNSHIP, first__in=sides, second__in=sides)


@pytest.fixture
def sides(line):
    """The boundary officers of the side of the smaller code and of the other one."""
    return [appointed(Role.BOUNDARY_OFFICER, side) for side in (line.first, line.second)]


@pytest.fixture
def county_officer(network):
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.COUNTY][0]))


@pytest.fixture
def who(network, line):
    """Officers and surveyors of both sides, officer and registrar of the county."""
    return road.people(line, Division.objects.get(pk=network.by_level[Level.COUNTY][0]))


@pytest.fixture
def survey(line, county_officer):
    return make_survey(line, county_officer)
