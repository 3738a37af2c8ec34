"""Judging a name against the register: gathers what the rules need, then asks the rules."""

import datetime

from boundaries.divisions.queries import names_of, versions_on
from gazetteer.names.gathering import Exclude, Search, names_in_the_way
from gazetteer.names.pending import PendingQuestion, pending_names
from gazetteer.names.places import DISTRICT, place_of, scope_of, substitute_division
from gazetteer.names.queries import reading_decisions
from gazetteer.rules.context import Place, RuleContext, Scope, ScopeKey, Step
from gazetteer.rules.judging import Judgement, judge
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.readings import Decided
from gazetteer.rules.text import normal_form
from office.people.calendar import today
from office.rulesets.queries import settings_in_force

NOTHING = Exclude()


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
) -> Judgement:
    """Judge a name of a kind in a division by the rules in force on a day (default: the as-of date).

    `point` is longitude, latitude in the register's system. `exclude` names what is being judged itself;
    a division that bears this very name already is left out by itself, so old names can be looked at.
    `approver_id` is the division whose government decides; `faults` are what the caller found wrong
    with the geometry; `confirmed` are readings that a person confirmed for this name alone.
    """
    day = day or today()
    known = NameKind(kind) if kind in NameKind.values else NameKind.OTHER
    settings = settings_in_force("names", day)
    place = place_of(division_id, point, day, faults)
    scope = scope_of(known, place, settings)
    decisions = (*reading_decisions(step.id for step in place.chain), *confirmed)
    parsed = parse(name, known, decisions)
    exclude = _without_itself(exclude, division_id, name, known, day)
    search = Search(parsed, place, scope, day, exclude, decisions, settings)
    candidates = names_in_the_way(search)
    candidates += pending_names(PendingQuestion(parsed, _within(scope, place), exclude.application))
    context = RuleContext(scope, candidates, decisions, _approver(approver_id, day), given_pinyin)
    return judge(name, kind, place, context, settings)


def _without_itself(exclude: Exclude, division_id: int, name: str, kind: NameKind, day: datetime.date) -> Exclude:
    if exclude.division or kind not in DIVISION_KINDS | {NameKind.VILLAGE_SEAT}:
        return exclude
    current = names_of([division_id], day).get(division_id, "").partition("（")[0]
    same = normal_form(current) == normal_form(name)
    return Exclude(exclude.feature, division_id, exclude.application) if same and current else exclude


def _within(scope: Scope, place: Place) -> frozenset[int] | None:
    """The division whose subtree is the scope of pending names; None for the whole country."""
    if scope.key is ScopeKey.COUNTRY:
        return None
    step = place.at(scope.key.value) if scope.legal else place.at("county") or substitute_division(place)
    return frozenset({step.id}) if step else None


def _approver(division_id: int | None, day: datetime.date) -> Step | None:
    version = versions_on(day).filter(division_id=division_id).first() if division_id else None
    return Step(version.division_id, version.name, version.level, version.kind == DISTRICT) if version else None
