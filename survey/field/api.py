"""What the phone asks and sends (野外作业接口): JSON in, JSON out; translation only."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.lines.queries import UnknownLine
from office.intake.models import Receipt
from office.people.calendar import today
from office.people.models import User
from office.people.requests import OfficerRequest
from office.problems import Problem, not_found
from survey.checks.queries import line_of
from survey.field import actions, photo_actions, queries, refusals, words
from survey.field.models import FieldItem, ItemState
from survey.field.payload import HASH, Malformed
from survey.field.refusals import Refused

View = Callable[..., HttpResponse]
MOST_ASKED = 500


def answering(view: View) -> View:
    """Problems as application/problem+json; nothing of it is kept by caches."""

    @wraps(view)
    def answered(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return JsonResponse(problem.as_json(), status=problem.status, content_type="application/problem+json")

    return never_cache(answered)


def _refused(reason: str) -> Problem:
    return Problem(403, "refused", "不能办理", reason)


def _person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": str(user)}


@require_GET
@answering
def session(request: OfficerRequest) -> HttpResponse:
    """Who is signed in, with the token that sending needs."""
    return JsonResponse({"user": _person(request.user), "csrf": get_token(request)})


@require_GET
@answering
def works(request: OfficerRequest) -> HttpResponse:
    """The lines on which this person may record."""
    return JsonResponse({"user": _person(request.user), "works": queries.works_of(request.user, today())})


@require_GET
@answering
def work(request: OfficerRequest, code: str) -> HttpResponse:
    """All that the phone keeps of one line."""
    try:
        line = line_of(code, today())
    except (UnknownLine, ValueError) as error:
        raise not_found("unknown_line", str(error)) from error
    if why := refusals.working_on(request.user, line, words.open_survey(line.line_id), today()):
        raise _refused(why)
    return JsonResponse(queries.work_of(line, today()))


@require_http_methods(["GET", "POST"])
@answering
def photo(request: OfficerRequest, sha256: str) -> HttpResponse:
    """GET: how much of a picture is here; POST: the next piece, from `offset` of `size` bytes."""
    if not HASH.fullmatch(sha256):
        raise not_found("unknown_photo", "照片编号应为 64 位十六进制 SHA-256。")
    size, offset = _number(request, "size"), _number(request, "offset")
    if request.method == "GET":
        whole = photo_actions.arrived(request.user, sha256)
        have = size if whole else photo_actions.offset_of(request.user, sha256)
        return JsonResponse({"whole": whole, "offset": have})
    try:
        have = photo_actions.add_piece(request.user, sha256, size, offset, request.body)
    except photo_actions.OutOfStep as step:
        return JsonResponse({"whole": False, "offset": step.offset, "detail": str(step)}, status=409)
    except Refused as refused:
        raise Problem(422, "refused_photo", "照片不收", str(refused)) from refused
    return JsonResponse({"whole": have == size, "offset": have})


def _number(request: OfficerRequest, name: str) -> int:
    text = request.GET.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Problem(422, "invalid_parameter", "参数有误", f"{name} 应为整数。")
    return int(text)


@require_POST
@answering
def items(request: OfficerRequest) -> HttpResponse:
    """One record in; the same one again gives the same answer."""
    try:
        given = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem(422, "malformed", "内容有误", "内容不是 JSON。") from error
    try:
        item, _new = actions.receive(request.user, given)
    except Malformed as wrong:
        raise Problem(422, "malformed", "内容有误", str(wrong), {"field": wrong.field}) from wrong
    except actions.Missing as missing:
        return JsonResponse({"missing": missing.hashes, "detail": str(missing)}, status=409)
    except Refused as refused:
        raise _refused(str(refused)) from refused
    return JsonResponse(answer(item))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def answer(item: FieldItem) -> dict[str, Any]:
    """What the phone keeps of an item: state, findings, receipt."""
    receipt = item.submission.receipts.filter(kind=Receipt.Kind.ARRIVAL).get()
    return {
        "id": str(item.uuid),
        "revision": item.revision,
        **_state(item),
        "findings": item.findings,
        "receipt": {
            "number": receipt.number,
            "url": f"/receipts/{receipt.number}/",
            "at": timezone.localtime(receipt.issued_at).strftime("%m-%d %H:%M"),
        },
    }


def _state(item: FieldItem) -> dict[str, Any]:
    settled = item.state == ItemState.SETTLED
    return {
        "state": ItemState.TAKEN.value if settled else item.state,
        "settled": settled,
        "version": item.version,
        "url": item.get_absolute_url(),
    }


@require_GET
@answering
def states(request: OfficerRequest) -> HttpResponse:
    """What became of records that were a conflict: `?id=…&id=…`, one's own."""
    asked = request.GET.getlist("id")[:MOST_ASKED]
    known = [one for one in asked if _uuid(one)]
    found = queries.last_of(known)
    return JsonResponse({key: _state(one) for key, one in found.items() if one.sender_id == request.user.pk})


def _uuid(text: str) -> bool:
    return len(text) == 36 and all(mark in "0123456789abcdef-" for mark in text.lower())
