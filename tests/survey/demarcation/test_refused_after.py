"""What an accepted survey no longer takes, what decides no coordinate, and where a township line may not run."""

from dataclasses import replace

import pytest

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.lines.models import Edge
from boundaries.lines.redrawing import base_of, replace_edge
from office.people.roles import Role
from survey.demarcation import agreeing, course_lines, judging, opening, pointing, queries, talking
from survey.demarcation.course_lines import NoCourse
from survey.demarcation.rights import Refused
from survey.demarcation.setting_aside import set_aside
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(line, who):
    return opening.open_survey(who.county, line)


def test_an_accepted_survey_takes_no_other_papers_and_no_dispute(survey, who) -> None:
    road.to_exchange(survey, who, DAY)
    road.to_acceptance(survey, who, DAY)
    survey.refresh_from_db()
    agreeing.accept(who.county, survey.pk, road.PAPERS, survey.accepted_hash, DAY)
    other = replace(road.PAPERS, approval_number="别号")
    with pytest.raises(Refused, match="这次的依据没有写入"):
        agreeing.accept(who.county, survey.pk, other, survey.accepted_hash, DAY)
    with pytest.raises(Refused, match="已经验收"):
        talking.dispute(who.officers[0], survey.pk, 100, 300, "7.4", "双方协议")
    with pytest.raises(Refused, match="已经验收"):
        road.paper(who.officers[0], survey, "plan", road.Kind.MINUTES)
    with pytest.raises(Refused, match="作业队伍不再改动"):
        opening.write_team(who.officers[0], survey.pk, organisation="另一队", leader="王", licence="甲测资字2号")
    road.paper(who.county, survey, "hand_over", road.Kind.MINUTES)


def test_a_number_that_is_too_long_is_asked_about_not_cut(survey, who, line) -> None:
    numbers = ["长" * 40, "短1"]
    data = road.table(numbers, road.points_along(line, DAY, 2))
    road.send(who.surveyors[0], who.officers[1], line, data)
    with pytest.raises(Refused, match="超过 32 字，不能作勘界点"):
        pointing.gather_points(who.surveyors[0], survey.pk)
    assert not survey.points.exists()


def test_an_edge_replaced_meanwhile_is_not_laid(survey, who, line) -> None:
    number, moved = road.course_moved(line, DAY, 0.001)
    base = base_of(Edge.objects.get(pk=number))
    course_lines.propose_drawn(who.officers[0], survey.pk, number, moved, base)
    road.to_exchange(survey, who, DAY)
    other = road.course_moved(line, DAY, 0.0004)[1]
    replace_edge(who.county, number, other, DAY, base=base, document="某政函〔2025〕3号", reason="更正")
    with pytest.raises(Refused, match="已不在登记中"):
        road.to_acceptance(survey, who, DAY)
    assert not survey.steps.get(key="acceptance").done_on


def test_the_observations_of_another_point_decide_nothing(survey, who) -> None:
    road.to_exchange(survey, who, DAY)
    one, other = survey.points.all()[:2]
    rows = queries.by_number(queries.observations_of(survey))
    with pytest.raises(Refused, match="不是此点的观测"):
        pointing.decide_point(who.officers[0], survey.pk, one.pk, [row.pk for row in rows[other.number]], "mean")


def test_a_drawn_township_line_stays_in_its_county(survey, who, line) -> None:
    edge, points = road.course_moved(line, DAY, 0)
    south = (points[1][0], min(points[0][1], points[-1][1]) - 0.002)
    base = base_of(Edge.objects.get(pk=edge))
    with pytest.raises(NoCourse, match="S14") as refused:
        course_lines.propose_drawn(who.officers[0], survey.pk, edge, [points[0], south, points[-1]], base)
    assert refused.value.places
    course_lines.propose_drawn(who.officers[0], survey.pk, edge, road.course_moved(line, DAY, 0.0005)[1], base)


def test_a_dispute_in_place_of_another_meets_the_block_again(survey, who, network) -> None:
    province = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0]))
    first = talking.dispute(who.officers[0], survey.pk, 100, 300, "7.4", "双方协议")
    set_aside(province, survey.pk, "S18", "先签其余段", "吉民函〔2025〕7号", queries.content_hash(survey, DAY))
    assert not judging.blocks(survey, DAY, ("S18",))
    talking.lift_dispute(who.officers[0], survey.pk, first.pk, "双方协议")
    talking.dispute(who.officers[0], survey.pk, 400, 500, "7.4", "另一协议")
    assert judging.blocks(survey, DAY, ("S18",))
