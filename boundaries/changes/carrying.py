"""Carrying a change of divisions out (变更的实施), as one action over all levels, and taking it back whole.

Versions and codes are closed and opened, children go to their new superiors, faces are merged and cut,
areas and lines follow; one transaction, in every period from the effective day on.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.changes import operations as ops
from boundaries.changes.hanging import Ended, pass_on
from boundaries.changes.periods_of_facts import (
    begin_version,
    change_version,
    end_division,
    leave_code,
    move_seat,
    take_code,
)
from boundaries.divisions.kinds import Level
from boundaries.divisions.locking import lock
from boundaries.divisions.models import Area, Division, DivisionVersion, Precision
from boundaries.divisions.queries import names_of, versions_on, without_superior
from boundaries.journal import Journal
from boundaries.journal import take_back as take_rows_back
from boundaries.lines.coverage import assert_coverage_from, check_now
from boundaries.lines.markers.following import follow_lines
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import LineState
from boundaries.lines.moving import moved_areas, moved_lines
from boundaries.lines.periods import ONE_DAY
from boundaries.lines.rearranging import NotPossible, Sides, cut, merged
from boundaries.lines.refreshing import refresh
from boundaries.lines.regrouping import Facts, rework
from boundaries.lines.snapshot import Snapshot
from boundaries.lines.taking_back import reworked_of
from boundaries.lines.three_way import end_untied
from office.people.models import User

VERSIONS = "divisions.divisionversion"


@dataclass
class Outcome:
    """What carrying out did: ids of divisions, lines and markers; `journal` is what taking back needs."""

    day: datetime.date
    ended: list[int] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)
    renamed: list[int] = field(default_factory=list)
    recoded: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    reshaped: list[int] = field(default_factory=list)
    lines_ended: list[int] = field(default_factory=list)
    lines_begun: list[int] = field(default_factory=list)
    lines_altered: list[int] = field(default_factory=list)
    markers: list[int] = field(default_factory=list)
    journal: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Outcome":
        return cls(**{**stored, "day": datetime.date.fromisoformat(stored["day"])})


def carry_out(
    operations: Sequence[ops.Operation],
    day: datetime.date,
    *,
    document: str,
    source: str,
    actor: User | None,
    known: str = Precision.DAY,
) -> Outcome:
    """Carry operations out with effect from a day; `known` year: of the day only the year is known, it is its first.

    Raises NoVersion where a division does not exist then, Overwritten where another change of the day wrote the
    same facts or began what would end, NotPossible where a cut does not part a face,
    or where boundaries would move in a year of which no day is known,
    BrokenCoverage where edges would not form one face for each lowest division, IntegrityError (with the
    sentence of the constraint) where a code or period is taken. Nothing is written then.
    """
    with transaction.atomic(), pghistory.context(cause="change", document=document, actor=actor and actor.pk):
        return _Carrying(day, source or document, actor, known).run(operations)


class _Carrying:
    """One carrying out, step by step."""

    def __init__(self, day: datetime.date, source: str, actor: User | None, known: str) -> None:
        self.day, self.source, self.actor, self.known = day, source, actor, known
        self.journal, self.outcome = Journal(), Outcome(day)
        self.absorbed: dict[int, int] = {}  # face of → goes to
        self.cuts: list[tuple[ops.Cut, int]] = []
        self.heirs: dict[int, tuple[int, ...]] = {}

    def run(self, operations: Sequence[ops.Operation]) -> Outcome:
        lock(ref for operation in operations for ref in ops.refs_of(operation) if isinstance(ref, int))
        levels = dict(versions_on(self.day).values_list("division_id", "level"))
        found = [operation for operation in operations if isinstance(operation, ops.Establish)]
        for unit in found:
            self.outcome.begun[unit.key] = Division.objects.create().pk
        for unit in found:
            self._establish(unit)
        for operation in operations:
            self._divide(operation, levels)
        for operation in operations:
            self._change(operation)
        for operation in operations:
            if isinstance(operation, ops.Abolish):
                self._abolish(operation)
        self._recode(operations)
        self._all_have_superiors()
        return self._finish()

    def _id(self, ref: ops.Ref) -> int:
        key = ops.key_of(ref)
        if key is None:
            return int(ref)
        if key not in self.outcome.begun:
            raise NotPossible(f"变更中没有名为“{key}”的新设区划")
        return self.outcome.begun[key]

    def _establish(self, operation: ops.Establish) -> None:
        division = self.outcome.begun[operation.key]
        facts = {
            "name": operation.name,
            "kind": operation.kind,
            "level": operation.level,
            "parent_id": self._id(operation.parent),
        }
        begin_version(division, self.day, facts, self.source, self.journal, self.known)
        if operation.seat:
            move_seat(division, operation.seat, None, self.day, self.source, self.journal)

    def _divide(self, operation: ops.Operation, levels: dict[int, str]) -> None:
        """Note which faces go where, and move children that go over as a whole."""
        if isinstance(operation, ops.Abolish):
            if len(operation.into) == 1:
                self.absorbed.setdefault(operation.division, self._id(operation.into[0]))
            return
        if isinstance(operation, ops.Establish):
            taker, level, territory = self.outcome.begun[operation.key], str(operation.level), operation.territory
        elif isinstance(operation, ops.MoveBoundary):
            taker = self._id(operation.taker)
            level, territory = levels.get(taker, ""), operation.territory
            level = level or str(DivisionVersion.objects.get(division=taker).level)
        else:
            return
        self.cuts += [(part, taker) for part in territory.cuts]
        for whole in map(self._id, territory.whole):
            if levels.get(whole) == level:
                self.absorbed[whole] = taker
            else:
                self._move(whole, taker)

    def _change(self, operation: ops.Operation) -> None:
        match operation:
            case ops.Affiliate():
                self._move(self._id(operation.division), self._id(operation.parent))
            case ops.Rename():
                facts = {"name": operation.name, **({"kind": operation.kind} if operation.kind else {})}
                change_version(operation.division, self.day, facts, self.source, self.journal, self.known)
                self.outcome.renamed.append(operation.division)
            case ops.MoveSeat():
                point = Point(*operation.point, srid=settings.REGISTER_SRID) if operation.point else None
                division = self._id(operation.division)
                move_seat(division, operation.place, point, self.day, self.source, self.journal)
            case _:
                pass

    def _recode(self, operations: Sequence[ops.Operation]) -> None:
        """All leave their codes before anybody takes one: codes may be swapped, and what ended leaves its own."""
        coded = [
            (self._id(ops.new_ref(item.key) if isinstance(item, ops.Establish) else item.division), item)
            for item in operations
            if isinstance(item, ops.Establish | ops.Recode) and item.code
        ]
        untils = [leave_code(division, item.scheme, self.day, self.journal, self.known) for division, item in coded]
        for (division, item), until in zip(coded, untils, strict=True):
            period = DateRange(self.day, until)
            made = take_code(division, item.scheme, item.code or "", period, self.source, self.known)
            self.journal.made([made])
            if isinstance(item, ops.Recode):
                self.outcome.recoded.append(division)

    def _move(self, division: int, parent: int) -> None:
        change_version(division, self.day, {"parent_id": parent}, self.source, self.journal, self.known)
        self.outcome.moved.append(division)

    def _abolish(self, operation: ops.Abolish) -> None:
        heirs = [self._id(ref) for ref in operation.into]
        heir = self.absorbed.get(operation.division)
        children = versions_on(self.day).filter(parent=operation.division).values_list("division_id", flat=True)
        left = [child for child in children if child not in self.outcome.moved]
        if left and heir is None:
            names = "、".join(list(names_of(left, self.day).values())[:5])
            name = names_of([operation.division], self.day).get(operation.division, "")
            raise NotPossible(
                f"{name}撤销后，{names}等 {len(left)} 个下级没有归属（去向共 {len(heirs)} 个），请逐一指明"
            )
        for child in left:
            assert heir is not None
            self._move(child, heir)
        end_division(operation.division, self.day, self.journal, self.known)
        self.outcome.ended.append(operation.division)
        self.heirs[operation.division] = tuple(heirs)

    def _all_have_superiors(self) -> None:
        """A backdated change meets later ones: nobody may stand below who has ended by then."""
        moved = [*self.outcome.moved, *self.outcome.begun.values()]
        orphan = without_superior(self.outcome.ended, moved, self.day)
        if orphan is not None:
            child, parent, since = orphan
            names = names_of([child], since) | names_of([parent], self.day - ONE_DAY)
            raise NotPossible(
                f"{names.get(child, f'D{child}')}自 {since.isoformat()} 起的上级{names.get(parent, f'D{parent}')}"
                "届时已不存在；请先撤回后来的变更，或改日期"
            )

    def _finish(self) -> Outcome:
        outcome = self.outcome
        changed = {*outcome.ended, *outcome.begun.values(), *outcome.renamed, *outcome.recoded, *outcome.moved}
        regrouped = below({*outcome.moved, *outcome.begun.values()})
        losers = self.journal.former(VERSIONS, "parent_id")
        givers = {self._id(part.of) for part, _ in self.cuts} | set(self.absorbed)
        reworked = rework(self.day, givers, self._alter, self.journal, regrouped=regrouped)
        lock(reworked.owners)
        assert_coverage_from(self.day, reworked.owners | set(self.absorbed.values()), reworked.snapshots)
        followed = refresh(self.day, reworked, changed, regrouped | losers)
        check_now()
        moved = moved_areas(followed.areas, self.day)
        outcome.reshaped = [pk for pk in followed.areas if pk in moved and pk not in outcome.ended]
        if self.known == Precision.YEAR and (reworked.edges or outcome.reshaped):
            raise NotPossible(f"{self.day.year}年的变更改动界线或范围，只知道年份不能登记，请补填到日的生效日期")
        outcome.lines_begun, outcome.lines_ended = followed.lines_begun, followed.lines_ended
        outcome.lines_altered = sorted(moved_lines(followed.lines_altered, self.day))
        concerned = [*outcome.lines_ended, *outcome.lines_altered]
        versions = MarkerVersion.objects.filter(line__in=concerned, valid__contains=self.day)
        outcome.markers = sorted(set(versions.values_list("marker_id", flat=True)))
        pass_on(Ended(self.day, self.heirs), self.journal)
        follow_lines(self.actor, outcome.lines_ended, self.day, "区划变更", self.source[:120], self.journal)
        end_untied(self.day, [*followed.lines_ended, *followed.lines_altered], self.journal)
        outcome.journal = self.journal.close()
        return outcome

    def _alter(self, sides: Sides, snapshot: Snapshot) -> Sides:
        """The sides of a period after the cuts and mergers; what a later change has ended already stays as it is."""
        standing = snapshot.owners
        for part, taker in self.cuts:
            of = self._id(part.of)
            if of in standing:
                sides = cut(sides, of, part.line, part.side, taker, self._drawn(of, snapshot.day))
            elif snapshot.day == self.day:
                name = names_of([of], self.day - ONE_DAY).get(of, f"D{of}")
                raise NotPossible(f"{name}没有自己的边（已划分到下级，或界线没有资料），请指明从哪个下级区划划出")
        sides = merged(sides, self.absorbed)
        owners = {side.owner for pair in sides.values() for side in pair}
        for division in sorted(owners - snapshot.tree.nodes.keys()):
            name = names_of([division], self.day - ONE_DAY).get(division, f"D{division}")
            if division in self.outcome.ended:
                raise NotPossible(f"{name}撤销后尚有范围没有归属，请写明划入何处")
            raise NotPossible(f"{name}自 {snapshot.day.isoformat()} 起已不存在，不能再划入；请先撤回后来的变更")
        return sides

    def _drawn(self, division: int, day: datetime.date) -> Facts:
        sample = Area.objects.filter(division=division, valid__contains=day, is_sample=True).exists()
        eve = day - ONE_DAY
        sample = sample or Area.objects.filter(division=division, valid__contains=eve, is_sample=True).exists()
        return Facts(LineState.CUSTOMARY, self.source[:120], sample)


def below(divisions: set[int]) -> set[int]:
    """Divisions and all above village level that ever stood below them."""
    found, level = set(divisions), set(divisions)
    while level:
        rows = DivisionVersion.objects.filter(parent__in=level).exclude(level=Level.VILLAGE)
        level = set(rows.values_list("division_id", flat=True)) - found
        found |= level
    return found


def take_back(outcome: Outcome, *, actor: User | None, reason: str) -> None:
    """Make the register what it was before. Raises ChangedSince where later work stands on it."""
    with transaction.atomic(), pghistory.context(cause="undo", reason=reason, actor=actor and actor.pk):
        changed = {*outcome.ended, *outcome.begun.values(), *outcome.renamed, *outcome.recoded, *outcome.moved}
        lock(changed)
        take_rows_back(outcome.journal)
        regrouped = below({*outcome.moved, *outcome.begun.values()})
        sides = [
            row for entry in outcome.journal if entry["model"] == VERSIONS for row in (entry["before"], entry["after"])
        ]
        regrouped |= {row["parent_id"] for row in sides if row and row["parent_id"]}
        refresh(outcome.day, reworked_of(outcome.journal), changed, regrouped)
