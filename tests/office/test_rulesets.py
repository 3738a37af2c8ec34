"""Rule sets: what is in force on a day, how the province's word lies over the nation's."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from office.rulesets.findings import Severity
from office.rulesets.models import RuleSet, RuleSetVersion
from office.rulesets.queries import settings_in_force
from office.rulesets.settings import RuleSettings
from office.rulesets.shipped import enter_shipped


def test_severities_by_case_then_by_rule():
    settings = RuleSettings(severities={"N10": "info", "N11/toned": "off", "N11": "block"})
    assert settings.severity("N10/any", Severity.WARN) is Severity.INFO
    assert settings.severity("N11/toned", Severity.WARN) is None
    assert settings.severity("N11/toneless", Severity.INFO) is Severity.BLOCK
    assert settings.severity("N12", Severity.INFO) is Severity.INFO
    assert RuleSettings(limits={"listed": 5}).limit("listed", 20) == 5


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
