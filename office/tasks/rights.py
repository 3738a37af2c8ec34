"""Who may finish or cancel a task (谁来办): rules that upper rooms enter, because the office knows no jurisdiction."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from office.people.models import User
from office.tasks.models import Task

NO_RULE = "这类任务没有登记由谁办理，请联系系统管理员。"


@dataclass(frozen=True)
class Rule:
    """`refusal` says why a person may not act on a task that day (None: may); `reach` is the same as a condition."""

    refusal: Callable[[User, Task, datetime.date], str | None]
    reach: Callable[[User, datetime.date], Q]


_rules: dict[str, Rule] = {}


def who_may(rule: Rule, kinds: str = "") -> None:
    """Enter a rule for all kinds that begin with `kinds`, or for all; the longest beginning decides."""
    if _rules.setdefault(kinds, rule) != rule:
        raise ValueError(f"who may act on tasks {kinds or 'of all kinds'} is settled already")


def refusal(user: User, task: Task, day: datetime.date) -> str | None:
    """Why a person may not finish or cancel a task on a day; None if they may."""
    fitting = [kinds for kinds in _rules if task.kind.startswith(kinds)]
    return _rules[max(fitting, key=len)].refusal(user, task, day) if fitting else NO_RULE


def reach(user: User, day: datetime.date) -> Q:
    """The tasks on which a person may act that day, as one condition."""
    found = Q(pk__in=[])
    for kinds, rule in _rules.items():
        own = Q(kind__startswith=kinds)
        for longer in _rules:
            if longer != kinds and longer.startswith(kinds):
                own &= ~Q(kind__startswith=longer)
        found |= own & rule.reach(user, day)
    return found
