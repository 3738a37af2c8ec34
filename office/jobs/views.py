"""Long jobs at the outside: how one stands, its bar, its result; only for whom it belongs to."""

import uuid
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from office.intake.storage import open_stored
from office.jobs import parcels
from office.jobs.actions import Refused, begin_again
from office.jobs.conditions import standing_of
from office.jobs.models import LongJob
from office.people.requests import OfficerRequest


def _own(request: OfficerRequest, pk: uuid.UUID) -> LongJob:
    return get_object_or_404(LongJob, pk=pk, owner=request.user)


@require_GET
@never_cache
def standing(request: OfficerRequest, pk: uuid.UUID) -> JsonResponse:
    """/jobs/ID/: how a job stands, as JSON."""
    return JsonResponse(standing_of(_own(request, pk)), json_dumps_params={"ensure_ascii": False})


@require_GET
@never_cache
def bar(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/jobs/ID/bar/: the progress bar alone, for the page that shows it."""
    return render(request, "jobs/bar.html", {"job": _own(request, pk)})


@require_POST
def again(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/jobs/ID/again/: begin an interrupted or failed job again; its bar, or back to where the person was."""
    job, refusal = _own(request, pk), ""
    try:
        begin_again(request.user, job)
    except Refused as refused:
        refusal = str(refused)
    if request.headers.get("HX-Request"):
        return render(request, "jobs/bar.html", {"job": job})
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("已重新排队：%(title)s。") % {"title": job.title})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")


@require_GET
def result(request: OfficerRequest, pk: uuid.UUID) -> FileResponse:
    """/jobs/ID/result/: the file that came out."""
    job = _own(request, pk)
    if job.result_file is None:
        raise Http404("no result file")
    return FileResponse(open_stored(job.result_file), as_attachment=True, filename=job.result_name)


@require_GET
def parcel(request: OfficerRequest, token: str) -> HttpResponse:
    """/jobs/parcels/TOKEN/: a file that was made for this person, with its hash and what is to be known of it."""
    _path, slip = _parcel_or_404(request, token)
    return render(request, "jobs/parcel.html", {"slip": slip, "token": token, "shows_sample": bool(slip.samples)})


@require_GET
def parcel_file(request: OfficerRequest, token: str) -> FileResponse:
    """/jobs/parcels/TOKEN/file/: its bytes."""
    path, slip = _parcel_or_404(request, token)
    return FileResponse(path.open("rb"), as_attachment=True, filename=slip.name, content_type=slip.media_type)


def _parcel_or_404(request: OfficerRequest, token: str) -> tuple[Path, parcels.Slip]:
    try:
        return parcels.take(request.user, token)
    except parcels.Gone as gone:
        raise Http404(str(gone)) from gone
