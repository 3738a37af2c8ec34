"""What this room itself hangs on divisions: children, codes and seats, edges, duty sides of markers, appointments."""

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Q
from psycopg2.extras import DateRange

from boundaries.changes.hanging import Ended, register_hanging
from boundaries.divisions.models import DivisionCode, DivisionSeat, DivisionVersion
from boundaries.journal import Journal
from boundaries.jurisdiction.models import Appointment
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import Edge
from office.people.roles import Role

NAMED = 5


def enter() -> None:
    """Enter what this room knows."""
    register_hanging("下级区划", children)
    register_hanging("代码与驻地", codes_and_seats)
    register_hanging("边", edges)
    register_hanging("界桩管理方", duties)
    register_hanging("任职", appointments, end_appointments)


def from_day(day: datetime.date) -> Q:
    """Rows whose period reaches a day or what comes after it."""
    return Q(valid__overlap=DateRange(day, None))


def some_of(names: Iterable[str]) -> str:
    """The first few names, and how many there are."""
    listed = list(dict.fromkeys(names))
    more = f"等 {len(listed)} 个" if len(listed) > NAMED else ""
    return "、".join(listed[:NAMED]) + more


def children(ended: Collection[int], day: datetime.date) -> list[str]:
    """Divisions that still name an ended one as their superior."""
    names = DivisionVersion.objects.filter(from_day(day), parent__in=ended).values_list("name", flat=True)
    return [f"下级区划{some_of(names)}"] if names else []


def codes_and_seats(ended: Collection[int], day: datetime.date) -> list[str]:
    """Codes and seats that go on though their division does not."""
    codes = DivisionCode.objects.filter(from_day(day), division__in=ended).values_list("code", flat=True)
    seats = DivisionSeat.objects.filter(from_day(day), division__in=ended).values_list("place", flat=True)
    found = [f"代码 {some_of(codes)}"] if codes else []
    return [*found, *([f"驻地{some_of(seats)}"] if seats else [])]


def edges(ended: Collection[int], day: datetime.date) -> list[str]:
    """Edges that still have an ended division on one side; resting ones do not count."""
    found = Edge.objects.filter(from_day(day), Q(left__in=ended) | Q(right__in=ended), dormant=False).count()
    return [f"{found} 段边"] if found else []


def duties(ended: Collection[int], day: datetime.date) -> list[str]:
    """Markers that an ended division still looks after."""
    numbers = MarkerVersion.objects.filter(from_day(day), duty__in=ended).values_list("number", flat=True)
    return [f"界桩 {some_of(numbers)}的管理方"] if numbers else []


def appointments(ended: Collection[int], day: datetime.date) -> list[str]:
    """People who still hold a role over an ended division."""
    found = Appointment.objects.filter(from_day(day), division__in=ended).select_related("user").order_by("id")
    people = [f"{item.user}（{Role(item.role).label}）" for item in found]
    return [f"{some_of(people)}的任职"] if people else []


def end_appointments(ended: Ended, journal: Journal) -> None:
    """A role over a division ends with it; nobody gets a right over the heir by the change of divisions alone."""
    found = Appointment.objects.filter(division__in=list(ended.heirs), valid__contains=ended.day)
    begun = [item for item in found if item.valid.lower is None or item.valid.lower < ended.day]
    journal.before(begun)
    for item in begun:
        Appointment.objects.filter(pk=item.pk).update(valid=DateRange(item.valid.lower, ended.day))
