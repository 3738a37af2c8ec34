"""Who judges the names of new units (名称审查登记): the rooms above enter their judge when they start (D09)."""

import datetime
from collections.abc import Callable

from office.rulesets.findings import Finding

#: (name, level, kind, id of the superior, day, id of the unit itself where it stands) → findings of the naming rules
NameJudge = Callable[[str, str, str, int, datetime.date, int | None], list[Finding]]
_judges: list[NameJudge] = []


def register_name_judge(judge: NameJudge) -> None:
    """Enter a judge of names, once."""
    if judge not in _judges:
        _judges.append(judge)


def judge_new_name(
    name: str, level: str, kind: str, superior: int, day: datetime.date, itself: int | None = None
) -> list[Finding]:
    """What all judges say of a name below a superior on a day; a unit that stands is not in its own way."""
    return [finding for judge in _judges for finding in judge(name, level, kind, superior, day, itself)]
