"""What else is called so, around a place and elsewhere: gathered for N13, N14, N18, N25 and N32 (周边与他处)."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Q, QuerySet

from boundaries.divisions.models import Area
from boundaries.divisions.queries import ids_below
from boundaries.lines.border import metres_to_national_border, sides_crossed
from gazetteer.names.models import FormKind, Name, NameStatus
from gazetteer.names.pending import PendingQuestion, pending_names
from gazetteer.names.queries import current_names, paths_of, ways_up
from gazetteer.rules.authority import BORDER_M
from gazetteer.rules.context import INLAND, Border, Candidate, Entity, Place, Standing
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import ParsedName, parse
from office.rulesets.settings import RuleSettings

ENTITY_KINDS = (NameKind.NATURAL, NameKind.PARK, NameKind.FACILITY)
BORDER_KINDS = (NameKind.NATURAL, NameKind.VILLAGE_SEAT, NameKind.HAMLET)
LOCAL_M = 5000
DEGREE_M = 78_000  # of longitude, at 45° north
MOST = 200


def border_of(kind: NameKind, shape: GEOSGeometry | None, day: datetime.date, rules: RuleSettings) -> Border:
    """How a thing lies to the borders of state and province (N25); inland where its kind or place does not ask."""
    if kind not in BORDER_KINDS or shape is None:
        return INLAND
    crossed = sides_crossed(shape, day)
    tops = {way[-1].name for way in ways_up(crossed, day).values()} if crossed else set()
    return Border(metres_to_national_border(shape, rules.limit("border_m", BORDER_M), day), tuple(sorted(tops)))


def entities_called(name: ParsedName, place: Place, day: datetime.date) -> list[Entity]:
    """Natural features, parks and facilities called like the specific part of a division (N13)."""
    if name.kind not in DIVISION_KINDS or not name.key or not place.chain:
        return []
    lowest = place.chain[-1]
    found = _called(Q(form__in={name.parts.specific, name.key}), day).filter(feature__kind__in=ENTITY_KINDS)
    rows = list(found.values_list("feature_id", "form", "feature__home_id", "feature__point")[:MOST])
    below = found.filter(feature__home_id__in=ids_below([lowest.id], day)) if rows else found.none()
    inside = set(below.values_list("feature_id", flat=True))
    paths = paths_of((home for _, _, home, _ in rows if home), day)
    return [
        Entity(f"G{pk}", form, paths.get(home, ""), pk in inside or _lies_in(lowest.id, point, day))
        for pk, form, home, point in rows
    ]


def _lies_in(division_id: int, point: Point | None, day: datetime.date) -> bool:
    if point is None:
        return False
    return Area.objects.filter(division_id=division_id, valid__contains=day, geom__intersects=point).exists()


def local_names(name: ParsedName, place: Place, day: datetime.date) -> list[str]:
    """The specific parts of the places and natural features around a facility (N14)."""
    if name.kind is not NameKind.FACILITY or place.point is None:
        return []
    here = Point(*place.point, srid=settings.REGISTER_SRID)
    around = current_names(day).filter(
        form_kind=FormKind.STANDARD,
        feature__kind__in=(NameKind.NATURAL, NameKind.HAMLET, NameKind.VILLAGE_SEAT, NameKind.STREET),
        feature__point__dwithin=(here, LOCAL_M / DEGREE_M),
    )
    forms = around.values_list("specific", "form")[:MOST]
    return [part for specific, form in forms for part in dict.fromkeys((specific, form)) if len(part) > 1]


def former_names(name: ParsedName, day: datetime.date, known: Sequence[Candidate]) -> list[Candidate]:
    """Names no longer in use that had the same specific part, of things that are not in `known` (N18)."""
    if not name.key:
        return []
    worn = Q(form_kind=FormKind.FORMER) | Q(status__in=(NameStatus.HISTORIC, NameStatus.ABOLISHED))
    found = Name.objects.filter(worn, specific__in={name.parts.specific, name.key}, language="zh")
    rows = found.values_list("feature_id", "division_id", "form", "feature__kind", "feature__home_id", "feature__point")
    have = {candidate.id for candidate in known}
    listed = [(f"G{row[0]}" if row[0] else f"D{row[1]}", row) for row in rows[:MOST]]
    fresh = [(key, row) for key, row in listed if key not in have]
    paths = paths_of((row[4] or row[1] for _, row in fresh if row[4] or row[1]), day)
    return [
        Candidate(
            id=key,
            parsed=parse(form, NameKind(kind) if kind else name.kind),
            place=paths.get(home or division, ""),
            point=(point.x, point.y) if point else None,
            standing=Standing.HISTORIC,
        )
        for key, (_, division, form, kind, home, point) in fresh
    ]


def pending_elsewhere(name: ParsedName, exclude: int | None, inside: Sequence[Candidate]) -> list[Candidate]:
    """The same name under application outside of the scope that was searched already (N32)."""
    have = {candidate.id for candidate in inside}
    everywhere = pending_names(PendingQuestion(name, None, exclude))
    return [candidate for candidate in everywhere if candidate.id not in have and candidate.parsed.key == name.key]


def _called(condition: Q, day: datetime.date) -> QuerySet[Name]:
    forms = (FormKind.STANDARD, FormKind.ALIAS)
    return current_names(day).filter(condition, form_kind__in=forms, feature__isnull=False)


def shape_of(place: Place, shape: GEOSGeometry | None) -> GEOSGeometry | None:
    """The shape of a thing, or its point where only that is known; None where it cannot be a place on earth."""
    if shape is not None:
        return shape if shape.valid else None
    if place.point is None or not (-180 <= place.point[0] <= 180 and -90 <= place.point[1] <= 90):
        return None
    return Point(*place.point, srid=settings.REGISTER_SRID)
