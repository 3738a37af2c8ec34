"""After a change of divisions: markers follow to the line through their place, three-way points are checked."""

import datetime

import pytest
import shapely
from django.contrib.gis.geos import Point
from psycopg2.extras import DateRange

from boundaries.changes import followups
from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out, take_back
from boundaries.changes.consequences import CaseFacts
from boundaries.lines.fact_actions import common_ends
from boundaries.lines.markers.models import Marker, MarkerVersion, ThreeWayLine, ThreeWayPoint
from boundaries.lines.markers.queries import compare_chainages, refresh_chainages
from boundaries.lines.models import LineVersion
from boundaries.lines.three_way import untied
from tests.boundaries.networks import BEGIN, Network, make_network

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 6, 1)
EVE = DAY - datetime.timedelta(days=1)
SHAPES = {
    0: [(0, 0), (2, 0), (2, 1), (1, 1), (0, 1)],
    1: [(0, 1), (1, 1), (1, 2), (0, 2)],
    2: [(1, 1), (2, 1), (2, 2), (1, 2)],
    3: [(2, 0), (3, 0), (3, 2), (2, 2), (2, 1)],
}


@pytest.fixture
def network(db) -> Network:
    """One county: township 0 below, 1 and 2 above it, 3 to the east of 0 and 2."""
    return make_network({pk: shapely.Polygon(shape) for pk, shape in SHAPES.items()}, counties=1)


def line(network: Network, one: int, other: int, day: datetime.date = EVE) -> int | None:
    sides = (network.townships[one], network.townships[other])
    found = LineVersion.objects.filter(first__in=sides, second__in=sides, valid__contains=day).first()
    return found.line_id if found else None


def marker(line: int, number: str, x: float | None, y: float = 0.0, **facts) -> MarkerVersion:
    point = Point(125 + x / 100, 43 + y / 100, srid=4490) if x is not None else None
    values = {"kind": "single", "level": "township", "valid": DateRange(BEGIN, None)} | facts
    return MarkerVersion.objects.create(
        marker=Marker.objects.create(), line_id=line, number=number, point=point, **values
    )


def merge(network: Network, giver: int, taker: int):
    deed = ops.Abolish(network.townships[giver], (network.townships[taker],))
    return carry_out([deed], DAY, document="试〔1〕号", source="测试", actor=None)


def tie(network: Network) -> ThreeWayPoint:
    lines = [line(network, *pair) for pair in ((0, 1), (0, 2), (1, 2))]
    (here,) = common_ends(lines, EVE)
    point = ThreeWayPoint.objects.create(junction=here, name="三镇交点", valid=DateRange(BEGIN, None))
    ThreeWayLine.objects.bulk_create(ThreeWayLine(point=point, line_id=pk) for pk in lines)
    return point


def tasks(outcome, consequence) -> list[str]:
    case = CaseFacts(1, "合并", 1, None, None)
    return [draft.title for draft in consequence(case, outcome)]


def test_markers_follow_to_the_line_that_runs_through_their_place(network) -> None:
    old = line(network, 0, 1)
    followed = marker(old, "J1", 0.5, 1.0004)
    unplaced = marker(old, "J2", None)
    lost = marker(line(network, 1, 2), "J3", 1.0, 1.5)
    refresh_chainages()
    before = list(MarkerVersion.objects.order_by("pk").values())
    outcome = merge(network, 1, 2)
    now = MarkerVersion.objects.get(marker=followed.marker_id, valid__contains=DAY)
    assert now.line_id == line(network, 0, 2, DAY) and now.change == "reattached" and now.number == "J1"
    assert MarkerVersion.objects.get(marker=followed.marker_id, valid__contains=EVE).line_id == old
    for each in (unplaced, lost):
        assert MarkerVersion.objects.get(marker=each.marker_id).line_id == each.line_id
    assert compare_chainages().differences == []
    assert tasks(outcome, followups.markers) == [
        "重新登记界桩 J1", "撤销或改登界桩 J2：原界线已不存在", "撤销或改登界桩 J3：原界线已不存在",
    ]  # fmt: skip
    take_back(outcome, actor=None, reason="有误")
    assert list(MarkerVersion.objects.order_by("pk").values()) == before


def test_what_was_registered_later_follows_too(network) -> None:
    old = line(network, 0, 1)
    later = datetime.date(2020, 1, 1)
    first = marker(old, "J1", 0.5, 1.0, valid=DateRange(BEGIN, later))
    MarkerVersion.objects.create(
        marker=first.marker, line_id=old, number="J1", level="township", kind="single", change="moved",
        point=first.point, valid=DateRange(later, None),
    )  # fmt: skip
    merge(network, 1, 2)
    versions = list(MarkerVersion.objects.order_by("valid").values_list("line_id", "change"))
    new = line(network, 0, 2, DAY)
    assert versions == [(old, "recorded"), (new, "reattached"), (new, "moved")]


def test_a_three_way_point_stays_while_its_lines_end_there(network) -> None:
    point = tie(network)
    outcome = merge(network, 3, 2)
    assert list(untied(DAY, list(LineVersion.objects.values_list("line", flat=True)))) == []
    point.refresh_from_db()
    assert point.valid.upper is None and tasks(outcome, followups.three_way_points) == []


@pytest.mark.parametrize("begin", [BEGIN, DAY])
def test_a_three_way_point_that_a_change_unties_ends_and_is_agreed_anew(network, begin) -> None:
    point = tie(network)
    ThreeWayPoint.objects.filter(pk=point.pk).update(valid=DateRange(begin, None))
    outcome = merge(network, 1, 2)
    left = ThreeWayPoint.objects.filter(pk=point.pk).values_list("valid", flat=True)
    assert list(left) == ([DateRange(BEGIN, DAY, "[)")] if begin == BEGIN else [])
    assert tasks(outcome, followups.three_way_points) == ["重新勘定三交点 三镇交点"]
    take_back(outcome, actor=None, reason="有误")
    point = ThreeWayPoint.objects.get()
    assert point.valid == DateRange(begin, None, "[)") and point.members.count() == 3
