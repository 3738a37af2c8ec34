"""The page on which a description is put right (更正著录): translation only."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.archive import pages, refusals
from boundaries.archive.actions import CheckFailed
from boundaries.archive.correcting import correct
from boundaries.archive.forms import CorrectionForm
from boundaries.archive.item_views import item_or_404
from boundaries.archive.models import Item
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from office.people.calendar import today
from office.people.requests import OfficerRequest

_PLAIN = ("title", "kind", "document_number", "responsible", "security", "place", "copies", "note")


@require_http_methods(["GET", "POST"])
@readers_only
def correction(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/archive/items/ID/correct/: the description as it stands, to be written as it ought to be."""
    item = item_or_404(request, pk)
    if why := refusals.writing(request.user, item.file.series.fonds, today()):
        raise PermissionDenied(why)
    form = CorrectionForm(request.POST or None, initial=_now(item))
    context: dict[str, Any] = {"item": item, "form": form}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            details = {"shown": said["shown"], "retention": said["retention"]}
            correct(request.user, pk, form.described(), said["reason"], **details)
            messages.success(request, _("已更正，原著录留在本页“著录更正”中。"))
            return redirect("archive-item", pk)
        except CheckFailed as failed:
            context["findings"] = failed.findings
        except Refused as refused:
            context["refusal"] = str(refused)
    return render(request, "archive/correction.html", context, status=422 if request.method == "POST" else 200)


def _now(item: Item) -> dict[str, Any]:
    """The description as the form shows it."""
    day = "" if item.day is None else pages.written_day(item).rstrip("年")
    own = {"day": day, "first_page": item.first_page, "last_page": item.last_page}
    return {
        **{name: getattr(item, name) for name in _PLAIN},
        **own,
        "retention": item.retention,
        "shown": item.content_hash,
    }
