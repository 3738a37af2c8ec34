"""Tables that leave the house: no cell is a formula, every word arrives."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from office.tables import as_csv, as_xlsx, harmless


def first_row(data: bytes) -> list[object]:
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [cell.value for cell in sheet[2]]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\x01=1", "＝1"])
def test_formulas_become_words(text):
    assert str(harmless(text)).startswith("'")


@pytest.mark.parametrize("value", ["向阳街", "甲=乙", "", "1", -1, 2.5])
def test_other_cells_stay_as_they_are(value):
    assert harmless(value) == value


def test_a_workbook_holds_no_formula_and_no_control_character():
    data = as_xlsx("表", ["甲", "乙", "丙"], [["=1+1", "甲\x01街", -3]], widths=[7, 16, 8])
    assert first_row(data) == ["'=1+1", "甲街", -3]


@given(st.text(max_size=20))
def test_every_word_arrives(text):
    data = as_csv(["甲", "乙"], [[text, 1]])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["甲", "乙"], [harmless(text), "1"]]
