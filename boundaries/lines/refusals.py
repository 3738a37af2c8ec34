"""Why something may not be done with a line or its markers now (权限与状态), and what a stale form meets."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from boundaries.jurisdiction.queries import refusal
from boundaries.lines.models import LineVersion
from office.log.models import Event
from office.people.models import User
from office.people.roles import Role
from office.rulesets.findings import Finding

LOCKED = "国界段锁定，不在本系统测绘、编辑、编号。"


class Refused(Exception):
    """The action may not be done; the message is for the person."""


class Rejected(Refused):
    """What is written does not hold; `findings` say why, field by field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("；".join(finding.message for finding in findings if finding.blocks))
        self.findings = list(findings)


@dataclass(frozen=True)
class Between:
    """One change that came in between: who, when, and key → [before, after]."""

    who: str
    at: datetime.datetime
    summary: str
    changed: dict[str, list[Any]]


class Stale(Refused):
    """The form was made from another content than stands now; `between` tells what changed since."""

    def __init__(self, between: Sequence[Between], now: str) -> None:
        super().__init__("在您填写期间，内容已被改动，您的填写没有丢失。请看下面的改动，核对后再保存。")
        self.between, self.now = list(between), now


def refuse_stale(subject: models.Model, seen: str, now: str) -> None:
    """Raise Stale where a form carries another hash than the content has now."""
    if seen != now:
        raise Stale(changes_since(subject, seen), now)


def changes_since(subject: models.Model, seen: str) -> list[Between]:
    """The recorded changes of a thing since its content had a hash, the oldest first; empty if it never had."""
    events = Event.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk))
    found: list[Between] = []
    for event in events.select_related("actor").order_by("-id"):
        found.append(Between(str(event.actor or "系统"), event.at, event.summary, event.data.get("changed", {})))
        if event.data.get("before") == seen:
            return found[::-1]
    return []


def editing(user: User, line: LineVersion, day: datetime.date) -> str | None:
    """Why a person may not edit a line and its markers: locked, or boundary officer of neither side."""
    if line.line.locked:
        return LOCKED
    first = refusal(user, Role.BOUNDARY_OFFICER, line.first_id, day)
    if first is None or refusal(user, Role.BOUNDARY_OFFICER, line.second_id, day) is None:
        return None
    return first


def refuse_editing(user: User, line: LineVersion, day: datetime.date) -> None:
    if sentence := editing(user, line, day):
        raise Refused(sentence)


def refuse_empty(**words: str) -> None:
    """Raise where one of the words (label → text) is missing."""
    missing = [label for label, text in words.items() if not text.strip()]
    if missing:
        raise Refused(f"请填写{'、'.join(missing)}。")
