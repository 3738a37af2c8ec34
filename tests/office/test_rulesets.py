"""Rule sets: what is in force on a day, how the province's word lies over the nation's."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.models import RuleSet, RuleSetVersion
from office.rulesets.queries import settings_in_force, titles_of
from office.rulesets.settings import RuleSettings
from office.rulesets.shipped import enter_shipped


def test_severities_by_case_then_by_rule():
    settings = RuleSettings(severities={"N10": "info", "N11/toned": "off", "N11": "block"})
    assert settings.severity("N10/any", Severity.WARN) is Severity.INFO
    assert settings.severity("N11/toned", Severity.WARN) is None
    assert settings.severity("N11/toneless", Severity.INFO) is Severity.BLOCK
    assert settings.severity("N12", Severity.INFO) is Severity.INFO
    assert RuleSettings(limits={"listed": 5}).limit("listed", 20) == 5


def found(basis: Basis, severity: Severity = Severity.WARN) -> Finding:
    return Finding(rule="D10", severity=severity, basis=basis, message="某事")


@pytest.mark.parametrize(
    ("basis", "chosen", "strength"),
    [
        (Basis.PRACTICE, "block", "block"),
        (Basis.PRACTICE, "info", "info"),
        (Basis.STANDARD, "off", None),
        (Basis.LAW, "block", "block"),
        (Basis.LAW, "info", "warn"),
        (Basis.LAW, "off", "warn"),
        (Basis.INTEGRITY, "off", "warn"),
        (Basis.INTEGRITY, "info", "warn"),
    ],
)
def test_a_set_switches_advice_makes_law_only_stricter_and_leaves_integrity_alone(basis, chosen, strength) -> None:
    settings = RuleSettings(severities={"D10/touched": chosen})
    weighed = settings.weighed(found(basis), "D10/touched")
    assert (weighed.severity.value if weighed else None) == strength
    assert settings.weighed(found(basis), "D10/other") == found(basis)
    whole = RuleSettings(severities={"D10": chosen}).all_weighed([found(basis)])
    assert [item.severity.value for item in whole] == ([strength] if strength else [])


@pytest.mark.django_db
def test_an_upgraded_database_has_the_marker_patterns_beside_what_it_had() -> None:
    RuleSet.objects.get(key="markers-standard").versions.all().delete()
    RuleSet.objects.get(key="markers-standard").delete()
    before = RuleSetVersion.objects.get(ruleset__key="survey-standard", label="2025.2")
    day = datetime.date(2025, 6, 30)
    assert "S06" not in settings_in_force("survey", day).limits
    enter_shipped()
    settings = settings_in_force("survey", day)
    assert settings.limits["S06"]["province"]["example"] == "2223001Q"
    assert (settings.severities["S06"], settings.severities["S03"]) == ("block", "block")
    assert settings.versions == ("survey-standard 2025.2", "markers-standard 2025.1")
    after = RuleSetVersion.objects.get(ruleset__key="survey-standard", label="2025.2")
    assert (after.severities, after.limits) == (before.severities, before.limits)


@pytest.mark.django_db
def test_versions_by_their_titles() -> None:
    assert titles_of(["names-national 2022-05", "《某条例》"]) == ["《地名管理条例》及配套规定 2022-05", "《某条例》"]


@pytest.mark.django_db
def test_the_shipped_sets_are_there_and_stay_as_they_are():
    assert settings_in_force("names", datetime.date(2025, 6, 30)).versions == (
        "names-national 2022-05",
        "names-jilin 2025-03",
    )
    jilin = RuleSetVersion.objects.get(ruleset__key="names-jilin")
    jilin.severities = {}
    jilin.save()
    enter_shipped()
    assert RuleSetVersion.objects.get(ruleset__key="names-jilin").severities == {}
    assert RuleSetVersion.objects.filter(ruleset__topic="names").count() == 2


@pytest.mark.django_db
def test_before_the_regulation_nothing_judged():
    assert settings_in_force("names", datetime.date(2022, 4, 30)) == RuleSettings()
    assert settings_in_force("names", datetime.date(2022, 5, 1)).versions == ("names-national 2022-05",)


@pytest.mark.django_db
def test_the_higher_layer_wins_and_one_version_holds_at_a_time():
    county = RuleSet.objects.create(key="names-county", topic="names", title="县", layer=20)
    begin = datetime.date(2025, 4, 1)
    version = RuleSetVersion(ruleset=county, label="1", in_force=DateRange(begin, None, "[)"), source="测试")
    version.severities = {"N03/outside": "warn"}
    version.save()
    assert settings_in_force("names", begin).severities["N03/outside"] == "warn"
    second = RuleSetVersion(ruleset=county, label="2", in_force=DateRange(begin, None, "[)"), source="测试")
    with pytest.raises(ValidationError, match="只能有一个版本施行"):
        second.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


@pytest.mark.django_db
def test_a_newer_shipped_version_follows_the_open_one_from_today(settings) -> None:
    settings.AS_OF_DATE = "2025-09-01"
    versions = RuleSetVersion.objects.filter(ruleset__key="survey-standard")
    versions.filter(label="2025.2").delete()
    versions.filter(label="2025.1").update(in_force=DateRange(datetime.date(2025, 1, 1), None, "[)"))
    enter_shipped()
    periods = {item.label: (item.in_force.lower, item.in_force.upper) for item in versions}
    change = datetime.date(2025, 9, 1)
    assert periods == {"2025.1": (datetime.date(2025, 1, 1), change), "2025.2": (change, None)}


@pytest.mark.django_db
def test_nothing_is_entered_over_a_version_of_the_province() -> None:
    versions = RuleSetVersion.objects.filter(ruleset__key="survey-standard")
    versions.filter(label="2025.2").update(label="省级2025")
    enter_shipped()
    assert set(versions.values_list("label", flat=True)) == {"2025.1", "省级2025"}
