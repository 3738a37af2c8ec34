"""What else is called so, around a place and elsewhere: gathered for N13, N14, N18, N25 and N32 (周边与他处)."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Q, QuerySet

from boundaries.divisions.models import Area
from boundaries.divisions.queries import ids_below
from boundaries.lines.border import metres_to_national_border, sides_crossed
from gazetteer.names.models import FormKind, Name, NameStatus
from gazetteer.names.pending import PendingQuestion, pending_names
from gazetteer.names.queries import Stage, current_names, paths_of, ways_up
from gazetteer.rules.authority import BORDER_M
from gazetteer.rules.context import INLAND, Border, Candidate, Entity, Place, Standing
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import ParsedName, parse
from office.rulesets.settings import RuleSettings

ENTITY_KINDS = (NameKind.NATURAL, NameKind.PARK, NameKind.FACILITY)
BORDER_KINDS = (NameKind.NATURAL, NameKind.VILLAGE_SEAT, NameKind.HAMLET)
LOCAL_M = 5000
DEGREE_M = 78_000  # of longitude, at 45° north
LOCAL_DEGREES = LOCAL_M / DEGREE_M
MOST = 200


def border_of(kind: NameKind, shape: GEOSGeometry | None, day: datetime.date, rules: RuleSettings) -> Border:
    """How a thing lies to the borders of state and province (N25); inland where its kind or place does not ask."""
    if kind not in BORDER_KINDS or shape is None:
        return INLAND
    crossed = sides_crossed(shape, day)
    ways = ways_up(crossed, day) if crossed else {}
    return Border(metres_to_national_border(shape, rules.limit("border_m", BORDER_M), day), provinces_of(ways.values()))


def provinces_of(ways: Iterable[Sequence[Stage]]) -> tuple[str, ...]:
    """The names at the top of some ways up, each once."""
    return tuple(sorted({way[-1].name for way in ways}))


def entities_called(name: ParsedName, place: Place, day: datetime.date) -> list[Entity]:
    """Natural features, parks and facilities called like the specific part of a division (N13)."""
    if name.kind not in DIVISION_KINDS or not name.key or not place.chain:
        return []
    lowest = place.chain[-1]
    found = called_entities({name.parts.specific, name.key}, day)
    listed = found.values_list("feature_id", "form", "feature__home_id", "feature__point")[:MOST]
    rows = sorted(listed, key=lambda row: row[:2])
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
    around = names_of_places(day).filter(feature__point__dwithin=(here, LOCAL_DEGREES))
    return parts_of(sorted(around.values_list("id", "specific", "form")[:MOST]))


def names_of_places(day: datetime.date) -> QuerySet[Name]:
    """The standard names that a facility nearby may agree with."""
    kinds = (NameKind.NATURAL, NameKind.HAMLET, NameKind.VILLAGE_SEAT, NameKind.STREET)
    return current_names(day).filter(form_kind=FormKind.STANDARD, feature__kind__in=kinds)


def parts_of(rows: Iterable[tuple[int, str, str]]) -> list[str]:
    """What of some names (id, specific part, form) another one can agree with."""
    return [part for _, specific, form in rows for part in dict.fromkeys((specific, form)) if len(part) > 1]


def former_names(name: ParsedName, day: datetime.date, known: Sequence[Candidate]) -> list[Candidate]:
    """Names no longer in use that had the same specific part, of things that are not in `known` (N18)."""
    if not name.key:
        return []
    rows = sorted(worn_names({name.parts.specific, name.key}).values_list(*WORN_COLUMNS)[:MOST])
    fresh = fresh_of(rows, known)
    paths = paths_of((home for row in fresh if (home := home_of(row))), day)
    return [worn_candidate(row, name.kind, paths) for row in fresh]


WORN_COLUMNS = ("id", "feature_id", "division_id", "form", "feature__kind", "feature__home_id", "feature__point")


def worn_names(specifics: Collection[str]) -> QuerySet[Name]:
    """Chinese names no longer in use with one of these specific parts."""
    worn = Q(form_kind=FormKind.FORMER) | Q(status__in=(NameStatus.HISTORIC, NameStatus.ABOLISHED))
    return Name.objects.filter(worn, specific__in=specifics, language="zh")


def fresh_of(rows: Sequence[tuple], known: Sequence[Candidate]) -> list[tuple]:
    """The rows, WORN_COLUMNS, of things that are not known already."""
    have = {candidate.id for candidate in known}
    return [row for row in rows if _public_id(row) not in have]


def _public_id(row: tuple) -> str:
    return f"G{row[1]}" if row[1] else f"D{row[2]}"


def home_of(row: tuple) -> int | None:
    """The division that tells where a name no longer in use lay."""
    return row[5] or row[2]


def worn_candidate(row: tuple, kind: NameKind, paths: Mapping[int, str]) -> Candidate:
    """A row, WORN_COLUMNS, as the rules compare it."""
    _, _, division, form, of_kind, home, point = row
    return Candidate(
        id=_public_id(row),
        parsed=parse(form, NameKind(of_kind) if of_kind else kind),
        place=paths.get(home or division, ""),
        point=(point.x, point.y) if point else None,
        standing=Standing.HISTORIC,
    )


def pending_elsewhere(name: ParsedName, exclude: int | None, inside: Sequence[Candidate]) -> list[Candidate]:
    """The same name under application outside of the scope that was searched already (N32)."""
    have = {candidate.id for candidate in inside}
    everywhere = pending_names(PendingQuestion(name, None, exclude))
    return [candidate for candidate in everywhere if candidate.id not in have and candidate.parsed.key == name.key]


def called_entities(forms: Collection[str], day: datetime.date) -> QuerySet[Name]:
    """The names of natural features, parks and facilities that are one of some forms on a day."""
    called = current_names(day).filter(form__in=forms, form_kind__in=(FormKind.STANDARD, FormKind.ALIAS))
    return called.filter(feature__kind__in=ENTITY_KINDS)


def shape_of(place: Place, shape: GEOSGeometry | None) -> GEOSGeometry | None:
    """The shape of a thing, or its point where only that is known; None where it cannot be a place on earth."""
    if shape is not None:
        return shape if shape.valid else None
    if place.point is None or not (-180 <= place.point[0] <= 180 and -90 <= place.point[1] <= 90):
        return None
    return Point(*place.point, srid=settings.REGISTER_SRID)
