"""The database refuses edges that leave a gap or cross, whoever writes them."""

import pytest
from django.db import IntegrityError, connection, transaction

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Edge

pytestmark = pytest.mark.usefixtures("jilin")


def commit() -> None:
    """What a commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def county_edge() -> Edge:
    return Edge.objects.filter(level=Level.COUNTY, dormant=False, locked=False, left__external=False).order_by("id")[0]


def test_writing_an_edge_as_it_is_is_allowed() -> None:
    county_edge().save()
    commit()


def test_a_gap_is_refused_with_its_place() -> None:
    edge = county_edge()
    with pytest.raises(IntegrityError, match="没有首尾相接.*POINT"), transaction.atomic():
        Edge.objects.filter(pk=edge.pk).update(right_id=_somebody_else(edge))
        commit()


def _somebody_else(edge: Edge) -> int:
    sides = {edge.left_id, edge.right_id}
    return Edge.objects.filter(level=Level.COUNTY, dormant=False).exclude(left__in=sides).order_by("id")[0].left_id


def test_a_crossing_is_refused() -> None:
    edge = county_edge()
    first, last = edge.geom.coords[0], edge.geom.coords[-1]
    with pytest.raises(IntegrityError, match="相交或重合"), transaction.atomic():
        edge.geom = type(edge.geom)([first, (first[0] + 2.0, first[1] + 1.0), last], srid=edge.geom.srid)
        edge.save()
        commit()


def test_an_edge_taken_away_is_refused() -> None:
    inner = Edge.objects.filter(level=Level.TOWNSHIP).order_by("id")[0]
    with pytest.raises(IntegrityError, match="没有首尾相接|没有边"), transaction.atomic():
        inner.delete()
        commit()


def test_a_change_within_the_line_is_allowed() -> None:
    edge = next(item for item in Edge.objects.filter(level=Level.TOWNSHIP).order_by("id") if len(item.geom) > 8)
    points = list(edge.geom.coords)
    del points[3]
    edge.geom = type(edge.geom)(points, srid=edge.geom.srid)
    edge.save()
    commit()


def test_nothing_stays_noted_after_a_commit() -> None:
    county_edge().save()
    commit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lines_coverage_due")
        assert cursor.fetchone() == (0,)
