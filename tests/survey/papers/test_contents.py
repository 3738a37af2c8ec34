"""Each paper of a survey says what it must, in every form; missing values stay empty; the map is true to scale."""

import dataclasses
import io
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from boundaries.lines.network import ELLIPSOID
from boundaries.lines.papers.facts import PointFacts, Signed
from boundaries.lines.papers.marker_form import marker_forms
from boundaries.lines.papers.place_notes import place_notes
from boundaries.lines.papers.tables import marker_table, point_table
from office.papers.making import make
from office.papers.models import Form
from survey.papers.contents.agreement import agreement, three_way_agreement
from survey.papers.contents.course import course_paper
from survey.papers.contents.summary import file_list, summary
from survey.papers.map.drawing import agreement_map, svg_of
from survey.papers.map.ground import short_numbers
from survey.papers.map.sheet import planar, sheet_for
from survey.papers.map.sheets import MOST, Atlas, atlas_of
from tests.office.papers.readers import is_pdf_a, pdf_text, sheet_rows, word_text
from tests.survey.papers.facts import LINE, facts

FACTS = facts(4)
FEW = FACTS.points
ON_THE_MAP = (
    "协议书附图", "农安县三盛玉镇人民政府", "1:100000", "真北", "子午线收敛角", "图例", "001Q", "004Q", "千米",
    "未经审图演示数据·示例数据", "中央经线126°", "工作图比例尺1:10000", "未解决的争议段", "代表（签字盖章）",
)  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (marker_forms(LINE, FEW), ["界桩登记表", "姜家屯水塔（塔尖）", "227°10′", "4970087.077", "技术人员：李测"]),
        (marker_table(LINE, FEW), ["界桩成果表", "4970087.077", "CGCS2000 / 3° 带 42 带", "共 4 点"]),
        (point_table(LINE, FEW), ["边界点成果表", "立于田间道路与排水沟交汇点东侧。"]),
        (place_notes(LINE, FEW), ["边界点位置说明", "系花岗岩单立双面型界桩", "쇠골촌", "距离123.4米"]),
        (course_paper(FACTS), ["走向说明", "方向行", "220122104-220721105-001Q号界桩"]),
        (agreement(FACTS), ["协议书", "第353号", "甲方：", "乙方：", "农安县三盛玉镇人民政府", "9f3c41d7", "争议界段"]),
        (three_way_agreement(FACTS, FEW[0]), ["三交点", "由丙方补签", "同一坐标"]),
        (summary(FACTS), ["勘界工作总结", "甲测资字22", "作业队伍（待填）", "尚未完成", "尚有0.800千米未达成一致"]),
        (file_list(FACTS), ["卷内文件目录", "联合勘界方案", "20250602"]),
    ],
)  # fmt: skip
def test_a_paper_says_what_it_must_in_every_form(paper, said) -> None:
    made = make("x", paper)
    printed, word = pdf_text(made.files[Form.PDF]), word_text(made.files[Form.DOCX])
    assert is_pdf_a(made.files[Form.PDF])
    for words in said:
        assert "".join(words.split()) in printed
        assert words in word
    assert "示例数据" in printed
    assert "示例数据" in word
    assert (Form.XLSX in made.files) == bool(paper.tabular)


def test_the_sheet_holds_numbers_that_can_be_counted_with() -> None:
    rows = sheet_rows(make("x", marker_table(LINE, FEW)).files[Form.XLSX])
    assert rows[4][:5] == [1, FEW[0].number, "单立", FEW[0].x, FEW[0].y]
    assert len(rows) == 4 + len(FEW) + 1


def test_what_is_not_known_stays_empty() -> None:
    bare = PointFacts(number="001", signed=(Signed("甲方"), Signed("乙方"), Signed("丙方")))
    for paper in (marker_forms("某线", [bare]), marker_table("某线", [bare]), place_notes("某线", [bare])):
        text = pdf_text(make("x", paper).files[Form.PDF])
        assert "None" not in text
        assert "nan" not in text
    assert "位置未测定" in pdf_text(make("x", place_notes("某线", [bare])).files[Form.PDF])
    empty = dataclasses.replace(
        FACTS,
        points=(),
        sections=(),
        course="",
        paths=(),
        disputes=(),
        steps=(),
        filed=(),
        content_hash="",
        opened_on=None,
    )
    for paper in (agreement(empty), summary(empty), course_paper(empty), file_list(empty), marker_table("某线", [])):
        assert "None" not in pdf_text(make("x", paper).files[Form.PDF])
    assert agreement_map(empty) is None


def test_several_systems_are_said_at_each_point() -> None:
    old = dataclasses.replace(FEW[1], system="Xian 1980")
    text = pdf_text(make("x", marker_table(LINE, [FEW[0], old])).files[Form.PDF])
    assert "坐标系不一" in text
    assert "Xian1980" in text


def test_the_map_shows_all_that_the_office_asks_for() -> None:
    paper = agreement_map(FACTS)
    assert paper is not None
    made = make("x", paper)
    text = pdf_text(made.files[Form.PDF])
    for said in ON_THE_MAP:
        assert said in text, said
    assert Form.XLSX not in made.files


def test_the_map_of_a_short_line_keeps_the_working_scale_on_a_small_sheet() -> None:
    short = facts(3, 0.02)
    sheet = sheet_for(short.paths[0], 10_000)
    assert (sheet.paper.size, sheet.scale) == ("A4", 10_000)
    assert atlas_of(short.paths, 10_000) == Atlas(sheet)
    drawn = svg_of(dataclasses.replace(short, sample=False, stamp="吉S(2025)001号"), Atlas(sheet))
    assert "示例数据" not in drawn
    assert "本图为缩小图" not in drawn
    assert "吉S(2025)001号" in drawn


def test_a_long_line_has_a_sheet_for_every_stretch_and_an_index() -> None:
    paper = agreement_map(FACTS)
    atlas = atlas_of(FACTS.paths, FACTS.scale)
    count = len(atlas.parts)
    assert paper is not None and len(paper.blocks) == count + 1 > 5
    whole, first, last = (svg_of(FACTS, atlas, number) for number in (0, 1, count))
    assert "（总图）" in whole and "本图为总图和接图表" in whole and "1:100 000" in whole
    assert f"（第 1 幅，共 {count} 幅）" in first and "1:10 000" in first and "接第 2 幅" in first
    assert "接图表" in first and f"接第 {count - 1} 幅" in last and f"接第 {count + 1} 幅" not in last
    seen = {number for number in range(1, count + 1) for words in ("001Q",) if words in svg_of(FACTS, atlas, number)}
    assert seen == {1}, "a marker is labelled where it shows"
    pages = PdfReader(io.BytesIO(make("x", paper).files[Form.PDF])).pages
    assert len(pages) == count + 1, "one sheet is one page"


def test_of_a_line_of_hundreds_of_sheets_there_is_the_whole_alone() -> None:
    long = ((122.0, 44.0), (131.0, 44.0))
    assert atlas_of([long], 10_000).parts == ()
    assert len(atlas_of([((125.0, 44.0), (126.5, 44.0))], 10_000).parts) <= MOST


def test_thirty_markers_have_their_numbers_apart() -> None:
    shared, rest = short_numbers([point.number for point in facts(30).points])
    assert shared == "220122104-220721105-"
    assert rest[0] == "001Q"
    assert short_numbers(["007"]) == ("", ["007"])


places = st.tuples(st.floats(122, 131), st.floats(41, 46))


@given(places, st.lists(st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)), min_size=1, max_size=6))
def test_every_stretch_of_a_line_shows_on_a_sheet_at_the_working_scale(start, steps) -> None:
    path = [start]
    for east, north in steps:
        path.append((path[-1][0] + east, path[-1][1] + north))
    atlas = atlas_of([path], 10_000)
    sheets = atlas.parts or atlas.sheets
    if not atlas.parts and atlas.whole.scale != 10_000:
        return
    along = [shapely.LineString(path).interpolate(share, normalized=True).coords[0] for share in np.linspace(0, 1, 60)]
    for place in along:
        spots = [(sheet, *sheet.at([place])[0]) for sheet in sheets]
        assert any(sheet.shows(float(x), float(y)) for sheet, x, y in spots)
    assert {sheet.scale for sheet in sheets} == {10_000}


@given(places, st.floats(0.002, 0.4), st.floats(0, 360))
def test_the_map_is_true_to_its_scale_anywhere(middle, across, turned) -> None:
    line = [middle, (middle[0] + across * math.sin(turned), middle[1] + across * math.cos(turned))]
    sheet = sheet_for(line, 10_000)
    at = sheet.at(line)
    left, top, right, bottom = sheet.frame
    assert ((at[:, 0] >= left) & (at[:, 0] <= right) & (at[:, 1] >= top) & (at[:, 1] <= bottom)).all()
    _, _, metres = ELLIPSOID.inv(*line[0], *line[1])
    drawn = math.dist(at[0], at[1]) / 1000 * sheet.scale
    assert drawn == pytest.approx(metres, rel=1 / 1500)
    east, north = sheet.grid()
    for spot, words in east:
        known = sheet.on_paper(planar([middle], sheet.meridian) * 0 + [float(words[2:]) * 1000, sheet.middle[1]])
        assert known[0][0] == pytest.approx(spot, abs=0.01)
    assert len(east) >= 1 or len(north) >= 1
