"""Uploading, previewing and filing papers: translation only."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from boundaries.archive import actions, discarding, judging, lines, queries, refusals, subjects
from boundaries.archive.actions import CheckFailed
from boundaries.archive.checks import passed
from boundaries.archive.forms import FilingForm, FondsForm
from boundaries.archive.judging import OF_THE_FILE
from boundaries.archive.models import Deposit
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from boundaries.divisions.queries import UnknownDivision, resolve_code
from office.people.calendar import today
from office.people.requests import OfficerRequest


@require_http_methods(["GET", "POST"])
@readers_only
def deposits(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/deposits/: upload a paper; what waits to be filed."""
    error = ""
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        error = _("请选择要归档的文件。")
    elif request.method == "POST" and file is not None:
        try:
            announced = request.POST.get("sha256", "").strip().lower() or None
            waiting = actions.deposit(request.user, file.name or "file", file, announced=announced)
            return redirect("archive-filing", waiting.pk)
        except Refused as refused:
            error = str(refused)
    day = today()
    context = {
        "waiting": queries.deposits_of(request.user),
        "fonds": queries.fonds_of(request.user, day),
        "fonds_form": FondsForm(),
        "refusal": refusals.filing(request.user, day),
        "error": error,
    }
    return render(request, "archive/deposits.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@readers_only
def filing(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/boundaries/archive/deposits/ID/: hash, format and checks of an upload; describe it and file it."""
    own = Deposit.objects.filter(deposited_by=request.user, discarded_at__isnull=True)
    waiting = get_object_or_404(own.select_related("file", "version"), pk=pk)
    if waiting.version:
        return redirect("archive-item", waiting.version.item_id)
    return _describe(request, waiting)


@require_POST
@readers_only
def discard(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an upload back that was never filed."""
    try:
        gone = discarding.discard(request.user, pk, request.POST.get("reason", ""))
        messages.success(
            request, _("已撤回，文件已从存储中删除。") if gone else _("已撤回；同一文件另有用处，仍在存储中。")
        )
    except Refused as refused:
        messages.error(request, str(refused))
        if Deposit.objects.filter(pk=pk, deposited_by=request.user, version__isnull=True, discarded_at=None).exists():
            return redirect("archive-filing", pk)
    return redirect("archive-deposits")


@require_http_methods(["GET", "POST"])
@readers_only
def reference(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/reference/: a paper that is not on this system, by the place where it lies."""
    return _describe(request, None)


def _describe(request: OfficerRequest, waiting: Deposit | None) -> HttpResponse:
    if why := refusals.filing(request.user, today()):
        raise PermissionDenied(why)
    form = FilingForm(request.POST or None, user=request.user, initial=_asked(request, waiting))
    findings, refusal = [], ""
    if request.method == "POST" and form.is_valid():
        found = form.found
        try:
            item = actions.file_item(
                request.user,
                form.cleaned_data["fonds"],
                form.where(),
                form.described(),
                deposit_id=waiting.pk if waiting else None,
                shown=form.cleaned_data["shown"],
                links=[(found, form.cleaned_data["subject_pages"])] if found else [],
            )
            messages.success(request, _("已归档，档号 %(number)s。") % {"number": item.archive_number})
            return redirect("archive-item", item.pk)
        except CheckFailed as failed:
            findings = failed.findings
        except Refused as refused:
            refusal = str(refused)
    version, told = judging.preview(waiting, today()) if waiting else (None, [])
    context = {
        "waiting": waiting,
        "version": version,
        "preview": told,
        "passed": [rule for rule in passed(told) if rule in OF_THE_FILE],
        "form": form,
        "findings": findings,
        "refusal": refusal,
        "subject_kinds": subjects.kinds(),
        "lines": lines.choices(request.user, today()),
        "has_fonds": queries.fonds_of(request.user, today()).exists(),
    }
    failed_now = request.method == "POST"
    return render(request, "archive/filing.html", context, status=422 if failed_now else 200)


def _asked(request: OfficerRequest, waiting: Deposit | None) -> dict[str, str]:
    """What the address asks to be filled in: `?subject_type=line&subject=2223&kind=agreement`."""
    asked = {name: request.GET[name] for name in ("subject_type", "subject", "kind") if name in request.GET}
    named = waiting.filename.rpartition(".")[0] or waiting.filename if waiting else ""
    return {"title": named, "shown": waiting.file_id or "" if waiting else "", **asked}


@require_POST
@readers_only
def new_fonds(request: OfficerRequest) -> HttpResponse:
    """Open a fonds."""
    form = FondsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("全宗号、名称、区划代码都须填写。"))
        return redirect("archive-deposits")
    try:
        division = resolve_code(form.cleaned_data["division"], today()).division_id
        fonds = actions.open_fonds(request.user, form.cleaned_data["code"], form.cleaned_data["name"], division)
        messages.success(request, _("已设立全宗 %(fonds)s。") % {"fonds": fonds})
    except (Refused, UnknownDivision, ValueError) as error:
        messages.error(request, str(error))
    return redirect("archive-deposits")
