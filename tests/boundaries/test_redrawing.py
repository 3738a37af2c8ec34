"""Replacing an edge: what it would mean, what is refused and where, two officers at once."""

import datetime

import pytest
import shapely

from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division, DivisionVersion
from boundaries.lines.areas import compare_areas
from boundaries.lines.coverage import BrokenCoverage
from boundaries.lines.inside import register_inside
from boundaries.lines.legal import compare_lines
from boundaries.lines.models import Edge
from boundaries.lines.rearranging import NotPossible
from boundaries.lines.redrawing import base_of, preview, replace_edge
from boundaries.lines.refusals import Refused, Rejected, Stale
from boundaries.lines.tiles import compare_shapes
from office.log.models import Event
from office.people.roles import Role
from tests.boundaries.networks import BEGIN, Network, area_on, assert_sound, make_network
from tests.factories import appointed

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 6, 1)
PAPER = {"document": "吉政函〔2015〕6号", "reason": "勘界成果"}


@pytest.fixture
def network(db) -> Network:
    """Four squares beside each other: townships 0 and 3 in county 0, 1 in county 1, 2 in county 2."""
    return make_network({owner: shapely.box(owner, 0, owner + 1, 1) for owner in range(4)})


def edge_between(one: int, other: int) -> Edge:
    return Edge.objects.get(left__in=(one, other), right__in=(one, other), valid__contains=DAY)


def bulge(edge: Edge, by: float) -> list[tuple[float, float]]:
    """The edge with one more vertex, moved to the east of its middle by some degrees."""
    (x1, y1), (x2, y2) = edge.geom.coords[0], edge.geom.coords[-1]
    return [(x1, y1), ((x1 + x2) / 2 + by, (y1 + y2) / 2), (x2, y2)]


@pytest.fixture
def officer(network: Network):
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0]))


def test_the_preview_tells_metres_and_areas_and_writes_nothing(network: Network) -> None:
    edge = edge_between(*network.townships[:2])
    before = area_on(network.townships[0], DAY)
    seen = preview(edge, bulge(edge, 0.001), DAY)
    assert 70 < seen.moved_m < 90  # 0.001 degrees of longitude at 43 degrees
    west, east = (next(side for side in seen.sides if side["division"] == pk) for pk in network.townships[:2])
    assert west["gained_m2"] == pytest.approx(east["lost_m2"]) and west["gained_m2"] > 10_000
    assert west["lost_m2"] == east["gained_m2"] == 0
    assert area_on(network.townships[0], DAY).equals(before)
    assert Edge.objects.filter(pk=edge.pk, valid__contains=DAY).exists()


def test_replacing_keeps_the_old_version_and_everything_fits(network: Network, officer) -> None:
    edge = edge_between(*network.townships[:2])
    before = area_on(network.townships[0], DAY)
    replace_edge(officer, edge.pk, bulge(edge, 0.001), DAY, base=base_of(edge), **PAPER)
    edge.refresh_from_db()
    assert edge.valid.upper == DAY
    assert area_on(network.townships[0], DAY - datetime.timedelta(days=1)).equals(before)
    assert area_on(network.townships[0], DAY).area > before.area
    assert_sound(network)
    assert [c.differences for c in (compare_areas(), compare_lines(), compare_shapes())] == [[], [], []]
    assert Event.objects.get(action="lines.replace_edge").data["document"] == PAPER["document"]


def test_things_that_change_sides_are_named(network: Network, monkeypatch) -> None:
    edge = edge_between(*network.townships[:2])
    monkeypatch.setattr("boundaries.lines.inside._registered", {})
    spot = shapely.Point(bulge(edge, 0.0005)[1])

    def inside(area, day):
        held = shapely.from_wkb(bytes(area.wkb)).contains(spot)
        return [{"what": "地名", "name": "大桥", "id": "G1"}] if held else []

    register_inside("test", inside)
    things = preview(edge, bulge(edge, 0.001), DAY).things
    assert [(thing["name"], thing["from"], thing["to"]) for thing in things] == [("大桥", "第1镇", "第0镇")]
    assert preview(edge, bulge(edge, -0.001), DAY).things == []


def test_a_line_over_another_one_is_refused_with_the_place(network: Network, officer) -> None:
    edge = edge_between(*network.townships[:2])
    with pytest.raises(BrokenCoverage) as refused:
        replace_edge(officer, edge.pk, bulge(edge, 0.02), DAY, base=base_of(edge), **PAPER)
    assert all(finding.evidence["place"] for finding in refused.value.findings)
    assert Edge.objects.filter(pk=edge.pk, valid__contains=DAY).exists()


def test_an_end_that_hangs_is_refused(network: Network, officer) -> None:
    edge = edge_between(*network.townships[:2])
    line = bulge(edge, 0.001)
    line[-1] = (line[-1][0] + 0.0001, line[-1][1])
    with pytest.raises(NotPossible, match="交会点") as refused:
        replace_edge(officer, edge.pk, line, DAY, base=base_of(edge), **PAPER)
    assert line[-1] in refused.value.places


def test_the_second_of_two_officers_is_told_what_changed(network: Network, officer) -> None:
    edge = edge_between(*network.townships[:2])
    seen = base_of(edge)
    replace_edge(officer, edge.pk, bulge(edge, 0.001), DAY, base=seen, **PAPER)
    with pytest.raises(Stale) as stale:
        replace_edge(officer, edge.pk, bulge(edge, -0.001), BEGIN, base=seen, **PAPER)
    assert "重新划定" in stale.value.between[0].summary


def test_locked_edges_and_the_law_stand_in_the_way(network: Network, officer) -> None:
    outer = Edge.objects.filter(left__external=False, right__external=True).order_by("id")[0]
    Edge.objects.filter(pk=outer.pk).update(locked=True)
    with pytest.raises(Refused, match="锁定"):
        replace_edge(officer, outer.pk, bulge(outer, 0.001), DAY, base=base_of(outer), **PAPER)
    edge = edge_between(*network.townships[:2])
    with pytest.raises(Rejected) as rejected:
        replace_edge(officer, edge.pk, bulge(edge, 0.001), DAY, base=base_of(edge), by_township_survey=True, **PAPER)
    assert [(finding.rule, finding.blocks) for finding in rejected.value.findings] == [("S14", True)]


def test_a_township_survey_may_draw_a_township_line(network: Network, officer) -> None:
    inner = make_inner(network.townships[0])
    replace_edge(officer, inner.pk, bulge(inner, 0.0001), DAY, base=base_of(inner), by_township_survey=True, **PAPER)


def make_inner(one: int) -> Edge:
    """Let the first two squares be of one county, so that a township line parts them."""
    neighbour = Edge.objects.filter(left=one, right__external=False).first() or Edge.objects.get(
        right=one, left__external=False
    )
    beside = neighbour.right_id if neighbour.left_id == one else neighbour.left_id
    county = DivisionVersion.objects.get(division=one).parent_id
    carry_out([ops.Affiliate(beside, county)], BEGIN, document="试〔1〕号", source="测试", actor=None)
    return Edge.objects.get(level=Level.TOWNSHIP, valid__contains=DAY)


def test_who_has_no_say_over_both_sides_is_refused(network: Network) -> None:
    stranger = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.COUNTY][2]))
    edge = edge_between(*network.townships[:2])
    with pytest.raises(Refused, match="管辖范围"):
        replace_edge(stranger, edge.pk, bulge(edge, 0.001), DAY, base=base_of(edge), **PAPER)


def test_a_paper_and_a_reason_are_asked_for(network: Network, officer) -> None:
    edge = edge_between(*network.townships[:2])
    with pytest.raises(Refused, match="文号"):
        replace_edge(officer, edge.pk, bulge(edge, 0.001), DAY, base=base_of(edge), document=" ", reason="改")
