"""Legal lines (法定界线) as products of edges and tree: their codes, names, edges and lengths in each period."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q
from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level
from boundaries.lines.models import Line, LineEdge, LineState, LineVersion
from boundaries.lines.naming import line_code, ordered_members
from boundaries.lines.network import length_m
from boundaries.lines.periods import ALWAYS, EVER, Period, as_range, begin_of, eve_of, joined
from boundaries.lines.snapshot import EdgeRow, Snapshot, Snapshots
from boundaries.lines.tree import LEVELS, Pair
from boundaries.progress import Comparison
from office.bulk import copy_in, reserve

LEAST_FIXED_FIRST = (LineState.DISPUTED, LineState.CUSTOMARY, LineState.AGREED, LineState.SURVEYED)


@dataclass(frozen=True)
class Draft:
    """A line in one period: what stands in LineVersion and LineEdge, without ids; `members` as (edge, reversed)."""

    pair: Pair
    code: str
    name: str
    level: Level
    first: int
    second: int
    computed_m: float
    computed_from: str
    is_sample: bool
    state: str
    members: tuple[tuple[int, bool], ...]
    period: Period


def computed_lines(
    snapshots: Snapshots, periods: Iterable[Period] | None = None, pairs: Collection[Pair] | None = None
) -> list[Draft]:
    """The lines of all stable periods in order of time, of some pairs where given."""
    chosen = snapshots.periods(codes=True) if periods is None else periods
    return [draft for period in chosen for draft in _drafts(period, snapshots.on(period[0]), pairs)]


def _drafts(period: Period, snapshot: Snapshot, pairs: Collection[Pair] | None) -> list[Draft]:
    found = edges_by_pair(snapshot, pairs)
    snapshot.points.read(edge.id for edges in found.values() for edge in edges)
    return [_draft(pair, edges, snapshot, period) for pair, edges in found.items()]


def edges_by_pair(snapshot: Snapshot, pairs: Collection[Pair] | None = None) -> dict[Pair, list[EdgeRow]]:
    """The edges of every line of a day, or of some; looked for on the side that has fewer divisions below it."""
    edges, below = snapshot.edges, snapshot.tree.below
    if pairs is not None:
        edges = snapshot.beside(owner for pair in pairs for owner in min(map(below, sorted(pair)), key=len))
    found: dict[Pair, list[EdgeRow]] = defaultdict(list)
    for edge in edges:
        for pair in snapshot.tree.pairs_between(edge.left, edge.right).values():
            if pairs is None or pair in pairs:
                found[pair].append(edge)
    return found


def _draft(pair: Pair, edges: list[EdgeRow], snapshot: Snapshot, period: Period) -> Draft:
    first, second = sorted((snapshot.tree.nodes[pk] for pk in pair), key=lambda node: node.code)
    level = first.level
    stretches = snapshot.stretches(edges)
    members = ordered_members([(edge.id, stretch) for edge, stretch in zip(edges, stretches, strict=True)])
    return Draft(
        pair=pair,
        code=line_code(first.code, second.code),
        name=f"{first.name}与{second.name}界线",
        level=level,
        first=first.division,
        second=second.division,
        computed_m=round(sum(length_m(stretch.points) for stretch in stretches), 3),
        computed_from=_origin(edges, level),
        is_sample=any(edge.made_up(level) for edge in edges),
        state=min((LineState(edge.state) for edge in edges), key=LEAST_FIXED_FIRST.index),
        members=tuple(members),
        period=period,
    )


def _origin(edges: list[EdgeRow], level: Level) -> str:
    """Where the points that the length is computed from come from; a piece of a real line is of that line's source."""
    sources = {edge.source if edge.made_up(level) else edge.origin for edge in edges}
    return "、".join(sorted(sources))[:120]


def rebuild_lines() -> int:
    """Make versions and members of all lines those that the edges give; a line keeps its identity by its two sides."""
    drafts = computed_lines(Snapshots())
    lines = _identities(drafts, _known())
    LineEdge.objects.all().delete()
    LineVersion.objects.all().delete()
    _write(drafts, lines)
    return len(lines)


def refresh_lines(
    pairs: Collection[Pair], since: datetime.date, snapshots: Snapshots
) -> tuple[set[int], set[int], set[int]]:
    """Derive some lines again from `since` on; what was before stays. Answers the lines (begun, ended, altered)."""
    eve = eve_of(since)
    known = _known(pairs)
    before = _standing(known.values(), since)
    drafts = computed_lines(snapshots, [*eve, *snapshots.periods(since, codes=True)], pairs)
    lines = {**known, **_identities(drafts, known)}
    reach = DateRange(eve[0][0] if eve else None, None)
    _write_from(drafts, lines, reach)
    after = _standing(lines.values(), since)
    begun = {line for line in after if line not in before}
    altered = {line for line in after if line in before and after[line] != before[line]}
    return begun, before.keys() - after.keys(), altered


def pairs_of(
    edges: Iterable[int],
    divisions: Collection[int],
    among: Collection[int],
    since: datetime.date,
    snapshots: Snapshots,
) -> set[Pair]:
    """The lines that edges belong to, that part one of the divisions, or stand between two of `among`.

    On the eve of `since` or later; what stands in the register although its edges are gone is among them.
    """
    chosen, parting, found = set(edges), set(divisions), set()
    for day, _ in [*eve_of(since), *snapshots.periods(since, codes=True)]:
        snapshot = snapshots.on(day)
        between = snapshot.tree.pairs_between
        for edge in chosen & snapshot.by_id.keys():
            found |= set(between(*snapshot.by_id[edge].sides).values())
        for row in snapshot.beside(owner for division in parting for owner in snapshot.tree.below(division)):
            found |= {pair for pair in between(*row.sides).values() if pair & parting}
    standing = Q(first__in=among, second__in=among) | Q(line__members__edge__in=chosen)
    versions = LineVersion.objects.filter(standing).distinct()
    return found | {frozenset(pair) for pair in versions.values_list("first_id", "second_id")}


def _known(pairs: Collection[Pair] | None = None) -> dict[Pair, int]:
    """The line of every pair that ever was, or of some pairs."""
    found = LineVersion.objects.all()
    if pairs is not None:
        sides = {side for pair in pairs for side in pair}
        found = found.filter(first__in=sides, second__in=sides)
    rows = found.values_list("first_id", "second_id", "line_id")
    known = {frozenset((first, second)): line for first, second, line in rows}
    return known if pairs is None else {pair: line for pair, line in known.items() if pair in pairs}


def _standing(lines: Iterable[int], day: datetime.date) -> dict[int, object]:
    """What the lines are on the eve of a day or from it on, as values to compare."""
    ids = list(lines)
    facts: dict[int, object] = {}
    for version in LineVersion.objects.filter(line__in=ids, valid__contains=day):
        facts[version.line_id] = (version.code, version.level, version.computed_m)
    members = LineEdge.objects.filter(line__in=ids, valid__contains=day).order_by("position")
    for line, edge in members.values_list("line_id", "edge_id"):
        facts[line] = (facts.get(line), edge)
    return facts


def _identities(drafts: list[Draft], known: dict[Pair, int]) -> dict[Pair, int]:
    """The line of every pair; those that arise are made."""
    new: dict[Pair, Draft] = {}
    for draft in sorted(drafts, key=lambda item: (LEVELS.index(item.level), item.code)):
        if draft.pair not in known:
            new.setdefault(draft.pair, draft)
    made = dict(zip(new, reserve(Line, len(new)), strict=True))
    copy_in([Line(pk=made[pair], state=draft.state, is_sample=draft.is_sample) for pair, draft in new.items()])
    return {draft.pair: known[draft.pair] for draft in drafts if draft.pair in known} | made


def _write(drafts: list[Draft], lines: dict[Pair, int]) -> None:
    copy_in(_version_rows(drafts, lines))
    copy_in(_member_rows(drafts, lines))


def _write_from(drafts: list[Draft], lines: dict[Pair, int], reach: DateRange) -> None:
    """Replace what stands within `reach`; what began before it goes on from where it began."""
    versions = LineVersion.objects.filter(line__in=lines.values(), valid__overlap=reach)
    members = LineEdge.objects.filter(line__in=lines.values(), valid__overlap=reach)
    standing = reach.lower or EVER
    begins: dict[object, DateRange] = {row.line_id: row.valid for row in versions if standing in row.valid}
    begins |= {(row.line_id, row.edge_id): row.valid for row in members if standing in row.valid}
    new_versions, new_members = _version_rows(drafts, lines), _member_rows(drafts, lines)
    for version in new_versions:
        version.valid = _reaching_back(version.valid, begins.get(version.line_id), reach)
    for member in new_members:
        member.valid = _reaching_back(member.valid, begins.get((member.line_id, member.edge_id)), reach)
    versions.delete()
    members.delete()
    copy_in(new_versions)
    copy_in(new_members)


def _reaching_back(valid: DateRange, earlier: DateRange | None, reach: DateRange) -> DateRange:
    """A period that begins with `reach`, begun where the row of the same thing that stood there began."""
    if valid.lower == reach.lower and earlier is not None:
        return DateRange(earlier.lower, valid.upper)
    return valid


def _facts(draft: Draft) -> Draft:
    """A draft without what makes no new version of the line."""
    return replace(draft, members=(), state="", period=ALWAYS)


def _version_rows(drafts: list[Draft], lines: dict[Pair, int]) -> list[LineVersion]:
    runs = joined((lines[draft.pair], _facts(draft), draft.period) for draft in drafts)
    return [
        LineVersion(
            line_id=line,
            code=draft.code,
            name=draft.name,
            level=draft.level,
            first_id=draft.first,
            second_id=draft.second,
            computed_m=draft.computed_m,
            computed_from=draft.computed_from,
            is_sample=draft.is_sample,
            valid=as_range(period),
        )
        for line, draft, period in runs
    ]


def _member_rows(drafts: list[Draft], lines: dict[Pair, int]) -> list[LineEdge]:
    runs = joined(
        ((lines[draft.pair], edge), (position, reversed_), draft.period)
        for draft in drafts
        for position, (edge, reversed_) in enumerate(draft.members)
    )
    return [
        LineEdge(line_id=line, edge_id=edge, valid=as_range(period), position=position, reversed=reversed_)
        for (line, edge), (position, reversed_), period in runs
    ]


def compare_lines() -> Comparison:
    """Whether the stored versions and members are what the edges give today."""
    result = Comparison("lines")
    drafts = computed_lines(Snapshots())
    known = _known()
    lines = {draft.pair: known.get(draft.pair, 0) for draft in drafts}
    _compare(result, "界线", LineVersion, _version_rows(drafts, lines), ("line_id",))
    _compare(result, "界线与边", LineEdge, _member_rows(drafts, lines), ("line_id", "edge_id"))
    return result


def _compare(result: Comparison, what: str, model: type[models.Model], rows: list[Any], names: tuple[str, ...]) -> None:
    def key(row: Any) -> tuple[Any, ...]:
        return (*(getattr(row, name) for name in names), begin_of(row.valid))

    wanted = {key(row): row for row in rows}
    stored = {key(row): row for row in model._default_manager.all()}
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    for place in sorted(wanted.keys() | stored.keys()):
        one, other = wanted.get(place), stored.get(place)
        title = f"{what} {'、'.join(str(part) for part in place[:-1])} 自 {place[-1]}"
        if one is None or other is None:
            result.compare(title, "库中缺少" if other is None else "库中多出")
            continue
        wrong = [name for name in fields if getattr(one, name) != getattr(other, name)]
        result.compare(title, f"{'、'.join(wrong)} 不同" if wrong else "")
