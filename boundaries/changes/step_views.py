"""The steps of a case as posts: papers, approval, announcement, overriding, withdrawal, closing. Translation only."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from boundaries.changes import case_actions as steps
from boundaries.changes.case_actions import Refused
from boundaries.changes.extension import extend_case
from boundaries.changes.models import ChangeCase
from boundaries.changes.views import case_page, seen_case
from office.intake.storage import open_stored
from office.people.calendar import day_of_text
from office.people.requests import OfficerRequest

MAX_PAPER = 50 * 1024 * 1024


def taken(request: OfficerRequest, pk: int, step: Callable[[ChangeCase], Any]) -> HttpResponse:
    """Take a step; a refusal shows the page again with its sentence and findings."""
    case = seen_case(request, pk)
    try:
        step(case)
    except Refused as refused:
        return case_page(request, pk, refused)
    return redirect("change-case", pk=pk)


def _words(request: OfficerRequest, field: str, label: str, most: int) -> str:
    """A text of the form, no longer than it is kept. Raises Refused."""
    text = request.POST.get(field, "").strip()
    if len(text) > most:
        raise Refused(f"{label}不超过 {most} 字，现有 {len(text)} 字。")
    return text


def _link(request: OfficerRequest, field: str, label: str) -> str:
    """An address of the web, or nothing. Raises Refused for anything that is none."""
    text = _words(request, field, label, 300)
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise Refused(f"{label}应是 http:// 或 https:// 开头的网址。") from error
    return text


def _day(request: OfficerRequest, field: str, label: str) -> datetime.date:
    text = request.POST.get(field, "")
    try:
        return day_of_text(text)
    except ValueError as error:
        raise Refused(f"{label}：{error}。") from None


@require_POST
def add_papers(request: OfficerRequest, pk: int) -> HttpResponse:
    """Files of one kind; each is kept under its SHA-256."""

    def step(case: ChangeCase) -> None:
        files = request.FILES.getlist("file")
        if not files:
            raise Refused("请选择要登记的文件。")
        for item in files:
            if item.size is None or item.size > MAX_PAPER:
                raise Refused(f"{item.name} 超过 50 MB，这次选的文件都没有登记。")
            if not item.size:
                raise Refused(f"{item.name} 是空文件，这次选的文件都没有登记。")
        for item in files:
            steps.add_paper(request.user, case, request.POST.get("kind", ""), str(item.name), item.read())

    return taken(request, pk, step)


@require_GET
def paper(request: OfficerRequest, pk: int, paper_pk: int) -> FileResponse:
    """The original of a paper, as an attachment."""
    found = get_object_or_404(seen_case(request, pk).papers, pk=paper_pk)
    return FileResponse(open_stored(found.file), as_attachment=True, filename=found.filename)


@require_POST
def approve(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(
        request,
        pk,
        lambda case: steps.approve_case(
            request.user,
            case,
            authority=_words(request, "authority", "批准机关", 60),
            document=_words(request, "document", "批准文号", 80),
            day=_day(request, "day", "批准日期"),
            effective=_day(request, "effective", "生效日期"),
            base=request.POST.get("base", ""),
        ),
    )


@require_POST
def announce(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(
        request,
        pk,
        lambda case: steps.announce_case(
            request.user,
            case,
            document=_words(request, "document", "公告文号", 80),
            day=_day(request, "day", "公告日期"),
            url=_link(request, "url", "公告链接"),
        ),
    )


@require_POST
def extend(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(
        request,
        pk,
        lambda case: extend_case(
            request.user,
            case,
            document=_words(request, "document", "同意延期的文号", 80),
            day=_day(request, "day", "同意延期的日期"),
            until=_day(request, "until", "延至"),
        ),
    )


@require_POST
def override(request: OfficerRequest, pk: int) -> HttpResponse:
    def step(case: ChangeCase) -> None:
        rule = _words(request, "rule", "规则", 8)
        reason, document = _words(request, "reason", "理由", 500), _words(request, "document", "依据文号", 120)
        steps.set_aside(request.user, case, rule, reason, document)

    return taken(request, pk, step)


@require_POST
def withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    def step(case: ChangeCase) -> None:
        steps.withdraw_case(request.user, case, reason=_words(request, "reason", "撤回理由", 300))

    return taken(request, pk, step)


@require_POST
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(request, pk, lambda case: steps.close_case(request.user, case))
