"""What the public sees (发布): the one place that decides it for map, search, pages and feeds."""

from django.db.models import QuerySet

from gazetteer.names.models import FormKind, Name
from gazetteer.names.queries import PUBLIC
from gazetteer.names.queries import public_names as _public_on
from office.people.calendar import today

PUBLIC_STATUSES = PUBLIC


def public_names() -> QuerySet[Name]:
    """Names announced by today, or that a registered source publishes; what is only approved waits for its notice."""
    return _public_on(today())


def notices() -> QuerySet[Name]:
    """The announced standard names, the latest notice first (地名公告)."""
    announced = public_names().filter(announced_on__isnull=False, form_kind=FormKind.STANDARD, feature__isnull=False)
    return announced.select_related("feature").order_by("-announced_on", "-id")
