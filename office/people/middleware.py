"""Doors: the officers' rooms are for people who have signed in; what the database cannot hold stays outside."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

OFFICERS_ROOMS = ("/survey/", "/boundaries/", "/gazetteer/", "/jobs/", "/arrivals/", "/inbox/")


class OfficersRooms:
    """Leads anyone not signed in from an officers' room to the sign-in page, and back afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OFFICERS_ROOMS) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self.get_response(request)


class PlainText:
    """Refuses an address or a form that carries a NUL character: no text of the register can hold one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("网址中有空字符（%00），请重新输入。")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The fields of a form, once the check of its token has read them; files and other bodies pass."""
        if request.method == "POST" and any("\x00" in text for _, texts in request.POST.lists() for text in texts):
            raise BadRequest("填写的内容中有空字符，不能保存，请删去后重新提交。")
