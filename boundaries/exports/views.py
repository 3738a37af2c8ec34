"""/boundaries/export/: choose, write, fetch; large ones are written beside the page. Translation only."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.exports.actions import AT_ONCE, WORK, Refused, Taken, export, export_later
from boundaries.exports.forms import ExportForm
from boundaries.exports.selections import Asked, reach_of, refusal, registered
from office.jobs.models import LongJob
from office.jobs.queries import jobs_of
from office.people.requests import OfficerRequest
from office.spatial.export import ExportError

JOBS_SHOWN = datetime.timedelta(hours=24)


@require_http_methods(["GET", "HEAD", "POST"])
def export_page(request: OfficerRequest) -> HttpResponse:
    """The form, what is being written, and after sending it what was written."""
    refused = refusal(request.user)
    start = {name: request.GET[name] for name in ("what", "date", "level", "within", "line") if name in request.GET}
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm(initial=start)
    taken = None
    if request.method == "POST" and form.is_valid():
        taken = _write(request, form)
        if isinstance(taken, LongJob):
            messages.info(request, _("内容较多，在后台写出；可以离开本页，写好后在这里下载。"))
            return redirect("export")
    context = {
        "form": form,
        "refused": refused,
        "selections": registered(),
        "taken": taken,
        "jobs": jobs_of(request.user).filter(work=WORK, asked_at__gte=timezone.now() - JOBS_SHOWN)[:5],
    }
    return render(request, "exports/export.html", context, status=200 if taken or not form.errors else 422)


def _write(request: OfficerRequest, form: ExportForm) -> Taken | LongJob | None:
    data = form.cleaned_data
    asked = Asked(
        day=data["date"],
        level=data["level"],
        within=data["within_id"],
        line=data["line_id"],
        reach=reach_of(request.user, data["date"]),
    )
    filters = {name: data[name] for name in ("level", "within", "line") if data[name]}
    make = export_later if data["selection"].count(asked) > AT_ONCE else export
    try:
        return make(request.user, data["selection"], asked, form.wanted(), filters)
    except (Refused, ExportError) as error:
        form.add_error(None, str(error))
        return None
