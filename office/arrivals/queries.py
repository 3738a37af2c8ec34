"""Questions about files on their way in."""

from django.db.models import QuerySet

from office.arrivals.models import Arrival
from office.people.models import User


def unfinished_of(owner: User, room: str) -> QuerySet[Arrival]:
    """What a person sent to a room and what was not taken in yet, the latest first."""
    return Arrival.objects.filter(owner=owner, room=room, outcome="")
