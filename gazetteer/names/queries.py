"""Questions to the gazetteer: which names are public, how things are called, what stands in the way of a name."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.models import Q, QuerySet

from boundaries.divisions.models import Area
from gazetteer.names.models import FormKind, Name, NameStatus, ReadingDecision
from gazetteer.rules.readings import Decided

PUBLIC = (NameStatus.ANNOUNCED, NameStatus.REGISTERED, NameStatus.HISTORIC, NameStatus.ABOLISHED)


def public_names(day: datetime.date) -> QuerySet[Name]:
    """What the public may see on a day: announced by then, or taken over from a registered source.

    Names that have ended are among them, because people look for them; `current_names` leaves them out.
    """
    announced = Q(announced_on__lte=day)
    taken_over = Q(announced_on__isnull=True, document_number="")
    begun = Q(valid__startswith__isnull=True) | Q(valid__startswith__lte=day)
    return Name.objects.filter(announced | taken_over, begun, status__in=PUBLIC)


def current_names(day: datetime.date) -> QuerySet[Name]:
    """The public names that hold on a day."""
    return public_names(day).filter(valid__contains=day).exclude(form_kind=FormKind.FORMER)


def reading_decisions(division_ids: Iterable[int] = ()) -> list[Decided]:
    """The readings that persons confirmed: those for a context everywhere, and those of the divisions."""
    decisions = ReadingDecision.objects.filter(Q(division__isnull=True) | Q(division_id__in=list(division_ids)))
    return [Decided(*row) for row in decisions.values_list("char", "context", "reading")]


_WAYS = """
WITH RECURSIVE way AS (
    SELECT v.division_id AS root, v.division_id, v.parent_id, v.level, v.name, v.kind, 0 AS depth
    FROM divisions_divisionversion v WHERE v.division_id = ANY(%s) AND v.valid @> %s::date
    UNION ALL
    SELECT way.root, v.division_id, v.parent_id, v.level, v.name, v.kind, way.depth + 1
    FROM way JOIN divisions_divisionversion v ON v.division_id = way.parent_id AND v.valid @> %s::date
    WHERE way.depth < 8
)
SELECT root, division_id, level, name, kind FROM way ORDER BY root, depth
"""


@dataclass(frozen=True)
class Stage:
    """One division on the way up."""

    division_id: int
    level: str
    name: str
    kind: str


def ways_up(division_ids: Iterable[int], day: datetime.date) -> dict[int, list[Stage]]:
    """Division → itself and all above it on a day, from itself up; one query, however many divisions."""
    wanted = sorted(set(division_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [wanted, day, day])
        rows = groupby(cursor.fetchall(), key=itemgetter(0))
        return {root: [Stage(*row[1:]) for row in way] for root, way in rows}


def paths_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Division → its name with all names above it on a day: 吉林省长春市农安县."""
    ways = ways_up(division_ids, day)
    return {pk: "".join(stage.name for stage in reversed(way)) for pk, way in ways.items()}


def label_points(division_ids: Iterable[int], day: datetime.date) -> dict[int, tuple[float, float]]:
    """Division → longitude and latitude of its label, where a real area is known on a day."""
    wanted = set(division_ids)
    if not wanted:
        return {}
    areas = Area.objects.filter(division_id__in=wanted, valid__contains=day, is_sample=False)
    return {pk: (point.x, point.y) for pk, point in areas.values_list("division_id", "label_point")}
