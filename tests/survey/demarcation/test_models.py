"""What the database forbids of a survey: two open ones of a line, steps done by nobody, disputes without evidence."""

import datetime

import pytest
from django.contrib.gis.geos import LineString, Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from survey.demarcation.models import DisputedStretch, LineSurvey, Party, PointDecision, Remark, Step, SurveyState
from tests.survey.demarcation.factories import DAY, make_point, make_survey


def refused(words: str, name: str, deed) -> None:
    """The database refuses it by the constraint of that name, and the model says it in words."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        deed()
    assert any(
        words in str(constraint.violation_error_message) for constraint in _constraints() if constraint.name == name
    )


def _constraints():
    for model in (LineSurvey, Party, Step, PointDecision, Remark, DisputedStretch):
        yield from model._meta.constraints


def test_a_line_has_one_open_survey(survey, line, county_officer) -> None:
    refused("已有一项勘界工作", "one_open_survey_of_a_line", lambda: make_survey(line, county_officer))
    survey.mark_cancelled()
    survey.reason = "误开"
    survey.save()
    assert make_survey(line, county_officer).state == SurveyState.OPEN


def test_a_cancelled_survey_says_why(survey) -> None:
    survey.mark_cancelled()
    refused("须写明理由", "cancelled_survey_says_why", survey.save)


def test_sides_are_named_by_the_order_of_their_codes(survey) -> None:
    assert [party.letter for party in survey.parties.all()] == ["A", "B"]
    first = survey.parties.first()
    again = Party(survey=survey, division=first.division, order=2, name=first.name)
    refused("只能是一方", "party_once_in_a_survey", again.save)


def test_a_done_step_says_by_whom(survey, county_officer) -> None:
    step = Step.objects.create(survey=survey, key="plan", position=1)
    step.done_on = DAY
    refused("办理人", "done_step_says_by_whom", step.save)
    step.done_by = county_officer
    step.save()


def test_a_point_is_numbered_once(survey) -> None:
    point = make_point(survey, "001Q")
    with pytest.raises(ValidationError, match="已有同号的点"):
        make_point(survey, "002Q").__class__(
            survey=survey,
            number="001Q",
            role="marker",
            position=9,
            changed_by=survey.opened_by,
            changed_at=point.changed_at,
        ).full_clean()


def test_errors_are_not_negative(survey) -> None:
    point = make_point(survey, "001Q")
    facts = {"x": 4.8e6, "y": 42.5e6, "crs": "EPSG:4530", "geom": Point(125.01, 43.005), "by": survey.opened_by}
    wrong = PointDecision(point=point, method="single", spread_m=-1, **facts)
    refused("不能为负", "decision_errors_not_negative", wrong.save)
    PointDecision.objects.create(point=point, method="single", spread_m=0, error_m=0.02, **facts)
    assert point.decisions.latest().error_m == 0.02


def test_a_remark_has_a_place_and_an_answer_needs_none(survey) -> None:
    by = survey.opened_by
    refused("指明位置", "remark_has_a_place", lambda: Remark.objects.create(survey=survey, text="此处应沿河", by=by))
    asked = Remark.objects.create(survey=survey, text="此处应沿河", by=by, place=Point(125.01, 43.0))
    Remark.objects.create(survey=survey, text="同意", by=by, reply_to=asked)
    assert asked.replies.count() == 1


def test_the_evidence_of_a_dispute_is_of_the_closed_lists(survey) -> None:
    facts = {"geom": LineString((125.01, 43.0), (125.01, 43.005)), "from_m": 0, "to_m": 500, "title": "批复"}
    facts |= {"survey": survey, "party": survey.parties.first(), "by": survey.opened_by}
    wrong = DisputedStretch(evidence="9.9", **facts)
    refused("第七条、第八条", "dispute_evidence_of_the_closed_lists", wrong.save)
    backwards = DisputedStretch(evidence="7.4", **(facts | {"from_m": 600}))
    refused("起点应在止点之前", "disputed_stretch_has_length", backwards.save)
    made = DisputedStretch.objects.create(evidence="7.4", **facts)
    made.lifted_at, made.lifted_by = datetime.datetime.now(datetime.UTC), survey.opened_by
    refused("依据什么", "lifted_dispute_says_why", made.save)
