"""The register's markers as papers: 成果表 and 登记表 as PDF and Word, from the same contents as a survey's."""

import io

import pytest
from PIL import Image

from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.papers.register import KINDS, paper_of, points_of
from office.people.calendar import today
from tests.boundaries.lines.test_marker_pages import CODE, FILLED, picture, place
from tests.office.papers.readers import is_pdf_a, pdf_text, word_text

__all__ = ["place"]


@pytest.fixture
def marker(client, place) -> MarkerVersion:
    client.post(f"/boundaries/lines/{CODE}/markers/new/", FILLED)
    version = MarkerVersion.objects.get()
    client.post(f"/boundaries/markers/{version.marker_id}/photos/", {"kind": "near", "file": picture()})
    return version


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_form_of_a_marker_and_the_table_of_a_line_are_given_out(client, marker, form) -> None:
    read = pdf_text if form == "pdf" else word_text
    answer = client.get(f"/boundaries/markers/{marker.marker_id}/sheet/?export={form}")
    assert f".{form}" in answer["Content-Disposition"]
    said = read(answer.content)
    for words in (
        f"{CODE}-001Q",
        "4930000.000",
        "塔1（顶）",
        "10°30′",
        "李测",
        "2020-05-06",
        "近景",
        "吉民发〔2020〕1号",
    ):
        assert words in said
    table = read(client.get(f"/boundaries/lines/{CODE}/?export={form}").content)
    assert "界桩成果表" in table
    assert "42450000.000" in table
    assert "示例数据" not in said + table


def test_pdf_is_for_keeping_and_a_sample_says_so(client, marker) -> None:
    assert is_pdf_a(client.get(f"/boundaries/lines/{CODE}/?export=pdf").content)
    assert not paper_of("table", marker.line.now, [marker], today()).sample
    marker.is_sample = True
    for kind in KINDS:
        assert paper_of(kind, marker.line.now, [marker], today()).sample


def test_photographs_are_read_only_for_the_form(marker, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        (bare,) = points_of(marker.line.now, [marker], today())
    (full,) = points_of(marker.line.now, [marker], today(), pictures=True)
    assert bare.photos == ()
    with Image.open(io.BytesIO(full.photos[0].data)) as image:
        assert image.format == "JPEG"
    assert bare.places == ("农安县农安镇",)
    assert [each.side for each in bare.signed] == ["甲方：农安县", "乙方：德惠市"]
