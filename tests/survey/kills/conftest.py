"""The people and the line of the surveys' tests."""

from tests.survey.demarcation.conftest import county_officer, line, network, who

__all__ = ["county_officer", "line", "network", "who"]
