"""What every public, read-only address shares: CORS, ETag and 304, problems instead of pages."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from office.problems import Problem

View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"


def etag_of(content: bytes) -> str:
    """A strong ETag of the content itself: the same bytes keep their tag whatever else changed."""
    return f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def json_response(data: Any) -> HttpResponse:
    """JSON in UTF-8, without escaping Chinese."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def problem_response(problem: Problem) -> HttpResponse:
    """application/problem+json with the stable code of the problem."""
    text = json.dumps(problem.as_json(), ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type="application/problem+json; charset=utf-8")


def public_read(view: View) -> View:
    """Open a view to every origin, answer problems as such, and let the reader keep what has not changed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "If-None-Match"
        elif request.method not in {"GET", "HEAD"}:
            response = problem_response(_only_reading(request))
            response["Allow"] = METHODS
        else:
            response = _conditional(request, _answer(view, request, *args, **kwargs))
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response

    return csrf_exempt(wrapped)


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    asked = request.method
    request.method = "GET"  # the server leaves the body of a HEAD out by itself
    try:
        return view(request, *args, **kwargs)
    except Problem as problem:
        return problem_response(problem)
    finally:
        request.method = asked


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache"
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    if not response.has_header("ETag"):
        response["ETag"] = etag_of(response.content)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _only_reading(request: HttpRequest) -> Problem:
    return Problem(405, "read_only", "只读接口", f"此地址只供读取，不接受 {request.method} 请求。")
