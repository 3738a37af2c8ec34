"""The tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload): core, creation, termination. Translation only."""

import base64
import binascii
import uuid
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.arrivals import actions
from office.arrivals.partials import Busy
from office.arrivals.receivers import Refused, receiver_of
from office.people.requests import OfficerRequest
from office.whole import whole

VERSION, BLOCK = "1.0.0", 1 << 18
OFFSET_TYPE = "application/offset+octet-stream"


def _told(status: int, words: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **headers}.items():
        response[name.replace("_", "-")] = value
    return response


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _told(412, "Tus-Resumable: 1.0.0", Tus_Version=VERSION)


@require_http_methods(["OPTIONS", "POST"])
def arrivals(request: OfficerRequest, room: str) -> HttpResponse:
    """/arrivals/ROOM/: what this server can (OPTIONS); announce a file (POST), its address comes in Location."""
    try:
        limit = receiver_of(room).limit()
    except KeyError:
        return _told(404)
    if request.method == "OPTIONS":
        facts = {"Tus_Version": VERSION, "Tus_Extension": "creation,termination", "Tus_Max_Size": str(limit)}
        return _told(204, **facts)
    if wrong := _wrong_version(request):
        return wrong
    size = whole(request.headers.get("Upload-Length"))
    if size is None:
        return _told(400, "Upload-Length")
    try:
        made = actions.announce(request.user, room, _filename(request), size)
    except Refused as refused:
        return _told(413 if size > limit else 403, str(refused))
    return _told(201, Location=reverse("arrival", args=[made.pk]))


def _filename(request: HttpRequest) -> str:
    """The name in Upload-Metadata: pairs of key and Base64, commas between them."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                told = base64.b64decode(value, validate=True).decode("utf-8", errors="replace")
            except binascii.Error:
                return ""
            return told.replace("\x00", "").replace("\\", "/").rpartition("/")[2].strip()
    return ""


@require_http_methods(["HEAD", "PATCH", "DELETE"])
def arrival(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/arrivals/ID/: how much is here (HEAD), more of it (PATCH), none of it any more (DELETE)."""
    if wrong := _wrong_version(request):
        return wrong
    try:
        return {"HEAD": _stand, "PATCH": _more, "DELETE": _drop}[request.method or ""](request, pk)
    except actions.Unknown:
        return _told(404)
    except Refused as refused:
        return _told(403, str(refused))


def _stand(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    found = actions.arrival_of(request.user, pk)
    return _told(200, Upload_Offset=str(found.received), Upload_Length=str(found.size))


def _more(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    offset = whole(request.headers.get("Upload-Offset"))
    if request.content_type != OFFSET_TYPE:
        return _told(415, OFFSET_TYPE)
    if offset is None:
        return _told(400, "Upload-Offset")
    try:
        now = actions.append(request.user, pk, offset, _blocks(request))
    except actions.WrongPlace as wrong:
        return _told(409, str(wrong), Upload_Offset=str(wrong.received))
    except Busy:
        return _told(423, _("此文件正在接收，请稍后再续传。"))
    return _told(204, Upload_Offset=str(now))


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes; a connection that breaks ends it, what came before counts."""
    try:
        while block := request.read(BLOCK):
            yield block
    except UnreadablePostError:
        return


def _drop(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    actions.drop(request.user, pk)
    return _told(204)


@require_POST
def take_in(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/arrivals/ID/take/: hand the whole file to its room; JSON for the script, else the page of what came of it.

    `with`, once for each, names others that were sent together with it.
    """
    said = {name: value for name, value in request.POST.items() if isinstance(value, str)}

    def step() -> str:
        taken = actions.take_in(request.user, [pk, *_others(request)], said)
        if taken.words:
            messages.info(request, taken.words)
        return taken.url

    return _answered(request, step)


def _others(request: OfficerRequest) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("with")]
    except ValueError as error:
        raise actions.Unknown(str(error)) from error


@require_POST
def drop(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/arrivals/ID/drop/: the button on the page."""

    def step() -> str:
        actions.drop(request.user, pk)
        messages.success(request, _("已丢弃没有传完的文件。"))
        return request.POST.get("next", "/")

    return _answered(request, step)


def _answered(request: OfficerRequest, step: Callable[[], str]) -> HttpResponse:
    try:
        url, problem, status = step(), "", 200
    except Refused as refused:
        url, problem, status = request.POST.get("next", "/"), str(refused), 422
    except actions.Unknown:
        url, problem, status = request.POST.get("next", "/"), _("没有这个文件，请重新上传。"), 404
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"errors": [problem]} if problem else {"url": url}, status=status)
    if problem:
        messages.error(request, problem)
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return redirect(url if safe else "/")
