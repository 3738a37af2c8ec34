"""Random partitions, random changes on random days: the register never has a gap, an overlap or a lost metre."""

import datetime
import random

import pytest
import shapely
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon

from boundaries.changes import operations as ops
from boundaries.changes.carrying import Outcome, carry_out, take_back
from boundaries.changes.history_rows import outcome_as_json
from boundaries.changes.periods_of_facts import NoVersion
from boundaries.divisions.kinds import Level
from boundaries.journal import Journal
from boundaries.lines.coverage import BrokenCoverage, assert_coverage
from boundaries.lines.models import Edge
from boundaries.lines.network import stretch_of
from boundaries.lines.periods import stable_periods
from boundaries.lines.rearranging import NotPossible, redrawn
from boundaries.lines.refreshing import refresh
from boundaries.lines.regrouping import Facts, rework
from boundaries.lines.tree import tree_on
from tests.boundaries.networks import BEGIN, Network, area_on, assert_sound, make_network
from tests.boundaries.partitions import Partition, grids, voronois

pytestmark = pytest.mark.django_db
DAYS = st.integers(0, 3000).map(lambda n: BEGIN + datetime.timedelta(days=n))


class _Undo(Exception):
    pass


def standing(network: Network, day: datetime.date) -> list[int]:
    return [pk for pk in network.townships if area_on(pk, day) is not None]


def merge(network: Network, day: datetime.date, rng: random.Random) -> list[ops.Operation]:
    one, other = rng.sample(standing(network, day), 2)
    return [ops.Abolish(one, (other,))]


def move(network: Network, day: datetime.date, rng: random.Random) -> list[ops.Operation]:
    return [ops.Affiliate(rng.choice(standing(network, day)), rng.choice(network.by_level[Level.COUNTY]))]


def move_county(network: Network, day: datetime.date, rng: random.Random) -> list[ops.Operation]:
    county, parent = (rng.choice(network.by_level[level]) for level in (Level.COUNTY, Level.PREFECTURE))
    return [ops.Affiliate(county, parent)]


def merge_county(network: Network, day: datetime.date, rng: random.Random) -> list[ops.Operation]:
    """A county goes into another one with all that stands below it."""
    one, other = rng.sample([pk for pk in network.by_level[Level.COUNTY] if pk in tree_on(day).nodes], 2)
    return [ops.Abolish(one, (other,))]


def split(network: Network, day: datetime.date, rng: random.Random) -> list[ops.Operation]:
    """A new township cut off another one along a drawn line with a bend."""
    giver = rng.choice(standing(network, day))
    shape = area_on(giver, day)
    x, y = max(shape.geoms, key=lambda part: part.area).representative_point().coords[0]
    west, south, east, north = shape.bounds
    bend = (x + rng.uniform(-0.001, 0.001), y + 0.0007)
    line = ((west - 0.01, y + rng.uniform(-0.002, 0.002)), bend, (east + 0.01, y + rng.uniform(-0.002, 0.002)))
    key = f"镇{rng.randrange(10**6)}"
    territory = ops.Territory(cuts=(ops.Cut(giver, line, (x, y)),))
    county = network.by_level[Level.COUNTY][0]
    return [ops.Establish(key, f"新{key}", "镇", Level.TOWNSHIP, county, None, territory=territory)]


def replace_some_edge(day: datetime.date, rng: random.Random) -> None:
    """One edge drawn anew with a bulge, where that crosses nothing."""
    inner = Edge.objects.filter(valid__contains=day, left__external=False, right__external=False)
    edge = rng.choice([None, *inner.order_by("id")])
    if edge is None:
        return
    old = stretch_of(edge)
    middle = LineString(old.points).interpolate(0.5, normalized=True)
    bulge = (middle.x + rng.uniform(-0.002, 0.002), middle.y + rng.uniform(-0.002, 0.002))
    line = [old.points[0], bulge, old.points[-1]]
    if old.closed or not LineString(line).is_simple:
        return
    facts = Facts(edge.state, "重划", False)
    stands = {edge.pk}

    def alter(sides, snapshot):
        return redrawn(sides, old, line, facts) if stands & {row.id for row in snapshot.edges} else sides

    with transaction.atomic():
        done = rework(day, {edge.left_id, edge.right_id}, alter, Journal())
        for begin, _ in stable_periods(day):
            assert_coverage(begin, [side for side in (edge.left_id, edge.right_id) if area_on(side, begin) is not None])
        refresh(day, done)
        check_constraints()


def check_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


CHANGES = (merge, merge_county, move, move_county, split)


def act(network: Network, day: datetime.date, rng: random.Random) -> Outcome | None:
    """One random change; what the register refuses leaves it as it was."""
    try:
        with transaction.atomic():
            if rng.random() < 0.3:
                replace_some_edge(day, rng)
                return None
            operations = rng.choice(CHANGES)(network, day, rng)
            outcome = carry_out(operations, day, document="试〔1〕号", source="测试", actor=None)
            check_constraints()
            network.townships.extend(outcome.begun.values())
            return outcome
    except (NotPossible, BrokenCoverage, NoVersion, ValueError):
        return None


def live(partition: Partition, days: list[datetime.date], seed: int) -> None:
    rng = random.Random(seed)
    try:
        with transaction.atomic():
            network = make_network(partition)
            assert_sound(network)
            last = None
            for day in days:
                last = act(network, day, rng) or last
                assert_sound(network)
            raise _Undo
    except _Undo:
        pass


LIVES = given(grids() | voronois(), st.lists(DAYS, min_size=1, max_size=4), st.integers(0, 10**6))
EASY = {"suppress_health_check": list(HealthCheck)}


@settings(max_examples=15, **EASY)
@LIVES
def test_nothing_is_lost_whatever_is_done(partition: Partition, days: list[datetime.date], seed: int) -> None:
    live(partition, days, seed)


@pytest.mark.soak
@settings(max_examples=1000, **EASY)
@LIVES
def test_nothing_is_lost_over_a_thousand_partitions(partition: Partition, days: list[datetime.date], seed: int) -> None:
    live(partition, days, seed)


@settings(max_examples=10, **EASY)
@given(voronois(), DAYS, st.integers(0, 10**6))
def test_a_change_taken_back_leaves_no_trace(partition: Partition, day: datetime.date, seed: int) -> None:
    rng = random.Random(seed)
    try:
        with transaction.atomic():
            network = make_network(partition)
            before = picture()
            operations = rng.choice(CHANGES)(network, day, rng)
            try:
                with transaction.atomic():
                    outcome = carry_out(operations, day, document="试〔1〕号", source="测试", actor=None)
            except (NotPossible, BrokenCoverage):
                raise _Undo from None
            take_back(Outcome.from_json(outcome_as_json(outcome)), actor=None, reason="试")
            check_constraints()
            assert picture() == before
            raise _Undo
    except _Undo:
        pass


def picture() -> list[tuple]:
    """Edges and areas with their periods, as they stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, left_id, right_id, level, valid, geom::text FROM lines_edge ORDER BY id")
        edges = cursor.fetchall()
        cursor.execute("SELECT division_id, valid, geom::text FROM divisions_area ORDER BY division_id, valid")
        areas = cursor.fetchall()
        cursor.execute("SELECT code, valid, computed_m, is_sample FROM lines_lineversion ORDER BY code, valid")
        return [*edges, *areas, *cursor.fetchall()]


def four_squares() -> Network:
    return make_network({owner: shapely.box(owner, 0, owner + 1, 1) for owner in range(4)})


def carried(operation: ops.Operation, day: datetime.date) -> None:
    carry_out([operation], day, document="试〔1〕号", source="测试", actor=None)
    check_constraints()


def test_a_backdated_merger_into_who_ended_later_is_refused() -> None:
    network = four_squares()
    one, other, third, _ = network.townships
    carried(ops.Abolish(other, (third,)), datetime.date(2012, 1, 1))
    with pytest.raises(NotPossible, match="自 2012-01-01 起已不存在"), transaction.atomic():
        carried(ops.Abolish(one, (other,)), datetime.date(2010, 1, 1))
    assert_sound(network)


def test_a_backdated_move_below_who_ended_later_is_refused() -> None:
    network = four_squares()
    nought, first, second = network.by_level[Level.COUNTY]
    carried(ops.Abolish(first, (second,)), datetime.date(2012, 1, 1))
    with pytest.raises(NotPossible, match="自 2012-01-01 起的上级1县届时已不存在"), transaction.atomic():
        carried(ops.Affiliate(network.townships[0], first), datetime.date(2010, 1, 1))
    carried(ops.Affiliate(network.townships[0], second), datetime.date(2010, 1, 1))
    with pytest.raises(NotPossible, match="届时已不存在"), transaction.atomic():
        carried(ops.Abolish(second, (nought,)), datetime.date(2011, 1, 1))
    assert_sound(network)


def two_islands_that_meet() -> Network:
    """A township around another one, which has two parts that touch in a point: two closed edges at one junction."""
    islands = MultiPolygon([shapely.box(1, 1, 2, 2), shapely.box(2, 2, 3, 3)])
    return make_network({0: shapely.box(0, 0, 4, 4).difference(islands), 1: islands})


def test_two_islands_may_meet_in_a_point() -> None:
    network = two_islands_that_meet()
    assert Edge.objects.filter(start=F("end")).count() == 3
    check_constraints()
    assert_sound(network)


def test_two_islands_may_not_overlap() -> None:
    """Neither across each other nor one within the other, where they touch in their junction only."""
    two_islands_that_meet()
    check_constraints()
    inner = Edge.objects.filter(start=F("end"), left__external=False, right__external=False)
    island = min(inner, key=lambda edge: edge.geom.extent)
    (x, y), was_ccw = island.geom.coords[0], shapely.is_ccw(shapely.linearrings(island.geom.coords))
    for across in ([(0.005, 0.015), (-0.005, 0.005)], [(0.005, 0.002), (0.002, 0.005)]):
        corners = [(x, y), *((x + dx, y + dy) for dx, dy in across), (x, y)]
        ring = corners if shapely.is_ccw(shapely.linearrings(corners)) == was_ccw else corners[::-1]
        with pytest.raises(IntegrityError, match="相交或重合"), transaction.atomic():
            Edge.objects.filter(pk=island.pk).update(geom=type(island.geom)(ring, srid=island.geom.srid))
            check_constraints()


def test_yesterday_stays_as_it_was() -> None:
    network, day = four_squares(), datetime.date(2010, 1, 1)
    one, other = network.townships[:2]
    before = area_on(one, BEGIN), area_on(other, BEGIN)
    carry_out([ops.Abolish(one, (other,))], day, document="试〔1〕号", source="测试", actor=None)
    eve = day - datetime.timedelta(days=1)
    assert (area_on(one, eve), area_on(other, eve)) == before
    assert area_on(one, day) is None
    assert area_on(other, day).equals(shapely.union_all(before))
