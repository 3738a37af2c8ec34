"""`manage.py course`: its exact shape and exit codes, on a line of the register; names through their register."""

import io
import json

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.management import call_command

from boundaries.lines.models import Marker, MarkerVersion
from boundaries.lines.nearby import names_that_exist
from gazetteer.names.models import Feature, Name
from office.people.calendar import today
from survey.course.queries import course_of_line
from tests.factories import ALWAYS
from tests.survey.corpus import good


def command(*arguments: str) -> tuple[str, int]:
    out, code = io.StringIO(), 0
    try:
        call_command("course", *arguments, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = end.code
    return out.getvalue(), code


@pytest.fixture
def marked(road):
    for number, (_, lon, lat) in enumerate(good.POINTS[3:9:3], 1):
        MarkerVersion.objects.create(
            marker=Marker.objects.create(),
            line=road.line.line,
            number=f"220122-220183-{number:03}Q",
            level="county",
            kind="single",
            valid=ALWAYS,
            point=Point(lon, lat, srid=settings.REGISTER_SRID),
        )
    return road


def test_json_has_the_shape_of_the_contract(marked) -> None:
    out, code = command("220183-220122", "--json")
    assert code == 0
    answer = json.loads(out)
    assert list(answer) == ["line", "text", "sections"]
    assert answer["line"] == "220122-220183"
    for section in answer["sections"]:
        assert list(section) == ["from", "to", "direction", "azimuth", "length_m", "text"]
        assert section["text"] in answer["text"]
    assert [section["to"] for section in answer["sections"]] == ["220122-220183-001Q", "220122-220183-002Q", "界线终点"]
    assert sum(section["length_m"] for section in answer["sections"]) == pytest.approx(
        course_of_line(marked.line, today()).way.length_m, abs=0.2
    )


def test_between_markers_and_in_plain_text(marked) -> None:
    out, code = command("220122-220183", "--from", "220122-220183-001Q", "--to", "220122-220183-002Q")
    assert code == 0
    assert "分1段" in out
    assert "界线起点" not in out
    assert "界线终点" in command("220122-220183", "--from", "220122-220183-002Q")[0]


@pytest.mark.parametrize(
    "arguments",
    [("xx",), ("220122-220199",), ("220122-220183", "--from", "9"), ("220122-220183", "--date", "soon"),
     ("220122-220183", "--from", "220122-220183-002Q", "--to", "220122-220183-001Q"),
     ("220122-220183", "--from", "220122-220183-002Q", "--to", "220122-220183-002Q")],
)  # fmt: skip
def test_what_cannot_be_answered_exits_with_two_and_says_why(marked, arguments) -> None:
    out, code = command(*arguments, "--json")
    assert code == 2
    assert json.loads(out)["error"]


def test_a_line_without_geometry_that_day_says_so(road) -> None:
    road.line.line.members.all().delete()
    assert command("220122-220183")[1] == 2


def test_names_come_from_the_gazetteer(marked, django_assert_max_num_queries) -> None:
    _, lon, lat = good.POINTS[5]
    feature = Feature.objects.create(kind="hamlet", source="测试", point=Point(lon, lat + 0.001, srid=4490))
    Name.objects.create(
        feature=feature, form="姜家屯", form_kind="standard", status="registered", source="测试", valid=ALWAYS
    )
    with django_assert_max_num_queries(18):
        course = course_of_line(marked.line, today())
    assert "姜家屯" in course.text
    assert names_that_exist({"姜家屯", "农安县", "无此地"}, today()) == {"姜家屯", "农安县"}
