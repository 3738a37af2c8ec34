"""Whose task it is (谁来办): whoever holds the task's role over its place, itself or from above, on that day."""

import datetime
from collections import defaultdict

from django.db.models import Q

from boundaries.divisions.queries import ids_answered_for
from boundaries.jurisdiction.queries import appointments_on, refusal
from office.people.models import User
from office.people.roles import Role
from office.tasks.models import Task
from office.tasks.rights import Rule


def refusal_of(user: User, task: Task, day: datetime.date) -> str | None:
    """Why a task is not this person's that day; None if it is."""
    return refusal(user, Role(task.role), task.place, day)


def reach_of(user: User, day: datetime.date) -> Q:
    """The tasks of the roles that a person holds, over the divisions below."""
    tops: dict[str, list[int]] = defaultdict(list)
    for role, division in appointments_on(user, day).values_list("role", "division_id"):
        tops[role].append(division)
    found = Q(pk__in=[])
    for role, divisions in tops.items():
        found |= Q(role=role, place__in=ids_answered_for(divisions, day))
    return found


RULE = Rule(refusal_of, reach_of)
