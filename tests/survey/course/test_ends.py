"""What the ends of a line are called: who meets there, the state beyond too, and which end where both are alike."""

import datetime

import pytest
import shapely

from boundaries.lines.models import LineVersion
from boundaries.lines.queries import line_of_code
from survey.course.comparing import Comparing
from survey.course.queries import course_of_line, end_words
from survey.course.reading import read_text
from survey.course.stations import NoMarker, station_of, stations_of
from survey.course.way import Way
from tests.boundaries.networks import make_network

DAY = datetime.date(2025, 3, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("turned", "ends"), [(False, ("南端", "北端")), (True, ("西端", "东端"))])
def test_ends_where_the_same_meet_are_told_apart_by_their_quarter(turned, ends) -> None:
    """Two townships side by side in the middle of a third: their line has the same three at both ends."""
    left, right = shapely.box(1, 1, 2, 2), shapely.box(2, 1, 3, 2)
    around = shapely.box(0, 0, 4, 3).difference(shapely.union_all([left, right]))
    shapes = [left, right, around]
    if turned:
        shapes = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in shapes]
    make_network(dict(enumerate(shapes)), counties=1, prefectures=1)
    line = LineVersion.objects.get(code="980121100-980121101")
    assert sorted(end_words(line, DAY).values()) == sorted(f"{end}的第0镇、第1镇、第2镇交界处" for end in ends)
    course = course_of_line(line, DAY)
    assert course.sections[0].begin.label.startswith(("北端", "西端")), "from north to south, from west to east"
    assert Comparing(course.way, course.stations, None).findings(read_text(course.text)) == [], (
        "the words are read back"
    )


def test_the_state_beyond_is_named_last(jilin) -> None:
    line = line_of_code("2223", datetime.date(2026, 1, 1))
    words = end_words(line, datetime.date(2026, 1, 1)).values()
    assert set(words) == {"内蒙古自治区、吉林省、黑龙江省交界处", "吉林省、黑龙江省、俄罗斯交界处"}


def test_a_number_that_is_not_there_gets_the_nearest_not_a_list_of_hundreds() -> None:
    way = Way([[(125.0, 44.5), (125.5, 44.5)]])
    stations = stations_of(way, [(f"2223{n:03}Q", way.place(n * 100.0)) for n in range(1, 101)])
    with pytest.raises(NoMarker, match="相近的有 2223050Q.*现有界桩 100 个，自 2223001Q 至 2223100Q。$"):
        station_of(stations, "2223050S")
    with pytest.raises(NoMarker, match="没有界桩 甲。本界线现有界桩 100 个"):
        station_of(stations, "甲")
