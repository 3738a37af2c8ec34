"""Which names may stand in the way of a new one: a few indexed queries per judgement."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Q, QuerySet

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import ids_below
from gazetteer.names.models import CountryUnit, FormKind, Name, NameStatus
from gazetteer.names.places import BUILT_UP_RADIUS_M, substitute_division
from gazetteer.names.queries import label_points, paths_of
from gazetteer.rules.context import Candidate, Place, Scope, ScopeKey, Standing, distance_m
from gazetteer.rules.kinds import BUILT_UP_KINDS, NameKind
from gazetteer.rules.parsing import ParsedName, parse, specific_length
from gazetteer.rules.readings import Decided
from gazetteer.rules.tables import Tables, amended
from office.rulesets.settings import RuleSettings

ABOVE_TOWNSHIP = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
DEGREE_M = 111_320


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
    decisions: tuple[Decided, ...]
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
    if kind is NameKind.COUNTY:
        return [*_divisions(search, _county_versions()), *_country(search)]
    if kind is NameKind.TOWNSHIP:
        return _divisions(search, _township_versions(search.place))
    if kind is NameKind.SUBDISTRICT:
        return _divisions(search, _below_county(search.place, Level.TOWNSHIP).filter(kind="街道"))
    if kind is NameKind.VILLAGE_SEAT:
        return _divisions(search, _below_county(search.place, Level.VILLAGE))
    return _features(search)


def _county_versions() -> QuerySet[DivisionVersion]:
    return DivisionVersion.objects.filter(
        level__in=ABOVE_TOWNSHIP, division__external=False, division__statistical=False
    )


def _township_versions(place: Place) -> QuerySet[DivisionVersion]:
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
    top = place.at("county") or place.at("prefecture") or place.at("province")
    if top is None:
        return DivisionVersion.objects.none()
    parents = set(_units_below(top.id))
    if level == Level.VILLAGE:
        townships = DivisionVersion.objects.filter(parent_id__in=parents, level=Level.TOWNSHIP)
        parents |= set(townships.values_list("division_id", flat=True))
    return DivisionVersion.objects.filter(parent_id__in=parents, level=level, division__statistical=False)


def _divisions(search: Search, versions: QuerySet[DivisionVersion]) -> list[Candidate]:
    if search.exclude.division:
        versions = versions.exclude(division_id=search.exclude.division)
    rows = versions.values_list("division_id", "name", "valid", "parent_id").distinct()
    matching: dict[tuple[int, str, Standing], tuple[Candidate, int | None]] = {}
    for division_id, name, valid, parent_id in rows:
        bare = name.partition("（")[0]
        parsed = _match(search, bare)
        if parsed:
            ended = valid.upper is not None and valid.upper <= search.day
            standing = Standing.HISTORIC if ended or "撤销" in name else Standing.CURRENT
            matching[division_id, bare, standing] = Candidate(f"D{division_id}", parsed, standing=standing), parent_id
    current = {(pk, bare) for pk, bare, standing in matching if standing is Standing.CURRENT}
    matching = {key: value for key, value in matching.items() if key[2] is Standing.CURRENT or key[:2] not in current}
    paths = paths_of((parent for _, parent in matching.values() if parent), search.day)
    points = label_points((division_id for division_id, _, _ in matching), search.day)
    return [
        replace(candidate, place=paths.get(parent or 0, ""), point=points.get(division_id))
        for (division_id, _, _), (candidate, parent) in matching.items()
    ]


def _match(search: Search, name: str) -> ParsedName | None:
    """The name taken apart, where it shares characters or sound with the one in question."""
    kind, wanted = search.name.kind, search.name
    if specific_length(name, kind, search.tables) != len(wanted.parts.specific):
        return None
    parsed = parse(name, kind, search.decisions, search.tables)
    return parsed if parsed.key == wanted.key or _sounds_alike(parsed, wanted) else None


def _sounds_alike(first: ParsedName, second: ParsedName) -> bool:
    return bool(first.sound_plain) and first.sound_plain == second.sound_plain


def _country(search: Search) -> Iterator[Candidate]:
    """Divisions of the rest of the country; the province's own are in the register with all their history."""
    name = search.name
    alike = Q(specific__in={name.parts.specific, name.key}) | Q(sound_plain=name.sound_plain)
    own = [step.id for step in search.place.chain if step.level == Level.PROVINCE]
    province = DivisionVersion.objects.filter(division_id__in=own, division__codes__scheme="MCA")
    ours = list(province.values_list("division__codes__code", flat=True)[:1])
    units = CountryUnit.objects.filter(alike)
    if ours:
        units = units.exclude(code__startswith=ours[0])
    rows = list(units.values_list("code", "name"))
    above = {code[:2] for code, _ in rows} | {code[:4] for code, _ in rows}
    names = dict(CountryUnit.objects.filter(code__in=above).values_list("code", "name"))
    for code, form in rows:
        path = "".join(names[part] for part in (code[:2], code[:4]) if part != code and part in names)
        yield Candidate(f"CN{code}", parse(form, NameKind.COUNTY, search.decisions, search.tables), path)


def _features(search: Search) -> list[Candidate]:
    name = search.name
    kinds = BUILT_UP_KINDS - {NameKind.STREET} if name.kind in BUILT_UP_KINDS - {NameKind.STREET} else {name.kind}
    alike = Q(specific__in={name.parts.specific, name.key})
    if name.sound_plain:
        alike |= Q(sound_plain=name.sound_plain)
    found = Name.objects.filter(
        alike,
        feature__kind__in=kinds,
        language="zh",
        form_kind__in=(FormKind.STANDARD, FormKind.ALIAS, FormKind.FORMER),
    ).exclude(status__in=(NameStatus.PROPOSED, NameStatus.ACCEPTED))
    if search.exclude.feature:
        found = found.exclude(feature_id=search.exclude.feature)
    found = _within(search, found)
    rows = found.values_list("feature_id", "form", "form_kind", "valid", "status", "feature__home_id", "feature__point")
    listed = list(rows)
    paths = paths_of((row[5] for row in listed if row[5]), search.day)
    candidates = (_feature_candidate(search, row, paths) for row in listed)
    return list(_near(search, candidates))


def _within(search: Search, found: QuerySet[Name]) -> QuerySet[Name]:
    place = search.place
    if place.point and search.scope.key is ScopeKey.SUBSTITUTE:
        lon, lat = place.point
        degrees = search.settings.limit("built_up_radius_m", BUILT_UP_RADIUS_M) / (DEGREE_M * cos(radians(lat)))
        return found.filter(feature__point__dwithin=(Point(lon, lat, srid=settings.REGISTER_SRID), degrees))
    if search.scope.key is ScopeKey.SUBSTITUTE:
        top = substitute_division(place)
    else:
        top = place.at("county") or place.at("prefecture") or place.at("province")
    return found.filter(feature__home_id__in=ids_below([top.id], search.day)) if top else found.none()


def _feature_candidate(search: Search, row: tuple, paths: dict[int, str]) -> Candidate:
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


def _near(search: Search, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those inside the circle that stands for the built-up area; degrees alone reach too far north and south."""
    here = search.place.point
    radius = search.settings.limit("built_up_radius_m", BUILT_UP_RADIUS_M)
    for candidate in candidates:
        if here and candidate.point and search.scope.key is ScopeKey.SUBSTITUTE:
            if distance_m(here, candidate.point) <= radius:
                yield candidate
        else:
            yield candidate
