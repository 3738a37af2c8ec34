"""The proposal on paper: PDF and Word say the same, maps are drawn, samples and the missing map approval are said."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from boundaries.changes.combinations import merge_into
from boundaries.changes.operations import Rename
from boundaries.plans import actions as steps
from boundaries.plans.drawing import svg_of
from boundaries.plans.papers import as_docx, as_pdf
from boundaries.plans.proposal import proposal_of
from office.papers.pictures import png_of
from tests.boundaries.plans.conftest import division

SQUARE = [[[125.0, 44.0], [125.2, 44.0], [125.2, 44.2], [125.0, 44.2], [125.0, 44.0]]]


def outlines(**facts) -> dict:
    shape = {"type": "Polygon", "coordinates": SQUARE}
    told = {"name": "某镇<", "level": "township", "role": "selected", "label": [125.1, 44.1], **facts}
    return {"outlines": {"features": [{"geometry": shape, "properties": told}]}}


def test_a_map_shows_its_stamp_and_whether_it_is_made_up() -> None:
    real = svg_of(outlines(sample=False), stamp="吉S(2025)001号")
    assert "吉S(2025)001号" in real
    assert "示例数据" not in real
    assert "某镇&lt;" in real
    assert "示例数据" in svg_of(outlines(sample=True), stamp="未经审图 演示数据")


def test_a_map_without_anything_shows_the_province_and_a_place_that_fails_is_inside() -> None:
    assert "千米" in svg_of({}, stamp="x")
    data = {"points": [{"lon": 127.0, "lat": 43.0}], **outlines(sample=False)}
    assert "<circle" in svg_of(data, stamp="x")


def test_labels_that_would_touch_are_left_out() -> None:
    twice = outlines(sample=False)["outlines"]["features"]
    two = [twice[0], {**twice[0], "properties": {**twice[0]["properties"], "role": "quiet", "name": "邻镇"}}]
    assert "邻镇" not in svg_of({"outlines": {"features": two}}, stamp="x")


def test_a_drawing_becomes_a_picture() -> None:
    assert png_of(svg_of(outlines(sample=False), stamp="x")).startswith(b"\x89PNG")


@pytest.fixture
def computed(officer, study):
    first = steps.rewrite_plan(
        officer, steps.add_plan(officer, study), merge_into(division("220122111"), [division("220122209")])
    )
    steps.compute_plan(officer, first)
    second = steps.rewrite_plan(officer, steps.add_plan(officer, study), [Rename(division("220122111"), "三盛&镇")])
    assert second.title == "方案二"
    return study


def test_both_formats_say_the_same(computed, settings) -> None:
    settings.MAP_APPROVAL_NUMBER = ""
    proposal = proposal_of(computed)
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(proposal))).pages)
    word = Document(io.BytesIO(as_docx(proposal)))
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    for said in ("农安县乡镇调整方案", "撤销黄鱼圈乡，其行政区域归三盛玉镇", "示例数据", "未经审图", "勘定工作量"):
        assert said in pdf.replace("\n", "") or said in pdf
        assert said in text
    assert "尚未试算" in text
    assert len(word.inline_shapes) == 2  # today and the plan that was computed
    assert len(word.tables[0].columns) == 3


def test_a_map_approval_number_replaces_the_stamp(computed, settings) -> None:
    settings.MAP_APPROVAL_NUMBER = "吉S(2025)001号"
    assert proposal_of(computed).stamp == "吉S(2025)001号"
    assert "未经审图" not in proposal_of(computed).today_svg


@pytest.mark.parametrize(("form", "begin"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_an_officer_takes_the_proposal_away(client, officer, computed, form, begin) -> None:
    client.force_login(officer)
    answer = client.get(f"{computed.get_absolute_url()}export/{form}/")
    assert answer.content.startswith(begin)
    assert f".{form}" in answer["Content-Disposition"]
