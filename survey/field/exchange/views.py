"""The pages of exchange packages (交换包): take one out, give one back, see what came of it; translation only."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.lines.queries import UnknownLine
from office.people.calendar import today
from office.people.requests import OfficerRequest
from survey.checks.queries import line_of
from survey.field import queries, refusals
from survey.field.exchange import actions
from survey.field.exchange.reading import NoPackage
from survey.field.models import PackageReturn
from survey.field.refusals import Refused

GPKG = "application/geopackage+sqlite3"
SHOWN = 30


class ReturnForm(forms.Form):
    """A package that comes back."""

    file = forms.FileField(allow_empty_file=True)


@require_GET
def packages(request: OfficerRequest) -> HttpResponse:
    """/survey/field/packages/: the lines to take out, and what came back."""
    return _listed(request, 200)


def _listed(request: OfficerRequest, status: int) -> HttpResponse:
    returns = PackageReturn.objects.filter(submission__sender=request.user)
    returns = returns.select_related("submission", "package__line").prefetch_related(
        "package__line__versions", "submission__receipts"
    )
    context = {
        "works": queries.works_of(request.user, today()),
        "returns": returns.order_by("-submission__sent_at")[:SHOWN],
        "refusal": refusals.sending(request.user, today()),
    }
    return render(request, "field/packages.html", context, status=status)


@require_POST
def take_out(request: OfficerRequest) -> HttpResponse:
    """The package of a line, to keep."""
    try:
        line = line_of(request.POST.get("line", ""), today())
        _package, data = actions.make_package(request.user, line)
    except (UnknownLine, ValueError) as error:
        raise Http404(str(error)) from error
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    name = f'attachment; filename="field-{line.code}-{today().isoformat()}.gpkg"'
    return HttpResponse(data, content_type=GPKG, headers={"Content-Disposition": name})


@require_POST
def give_back(request: OfficerRequest) -> HttpResponse:
    """A package that comes back."""
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选择要交回的交换包。"))
        return _listed(request, 422)
    file = form.cleaned_data["file"]
    try:
        back, new = actions.take_back(request.user, file.name, file.read())
    except (NoPackage, Refused) as refused:
        messages.error(request, str(refused))
        return _listed(request, 422)
    if not new:
        messages.info(request, _("同一个交换包已经交回过，这是原来的结果。"))
    return redirect("field-return", back.pk)


@require_GET
def returned(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/survey/field/packages/ID/: what became of every changed row."""
    found = PackageReturn.objects.select_related("submission__sender", "package__line", "package__survey")
    back = get_object_or_404(found.prefetch_related("package__line__versions"), pk=pk)
    if why := refusals.seeing_return(request.user, back, today()):
        raise PermissionDenied(why)
    rank = {"refused": 0, "warn": 1, "ok": 2}
    results = sorted(back.results, key=lambda one: rank[one["verdict"]])
    context = {
        "back": back,
        "line": back.package.line.on(today()),
        "results": results,
        "receipt": back.submission.receipts.first(),
    }
    return render(request, "field/return.html", context)
