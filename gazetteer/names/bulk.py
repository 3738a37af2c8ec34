"""Judging very many names at once (批量检查): what `judge_name` says of each, gathered by parcels of one county.

Nothing is asked of the database for a single name: each parcel asks once for its places, for the names of features
that share characters or sound, for names no longer in use; divisions, the list of the country and what is applied
for are held for the whole run.
"""

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from gazetteer.names.asked import Asked
from gazetteer.names.bulk_features import FeaturesInTheWay
from gazetteer.names.bulk_places import places_of
from gazetteer.names.bulk_shared import Shared
from gazetteer.names.bulk_surroundings import Around
from gazetteer.names.gathering import NAMED_BY_DIVISIONS, Search
from gazetteer.names.judging import may_be_itself, pending_scope, without_itself
from gazetteer.names.places import scope_of
from gazetteer.rules.context import Candidate, Place, RuleContext, Step
from gazetteer.rules.judging import Judgement, judge
from gazetteer.rules.parsing import parse
from office.people.calendar import today
from office.rulesets.queries import settings_in_force
from office.rulesets.settings import RuleSettings

__all__ = ["Asked", "judge_many"]
PARCEL = 5000  # names whose neighbours are in memory at once


def judge_many(
    asked: Sequence[Asked], day: datetime.date | None = None, settings: RuleSettings | None = None
) -> Iterator[tuple[int, Judgement]]:
    """Place in the sequence and judgement of each, county by county; the same findings as `judge_name`.

    `settings` are a draft's instead of those in force on the day (default: the as-of date).
    """
    day = day or today()
    shared = Shared(day, settings or settings_in_force("names", day))
    chains = shared.chains(item.division_id for item in asked)
    order = sorted(range(len(asked)), key=lambda place: (_top(chains[asked[place].division_id]), place))
    for _, together in groupby(order, key=lambda place: _top(chains[asked[place].division_id])):
        while parcel := list(islice(together, PARCEL)):
            yield from zip(parcel, _judged([asked[place] for place in parcel], shared), strict=True)


def _top(chain: tuple[Step, ...]) -> int:
    """The county of a chain, else what is known above it."""
    levels = {step.level: step.id for step in chain}
    return next((levels[level] for level in ("county", "prefecture", "province") if level in levels), 0)


def _judged(parcel: Sequence[Asked], shared: Shared) -> Iterator[Judgement]:
    places = places_of(parcel, shared)
    searches = [_search(item, place, shared) for item, place in zip(parcel, places, strict=True)]
    features = FeaturesInTheWay([search for search in searches if search.name.kind not in NAMED_BY_DIVISIONS], shared)
    around = Around(searches, shared)
    for item, search in zip(parcel, searches, strict=True):
        context = _context(item, search, features, around, shared)
        yield judge(item.name, item.kind, search.place, context, shared.settings, shared.tables)


def _search(item: Asked, place: Place, shared: Shared) -> Search:
    kind, decisions = item.known_kind, shared.decisions(place.chain)
    exclude = item.exclude
    if may_be_itself(exclude, kind):
        exclude = without_itself(exclude, item.division_id, place.chain[-1].name if place.chain else "", item.name)
    parsed = parse(item.name, kind, decisions, shared.tables)
    scope = scope_of(kind, place, shared.settings, shared.built_up(kind, place))
    return Search(parsed, place, scope, shared.day, exclude, decisions, shared.settings)


def _context(item: Asked, search: Search, features: FeaturesInTheWay, around: Around, shared: Shared) -> RuleContext:
    within = pending_scope(search.scope, search.place)
    candidates = [*_in_the_way(search, features, shared), *shared.pending(search, within)]
    elsewhere: list[Candidate] = []
    if search.scope.legal and within is not None:
        have = {candidate.id for candidate in candidates}
        everywhere = shared.pending(search, None)
        elsewhere = [each for each in everywhere if each.id not in have and each.parsed.key == search.name.key]
    return RuleContext(
        search.scope,
        candidates,
        search.decisions,
        given_pinyin=item.given_pinyin,
        facts=item.facts,
        entities=around.entities(search),
        local_names=around.local_names(search),
        former=around.former(search, candidates),
        pending_elsewhere=elsewhere,
    )


def _in_the_way(search: Search, features: FeaturesInTheWay, shared: Shared) -> list[Candidate]:
    if not search.name.key:
        return []
    if search.name.kind in NAMED_BY_DIVISIONS:
        return shared.divisions(search)
    return features.like(search)
