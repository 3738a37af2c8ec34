"""The rule sets that come with the system; entered after each migration where they are missing."""

import datetime
import json
from typing import Any

from django.conf import settings
from psycopg2.extras import DateRange


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def enter_shipped(using: str = "default", **signal: Any) -> None:
    """Enter every shipped version whose label the set does not have yet; what is there stays as it is."""
    from office.rulesets.models import RuleSet, RuleSetVersion

    path = settings.BASE_DIR / "fixtures" / "rules" / "rulesets.json"
    for content in json.loads(path.read_text(encoding="utf-8")):
        head = {"topic": content["topic"], "title": content["title"], "layer": content["layer"]}
        ruleset, _ = RuleSet.objects.using(using).get_or_create(key=content["key"], defaults=head)
        for version in content["versions"]:
            RuleSetVersion.objects.using(using).get_or_create(
                ruleset=ruleset,
                label=version["label"],
                defaults={
                    "in_force": DateRange(_day(version["begin"]), _day(version["end"]), "[)"),
                    "severities": version["severities"],
                    "limits": version["limits"],
                    "source": version["source"],
                },
            )
