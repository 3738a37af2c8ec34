"""Questions to the gazetteer: which names are public, how things are called, what stands in the way of a name."""

import datetime
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from boundaries.divisions.models import Area
from gazetteer.names.models import Feature, FormKind, Name, NameStatus, ReadingDecision
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


def standard_name(feature: Feature, day: datetime.date) -> Name | None:
    """The public standard name of a feature on a day."""
    return current_names(day).filter(feature=feature, form_kind=FormKind.STANDARD).first()


def names_of_feature(feature_id: int, day: datetime.date) -> QuerySet[Name]:
    """All public forms of a feature, the standard name first."""
    return public_names(day).filter(feature_id=feature_id).order_by("-form_kind", "id")


def other_names_of_division(division_id: int, day: datetime.date) -> QuerySet[Name]:
    """The public other forms of a division: former, short, minority."""
    return public_names(day).filter(division_id=division_id).order_by("form_kind", "id")


def reading_decisions(division_ids: Iterable[int] = ()) -> list[Decided]:
    """The readings that persons confirmed: those for a context everywhere, and those of the divisions."""
    decisions = ReadingDecision.objects.filter(Q(division__isnull=True) | Q(division_id__in=list(division_ids)))
    return [Decided(*row) for row in decisions.values_list("char", "context", "reading")]


_PATHS = """
WITH RECURSIVE chain AS (
    SELECT v.division_id AS root, v.parent_id, v.name, 0 AS depth
    FROM divisions_divisionversion v WHERE v.division_id = ANY(%s) AND v.valid @> %s::date
    UNION ALL
    SELECT chain.root, v.parent_id, v.name, chain.depth + 1
    FROM chain JOIN divisions_divisionversion v ON v.division_id = chain.parent_id AND v.valid @> %s::date
    WHERE chain.depth < 8
)
SELECT root, string_agg(name, '' ORDER BY depth DESC) FROM chain GROUP BY root
"""


def paths_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Division → its name with all names above it on a day: 吉林省长春市农安县."""
    wanted = sorted(set(division_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PATHS, [wanted, day, day])
        return dict(cursor.fetchall())


def label_points(division_ids: Iterable[int], day: datetime.date) -> dict[int, tuple[float, float]]:
    """Division → longitude and latitude of its label, where a real area is known on a day."""
    wanted = set(division_ids)
    if not wanted:
        return {}
    areas = Area.objects.filter(division_id__in=wanted, valid__contains=day, is_sample=False)
    return {pk: (point.x, point.y) for pk, point in areas.values_list("division_id", "label_point")}
