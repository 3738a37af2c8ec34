"""The rule sets that come with the system; entered after each migration where they are missing."""

import datetime
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from psycopg2.extras import DateRange

from office.people.calendar import today

if TYPE_CHECKING:
    from office.rulesets.models import RuleSetVersion


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def enter_shipped(using: str = "default", **signal: Any) -> None:
    """Enter every shipped version whose label the set does not have yet; what is there stays as it is.

    A newer one comes after the shipped one that was open until then, from today on and never back in time; where a
    version of somebody else is in force, the set is theirs and nothing is entered.
    """
    from office.rulesets.models import RuleSet, RuleSetVersion

    path = settings.BASE_DIR / "fixtures" / "rules" / "rulesets.json"
    for content in json.loads(path.read_text(encoding="utf-8")):
        head = {"topic": content["topic"], "title": content["title"], "layer": content["layer"]}
        ruleset, _ = RuleSet.objects.using(using).get_or_create(key=content["key"], defaults=head)
        there = RuleSetVersion.objects.using(using).filter(ruleset=ruleset)
        shipped = [version["label"] for version in content["versions"]]
        for version in content["versions"]:
            if there.filter(label=version["label"]).exists():
                continue
            period = _room_for(_period(version), there, shipped)
            if period is not None:
                there.create(
                    ruleset=ruleset,
                    label=version["label"],
                    in_force=period,
                    severities=version["severities"],
                    limits=version["limits"],
                    terms=version.get("terms", {}),
                    source=version["source"],
                )


def _period(version: Mapping[str, Any]) -> DateRange:
    return DateRange(_day(version["begin"]), _day(version["end"]), "[)")


def _room_for(period: DateRange, there: "QuerySet[RuleSetVersion]", shipped: list[str]) -> DateRange | None:
    """The period that a version may have beside those that are there; a shipped one that is open ends before it."""
    overlapping = list(there.filter(in_force__overlap=period))
    if not overlapping:
        return period
    former = overlapping[0]
    begin = max(period.lower, today())
    if len(overlapping) > 1 or former.label not in shipped or former.in_force.upper is not None or period.upper:
        return None
    if former.in_force.lower >= begin:
        return None
    former.in_force = DateRange(former.in_force.lower, begin, "[)")
    former.save(update_fields=["in_force"])
    return DateRange(begin, None, "[)")
