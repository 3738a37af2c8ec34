"""What of the standard is data: the catalogue, the rules, the shipped version and the docs say the same."""

import json

import pytest
from django.conf import settings

from office.rulesets.findings import Basis, Finding, Severity
from survey.checks.catalogue import FIXED, LIMIT_AT, LIMITS, RULE_AT, RULES
from survey.checks.standards import Standard, from_data
from survey.checks.whole import SAID

SHIPPED = json.loads((settings.BASE_DIR / "fixtures/rules/rulesets.json").read_text(encoding="utf-8"))
LATEST = next(item for item in SHIPPED if item["key"] == "survey-standard")["versions"][-1]


def test_every_limit_is_in_the_shipped_version_within_its_range_and_in_the_docs() -> None:
    given = {f"{rule}/{name}": value for rule, values in LATEST["limits"].items() for name, value in values.items()}
    assert given.keys() == LIMIT_AT.keys()
    docs = (settings.BASE_DIR / "docs/rules-survey.md").read_text(encoding="utf-8")
    for limit in LIMITS:
        assert limit.low <= limit.default <= limit.high and limit.label and limit.clause
        assert limit.trouble(given[limit.path]) == "" and f"`{limit.name}`" in docs


def test_the_shipped_version_is_what_the_rules_do_of_themselves() -> None:
    standard = from_data("2025.2", Standard().title, LATEST["limits"], LATEST["severities"], LATEST["terms"])
    assert all(getattr(standard, limit.name) == limit.default for limit in LIMITS)
    assert standard.scales == Standard().scales
    assert all(LATEST["severities"][rule] == RULE_AT[rule].severity for rule in LATEST["severities"])


def test_every_rule_is_settable_or_fixed_and_has_its_basis() -> None:
    known = RULE_AT.keys() | {rule for rule, _label, _clause in FIXED}
    assert known | {"S06", "S07", "S08"} == {f"S{number:02}" for number in range(1, 32)}
    for rule, said in SAID.items():
        if rule in RULE_AT:
            assert (said.severity, said.basis) == (RULE_AT[rule].severity, RULE_AT[rule].basis)
        else:
            assert (said.severity, said.basis) == (Severity.BLOCK, Basis.LAW)


@pytest.mark.parametrize(("value", "words"), [("x", "应是数字"), (True, "应是数字"), (1e9, "应在"), (0, "应在")])
def test_a_limit_refuses_what_it_cannot_hold(value, words) -> None:
    assert words in LIMIT_AT["S05/lb_xy_m"].trouble(value)
    assert "整数" in LIMIT_AT["S30/max_rows"].trouble(2000.5)


@pytest.mark.parametrize(
    ("basis", "wanted", "becomes"),
    [
        (Basis.STANDARD, "off", None),
        (Basis.STANDARD, "block", "block"),
        (Basis.LAW, "off", "warn"),
        (Basis.LAW, "info", "warn"),
        (Basis.LAW, "block", "block"),
        (Basis.INTEGRITY, "off", "warn"),
    ],
)
def test_a_version_never_weakens_law_or_integrity(basis, wanted, becomes) -> None:
    finding = Finding(rule="S24", severity=Severity.WARN, basis=basis, message="x")
    found = Standard(severities={"S24": wanted}).weighed([finding])
    assert [item.severity for item in found] == ([becomes] if becomes else [])


def test_law_can_only_be_chosen_stricter() -> None:
    assert RULE_AT["S24"].choices == ("block", "warn") and RULE_AT["S05"].choices[-1] == "off"
    assert [rule.rule for rule in RULES] == sorted(rule.rule for rule in RULES)
