"""A three-way point from the point table to the register: three sign, three lines are tied to one coordinate."""

import pytest
import shapely

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.lines.markers.models import ThreeWayPoint
from boundaries.lines.models import LineVersion
from office.people.roles import Role
from survey.demarcation import agreeing, judging, opening, pointing, queries, stepping
from survey.demarcation.models import SurveyPoint
from survey.demarcation.rights import Refused
from tests.boundaries.networks import make_network
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(settings):
    """Two townships side by side and a third one below both: their line ends at the three's meeting."""
    settings.AS_OF_DATE = "2025-06-01"
    below = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (0, 1)])
    shapes = [shapely.box(0, 1, 1, 2), shapely.box(1, 1, 2, 2), below]
    return make_network(dict(enumerate(shapes)), counties=1, prefectures=1)


@pytest.fixture
def line(network) -> LineVersion:
    sides = network.townships[:2]
    return LineVersion.objects.get(level=Level.TOWNSHIP, first__in=sides, second__in=sides)


@pytest.fixture
def who(network, line):
    found = road.people(line, Division.objects.get(pk=network.by_level[Level.COUNTY][0]))
    third = Division.objects.get(pk=network.townships[2])
    found.third = [(appointed(Role.BOUNDARY_OFFICER, third), "office"), (appointed(Role.SURVEYOR, third), "technician")]
    return found


def to_review(survey, who) -> None:
    for kind in (*road.SIGNED, road.Kind.TRIPLE_AGREEMENT):
        road.paper(who.officers[0], survey, "agreement", kind)
    stepping.finish_step(who.officers[0], survey.pk, "agreement")
    stepping.finish_step(who.county, survey.pk, "county_review")
    road.paper(who.county, survey, "acceptance", road.Kind.APPROVAL)


def measured(line, who, third) -> object:
    """A survey whose point at the meeting is a three-way point."""
    survey = opening.open_survey(who.county, line, third=third)
    road.to_exchange(survey, who, DAY)
    south = min(survey.points.all(), key=lambda point: queries.decisions_of([point])[point.pk].geom.y)
    facts = {"point_id": south.pk, "version": south.version}
    pointing.write_point(who.surveyors[0], survey.pk, south.number, SurveyPoint.Role.THREE_WAY, south.sheet, **facts)
    return survey


def test_three_sign_and_three_lines_are_tied(network, line, who) -> None:
    third = opening.third_sides(line, DAY)
    assert third == {network.townships[2]: "第2镇"}
    survey = measured(line, who, list(third))
    road.all_sign(survey, who, DAY)
    assert any("第2镇" in words for words in judging.blocks(survey, DAY, ("S19",)))
    with pytest.raises(Refused, match="第2镇勘界办"):
        stepping.finish_step(who.officers[0], survey.pk, "agreement")
    for person, capacity in who.third:
        agreeing.sign(person, survey.pk, capacity, queries.content_hash(survey, DAY))
    to_review(survey, who)
    agreeing.accept(who.county, survey.pk, road.PAPERS, queries.content_hash(survey, DAY), DAY)
    point = ThreeWayPoint.objects.get()
    assert (point.name, point.number) == ("第0镇、第1镇、第2镇三交点", survey.points.get(role="three_way").number)
    assert point.agreement_body == "第0镇、第1镇、第2镇" and point.agreement_number == "某协〔2015〕1号"
    assert point.marker is not None and point.valid.lower == DAY
    lines = {frozenset((each.first_id, each.second_id)) for each in (row.line.on(DAY) for row in point.members.all())}
    one, two, three = network.townships
    assert lines == {frozenset((one, two)), frozenset((one, three)), frozenset((two, three))}
    place = queries.decisions_of(survey.points.filter(role="three_way")).popitem()[1].geom
    assert (point.junction.point.x, point.junction.point.y) == pytest.approx((place.x, place.y), abs=1e-7)


def test_two_parties_are_not_enough(line, who) -> None:
    survey = measured(line, who, [])
    assert judging.blocks(survey, DAY, ("S12",)) == [
        f"S12 三交点 {survey.points.get(role='three_way').number} 须由三方签字，现在只有两方"
    ]
    road.all_sign(survey, who, DAY)
    with pytest.raises(Refused, match="S12"):
        to_review(survey, who)
    assert not ThreeWayPoint.objects.exists()
