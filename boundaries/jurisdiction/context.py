"""What the head of every page says of the person: role and division."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from boundaries.jurisdiction.queries import titles_of
from office.people.calendar import today


def titles(request: HttpRequest) -> dict[str, Any]:
    """`office_titles`, e.g. “地名管理员 · 桦甸市”; asked only when a template shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"office_titles": []}
    return {"office_titles": SimpleLazyObject(lambda: titles_of(user, today()))}
