"""The short way for public data (公开数据直通): tiles and the API need no session, language, form token or policy.

Half of the time of a point look-up went into middleware that these answers never use. What they need
of it (nosniff, every origin, ETag) they bring themselves. Pages, the documentation of the API among
them, go the whole way.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

URLS = "gazetteer.atlas.data_urls"
DATA = ("/tiles/", "/api/")
PAGES = ("/api/docs",)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PublicLane:
    """Answers public data at once and leaves everything else to the rest of the middleware."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(DATA) or path.startswith(PAGES):
            return self.get_response(request)
        try:
            match = resolve(path, URLS)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
        response["X-Content-Type-Options"] = "nosniff"
        return response
