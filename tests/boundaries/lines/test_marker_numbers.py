"""Marker numbers: S06 and S07 as pure functions over the patterns that the system ships."""

import json

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from boundaries.lines.markers.numbers import Number, Standing, line_findings, number_findings, parsed, pattern_of
from office.rulesets.findings import Severity
from office.rulesets.settings import RuleSettings

SHIPPED = json.loads((django_settings.BASE_DIR / "fixtures/rules/rulesets.json").read_text(encoding="utf-8"))
SURVEY = next(item for item in SHIPPED if item["key"] == "markers-standard")["versions"][0]
SETTINGS = RuleSettings(severities=SURVEY["severities"], limits=SURVEY["limits"])
PROVINCE = SURVEY["limits"]["S06"]["province"]["pattern"]
codes = st.integers(10, 99)


def said(one: Standing, *others: Standing, line: str = "2223", level: str = "province", **how) -> list[tuple[str, str]]:
    found = number_findings(one, level, line, others, SETTINGS, **how)
    return [(finding.rule, finding.severity.value) for finding in found]


def single(number: str, chainage: float | None = None) -> Standing:
    return Standing(number, "single", chainage)


@given(codes, codes, st.integers(0, 999), st.sampled_from(["", *"QABCDE"]))
def test_a_written_number_is_read_back(first: int, second: int, serial: int, letter: str) -> None:
    number = parsed(f"{first}{second}{serial:03}{letter}", PROVINCE)
    assert number == Number(str(first), str(second), serial, letter)


@given(codes, codes, st.integers(1, 999))
def test_the_smaller_code_comes_first(first: int, second: int, serial: int) -> None:
    line = f"{min(first, second)}{max(first, second)}"
    found = said(single(f"{first}{second}{serial:03}Q"), line=line if first != second else "2223")
    assert (found == []) == (first < second)


@given(st.text(max_size=12))
def test_any_text_is_answered_without_failing(text: str) -> None:
    found = said(single(text))
    assert all(rule in {"S06", "S07"} for rule, _ in found)


@given(st.permutations([single(f"2223{n:03}Q", 10.0 * n) for n in range(1, 6)]))
def test_markers_in_order_are_never_found_wrong(markers: list[Standing]) -> None:
    assert line_findings(markers, "province", "2223", SETTINGS) == []


@pytest.mark.parametrize(
    ("number", "level", "line"),
    [
        ("2223001Q", "province", "2223"),
        ("2223001", "province", "2223"),
        ("220122-220183-014Q", "county", "220122-220183"),
        ("220122100-220122101-003Q", "township", "220122100-220122101"),
        ("2201-2202-001Q", "prefecture", "2201-2202"),
    ],
)
def test_lawful_numbers(number: str, level: str, line: str) -> None:
    assert said(single(number), level=level, line=line) == []


@pytest.mark.parametrize("number", ["2223001X", "222301Q", "2223-001Q", "2223001Q ", "３２２３001Q", ""])
def test_other_writings_are_refused(number: str) -> None:
    assert said(single(number)) == [("S06", "block")]


def test_a_number_of_another_line_is_refused() -> None:
    assert said(single("2122001Q")) == [("S06", "block")]


def test_a_serial_stands_once() -> None:
    assert said(single("2223001Q", 5), single("2223001", 9)) == [("S06", "block")]


def test_the_serial_grows_along_the_line() -> None:
    assert said(single("2223002Q", 5.0), single("2223001Q", 9.0)) == [("S06", "warn")]
    assert said(single("2223002Q", 9.0), single("2223001Q", 5.0)) == []
    assert said(single("2223002Q"), single("2223001Q", 9.0)) == []


def test_letters_belong_to_kinds() -> None:
    assert said(single("2223001A")) == [("S07", "block")]
    assert said(Standing("2223001Q", "double")) == [("S07", "block")]
    assert said(Standing("2223001", "double")) == [("S07", "block")]
    assert said(Standing("2223001B", "triple")) == [("S07", "block")]


def test_a_pair_is_complete_or_says_what_is_missing() -> None:
    one, other = Standing("2223001A", "double", 5, "first"), Standing("2223001B", "double", 5, "second")
    assert said(one, other) == []
    assert said(one) == [("S07", "warn")]
    assert said(one, complete=True) == [("S07", "block")]


def test_three_of_a_number_are_complete_with_all_letters() -> None:
    three = [Standing(f"2223001{letter}", "triple") for letter in "CDE"]
    assert line_findings(three, "province", "2223", SETTINGS) == []
    assert [finding.evidence["missing"] for finding in line_findings(three[:2], "province", "2223", SETTINGS)] == [
        "E",
        "E",
    ]


def test_a_stands_on_the_bank_of_the_smaller_code() -> None:
    other = Standing("2223001B", "double", 5, "second")
    assert said(Standing("2223001A", "double", 5, "second"), other) == [("S07", "block")]
    assert said(Standing("2223001A", "double", 5, ""), other) == []


def test_the_province_sets_patterns_and_strengths() -> None:
    own = RuleSettings(
        severities={"S06": "off", "S07": "off"},
        limits={"S06": {"county": {"pattern": r"(?P<serial>\d{4})", "example": "0001"}}},
    )
    assert pattern_of("county", own) == (r"(?P<serial>\d{4})", "0001")
    assert parsed("0012", r"(?P<serial>\d{4})") == Number("", "", 12, "")
    assert number_findings(single("xyz"), "county", "220122-220183", [], own) == []
    bare = number_findings(single("0012"), "county", "220122-220183", [], RuleSettings())
    assert [finding.severity for finding in bare] == [Severity.INFO]
