"""Typed coordinates: read back digit for digit; what is no pair of degrees is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.spatial.pairs import points_of, text_of

DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(DEGREES))
def test_what_is_written_is_read_back_exactly(points) -> None:
    assert points_of(text_of(points)) == tuple(points)


def test_people_write_commas_and_spaces() -> None:
    assert points_of("125.3,43.9\n\n 125.4，44 \n125.5\t44.1\n") == ((125.3, 43.9), (125.4, 44.0), (125.5, 44.1))


@pytest.mark.parametrize("text", ["43.9", "125.3,x", "1,2,3", "43.9,125.3", "nan,1", "inf,1"])
def test_what_is_no_pair_of_degrees_is_named(text) -> None:
    with pytest.raises(ValueError, match="经度"):
        points_of(f"125.3,43.9\n{text}")
