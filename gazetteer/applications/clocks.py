"""The limits of a case (办理期限): 行政许可法 for acceptance, decision and delivery, 条例 for filing and announcement.

Pure. 《行政许可法》第三十二、四十二、四十四、四十五条 count working days and pass over expert review and hearings;
《地名管理条例》第十三、十四条 say “十五日”, which are calendar days.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from office.rulesets.findings import Basis, Finding, Severity
from office.tasks.clocks import Deadline, Pause, Unit, add_working_days, deadline

ACCEPTANCE, DECISION, EXTENSION, DELIVERY, AFTER = 5, 20, 10, 10, 15


@dataclass(frozen=True)
class Course:
    """The days of a case as far as they have come. `files`: the decision has to be filed with somebody above.

    `by_department`: decided by a department that is not the government; then the announcement waits for the filing.
    """

    submitted_on: datetime.date | None = None
    accepted_on: datetime.date | None = None
    extended: bool = False
    decided_on: datetime.date | None = None
    delivered_on: datetime.date | None = None
    filed_on: datetime.date | None = None
    announced_on: datetime.date | None = None
    files: bool = True
    by_department: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Clock:
    """One limit: which step, by which clause, since when, until when; `due` is None while it stands still."""

    step: str
    label: str
    rule: str
    clause: str
    begun: datetime.date | None = None
    limit: Deadline | None = None
    done_on: datetime.date | None = None

    @property
    def due(self) -> datetime.date | None:
        return self.limit.due if self.limit else None

    @property
    def runs(self) -> bool:
        return self.begun is not None and self.done_on is None

    @property
    def stands_still(self) -> bool:
        return self.runs and self.limit is not None and self.limit.due is None

    def late_by(self, today: datetime.date) -> int:
        """Days past the limit, 0 where it was or still can be kept."""
        end = self.done_on or today
        return max(0, (end - self.due).days) if self.begun and self.due else 0


def clocks_of(course: Course, pauses: Iterable[Pause] = ()) -> list[Clock]:
    """All limits of a case in the order of its steps; those that have not begun say only their rule."""
    stops = tuple(pauses)
    decision = DECISION + (EXTENSION if course.extended else 0)
    after = [
        _clock(
            "deliver",
            "送达",
            f"{DELIVERY} 个工作日",
            "《行政许可法》第四十四条",
            course.decided_on,
            DELIVERY,
            course.delivered_on,
        )
    ]
    if not course.refused:
        after += _after(course)
    return [
        _clock(
            "accept",
            "受理",
            f"{ACCEPTANCE} 个工作日内一次告知补正",
            "《行政许可法》第三十二条",
            course.submitted_on,
            ACCEPTANCE,
            course.accepted_on,
        ),
        _clock(
            "approve",
            "决定",
            f"受理后 {decision} 个工作日" + ("（已延长）" if course.extended else ""),
            "《行政许可法》第四十二条、第四十五条",
            course.accepted_on,
            decision,
            course.decided_on,
            stops,
        ),
        *after,
    ]


def _after(course: Course) -> list[Clock]:
    """Filing and announcement, calendar days."""
    announced_from = course.filed_on if course.by_department else course.decided_on
    filing = _clock(
        "file", "备案", f"批准后 {AFTER} 日", "《地名管理条例》第十三条", course.decided_on, AFTER, course.filed_on
    )
    since = "备案后" if course.by_department else "批准后"
    announcing = _clock(
        "announce",
        "公告",
        f"{since} {AFTER} 日",
        "《地名管理条例》第十四条",
        announced_from,
        AFTER,
        course.announced_on,
    )
    return [filing, announcing] if course.files else [announcing]


_CALENDAR = frozenset({"file", "announce"})


def _clock(
    step: str,
    label: str,
    rule: str,
    clause: str,
    begun: datetime.date | None,
    length: int,
    done_on: datetime.date | None,
    pauses: Sequence[Pause] = (),
) -> Clock:
    unit = Unit.DAYS if step in _CALENDAR else Unit.WORKING_DAYS
    return Clock(step, label, rule, clause, begun, deadline(begun, length, unit, pauses) if begun else None, done_on)


def next_due(clocks: Iterable[Clock]) -> Clock | None:
    """The running limit that ends first; None where nothing runs or all stand still."""
    running = [clock for clock in clocks if clock.runs and clock.due]
    return min(running, key=lambda clock: clock.due or datetime.date.max, default=None)


def deemed_accepted(submitted_on: datetime.date, day: datetime.date) -> bool:
    """Whether the five working days passed without a notice: then the case counts as accepted when it came in."""
    return day > add_working_days(submitted_on, ACCEPTANCE)


_RULES = {"accept": "N27", "approve": "N27", "deliver": "N27", "file": "N28", "announce": "N29"}


def timeliness(clocks: Iterable[Clock], today: datetime.date) -> list[Finding]:
    """N27, N28, N29: limits that were not kept, and those that are past."""
    findings = []
    for clock in clocks:
        if not (late := clock.late_by(today)):
            continue
        done = f"{clock.done_on} 才办" if clock.done_on else "至今未办"
        findings.append(
            Finding(
                rule=_RULES[clock.step],
                severity=Severity.WARN,
                basis=Basis.LAW,
                message=f"{clock.label}超期 {late} 天：应在 {clock.due} 前，{done}",
                clause=clock.clause,
                fix="立即办理" if clock.done_on is None else "在案卷中说明超期原因",
                evidence={"due": str(clock.due), "done": str(clock.done_on or ""), "late_days": late},
                field=clock.step,
            )
        )
    return findings
