"""What a trial did to divisions (区划的变动): areas before and after, who has another superior. Asked inside the trial.

Areas are in km² on the ellipsoid; an area that the register does not know is None, never nought.
"""

import datetime
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from boundaries.changes.consequences import OutcomeLike, touched
from boundaries.changes.naming_register import judge_new_name
from boundaries.changes.operations import Establish, MoveBoundary, Operation
from boundaries.changes.touching import Reach
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, DivisionVersion
from boundaries.divisions.queries import ids_below, versions_on
from office.rulesets.findings import Severity

ORDER = [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
Versions = dict[int, DivisionVersion]


class Around:
    """The units that a trial touched with their versions on the eve and on the day."""

    def __init__(self, outcome: OutcomeLike, eve: datetime.date) -> None:
        self.outcome, self.eve, self.day = outcome, eve, outcome.day
        self.before, self.after = _versions(touched(outcome), self.eve), _versions(touched(outcome), self.day)
        parents = {v.parent_id for v in (*self.before.values(), *self.after.values()) if v.parent_id}
        self.above_before, self.above_after = _versions(parents, self.eve), _versions(parents, self.day)

    def areas(self) -> list[dict[str, Any]]:
        """Name, level, km² before and after of every unit whose area is another one, the highest level first."""
        ids = [pk for pk in touched(self.outcome) if self._level(pk) != Level.VILLAGE]
        before, after = _areas(ids, self.eve), _areas(ids, self.day)
        found = []
        for pk in ids:
            old, new = before.get(pk), after.get(pk)
            known_same = old is not None and new is not None and abs(old.area_m2 - new.area_m2) < 1
            if known_same or (pk in self.before and pk in self.after and pk not in self.outcome.reshaped):
                continue
            found.append(
                {
                    "name": self._name(pk),
                    "level": self._level(pk),
                    "before_km2": _km2(old),
                    "after_km2": _km2(new),
                    "ended": pk not in self.after,
                    "begun": pk not in self.before,
                    "sample": any(area.is_sample for area in (old, new) if area),
                }
            )
        return sorted(found, key=lambda row: ORDER.index(row["level"]))

    def moved(self) -> list[dict[str, Any]]:
        """Name, level and both superiors of every unit that comes under another one."""
        found = []
        for pk in self.outcome.moved:
            old, new = self.before.get(pk), self.after.get(pk)
            if old and new and old.parent_id != new.parent_id:
                above = [self.above_before.get(old.parent_id or 0), self.above_after.get(new.parent_id or 0)]
                names = [version.name if version else "" for version in above]
                found.append({"name": new.name, "level": new.level, "from": names[0], "to": names[1]})
        return sorted(found, key=lambda row: (ORDER.index(row["level"]), row["from"], row["name"]))

    def followers(self) -> dict[str, int]:
        """How many townships and villages come along below the units that moved, level by level."""
        moved = [pk for pk in self.outcome.moved if self._level(pk) != Level.VILLAGE]
        below = versions_on(self.day).filter(division__in=ids_below(moved, self.day))
        levels = list(below.exclude(division__in=self.outcome.moved).values_list("level", flat=True))
        return {level: levels.count(level) for level in (Level.TOWNSHIP, Level.VILLAGE) if level in levels}

    def name_findings(self) -> list[dict[str, Any]]:
        """What the naming rules warn of in units that stand in another scope now, and did not before.

        Of the villages that come along below a township only those are judged whose very name another one bears.
        """
        pairs = [(self.before.get(pk), self.after.get(pk)) for pk in self.outcome.moved]
        namesakes = self._namesakes()
        before = _versions([version.division_id for version in namesakes], self.eve)
        pairs += [(before.get(version.division_id), version) for version in namesakes]
        return [found for old, new in pairs if old and new for found in self._judged(old, new)]

    def _namesakes(self) -> list[DivisionVersion]:
        """The villages below townships in another county that share their name with another village there."""
        homes = {
            version.division_id: version.parent_id
            for pk in self.outcome.moved
            if (version := self.after.get(pk)) and version.level == Level.TOWNSHIP
        }
        villages = versions_on(self.day).filter(level=Level.VILLAGE)
        found: list[DivisionVersion] = []
        for county in {parent for parent in homes.values() if parent}:
            standing = villages.filter(division__in=ids_below([county], self.day), division__statistical=False)
            counts = Counter(standing.values_list("name", flat=True))
            twice = [name for name, count in counts.items() if count > 1]
            townships = [pk for pk, parent in homes.items() if parent == county]
            found += villages.filter(parent__in=townships, name__in=twice).order_by("name", "pk")
        return found

    def _judged(self, old: DivisionVersion, new: DivisionVersion) -> list[dict[str, Any]]:
        if not (old.parent_id and new.parent_id):
            return []
        known = judge_new_name(old.name, old.level, old.kind, old.parent_id, self.eve, new.division_id)
        said = {(item.rule, item.message) for item in known}
        return [
            {**item.as_json(), "message": f"{new.name}改属后：{item.message}"}
            for item in judge_new_name(new.name, new.level, new.kind, new.parent_id, self.day, new.division_id)
            if (item.rule, item.message) not in said and item.severity is not Severity.INFO
        ]

    def reach(self, operations: Collection[Operation]) -> Reach:
        """Units that ended, moved or have another name with all below, and the ground that drawn lines cut off."""
        whole = {*self.outcome.ended, *self.outcome.moved, *self.outcome.renamed}
        divisions = set(
            versions_on(self.eve).filter(division__in=ids_below(whole, self.eve)).values_list("division_id", flat=True)
        )
        givers = {
            cut.of
            for item in operations
            if isinstance(item, (Establish, MoveBoundary))
            for cut in item.territory.cuts
            if isinstance(cut.of, int)
        }
        return Reach(divisions, self._cut_off(givers - divisions))

    def _cut_off(self, givers: Collection[int]) -> GEOSGeometry | None:
        before, after = _areas(givers, self.eve), _areas(givers, self.day)
        parts = [before[pk].geom.difference(after[pk].geom) for pk in before if pk in after]
        whole: GEOSGeometry | None = None
        for part in parts:
            whole = part if whole is None else whole.union(part)
        return whole

    def _level(self, pk: int) -> str:
        return (self.after.get(pk) or self.before[pk]).level

    def _name(self, pk: int) -> str:
        return (self.after.get(pk) or self.before[pk]).name


def _versions(ids: Collection[int], day: datetime.date) -> Versions:
    return {version.division_id: version for version in versions_on(day).filter(division__in=ids)}


def _areas(ids: Collection[int], day: datetime.date) -> dict[int, Area]:
    return {area.division_id: area for area in Area.objects.filter(division__in=ids, valid__contains=day)}


def _km2(area: Area | None) -> float | None:
    return None if area is None else round(area.area_m2 / 1e6, 3)
