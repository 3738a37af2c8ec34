"""Rows written with COPY are those that were given, with the defaults of what was left out."""

import datetime
import json

import pytest
import shapely
from django.conf import settings
from django.contrib.gis.geos import Point
from psycopg2.extras import DateRange

from boundaries.divisions.models import Division, DivisionCode
from boundaries.lines.models import Junction
from gazetteer.atlas.models import SearchKey
from office.bulk import _texts, copy_columns, copy_in, reserve
from office.intake.models import StagedRow

pytestmark = pytest.mark.django_db


def test_columns_are_stored_under_reserved_keys_with_defaults_for_the_rest() -> None:
    keys = reserve(Junction, 2)
    assert len(set(keys)) == 2
    places = [shapely.Point(125.123456789, 43.1), shapely.Point(126, 44)]
    assert copy_columns(Junction, {"id": keys, "point": places}) == 2
    stored = {junction.pk: junction for junction in Junction.objects.filter(pk__in=keys)}
    assert [bytes(stored[key].point.wkb) for key in keys] == [shapely.to_wkb(place) for place in places]
    assert {(junction.point.srid, junction.is_sample) for junction in stored.values()} == {
        (Junction._meta.get_field("point").srid, False)
    }


def test_what_comes_after_takes_other_keys() -> None:
    (key,) = reserve(Division, 1)
    assert Division.objects.create().pk > key


def test_objects_are_stored_as_they_are() -> None:
    division = Division.objects.create()
    valid = DateRange(datetime.date(2001, 2, 3), None)
    text = '带"引号"、逗号,\\N 与反斜杠\\'
    codes = [DivisionCode(division=division, scheme="MCA", code="220101", valid=valid, source=text)]
    assert copy_in(codes) == 1
    stored = DivisionCode.objects.get(division=division)
    assert (stored.code, stored.valid, stored.source) == ("220101", valid, text)


def test_nothing_is_nothing() -> None:
    assert copy_in([]) == 0
    assert copy_columns(Junction, {"point": []}) == 0


def test_lists_json_and_places_are_stored_to_the_last_digit() -> None:
    values = {"a": ['带"引号"', "\\N", None], "b": 1.25}
    place = Point(125.123456789012345, 43.000000000000014, srid=settings.REGISTER_SRID)
    keys = ["甲", 'q"uo\\te', "{,}"]
    facts = {"subject": "D1", "division": Division.objects.create(), "form": "甲", "kind": "county"}
    period = DateRange(None, None)
    made = SearchKey(**facts, folded="甲", grams=keys, path=[3, 4], rank=1, point=place, valid=period, alive=period)
    assert copy_in([made]) == 1
    stored = SearchKey.objects.get()
    assert (stored.grams, stored.path) == (keys, [3, 4])
    assert bytes(stored.point.wkb) == bytes(place.wkb)
    assert _texts(StagedRow._meta.get_field("values"), [values]) == [json.dumps(values, ensure_ascii=False)]
