"""A draft of the standard tried on a survey that was measured: limits, scale and papers as the draft has them."""

import copy

import pytest

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from office.people.roles import Role
from survey.demarcation import opening
from survey.standard import actions, queries
from survey.standard.trying import try_draft
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY
from tests.survey.standard.test_actions import Silent

pytestmark = pytest.mark.django_db


def test_a_survey_is_tried_as_a_whole(network, line, who) -> None:
    survey = opening.open_survey(who.county, line)
    road.to_exchange(survey, who, DAY)
    officer = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0]))
    draft = actions.make_draft(officer, queries.versions().first(), "2026.1")
    content = copy.deepcopy(draft.content)
    content["severities"]["S24"] = "block"
    content["limits"]["S09"]["point_error_mm"] = 0.01
    content["terms"]["required_papers"].append("survey_summary")
    content["terms"]["scales"]["township"] = 5000
    draft = actions.write_draft(officer, draft.pk, draft.content_hash, content)
    result = try_draft(Silent(), draft.pk, draft.content_hash)
    trial = queries.latest_trial(draft)
    told = {item["path"]: item for item in trial.results}
    assert told.keys() == {"S09/point_error_mm", "severity/S24", "scales/township", "required_papers"}
    [papers] = told["required_papers"]["stopped"]
    assert papers["title"] == survey.title and "勘界工作总结" in papers["message"]
    assert told["severity/S24"]["stopped"] == [] and told["severity/S24"]["of"] == 1
    assert trial.surveys == 1 and "1 项勘界工作" in result.message
