"""What happens to a survey while the register changes under it: it is told in words, nothing is half done."""

import datetime

import pytest
import shapely
from django.test import Client

from boundaries.changes.carried import carry
from boundaries.changes.combinations import merge_into
from boundaries.changes.consequences import CaseFacts
from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge
from boundaries.lines.network import points_of
from boundaries.lines.redrawing import base_of, replace_edge
from survey.demarcation import agreeing, course_lines, judging, opening, queries, stepping
from survey.demarcation.division_changes import open_surveys
from survey.demarcation.rights import Refused
from tests.boundaries.networks import assert_sound
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db
LATER = DAY - datetime.timedelta(days=2)


@pytest.fixture
def signed(line, who):
    """A survey with another course that all have signed and the county has reviewed."""
    survey = opening.open_survey(who.county, line)
    edge, moved = road.course_moved(line, DAY, 0.001)
    course_lines.propose_drawn(who.officers[0], survey.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    road.to_exchange(survey, who, DAY)
    road.all_sign(survey, who, DAY)
    for kind in road.SIGNED:
        road.paper(who.officers[0], survey, "agreement", kind)
    stepping.finish_step(who.officers[0], survey.pk, "agreement")
    stepping.finish_step(who.county, survey.pk, "county_review")
    road.paper(who.county, survey, "acceptance", road.Kind.APPROVAL)
    return survey


def every_page(survey, who) -> None:
    """Nobody who sees the survey meets an error."""
    for person in (*who.officers, *who.surveyors, who.county, who.registrar):
        page = Client()
        page.force_login(person)
        for url in (f"/survey/lines/{survey.pk}/", "/survey/lines/", f"/survey/lines/{survey.pk}/course-text/"):
            assert page.get(url).status_code in (200, 404), url


def test_the_edge_was_redrawn_in_between(network, line, who, signed) -> None:
    row = next(iter(queries.course_lines_of(signed).values()))
    edge = Edge.objects.get(pk=row.edge_number)
    (x1, y1), *_, (x2, y2) = points_of(edge.geom)
    other = ((x1, y1), ((x1 + x2) / 2 - 0.002, (y1 + y2) / 2), (x2, y2))
    replace_edge(who.county, edge.pk, other, LATER, base=base_of(edge), document="另号", reason="另行划定")
    shown = queries.content_hash(signed, DAY)
    assert all(each.missing for each in queries.signed(signed, DAY)), "what was signed was about another line"
    with pytest.raises(Refused, match="S19|已不在登记中"):
        agreeing.accept(who.county, signed.pk, road.PAPERS, shown, DAY)
    every_page(signed, who)
    assert_sound(network)


def test_one_side_was_merged_into_the_other_in_between(network, line, who, signed) -> None:
    operations = merge_into(line.first_id, [line.second_id])
    outcome = carry(operations, LATER, document="某函1号", source="测试", actor=who.county)
    [told] = open_surveys(CaseFacts(1, "合并", network.by_level[Level.COUNTY][0], LATER, None), outcome)
    assert told.title == f"取消或改办勘界工作：{signed.title}" and told.subject.url == f"/survey/lines/{signed.pk}/"
    every_page(signed, who)
    for step in (
        lambda: agreeing.accept(who.county, signed.pk, road.PAPERS, queries.content_hash(signed, DAY), DAY),
        lambda: agreeing.sign(who.officers[0], signed.pk, "office", queries.content_hash(signed, DAY)),
    ):
        with pytest.raises(Refused, match="因区划变更，这条界线自 2025-05-30 起已不存在"):
            step()
    page = Client()
    page.force_login(who.county)
    assert "请取消这项勘界工作" in page.get(f"/survey/lines/{signed.pk}/").content.decode()
    assert judging.findings_of(signed, DAY)
    assert_sound(network)
    opening.cancel_survey(who.county, signed.pk, "一方已经撤销")
    every_page(signed, who)


def test_one_side_got_another_neighbour_in_between(network, line, who, signed) -> None:
    """The other side takes in a third township: the line itself stands as it did."""
    operations = merge_into(line.second_id, [network.townships[2]])
    outcome = carry(operations, LATER, document="某函2号", source="测试", actor=who.county)
    assert open_surveys(CaseFacts(1, "合并", network.by_level[Level.COUNTY][0], LATER, None), outcome) == []
    every_page(signed, who)
    agreeing.accept(who.county, signed.pk, road.PAPERS, queries.content_hash(signed, DAY), DAY)
    assert_sound(network)
    assert shapely.LineString(points_of(Edge.objects.filter(memberships__line=line.line_id).last().geom)).length > 0
