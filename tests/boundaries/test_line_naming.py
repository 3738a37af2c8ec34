"""Codes of lines and the order of their edges."""

import pytest

from boundaries.lines.naming import line_code, normal_line_code, ordered_members
from boundaries.lines.topology import Stretch


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2223", "2223"),
        ("2322", "2223"),
        ("22-23", "2223"),
        ("230000-220000", "2223"),
        (" 220403-220402 ", "220402-220403"),
        ("2202-2201", "2201-2202"),
        ("220100-220200", "2201-2202"),
        ("220402001－220402002", "220402001-220402002"),
        ("220402002000-220402001000", "220402001-220402002"),
    ],
)
def test_all_spellings_have_one_normal_form(text: str, normal: str) -> None:
    assert normal_line_code(text) == normal
    assert normal_line_code(normal) == normal


@pytest.mark.parametrize(
    "text", ["", "222", "22a3", "2222", "22-2301", "220402-220402", "1-2-3", "二二二三", "220402-"]
)
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        normal_line_code(text)


def test_a_line_needs_two_sides_of_one_level() -> None:
    with pytest.raises(ValueError, match="同级"):
        line_code("22", "2301")


def test_a_wide_line_runs_from_west_to_east() -> None:
    edges = [
        ("east", Stretch(((5.0, 0.2), (9.0, 0.0)), 1, 2)),
        ("west", Stretch(((5.0, 0.2), (0.0, 0.1)), 1, 2)),
    ]
    assert ordered_members(edges) == [("west", True), ("east", False)]


def test_a_high_line_runs_from_north_to_south() -> None:
    edges = [("south", Stretch(((0.0, 0.0), (0.1, 5.0)), 1, 2)), ("north", Stretch(((0.1, 5.0), (0.0, 9.0)), 1, 2))]
    assert ordered_members(edges) == [("north", True), ("south", True)]


def test_separate_pieces_follow_each_other_by_where_they_begin() -> None:
    edges = [("b", Stretch(((6.0, 0.0), (5.0, 0.0)), 1, 2)), ("a", Stretch(((0.0, 0.0), (1.0, 0.0)), 1, 2))]
    assert ordered_members(edges) == [("a", False), ("b", True)]


def test_a_closed_line_keeps_its_one_edge() -> None:
    ring = Stretch(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)), 1, 2)
    assert [key for key, _ in ordered_members([("ring", ring)])] == ["ring"]
