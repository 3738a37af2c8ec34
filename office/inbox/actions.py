"""Choosing how to be reminded (提醒方式)."""

import secrets

from django.db import transaction

from office.inbox.models import Reminding
from office.log.actions import record
from office.people.models import User


@transaction.atomic
def choose_mail(user: User, by_mail: bool) -> Reminding:
    """Switch the mails on or off."""
    reminding = _of(user)
    reminding.by_mail = by_mail
    reminding.save(update_fields=["by_mail"])
    record(user, "inbox.mail", reminding, "打开邮件提醒" if by_mail else "关闭邮件提醒", {"by_mail": by_mail})
    return reminding


@transaction.atomic
def new_calendar(user: User) -> Reminding:
    """Give the calendar a new secret address; the one before leads nowhere from now on."""
    return _calendar(user, secrets.token_urlsafe(32), "生成日历订阅地址")


@transaction.atomic
def end_calendar(user: User) -> Reminding:
    """End the subscription."""
    return _calendar(user, "", "停用日历订阅地址")


def _calendar(user: User, token: str, told: str) -> Reminding:
    reminding = _of(user)
    reminding.calendar_token = token
    reminding.save(update_fields=["calendar_token"])
    record(user, "inbox.calendar", reminding, told, {})
    return reminding


def _of(user: User) -> Reminding:
    Reminding.objects.get_or_create(user=user)
    return Reminding.objects.select_for_update().get(user=user)
