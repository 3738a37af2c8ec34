"""Which names may stand in the way of a new one: a few indexed queries per judgement."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Q, QuerySet

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import ids_below
from gazetteer.names.models import BuiltUpArea, CountryUnit, Feature, FormKind, Name, NameStatus
from gazetteer.names.places import BUILT_UP_RADIUS_M, substitute_division
from gazetteer.names.queries import label_points, paths_of
from gazetteer.rules.context import Candidate, Place, Scope, ScopeKey, Standing, Step, distance_m
from gazetteer.rules.kinds import BUILT_UP_KINDS, DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import ParsedName, parse, specific_length
from gazetteer.rules.readings import Decided
from gazetteer.rules.tables import Tables, amended
from office.rulesets.settings import RuleSettings

ABOVE_TOWNSHIP = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
DEGREE_M = 111_320
FEW = 5000  # things in a scope that are looked up before their names


@dataclass(frozen=True)
class Exclude:
    """What is being judged itself and so never stands in its own way."""

    feature: int | None = None
    division: int | None = None
    application: int | None = None


@dataclass(frozen=True)
class Search:
    """One question for names in the way."""

    name: ParsedName
    place: Place
    scope: Scope
    day: datetime.date
    exclude: Exclude
    decisions: Iterable[Decided]
    settings: RuleSettings

    @cached_property
    def tables(self) -> Tables:
        """The tables as the rule sets in force amend them."""
        return amended(self.settings.terms)


def names_in_the_way(search: Search) -> list[Candidate]:
    """The names of the scope that share the specific part or its toneless sound; nearest facts filled in."""
    kind = search.name.kind
    if not search.name.key:
        return []
    if kind not in NAMED_BY_DIVISIONS:
        return _features(search)
    divisions = _divisions(search, versions_for(kind, search.place))
    return [*divisions, *_country(search)] if kind is NameKind.COUNTY else divisions


NAMED_BY_DIVISIONS = DIVISION_KINDS | {NameKind.VILLAGE_SEAT}


def versions_for(kind: NameKind, place: Place) -> QuerySet[DivisionVersion]:
    """The divisions that a name of a kind, one of NAMED_BY_DIVISIONS, is compared with."""
    if kind is NameKind.COUNTY:
        return _county_versions()
    if kind is NameKind.TOWNSHIP:
        return _township_versions(place)
    if kind is NameKind.SUBDISTRICT:
        return _below_county(place, Level.TOWNSHIP).filter(kind="街道")
    return _below_county(place, Level.VILLAGE)


def _county_versions() -> QuerySet[DivisionVersion]:
    """Every division of county level and above that the province has or had."""
    return DivisionVersion.objects.filter(
        level__in=ABOVE_TOWNSHIP, division__external=False, division__statistical=False
    )


def _township_versions(place: Place) -> QuerySet[DivisionVersion]:
    """The townships and towns of the province of a place, of now and of before."""
    top = place.at("province") or place.at("prefecture") or place.at("county")
    parents = _units_below(top.id) if top else []
    found = DivisionVersion.objects.filter(level=Level.TOWNSHIP, parent_id__in=parents, division__statistical=False)
    return found.exclude(kind="街道")


_UNITS = """
WITH RECURSIVE units AS (
    SELECT %s::bigint AS division_id
    UNION
    SELECT v.division_id FROM units JOIN divisions_divisionversion v
    ON v.parent_id = units.division_id AND v.level IN ('prefecture', 'county')
)
SELECT division_id FROM units
"""


def _units_below(division_id: int) -> list[int]:
    """A division and the prefectures and counties that ever stood below it."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, [division_id])
        return [row[0] for row in cursor.fetchall()]


def _below_county(place: Place, level: Level) -> QuerySet[DivisionVersion]:
    """The divisions of a level in the county of a place, of now and of before."""
    top = place.at("county") or place.at("prefecture") or place.at("province")
    if top is None:
        return DivisionVersion.objects.none()
    parents = set(_units_below(top.id))
    if level == Level.VILLAGE:
        townships = DivisionVersion.objects.filter(parent_id__in=parents, level=Level.TOWNSHIP)
        parents |= set(townships.values_list("division_id", flat=True))
    return DivisionVersion.objects.filter(parent_id__in=parents, level=level, division__statistical=False)


@dataclass(frozen=True)
class Unit:
    """A division under one of its names, of now or of before."""

    division_id: int
    name: str
    standing: Standing
    parent_id: int | None


def units_of(versions: QuerySet[DivisionVersion], day: datetime.date) -> list[Unit]:
    """Each division once under each of its names; under one that it bears now, not as a former one too."""
    rows = versions.order_by("division_id", "valid").values_list("division_id", "name", "valid", "parent_id").distinct()
    units: dict[tuple[int, str, Standing], Unit] = {}
    for division_id, name, valid, parent_id in rows:
        bare = name.partition("（")[0]
        ended = valid.upper is not None and valid.upper <= day
        standing = Standing.HISTORIC if ended or "撤销" in name else Standing.CURRENT
        units[division_id, bare, standing] = Unit(division_id, bare, standing, parent_id)
    current = {key[:2] for key in units if key[2] is Standing.CURRENT}
    return [unit for key, unit in units.items() if key[2] is Standing.CURRENT or key[:2] not in current]


def _divisions(search: Search, versions: QuerySet[DivisionVersion]) -> list[Candidate]:
    if search.exclude.division:
        versions = versions.exclude(division_id=search.exclude.division)
    matching = [(unit, parsed) for unit in units_of(versions, search.day) if (parsed := _match(search, unit.name))]
    paths = paths_of((unit.parent_id for unit, _ in matching if unit.parent_id), search.day)
    points = label_points((unit.division_id for unit, _ in matching), search.day)
    return [unit_candidate(unit, parsed, paths, points) for unit, parsed in matching]


def unit_candidate(
    unit: Unit, parsed: ParsedName, paths: Mapping[int, str], points: Mapping[int, tuple[float, float]]
) -> Candidate:
    """A division as the rules compare it."""
    place = paths.get(unit.parent_id or 0, "")
    return Candidate(f"D{unit.division_id}", parsed, place, points.get(unit.division_id), unit.standing)


def _match(search: Search, name: str) -> ParsedName | None:
    """The name taken apart, where it shares characters or sound with the one in question."""
    kind, wanted = search.name.kind, search.name
    if specific_length(name, kind, search.tables) != len(wanted.parts.specific):
        return None
    parsed = parse(name, kind, search.decisions, search.tables)
    return parsed if parsed.key == wanted.key or sounds_alike(parsed, wanted) else None


def sounds_alike(first: ParsedName, second: ParsedName) -> bool:
    return bool(first.sound_plain) and first.sound_plain == second.sound_plain


def _country(search: Search) -> Iterator[Candidate]:
    """Divisions of the rest of the country; the province's own are in the register with all their history."""
    name = search.name
    alike = Q(specific__in={name.parts.specific, name.key}) | Q(sound_plain=name.sound_plain)
    ours = code_of_province(search.place)
    units = CountryUnit.objects.filter(alike).order_by("code")
    if ours:
        units = units.exclude(code__startswith=ours)
    rows = list(units.values_list("code", "name"))
    above = {code[:2] for code, _ in rows} | {code[:4] for code, _ in rows}
    names = dict(CountryUnit.objects.filter(code__in=above).values_list("code", "name"))
    for code, form in rows:
        yield country_candidate(code, parse(form, NameKind.COUNTY, search.decisions, search.tables), names)


def code_of_province(place: Place) -> str:
    """The code of the province that a place lies in; empty where the register has none."""
    own = [step.id for step in place.chain if step.level == Level.PROVINCE]
    province = DivisionVersion.objects.filter(division_id__in=own, division__codes__scheme="MCA")
    return next(iter(province.values_list("division__codes__code", flat=True)[:1]), "")


def country_candidate(code: str, parsed: ParsedName, names: Mapping[str, str]) -> Candidate:
    """A division of the national list; `names` by code says what lies above it."""
    path = "".join(names[part] for part in (code[:2], code[:4]) if part != code and part in names)
    return Candidate(f"CN{code}", parsed, path)


def kinds_beside(kind: NameKind) -> set[NameKind]:
    """The kinds of features that a name of a kind is compared with."""
    together = BUILT_UP_KINDS - {NameKind.STREET}
    return set(together) if kind in together else {kind}


def names_of_kinds(kinds: Iterable[NameKind]) -> QuerySet[Name]:
    """The Chinese names of features of some kinds that can stand in the way of another."""
    return (
        Name.objects.filter(
            feature__kind__in=kinds,
            language="zh",
            form_kind__in=(FormKind.STANDARD, FormKind.ALIAS, FormKind.FORMER),
        )
        .exclude(status__in=(NameStatus.PROPOSED, NameStatus.ACCEPTED))
        .order_by("feature_id", "id")
    )


FEATURE_COLUMNS = ("feature_id", "form", "form_kind", "valid", "status", "feature__home_id", "feature__point")


def _features(search: Search) -> list[Candidate]:
    name = search.name
    alike = Q(specific__in={name.parts.specific, name.key})
    if name.sound_plain:
        alike |= Q(sound_plain=name.sound_plain)
    found = names_of_kinds(kinds_beside(name.kind)).filter(alike)
    if search.exclude.feature:
        found = found.exclude(feature_id=search.exclude.feature)
    listed = list(_within(search, found).values_list(*FEATURE_COLUMNS))
    paths = paths_of((row[5] for row in listed if row[5]), search.day)
    candidates = (feature_candidate(search, row, paths) for row in listed)
    return [candidate for candidate in candidates if is_near(search, candidate)]


def _within(search: Search, found: QuerySet[Name]) -> QuerySet[Name]:
    """Of some names those in the scope.

    Where it holds few things they are looked up first: told how few, the database goes from them to their names
    and never through all that sound alike in the country.
    """
    things = _things_within(search)
    few = list(things.filter(kind__in=kinds_beside(search.name.kind)).values_list("id", flat=True)[: FEW + 1])
    return found.filter(feature_id__in=few) if len(few) <= FEW else found.filter(feature__in=things)


def _things_within(search: Search) -> QuerySet[Feature]:
    if search.scope.area is not None:
        shape = BuiltUpArea.objects.values_list("geom", flat=True).get(pk=search.scope.area)
        return Feature.objects.filter(point__intersects=shape)
    if search.place.point and search.scope.key is ScopeKey.SUBSTITUTE:
        here = Point(*search.place.point, srid=settings.REGISTER_SRID)
        return Feature.objects.filter(point__dwithin=(here, degrees_around(search)))
    top = top_of(search)
    return Feature.objects.filter(home_id__in=ids_below([top.id], search.day)) if top else Feature.objects.none()


def degrees_around(search: Search) -> float:
    """The radius of the circle that stands for the built-up area, in degrees of longitude at its place."""
    assert search.place.point is not None
    return radius_of(search) / (DEGREE_M * cos(radians(search.place.point[1])))


def radius_of(search: Search) -> float:
    """The same radius in metres."""
    return search.settings.limit("built_up_radius_m", BUILT_UP_RADIUS_M)


def top_of(search: Search) -> Step | None:
    """The division whose subtree is searched where no circle is."""
    place = search.place
    if search.scope.key is ScopeKey.SUBSTITUTE:
        return substitute_division(place)
    return place.at("county") or place.at("prefecture") or place.at("province")


def feature_candidate(search: Search, row: tuple, paths: Mapping[int, str]) -> Candidate:
    """A name of a feature, FEATURE_COLUMNS, as the rules compare it."""
    feature_id, form, form_kind, valid, status, home_id, point = row
    ended = valid.upper is not None and valid.upper <= search.day
    historic = ended or form_kind == FormKind.FORMER or status in (NameStatus.HISTORIC, NameStatus.ABOLISHED)
    return Candidate(
        id=f"G{feature_id}",
        parsed=parse(form, search.name.kind, search.decisions, search.tables),
        place=paths.get(home_id, ""),
        point=(point.x, point.y) if point else None,
        standing=Standing.HISTORIC if historic else Standing.CURRENT,
    )


def is_near(search: Search, candidate: Candidate) -> bool:
    """Whether it lies in the circle that stands for the built-up area; degrees alone reach too far north and south."""
    here = search.place.point
    if here and candidate.point and search.scope.key is ScopeKey.SUBSTITUTE:
        return distance_m(here, candidate.point) <= radius_of(search)
    return True
