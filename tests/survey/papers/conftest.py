"""The papers of a survey stand on the same line, people and survey as its own tests."""

import pytest

from survey.demarcation import opening
from tests.survey.demarcation import road
from tests.survey.demarcation.conftest import line, network, who
from tests.survey.demarcation.factories import DAY

__all__ = ["line", "network", "who"]


@pytest.fixture
def opened(line, who):
    """A survey whose steps have not begun."""
    return opening.open_survey(who.county, line)


@pytest.fixture
def exchanged(opened, who):
    """A survey that both sides have measured, decided and compared."""
    road.to_exchange(opened, who, DAY)
    return opened
