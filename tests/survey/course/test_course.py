"""The course of a line: true directions, legs that add up, stations; the text reads back, and what is changed fires."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from boundaries.lines.nearby import Named
from boundaries.lines.network import ELLIPSOID
from office.papers.written import in_minutes
from survey.course.comparing import Comparing
from survey.course.directions import WORDS, azimuth, classes_apart, word_of
from survey.course.following import with_names
from survey.course.reading import read_text, station_meant
from survey.course.sections import sections_of
from survey.course.sentences import text_of
from survey.course.stations import NoMarker, station_of, stations_of
from survey.course.way import Way

START = (125.5, 44.5)


def path(*steps: tuple[float, float]) -> list[tuple[float, float]]:
    """A path from START by (true azimuth, metres)."""
    places = [START]
    for turned, metres in steps:
        lon, lat, _ = ELLIPSOID.fwd(*places[-1], turned, metres)
        places.append((lon, lat))
    return places


def marked(way: Way, *at: float) -> list[tuple[str, tuple[float, float]]]:
    return [(f"220122-220183-{number:03}Q", way.place(metres)) for number, metres in enumerate(at, 1)]


def findings_of(way, stations, text, existing=None):
    return Comparing(way, stations, existing).findings(read_text(text))


@pytest.mark.parametrize(
    ("degrees", "word"),
    [(0, "北"), (348.74, "北偏西北"), (348.75, "北"), (11.24, "北"), (11.25, "北偏东北"), (45, "东北"), (101.24, "东"),
     (101.25, "东偏东南"), (180, "南"), (236.26, "西偏西南"), (281.24, "西"), (303.76, "西北"), (359.99, "北")],
)  # fmt: skip
def test_sixteen_directions_with_their_bounds(degrees, word) -> None:
    assert word_of(degrees) == word


def test_the_azimuth_is_true_and_not_of_the_grid() -> None:
    assert azimuth((124.4, 44.5), (124.4, 44.6)) == pytest.approx(0, abs=1e-9)  # the grid of zone 41 says 359°
    assert azimuth(START, START) is None
    assert in_minutes(359.9999) == "0°00′"


def test_classes_go_round_the_shorter_way() -> None:
    assert classes_apart("北", "北偏西北") == 1
    assert classes_apart("北偏东北", "北偏西北") == 2
    assert classes_apart("东", "西") == 8


def test_sections_go_from_marker_to_marker_and_add_up() -> None:
    way = Way([path((90, 1000), (0, 800), (45, 1200))])
    stations = stations_of(way, marked(way, 500, 2200))
    sections = sections_of(way, stations)
    assert [section.begin.name for section in sections] == ["界线起点", "220122-220183-001Q", "220122-220183-002Q"]
    assert sum(section.metres for section in sections) == round(way.length_m) == 3000
    middle = sections[1]
    assert [(leg.direction, leg.metres) for leg in middle.legs] == [("东", 500), ("北", 800), ("东北", 400)]
    assert sum(leg.metres for leg in middle.legs) == middle.metres
    assert middle.direction == "东北"


def test_a_marker_at_the_end_is_the_end_and_a_pair_is_one_place() -> None:
    way = Way([path((90, 1000))])
    markers = [("2223001A", way.place(3)), ("2223002A", (way.place(490)[0], 44.501)), ("2223002B", way.place(510))]
    stations = stations_of(way, markers)
    assert [station.words for station in stations] == ["2223001A号界桩", "2223002A、2223002B号界桩", "界线终点"]
    assert stations[0].at_m == 0.0
    assert stations[1].at_m == pytest.approx(500, abs=1)
    assert station_of(stations, "2223002B") is stations[1]
    with pytest.raises(NoMarker, match="2223001A"):
        station_of(stations, "2223009Q")


def test_parts_that_do_not_hang_together_have_sections_of_their_own() -> None:
    far = [(126.0, 44.5), (126.01, 44.5)]
    way = Way([path((90, 500)), far])
    stations = stations_of(way, [])
    assert [station.name for station in stations] == [
        "第1部分界线起点", "第1部分界线终点", "第2部分界线起点", "第2部分界线终点",
    ]  # fmt: skip
    sections = sections_of(way, stations)
    assert len(sections) == 2
    assert sections[1].direction == "东"
    text = text_of("某线", sections)
    assert "由互不相连的2部分组成" in text
    assert findings_of(way, stations, text) == []


def test_a_closed_line_has_no_direction() -> None:
    ring = path((0, 500), (90, 500), (180, 500))
    way = Way([[*ring, ring[0]]])
    (section,) = sections_of(way, stations_of(way, []))
    assert section.azimuth is None
    assert findings_of(way, stations_of(way, []), text_of("飞地界线", [section])) == []


def test_the_sentences() -> None:
    way = Way([path((90, 1000), (0, 800))])
    stations = stations_of(way, marked(way, 500))
    text = text_of("甲镇与乙镇界线", sections_of(way, stations))
    assert text.split("\n") == [
        "甲镇与乙镇界线起于界线起点，止于界线终点，全长1800米，分2段说明如下。",
        "1. 自界线起点起，边界线向东方向行500米，至220122-220183-001Q号界桩。",
        "2. 自220122-220183-001Q号界桩起，边界线向东方向行500米，折向北方向行800米，至界线终点。"
        "本段总体走向北偏东北，长1300米。",
    ]


def test_what_a_leg_follows_and_passes() -> None:
    way = Way([path((90, 2000))])
    east = way.place(2000)
    river = Named("向阳河", "河流", LineString([(125.49, 44.5003), (east[0] + 0.01, 44.5003)]))
    south = ELLIPSOID.fwd(*way.place(700), 180, 150)
    village = Named("姜家屯", "自然屯", Point(south[0], south[1]))
    far = Named("远村", "自然屯", Point(125.51, 44.52))
    stations = stations_of(way, [])
    text = text_of("某线", with_names(way, sections_of(way, stations), [river, village, far]))
    assert "边界线沿向阳河向东方向行2000米，经姜家屯北侧，至界线终点" in text
    read = read_text(text)
    assert read.names == {"向阳河", "姜家屯"}
    assert findings_of(way, stations, text, {"向阳河", "姜家屯"}) == []
    (finding,) = findings_of(way, stations, text, {"向阳河"})
    assert finding.rule == "S15"
    assert "姜家屯" in finding.message
    paragraph = text.split("\n")[finding.row - 1]
    assert paragraph[finding.evidence["begin"] : finding.evidence["end"]] == "姜家屯"


@pytest.mark.parametrize("words", ["山脊线", "道路中心线", "河流中心线", "田埂", "林带东侧"])
def test_what_bears_no_name_is_looked_up_nowhere(words) -> None:
    read = read_text(f"自1号界桩起，边界线沿{words}向东方向行20米，至2号界桩。")
    assert read.names == set()


def test_what_is_followed_may_stand_behind_the_direction() -> None:
    (section,) = read_text("自1号界桩起，边界线向东方向沿伊通河左岸行2038米，至2号界桩。").sections
    assert [place.words for place in section.names] == ["伊通河"]
    assert section.legs[0].metres == 2038


def test_a_name_is_read_without_what_part_of_it_is_followed() -> None:
    assert read_text("自1号界桩起，沿伊通河主航道中心线向东行20米，至2号界桩。").names == {"伊通河"}


@pytest.mark.parametrize(
    ("paragraph", "metres"),
    [("由1号界桩起，界线向正东行1.5公里，至2号界桩。", 1500), ("自1号界桩起，往东方向延伸约1,500米到2号界桩。", 1500),
     ("自1号界桩起，折向东偏东南方向行进2 km，止于2号界桩", 2000)],
)  # fmt: skip
def test_other_ways_of_writing_are_read(paragraph, metres) -> None:
    (section,) = read_text(paragraph).sections
    assert section.legs[0].metres == metres
    stations = stations_of(Way([path((90, 1000))]), [("1", START), ("2", path((90, 1000))[-1])])
    assert station_meant(section.begin.words, stations).name == "1"
    assert station_meant(section.end.words, stations).name == "2"


# what is changed fires -------------------------------------------------------------------------------------------


@pytest.fixture
def told():
    way = Way([path((90, 1000), (0, 800), (45, 1200))])
    stations = stations_of(way, marked(way, 500, 2200))
    return way, stations, text_of("某线", sections_of(way, stations))


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("折向北方向行800米", "折向东方向行800米", "S15"),
        ("折向北方向行800米", "折向北东北方向行800米", "S15"),
        ("总体走向东北，", "总体走向西南，", "S15"),
        ("长1700米", "长1730米", "S16"),
        ("行800米", "行880米", "S16"),
        ("全长3000米", "全长3100米", "S16"),
        ("至220122-220183-002Q号界桩", "至220122-220183-007Q号界桩", "S15"),
        ("自220122-220183-002Q号界桩起", "自220122-220183-001Q号界桩起", "S15"),
        ("自220122-220183-002Q号界桩起", "自老榆树起", "S15"),
    ],
)
def test_each_change_fires_where_it_stands(told, before, after, rule) -> None:
    way, stations, text = told
    assert findings_of(way, stations, text) == []
    changed = text.replace(before, after)
    assert changed != text
    found = findings_of(way, stations, changed)
    assert rule in {finding.rule for finding in found}
    for finding in found:
        paragraph = changed.split("\n")[finding.row - 1]
        assert paragraph[finding.evidence["begin"] : finding.evidence["end"]] == finding.evidence["words"]


def test_a_neighbouring_direction_and_one_percent_are_borne(told) -> None:
    way, stations, text = told
    borne = text.replace("折向北方向行800米", "折向北偏东北方向行807米")
    assert findings_of(way, stations, borne) == []


def test_paragraphs_in_another_order_or_left_out_fire(told) -> None:
    way, stations, text = told
    lines = text.split("\n")
    assert findings_of(way, stations, "\n".join([lines[0], lines[2], lines[1], lines[3]]))
    assert findings_of(way, stations, "\n".join([lines[1], lines[3]]))
    skipping = "自界线起点起，边界线行3000米，至界线终点。本段总体走向东北，长3000米。"
    (finding,) = findings_of(way, stations, skipping)
    assert "越过了" in finding.message


def test_nothing_to_read_is_said() -> None:
    way = Way([path((90, 1000))])
    (finding,) = findings_of(way, stations_of(way, []), "待补。")
    assert "没有读到" in finding.message


steps = st.lists(st.tuples(st.floats(0, 359.99), st.floats(5, 3000)), min_size=1, max_size=12)


@given(steps, st.lists(st.floats(0, 1), max_size=5), st.data())
def test_text_of_any_geometry_reads_back_and_any_change_in_it_fires(walk, shares, data) -> None:
    places = path(*walk)
    assume(len(set(places)) == len(places))
    way = Way([places])
    stations = stations_of(way, marked(way, *sorted({round(share * way.length_m, 1) for share in shares})))
    sections = sections_of(way, stations)
    text = text_of("某线", sections)
    assert findings_of(way, stations, text) == []
    assert sum(section.metres for section in sections) == round(way.length_m)
    numbers = list(re.finditer(r"(\d+)米", text))
    chosen = data.draw(st.sampled_from(numbers))
    wrong = math.ceil(int(chosen[1]) * 1.02) + 3
    changed = text[: chosen.start()] + f"{wrong}米" + text[chosen.end() :]
    assert "S16" in {finding.rule for finding in findings_of(way, stations, changed)}
    turns = list(re.finditer(r"(?:向|走向)([东南西北偏]+)(?=方向行|，长)", text))
    if turns:
        chosen = data.draw(st.sampled_from(turns))
        other = WORDS[(WORDS.index(chosen[1]) + data.draw(st.integers(3, 13))) % 16]
        changed = text[: chosen.start(1)] + other + text[chosen.end(1) :]
        assert "S15" in {finding.rule for finding in findings_of(way, stations, changed)}
