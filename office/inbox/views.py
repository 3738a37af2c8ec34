"""The inbox of a person, how to be reminded, the calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from office.inbox import actions
from office.inbox.agenda import inbox_of, items_for
from office.inbox.calendar import calendar_of
from office.inbox.models import Reminding, SentDigest
from office.people.calendar import today
from office.people.requests import OfficerRequest

SHOWN = 50


@require_GET
def inbox(request: OfficerRequest) -> HttpResponse:
    """Late, due soon, mine, waiting for others."""
    day = today()
    found = inbox_of(items_for(request.user, day), day)
    reminding = Reminding.objects.filter(user=request.user).first() or Reminding(user=request.user)
    lists = (
        ("overdue", _("逾期"), found.overdue),
        ("due", _("五个工作日内到期"), found.due),
        ("mine", _("待我办理"), found.mine),
        ("others", _("等待他人"), found.others),
    )
    token = reminding.calendar_token
    context = {
        "day": day,
        "lists": [(key, label, items[:SHOWN], len(items)) for key, label, items in lists],
        "count": sum(len(items) for _key, _label, items in lists),
        "reminding": reminding,
        "mail_works": bool(settings.EMAIL_HOST),
        "last_mail": SentDigest.objects.filter(user=request.user).order_by("-day").first(),
        "calendar": request.build_absolute_uri(reverse("inbox-calendar", args=[token])) if token else "",
        "shown": SHOWN,
    }
    return render(request, "inbox/inbox.html", context)


@require_POST
def choose(request: OfficerRequest) -> HttpResponse:
    """Change one thing about the reminders."""
    choice = request.POST.get("choice", "")
    if choice in {"mail", "no_mail"}:
        actions.choose_mail(request.user, choice == "mail")
        messages.success(request, _("已打开邮件提醒。") if choice == "mail" else _("已关闭邮件提醒。"))
    elif choice == "calendar":
        actions.new_calendar(request.user)
        messages.success(request, _("已生成新的日历订阅地址，原地址不再有效。"))
    elif choice == "no_calendar":
        actions.end_calendar(request.user)
        messages.success(request, _("已停用日历订阅地址。"))
    else:
        messages.error(request, _("没有这项设置，请在本页重新选择。"))
    return redirect("inbox")


@never_cache
@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The limits of whoever has this address; it leads nowhere once it was replaced or its owner left."""
    reminding = Reminding.objects.filter(calendar_token=token, user__is_active=True).select_related("user").first()
    if reminding is None:
        raise Http404(_("此日历地址已停用。请在“待办”重新生成。"))
    site = request.build_absolute_uri("/").rstrip("/")
    items = items_for(reminding.user, today())
    body = calendar_of(items, f"地界：{reminding.user}的期限", site, timezone.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
