"""Requests in the officers' rooms."""

from django.http import HttpRequest

from office.people.models import User


class OfficerRequest(HttpRequest):
    """A request in an officers' room: the middleware let only a person in who has signed in."""

    user: User
