"""A redraw is taken back, on its page too; refused in words where later work stands on it; cases and sample wait."""

import datetime

import pytest

from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out, take_back
from boundaries.changes.load import ChangedSample, refuse_changed_sample
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.journal import ChangedSince, as_row
from boundaries.lines.areas import compare_areas
from boundaries.lines.legal import compare_lines
from boundaries.lines.models import Edge, LineEdge, LineVersion, Redrawing
from boundaries.lines.redrawing import base_of, replace_edge
from boundaries.lines.refusals import Refused
from boundaries.lines.taking_back import take_back_redrawing
from boundaries.lines.tiles import compare_shapes
from office.log.models import Event
from office.people.roles import Role
from tests.boundaries.networks import BEGIN, Network, area_on, assert_sound
from tests.factories import appointed

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 6, 1)
PAPER = {"document": "吉政函〔2015〕6号", "reason": "勘界成果"}


def edge_between(network: Network) -> Edge:
    sides = network.townships[:2]
    return Edge.objects.get(left__in=sides, right__in=sides, valid__contains=DAY)


def redraw(officer, network: Network, by: float, since: datetime.date = DAY) -> Redrawing:
    edge = edge_between(network)
    (x1, y1), (x2, y2) = edge.geom.coords[0], edge.geom.coords[-1]
    line = [(x1, y1), ((x1 + x2) / 2 + by, (y1 + y2) / 2), (x2, y2)]
    replace_edge(officer, edge.pk, line, since, base=base_of(edge), **PAPER)
    return Redrawing.objects.latest("pk")


def rows() -> list[dict]:
    return [as_row(edge) for edge in Edge.objects.order_by("pk")]


def assert_derived(network: Network) -> None:
    assert_sound(network)
    assert [check.differences for check in (compare_areas(), compare_lines(), compare_shapes())] == [[], [], []]


@pytest.mark.parametrize("since", [DAY, BEGIN])
def test_a_redraw_is_taken_back_whole(network, officer, since) -> None:
    before, area = rows(), area_on(network.townships[0], DAY)
    made = redraw(officer, network, 0.001, since)
    assert rows() != before and made.line_id and made.code and made.name in str(made)
    with pytest.raises(Refused, match="撤回理由"):
        take_back_redrawing(officer, made.pk, reason=" ")
    made = take_back_redrawing(officer, made.pk, reason="图上画错")
    assert rows() == before and area_on(network.townships[0], DAY).equals(area)
    assert_derived(network)
    assert (made.undone_by, made.undone_reason) == (officer, "图上画错")
    assert Event.objects.get(action="lines.take_back_redrawing").data["document"] == PAPER["document"]
    with pytest.raises(Refused, match="已经撤回"):
        take_back_redrawing(officer, made.pk, reason="再撤")
    redraw(officer, network, 0.001)
    assert_derived(network)


def test_the_newest_goes_first_and_is_named_without_numbers(network, officer) -> None:
    before = rows()
    first, second = redraw(officer, network, 0.001), redraw(officer, network, 0.002)
    with pytest.raises(Refused) as refused:
        take_back_redrawing(officer, first.pk, reason="画错")
    words = str(refused.value)
    assert str(second) in words and PAPER["document"] in words and str(officer) in words
    assert f"边 {second.edge_number}" not in words
    take_back_redrawing(officer, second.pk, reason="画错")
    take_back_redrawing(officer, first.pk, reason="画错")
    assert rows() == before


def test_strangers_take_nothing_back(network, officer) -> None:
    made = redraw(officer, network, 0.001)
    stranger = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.COUNTY][2]))
    with pytest.raises(Refused, match="管辖范围"):
        take_back_redrawing(stranger, made.pk, reason="画错")
    assert Redrawing.objects.get().undone_at is None


def test_a_change_under_a_redraw_is_taken_back_after_it(network, officer) -> None:
    """The change closed and opened the edge; what was drawn on it later stands in the way until it is taken back."""
    before = rows()
    move = [ops.Affiliate(network.townships[1], network.by_level[Level.COUNTY][2])]
    outcome = carry_out(move, DAY, document="国函1号", source="测试", actor=None)
    made = redraw(officer, network, 0.001)
    with pytest.raises(ChangedSince) as refused:
        take_back(outcome, actor=None, reason="试")
    assert str(made) in str(refused.value) and "请先撤回" in str(refused.value)
    take_back_redrawing(officer, made.pk, reason="先撤")
    take_back(outcome, actor=None, reason="试")
    assert rows() == before
    assert_derived(network)


def test_the_page_lists_what_was_redrawn_and_takes_it_back(page, officer, network) -> None:
    before = rows()
    first, second = redraw(officer, network, 0.001), redraw(officer, network, 0.002)
    line = LineVersion.objects.get(line=first.line_id, valid__contains=DAY)
    room = f"/boundaries/lines/{line.code}/redraw/"
    for url in (room, f"/boundaries/lines/{line.code}/"):
        text = page.get(url).content.decode()
        assert PAPER["document"] in text and f"{room}back/{second.pk}/" in text and "已办的重新划定" in text
    late = page.post(f"{room}back/{first.pk}/", {"reason": "图上画错"})
    assert late.status_code == 409 and str(second) in late.content.decode()
    assert 'value="图上画错"' in late.content.decode(), "what was typed stays"
    assert page.post(f"{room}back/{second.pk}/", {"reason": ""}).status_code == 409
    assert page.post(f"{room}back/{second.pk}/", {"reason": "图上画错"}).status_code == 302
    assert page.post(f"{room}back/{first.pk}/", {"reason": "图上画错"}).status_code == 302
    assert "已撤回" in page.get(room).content.decode() and rows() == before
    other = LineEdge.objects.exclude(line=first.line_id).first()
    code = LineVersion.objects.filter(line=other.line_id).first().code
    assert page.post(f"/boundaries/lines/{code}/redraw/back/{first.pk}/", {"reason": "画错"}).status_code == 404


def test_the_sample_waits_for_redraws_and_says_where_they_are_taken_back(network, officer) -> None:
    made = redraw(officer, network, 0.001)
    refuse_changed_sample()
    Redrawing.objects.update(is_sample=True)
    with pytest.raises(ChangedSample, match="“重新划定”页中撤回") as refused:
        refuse_changed_sample()
    assert str(made) in str(refused.value)
    take_back_redrawing(officer, made.pk, reason="画错")
    refuse_changed_sample()
