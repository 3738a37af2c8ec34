"""Questions to the rule sets: what was in force on a day."""

import datetime
from collections.abc import Iterable

from office.rulesets.models import RuleSet, RuleSetVersion
from office.rulesets.settings import RuleSettings


def versions_in_force(topic: str, day: datetime.date) -> list[RuleSetVersion]:
    """The versions of all sets of a topic on a day, the nation's before the province's."""
    found = RuleSetVersion.objects.filter(ruleset__topic=topic, in_force__contains=day)
    return list(found.select_related("ruleset").order_by("ruleset__layer", "id"))


def settings_in_force(topic: str, day: datetime.date) -> RuleSettings:
    """The sets of a topic laid over each other as they were on a day; empty where nothing was in force."""
    versions = versions_in_force(topic, day)
    severities: dict[str, str] = {}
    limits: dict[str, float] = {}
    for version in versions:
        severities |= version.severities
        limits |= version.limits
    terms = tuple(version.terms for version in versions if version.terms)
    return RuleSettings(tuple(str(version) for version in versions), severities, limits, terms)


def titles_of(versions: Iterable[str]) -> list[str]:
    """Versions as people know them: the title of the set instead of its key; what is no version stays as it is."""
    titles = dict(RuleSet.objects.values_list("key", "title"))
    parts = [version.partition(" ") for version in versions]
    return [f"{titles.get(key, key)} {label}".strip() for key, _, label in parts]
