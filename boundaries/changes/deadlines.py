"""D05, D06: until when what has to be done after an approval (期限), Decree 704 art. 15 and 17. Pure."""

import datetime
from dataclasses import dataclass

from office.tasks.clocks import add_months

CODE_MONTHS, COMPLETION_MONTHS, EXTENSION_MONTHS, SURVEY_MONTHS = 1, 12, 6, 12
ART_15 = "《行政区划管理条例》第十五条"
ART_16 = "《行政区划管理条例》第十六条"
ART_17 = "《行政区划管理条例》第十七条"
ART_18 = "《行政区划管理条例》第十八条"


@dataclass(frozen=True)
class Deadlines:
    """The last days in time; None where what starts them has not happened yet."""

    code: datetime.date | None = None
    completion: datetime.date | None = None
    extended: datetime.date | None = None
    survey: datetime.date | None = None


def deadlines_of(
    approved: datetime.date | None, effective: datetime.date | None, survey_months: int = SURVEY_MONTHS
) -> Deadlines:
    """The code within a month of the change, completion within 12 (with leave 18) months of the approval.

    The new survey of the lines counts its months from the change; the law sets no day for it (art. 16), the rule
    set of the province does.
    """
    begin = effective or approved
    return Deadlines(
        code=add_months(begin, CODE_MONTHS) if begin else None,
        completion=add_months(approved, COMPLETION_MONTHS) if approved else None,
        extended=add_months(approved, COMPLETION_MONTHS + EXTENSION_MONTHS) if approved else None,
        survey=add_months(begin, survey_months) if begin else None,
    )
