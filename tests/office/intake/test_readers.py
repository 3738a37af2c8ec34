"""Encodings, columns and delimited text: what is recognised, and that no bytes make a traceback."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.intake import columns
from office.intake.readers import encodings, read
from office.intake.readers.shapes import Unreadable

CELL = st.text(
    st.characters(codec="gb18030", exclude_categories=("C", "Z")) | st.sampled_from(" ，,\"'"), min_size=1, max_size=12
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"])
def test_chinese_text_is_recognised_in_every_encoding(codec):
    text = "点号,备注\r\n界01,靠山屯东侧水泥桩\r\n"
    found, name, findings = encodings.decode(text.encode(codec))
    assert found == text
    assert name == {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16"}.get(codec, codec.upper().replace("GB18030", "GBK"))
    assert findings == []


def test_a_character_outside_gbk_makes_it_gb18030():
    assert encodings.decode("点号,𬭳江屯".encode("gb18030"))[1] == "GB18030"


def test_rare_characters_throughout_are_doubted():
    text = "шэжфыщ".encode("koi8-r") * 20
    _, name, findings = encodings.decode(b"a,b\r\n" + text)
    assert name in {"GBK", "GB18030"}
    assert [finding.rule for finding in findings] in (["F07"], [])


def test_a_declared_encoding_is_obeyed_or_refused():
    data = "点号".encode("gbk")
    assert encodings.decode(data, "cp936")[0] == "点号"
    with pytest.raises(Unreadable) as refused:
        encodings.decode(data, "utf-8")
    assert refused.value.finding.rule == "F07"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("界桩号", "number"),
        ("纵坐标 X（m）", "x"),
        ("横坐标(Y)", "y"),
        ("坐标 X", "x"),
        ("Ｙ坐标", "y"),
        ("经度L", "lon"),
        ("B", "lat"),
        ("Latitude", "lat"),
        ("高程/m", "height"),
        ("点位中误差(米)", "accuracy"),
        ("村代码", "village_code"),
        ("照片", None),
    ],
)
def test_headings(heading, field):
    assert columns.field_of(heading) == field


def test_a_heading_of_two_lines_is_laid_together():
    rows = [["成果表", "", ""], ["点号", "坐标", ""], ["", "X", "Y"], ["J1", "4900000", "500000"]]
    assert columns.heading(rows) == (2, ["点号", "X", "Y"])


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_delimiters(mark):
    data = mark.join(["点号", "X", "Y"]) + "\n" + mark.join(["J1", "4900000.5", "500000.25"]) + "\n"
    result = read(data.encode(), "a.txt")
    assert result.columns == ("点号", "X", "Y")
    assert result.rows[0].values == {"点号": "J1", "X": "4900000.5", "Y": "500000.25"}


def test_rows_count_as_a_spreadsheet_shows_them():
    data = '点号,备注,X\n\nJ1,"两\n行",1\nJ2,,2\n'
    assert [row.number for row in read(data.encode(), "a.csv").rows] == [3, 4]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_what_a_spreadsheet_writes_is_read_back(cells, codec):
    sink = io.StringIO()
    table = csv.writer(sink)
    table.writerow(["点号", "备注"])
    table.writerows(cells)
    result = read(sink.getvalue().encode(codec), "a.csv")
    kept = [(str(row.values["点号"]), str(row.values["备注"])) for row in result.rows]
    assert kept == [(one.strip(), other.strip()) for one, other in cells if one.strip() or other.strip()]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.geojson", "a.zip", "a.txt", "a", "a.prj"]))
def test_no_bytes_make_a_traceback(data, name):
    result = read(data, name)
    assert result.rows or any(finding.blocks for finding in result.findings)
    assert all(finding.message and finding.fix for finding in result.findings)
