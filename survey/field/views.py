"""The page that works without a network, and its service worker: translation only."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from boundaries.lines.markers.models import Faces, Kind, MarkerState, PhotoKind
from office.people.calendar import today
from office.people.requests import OfficerRequest
from survey.field import refusals, shell


@require_GET
@ensure_csrf_cookie
def page(request: OfficerRequest) -> HttpResponse:
    """/survey/field/: what is on it comes from the phone; the server gives the frame and the forms."""
    context = {
        "refusal": refusals.sending(request.user, today()),
        "stones": Kind.choices,
        "faces": Faces.choices,
        "states": MarkerState.choices,
        "photo_kinds": PhotoKind.choices,
        "places": range(3),
        "scripts": [name for name in shell.SCRIPTS if name.startswith("field/")],
    }
    return render(request, "field/page.html", context)


@require_GET
@never_cache
def worker(_request: OfficerRequest) -> HttpResponse:
    """/survey/field/sw.js: lies where its scope begins."""
    return HttpResponse(shell.script(), content_type="text/javascript; charset=utf-8")
