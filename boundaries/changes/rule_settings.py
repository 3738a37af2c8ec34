"""How strong the rules of changes are on a day (区划变更规则口径), by the versioned rule sets."""

import datetime

from office.people.calendar import today
from office.rulesets.queries import settings_in_force
from office.rulesets.settings import RuleSettings

TOPIC = "changes"
SURVEY_MONTHS = 12


def rules_on(day: datetime.date | None = None) -> RuleSettings:
    """Severities and limits of a day, today's where none is named."""
    return settings_in_force(TOPIC, day or today())


def survey_months(settings: RuleSettings) -> int:
    """How many months after a change its lines are to be surveyed; art. 16 of the Decree sets no day itself."""
    return int(settings.limit("D07/survey_months", SURVEY_MONTHS))
