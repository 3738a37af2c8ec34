"""What all names of a bulk run are judged with: divisions, the national list, readings, what is applied for."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

import shapely

from gazetteer.names.alike import Alike, Stored
from gazetteer.names.built_up import OUTSIDE, BuiltUp, asked_about, prepared_areas
from gazetteer.names.gathering import (
    Search,
    Unit,
    code_of_province,
    country_candidate,
    unit_candidate,
    units_of,
    versions_for,
)
from gazetteer.names.models import CountryUnit, ReadingDecision
from gazetteer.names.pending import all_pending
from gazetteer.names.places import chain_of_steps
from gazetteer.names.queries import Stage, label_points, ways_up
from gazetteer.rules.context import Candidate, Place, Step
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.readings import Decided, Decisions
from gazetteer.rules.tables import amended
from office.rulesets.settings import RuleSettings

_TOPS = {
    NameKind.COUNTY: (),
    NameKind.TOWNSHIP: ("province", "prefecture", "county"),
    NameKind.SUBDISTRICT: ("county", "prefecture", "province"),
    NameKind.VILLAGE_SEAT: ("county", "prefecture", "province"),
}


class Shared:
    """Held for a whole run; everything is asked for once, when it is first needed."""

    def __init__(self, day: datetime.date, settings: RuleSettings) -> None:
        self.day = day
        self.settings = settings
        self.tables = amended(settings.terms)
        self._ways: dict[int, list[Stage]] = {}
        self._chains: dict[int, tuple[Step, ...]] = {}
        self._paths: dict[int, str] = {}
        self._decided: dict[int | None, list[Decided]] = defaultdict(list)
        for division, *decided in ReadingDecision.objects.values_list("division_id", "char", "context", "reading"):
            self._decided[division].append(Decided(*decided))
        self._decisions: dict[frozenset[int], Decisions] = {}
        self._divisions: dict[tuple[object, ...], Alike[Unit]] = {}
        self._points: dict[int, tuple[float, float]] = {}
        self._pending: dict[tuple[NameKind, frozenset[int] | None], Alike[tuple[int, Candidate]]] = {}
        self._country: Stored[tuple[str, str]] | None = None
        self._country_names: dict[str, str] = {}
        self._codes: dict[int, str] = {}
        self._areas = prepared_areas(day)

    def ways(self, division_ids: Iterable[int]) -> dict[int, list[Stage]]:
        """Division → the way up from it; those not known yet in one query."""
        missing = {pk for pk in division_ids if pk not in self._ways}
        if missing:
            self._ways |= dict.fromkeys(missing, []) | ways_up(missing, self.day)
        return self._ways

    def chains(self, division_ids: Iterable[int]) -> dict[int, tuple[Step, ...]]:
        """Division → the chain above it, from the top down."""
        missing = {pk for pk in division_ids if pk not in self._chains}
        if missing:
            ways = self.ways(missing)
            self._chains |= {pk: chain_of_steps(ways[pk]) for pk in missing}
        return self._chains

    def paths(self, division_ids: Iterable[int]) -> dict[int, str]:
        """Division → its name with all names above it, as `paths_of`."""
        missing = {pk for pk in division_ids if pk not in self._paths}
        if missing:
            ways = self.ways(missing)
            self._paths |= {pk: "".join(stage.name for stage in reversed(ways[pk])) for pk in missing}
        return self._paths

    def decisions(self, chain: tuple[Step, ...]) -> Decisions:
        """The readings that persons confirmed for names of a place."""
        own = self._deciding(chain)
        if own not in self._decisions:
            kept = [*self._decided.get(None, ()), *(item for pk in own for item in self._decided[pk])]
            self._decisions[own] = Decisions(kept)
        return self._decisions[own]

    def _deciding(self, chain: tuple[Step, ...]) -> frozenset[int]:
        return frozenset(step.id for step in chain if step.id in self._decided)

    def built_up(self, kind: NameKind, place: Place) -> BuiltUp | None:
        """How a street or a building lies to the built-up areas, as `built_up_of`."""
        if not asked_about(kind, place) or not self._areas:
            return None
        county, point = place.at("county"), shapely.Point(place.point)
        for area in self._areas:
            if area.shape.intersects(point):
                return BuiltUp(area.id, area.name)
        return OUTSIDE if county and any(area.county == county.id for area in self._areas) else None

    def lies_in(self, area: int, point: tuple[float, float]) -> bool:
        """Whether a point lies in a built-up area."""
        return any(each.id == area and each.shape.intersects(shapely.Point(point)) for each in self._areas)

    def divisions(self, search: Search) -> list[Candidate]:
        """The divisions in the way of a name that a division bears."""
        kind = search.name.kind
        found = [
            unit_candidate(unit, parsed, self.paths([unit.parent_id] if unit.parent_id else ()), self._points)
            for unit, parsed in self._units(search).like(search.name)
            if unit.division_id != search.exclude.division
            and len(parsed.parts.specific) == len(search.name.parts.specific)
        ]
        return [*found, *self._of_the_country(search)] if kind is NameKind.COUNTY else found

    def _units(self, search: Search) -> Alike[Unit]:
        kind, place = search.name.kind, search.place
        top = next((step.id for level in _TOPS[kind] if (step := place.at(level))), None)
        key = (kind, top, self._deciding(place.chain))
        if key not in self._divisions:
            units = units_of(versions_for(kind, place), self.day)
            self._divisions[key] = Alike(
                (unit, parse(unit.name, kind, search.decisions, self.tables)) for unit in units
            )
            self._points |= label_points((unit.division_id for unit in units), self.day)
            self.ways(unit.parent_id for unit in units if unit.parent_id)
        return self._divisions[key]

    def _of_the_country(self, search: Search) -> list[Candidate]:
        if self._country is None:
            rows = CountryUnit.objects.order_by("code").values_list("code", "name", "specific", "sound_plain")
            self._country = Stored(((code, form), specific, sound) for code, form, specific, sound in rows)
            self._country_names = dict(CountryUnit.objects.values_list("code", "name"))
        ours = self._code_of_province(search)
        return [
            country_candidate(code, parse(form, NameKind.COUNTY, search.decisions, self.tables), self._country_names)
            for code, form in self._country.like(search.name)
            if not (ours and code.startswith(ours))
        ]

    def _code_of_province(self, search: Search) -> str:
        top = search.place.at("province")
        if top is None:
            return ""
        if top.id not in self._codes:
            self._codes[top.id] = code_of_province(search.place)
        return self._codes[top.id]

    def pending(self, search: Search, within: frozenset[int] | None) -> list[Candidate]:
        """What is applied for under a like name in a scope, or everywhere."""
        key = search.name.kind, within
        if key not in self._pending:
            self._pending[key] = Alike((pair, pair[1].parsed) for pair in all_pending(*key))
        found = self._pending[key].like(search.name)
        return [candidate for (number, candidate), _ in found if number != search.exclude.application]
