"""The officers' rooms are for people who have signed in; one place says so for all of them."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

OFFICERS_ROOMS = ("/survey/", "/boundaries/", "/gazetteer/")


class OfficersRooms:
    """Leads anyone not signed in from an officers' room to the sign-in page, and back afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OFFICERS_ROOMS) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self.get_response(request)
