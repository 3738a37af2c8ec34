"""Which names lie in a piece of ground: by point or shape, under the standard name, villages as villages."""

import datetime

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from boundaries.lines.inside import things_inside
from gazetteer.names.inside import names_in
from tests.factories import make_division, make_tree
from tests.gazetteer.names.factories import make_feature

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)
GROUND = MultiPolygon(Polygon.from_bbox((125.0, 44.0, 125.1, 44.1)))


def test_names_in_an_area_are_told_and_nothing_else(django_assert_num_queries) -> None:
    tree = make_tree()
    make_feature("大桥屯", "hamlet", tree["town"], (125.05, 44.05))
    make_feature("远屯", "hamlet", tree["town"], (125.2, 44.05))
    make_feature("无址屯", "hamlet", tree["town"])
    with django_assert_num_queries(3):
        found = names_in(GROUND, DAY)
    assert [(thing["name"], thing["what"], thing["lon"]) for thing in found] == [("大桥屯", "自然屯", 125.05)]
    assert "village" not in found[0] and found[0]["url"].startswith("/names/G")
    assert found[0] in things_inside(GROUND, DAY)  # entered at start


def test_the_seat_of_a_registered_village_says_which() -> None:
    tree = make_tree()
    village = make_division("河东村", "220122100201", parent=tree["town"], level="village", kind="村委会", scheme="NBS")
    make_feature("河东村", "village_seat", village, (125.05, 44.05))
    make_feature("镇里的点", "village_seat", tree["town"], (125.06, 44.05))
    assert [thing.get("village") for thing in names_in(GROUND, DAY)] == [village.pk, None]
