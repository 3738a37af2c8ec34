"""Judging a name against the register: gathers what the rules need, then asks the rules."""

import datetime
from dataclasses import dataclass, replace

from django.contrib.gis.geos import GEOSGeometry

from boundaries.divisions.queries import names_of, versions_on
from gazetteer.names.built_up import built_up_of
from gazetteer.names.gathering import Exclude, Search, names_in_the_way
from gazetteer.names.pending import PendingQuestion, pending_names
from gazetteer.names.places import DISTRICT, place_of, scope_of, substitute_division
from gazetteer.names.queries import reading_decisions
from gazetteer.names.surroundings import (
    border_of,
    entities_called,
    former_names,
    local_names,
    pending_elsewhere,
    shape_of,
)
from gazetteer.rules.context import NO_FACTS, Place, RuleContext, Scope, ScopeKey, Step
from gazetteer.rules.facts import Facts
from gazetteer.rules.judging import Judgement, judge
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind, known_kind
from gazetteer.rules.parsing import parse
from gazetteer.rules.readings import Decided
from gazetteer.rules.tables import amended
from gazetteer.rules.text import normal_form
from office.people.calendar import today
from office.rulesets.queries import settings_in_force
from office.rulesets.settings import RuleSettings

NOTHING = Exclude()


@dataclass(frozen=True)
class Ground:
    """What all judgements in one division on one day stand on: the place, the rules, the confirmed readings."""

    division_id: int
    place: Place
    day: datetime.date
    settings: RuleSettings
    decisions: tuple[Decided, ...]
    shape: GEOSGeometry | None = None

    def without_point(self) -> "Ground":
        """The same division where no position is given."""
        return replace(self, place=Place(self.place.chain), shape=None)

    def place_for(self, kind: NameKind) -> Place:
        """The place of a thing of a kind, with how it lies to the borders where the kind asks for it."""
        border = border_of(kind, shape_of(self.place, self.shape), self.day, self.settings)
        return replace(self.place, border=border)


def ground_at(
    division_id: int,
    point: tuple[float, float] | None = None,
    day: datetime.date | None = None,
    faults: tuple[str, ...] = (),
    shape: GEOSGeometry | None = None,
) -> Ground:
    """Gather what judgements share; `point`, `faults` and `shape` as in `judge_name`."""
    day = day or today()
    place = place_of(division_id, point, day, faults)
    decisions = tuple(reading_decisions(step.id for step in place.chain))
    return Ground(division_id, place, day, settings_in_force("names", day), decisions, shape)


def judge_name(
    name: str,
    kind: str,
    division_id: int,
    point: tuple[float, float] | None = None,
    day: datetime.date | None = None,
    exclude: Exclude = NOTHING,
    given_pinyin: str = "",
    approver_id: int | None = None,
    faults: tuple[str, ...] = (),
    confirmed: tuple[Decided, ...] = (),
    facts: Facts = NO_FACTS,
    shape: GEOSGeometry | None = None,
) -> Judgement:
    """Judge a name of a kind in a division by the rules in force on a day (default: the as-of date).

    `point` is longitude, latitude in the register's system. `exclude` names what is being judged itself;
    a division that bears this very name already is left out by itself, so old names can be looked at.
    `approver_id` is the division whose government decides; `faults` are what the caller found wrong
    with the geometry; `confirmed` are readings that a person confirmed for this name alone; `facts` is what is told
    of the thing, `shape` its geometry in the register's system where it has more than a point.
    """
    ground = ground_at(division_id, point, day, faults, shape)
    return judge_on(ground, name, kind, exclude, given_pinyin, approver_id, confirmed, facts)


def judge_on(
    ground: Ground,
    name: str,
    kind: str,
    exclude: Exclude = NOTHING,
    given_pinyin: str = "",
    approver_id: int | None = None,
    confirmed: tuple[Decided, ...] = (),
    facts: Facts = NO_FACTS,
    authority: str = "",
) -> Judgement:
    """Judge one of several names on the same ground; `authority` is the body that a case states, the rest as above."""
    known = known_kind(kind)
    day, settings = ground.day, ground.settings
    place, tables = ground.place_for(known), amended(settings.terms)
    scope = scope_of(known, place, settings, built_up_of(known, place, day))
    decisions = (*ground.decisions, *confirmed)
    parsed = parse(name, known, decisions, tables)
    if may_be_itself(exclude, known):
        current = names_of([ground.division_id], day).get(ground.division_id, "")
        exclude = without_itself(exclude, ground.division_id, current, name)
    candidates = names_in_the_way(Search(parsed, place, scope, day, exclude, decisions, settings))
    within = pending_scope(scope, place)
    candidates += pending_names(PendingQuestion(parsed, within, exclude.application))
    elsewhere = scope.legal and within is not None
    context = RuleContext(
        scope,
        candidates,
        decisions,
        _approver(approver_id, day),
        given_pinyin,
        facts,
        entities=entities_called(parsed, place, day),
        local_names=local_names(parsed, place, day),
        former=former_names(parsed, day, candidates),
        pending_elsewhere=pending_elsewhere(parsed, exclude.application, candidates) if elsewhere else (),
        authority=authority,
    )
    return judge(name, kind, place, context, settings, tables)


def may_be_itself(exclude: Exclude, kind: NameKind) -> bool:
    """Whether the division in which a name is asked about may be what bears it."""
    return not exclude.division and kind in DIVISION_KINDS | {NameKind.VILLAGE_SEAT}


def without_itself(exclude: Exclude, division_id: int, current: str, name: str) -> Exclude:
    """Leave a division out of the way of the very name that it bears now."""
    bare = current.partition("（")[0]
    same = bool(bare) and normal_form(bare) == normal_form(name)
    return Exclude(exclude.feature, division_id, exclude.application) if same else exclude


def pending_scope(scope: Scope, place: Place) -> frozenset[int] | None:
    """The division whose subtree is the scope of pending names; None for the whole country."""
    if scope.key is ScopeKey.COUNTRY:
        return None
    step = place.at(scope.key.value) or place.at("county") or substitute_division(place)
    return frozenset({step.id}) if step else None


def _approver(division_id: int | None, day: datetime.date) -> Step | None:
    version = versions_on(day).filter(division_id=division_id).first() if division_id else None
    return Step(version.division_id, version.name, version.level, version.kind == DISTRICT) if version else None
