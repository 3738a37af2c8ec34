"""Mails of what is late or due soon (提醒邮件): one for a person and working day, and only when there is something."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q

from office.inbox.agenda import Inbox, Item, inbox_of, items_for
from office.inbox.models import SentDigest
from office.people.calendar import today
from office.people.models import User
from office.tasks.clocks import is_working_day


class MailNotSent(Exception):
    """Some mails did not go out; the message says how many and why. They are tried again at the next run."""


def send_digests(day: datetime.date | None = None) -> str:
    """Send what is missing for a day (default: today); the periodic job. Raises MailNotSent."""
    day = day or today()
    if not settings.EMAIL_HOST:
        return "没有设置邮件服务器（MAIL_HOST），不发提醒邮件。"
    if not is_working_day(day):
        return f"{day} 不是工作日，不发提醒邮件。"
    sent, failed = 0, []
    for user in _people(day):
        inbox = inbox_of(items_for(user, day), day)
        try:
            sent += bool(inbox.pressing) and _send(user, inbox, day)
        except OSError as error:  # the server is away or refuses; smtplib's errors are OSErrors too
            failed.append(f"{user.email}（{error}）")
    if failed:
        raise MailNotSent(f"发出提醒邮件 {sent} 封，{len(failed)} 封没有发出，下次再发：{'；'.join(failed[:3])}")
    return f"发出提醒邮件 {sent} 封。"


def _people(day: datetime.date) -> list[User]:
    told = SentDigest.objects.filter(day=day).values("user")
    wanting = Q(reminding__isnull=True) | Q(reminding__by_mail=True)
    return list(User.objects.filter(wanting, is_active=True).exclude(email="").exclude(pk__in=told).order_by("pk"))


@transaction.atomic
def _send(user: User, inbox: Inbox, day: datetime.date) -> bool:
    """Write down that the mail goes out, then send it: what cannot be sent is not written down either."""
    digest, fresh = SentDigest.objects.get_or_create(user=user, day=day, defaults={"items": len(inbox.pressing)})
    if fresh:
        subject = f"【地界】{len(inbox.pressing)} 件事项到期或逾期"
        with get_connection(timeout=settings.EMAIL_TIMEOUT) as line:
            EmailMessage(subject, text_of(user, inbox, day), to=[user.email], connection=line).send()
    return fresh


def text_of(user: User, inbox: Inbox, day: datetime.date) -> str:
    """The text of the mail."""
    late = [item for item in inbox.overdue if item.mine]
    parts = [f"{user}，您好：", f"截至 {day}，由您办理的事项中："]
    for heading, items in ((f"已逾期 {len(late)} 件", late), (f"五个工作日内到期 {len(inbox.due)} 件", inbox.due)):
        if items:
            parts += ["", heading, *(f"· {_line(item)}" for item in items)]
    parts += ["", f"全部事项：{settings.SITE_ADDRESS}/inbox/", "不再需要邮件提醒，可在该页关闭。"]
    return "\n".join(parts)


def _line(item: Item) -> str:
    limit = f"{item.step}期限 {item.due}" if item.step else f"期限 {item.due}"
    return f"{item.kind}“{item.title}”，{limit}\n  {settings.SITE_ADDRESS}{item.url}"
