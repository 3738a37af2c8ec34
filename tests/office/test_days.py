"""Days that can only be slips of the pen: one sentence at the field, in every form, page and address."""

import datetime

import pytest
from django import forms

from boundaries.archive.forms import known_day
from boundaries.changes.forms import CaseForm
from boundaries.changes.lists.periods import when_of
from boundaries.plans.forms import StudyForm
from office.people.calendar import FIRST_DAY, LAST_DAY, day_of_text, usable
from office.people.fields import DayField

SLIPS = ["0001-01-01", "0201-06-30", "1899-12-31", "2101-01-01", "9999-12-31"]
GOOD = ["1900-01-01", "1949-10-01", "2025-06-30", "2100-12-31"]


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_said_at_the_field(text: str) -> None:
    class Form(forms.Form):
        day = DayField()

    form = Form({"day": text})
    assert form.errors["day"] == [f"日期应在 1900-01-01 至 2100-12-31 之间，现为 {text}，请核对年份。"]
    assert "effective" in CaseForm({"title": "甲", "effective": text}).errors
    assert "effective" in StudyForm({"title": "甲", "scope": "22", "effective": text}).errors
    assert when_of(text) is None
    with pytest.raises(ValueError, match="请核对年份"):
        known_day(text)


@pytest.mark.parametrize("text", GOOD)
def test_a_day_of_the_registers_years_is_taken(text: str) -> None:
    assert DayField().clean(text) == day_of_text(text)
    assert CaseForm({"title": "甲", "effective": text}).is_valid()
    assert usable(day_of_text(text)).isoformat() == text
    assert FIRST_DAY - datetime.timedelta(days=1) < day_of_text(text) <= LAST_DAY


def test_what_is_no_date_is_told_how_to_write_one() -> None:
    with pytest.raises(ValueError, match="日期应写作 2025-06-30，现为“明天”"):
        day_of_text("明天")


@pytest.mark.parametrize("text", SLIPS)
@pytest.mark.parametrize("path", ["/api/changes?since=", "/api/areas/22?date=", "/notices/?date=", "/api/seats?date="])
def test_addresses_answer_a_slip_with_a_problem(client, db, path: str, text: str) -> None:
    answer = client.get(path + text)
    assert answer.status_code == 422
    assert f"现为 {text}" in answer.content.decode()
