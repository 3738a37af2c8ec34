"""The map has room for the more important name first, whatever came first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gazetteer.atlas.map_build import FIRST_ZOOM, LAST_ZOOM, map_differences, rebuild_map, refresh_map
from gazetteer.atlas.models import NamePoint, StreetShape
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from tests.factories import ALWAYS


def make_feature(name: str, lon: float, lat: float, importance: int = 0, kind: str = "hamlet", **more) -> Feature:
    feature = Feature.objects.create(
        kind=kind, point=f"SRID=4490;POINT({lon} {lat})", importance=importance, source="测试", **more
    )
    Name.objects.create(
        feature=feature,
        form=name,
        form_kind=FormKind.STANDARD,
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source="测试",
    )
    return feature


def zooms() -> dict[str, int]:
    return dict(NamePoint.objects.values_list("name", "min_zoom"))


@pytest.mark.django_db
def test_the_more_important_of_two_comes_first() -> None:
    make_feature("小屯", 126.0, 43.0, importance=10)
    make_feature("大镇", 126.01, 43.01, importance=60)
    rebuild_map()
    assert zooms()["大镇"] == FIRST_ZOOM
    assert FIRST_ZOOM < zooms()["小屯"] <= LAST_ZOOM


@pytest.mark.django_db
def test_taking_the_important_one_away_makes_room() -> None:
    make_feature("小屯", 126.0, 43.0, importance=10)
    town = make_feature("大镇", 126.01, 43.01, importance=60)
    rebuild_map()
    town.names.update(status=NameStatus.APPROVED)
    refresh_map([town.pk])
    assert zooms() == {"小屯": FIRST_ZOOM}


@pytest.mark.django_db
def test_streets_with_a_shape_are_drawn_as_lines() -> None:
    street = make_feature("园东路", 126.0, 43.0, kind="street", geom="SRID=4490;LINESTRING(126 43, 126.01 43)")
    rebuild_map()
    assert list(StreetShape.objects.values_list("feature_id", "name")) == [(street.pk, "园东路")]
    assert not NamePoint.objects.exists()
    assert map_differences() == (1, [])


@pytest.mark.django_db
def test_a_name_without_a_position_is_not_drawn() -> None:
    feature = make_feature("无名屯", 126.0, 43.0)
    Feature.objects.filter(pk=feature.pk).update(point=None)
    assert rebuild_map() == 0


spot = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 3))


class ThinningDependsOnTheSetAlone(TestCase):
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(spot, min_size=1, max_size=14), st.data())
    def test_one_by_one_equals_all_at_once(self, spots: list[tuple[int, int, int]], data: st.DataObject) -> None:
        features = [
            make_feature(f"屯{i}", 126 + x / 50, 43 + y / 50, importance) for i, (x, y, importance) in enumerate(spots)
        ]
        for feature in data.draw(st.permutations(features)):
            refresh_map([feature.pk])
        assert map_differences() == (len(features), [])
        gone = data.draw(st.sampled_from(features))
        gone.names.update(status=NameStatus.PROPOSED)
        refresh_map([gone.pk])
        assert map_differences() == (len(features) - 1, [])
        one_by_one = zooms()
        rebuild_map()
        assert zooms() == one_by_one
