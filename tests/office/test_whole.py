"""A whole number out of a text: ASCII digits and nothing else, never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.whole import MOST, whole


@given(st.integers(0, MOST))
def test_digits_are_the_number(number: int) -> None:
    assert whole(str(number)) == number


@given(st.text(max_size=25))
def test_anything_else_is_none(text: str) -> None:
    number = whole(text)
    assert number is None or (text.isascii() and number == int(text))


@pytest.mark.parametrize("text", [None, "", "²", "٣", "-1", "1.0", " 1", str(MOST + 1), "9" * 400])
def test_what_is_no_key(text) -> None:
    assert whole(text) is None


def test_a_bound_of_its_own() -> None:
    assert (whole("99", 99), whole("100", 99)) == (99, None)
