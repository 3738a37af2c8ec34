"""The whole register before the rules (复查): what they would say of names that stand, which changes nothing.

Old names are grandfathered: a finding here is a report, and the name stays.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import ids_below, versions_on
from gazetteer.names.bulk import Asked, judge_many
from gazetteer.names.gathering import Exclude
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Finding, Severity
from office.rulesets.settings import RuleSettings

#: rules about the text, the kind and the neighbours of a name; those about its application do not ask a standing name
RULES = frozenset(
    {"N01", "N02", "N03", "N04", "N05", "N06", "N07", "N08", "N09", "N10", "N11", "N13", "N14", "N15", "N19"}
    | {"N20", "N33"}
)
STANDING = (NameStatus.ANNOUNCED, NameStatus.APPROVED, NameStatus.REGISTERED)
_OF_LEVEL = {
    Level.PROVINCE: NameKind.COUNTY,
    Level.PREFECTURE: NameKind.COUNTY,
    Level.COUNTY: NameKind.COUNTY,
    Level.VILLAGE: NameKind.VILLAGE_SEAT,
}


@dataclass(frozen=True)
class Reported:
    """A standing name with what the rules say of it; `id` is D… or G…, `division` where it lies."""

    id: str
    name: str
    kind: NameKind
    division: int
    findings: tuple[Finding, ...]
    is_sample: bool = False

    def as_json(self, path: str = "") -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind.value,
            "division": path,
            "sample": self.is_sample,
            "findings": [finding.as_json() for finding in self.findings],
        }


def recheck(
    day: datetime.date,
    division: int | None = None,
    rules: Collection[str] = RULES,
    settings: RuleSettings | None = None,
    least: Severity = Severity.WARN,
) -> Iterator[Reported | None]:
    """Judge all standing names, or those of a division; a name of which nothing is said is None, so that one can count.

    `settings` are rule sets that are tried instead of those in force; `least` is the weakest finding that is told.
    """
    told = {Severity.BLOCK} if least is Severity.BLOCK else {Severity.BLOCK, Severity.WARN}
    told |= {Severity.INFO} if least is Severity.INFO else set()
    standing = list(standing_names(day, division))
    for place, judgement in judge_many([name.asked for name in standing], day, settings):
        found = tuple(one for one in judgement.findings if one.rule in rules and one.severity in told)
        name = standing[place]
        kind, home = judgement.parsed.kind, name.asked.division_id
        yield Reported(name.id, judgement.name, kind, home, found, name.is_sample) if found else None


def count_standing(day: datetime.date, division: int | None = None) -> int:
    """How many names a re-check judges."""
    return _divisions(day, division).count() + _things(day, division).count()


@dataclass(frozen=True)
class StandingName:
    """One name that stands, as it is judged; `id` is D… or G…."""

    id: str
    asked: Asked
    is_sample: bool = False


def standing_names(day: datetime.date, division: int | None = None) -> Iterable[StandingName]:
    """The names of divisions in force and the standard names of things."""
    return chain(_division_items(day, division), _thing_items(day, division))


def _divisions(day: datetime.date, division: int | None) -> Any:
    found = versions_on(day).filter(division__external=False, division__statistical=False).exclude(level=Level.STATE)
    return found.filter(division_id__in=ids_below([division], day)) if division else found


def _division_items(day: datetime.date, division: int | None) -> Iterator[StandingName]:
    rows = _divisions(day, division).order_by("level", "parent_id", "division_id")
    for version in rows.select_related("division").iterator(chunk_size=5000):
        name = version.name.partition("（")[0]
        itself = Exclude(division=version.division_id)
        yield StandingName(
            f"D{version.division_id}", Asked(name, kind_of(version).value, version.division_id, exclude=itself)
        )


def kind_of(version: DivisionVersion) -> NameKind:
    """The kind of name that a division bears."""
    if version.level == Level.TOWNSHIP:
        return NameKind.SUBDISTRICT if version.kind == "街道" else NameKind.TOWNSHIP
    return _OF_LEVEL[Level(version.level)]


def _things(day: datetime.date, division: int | None) -> Any:
    found = Name.objects.filter(
        form_kind=FormKind.STANDARD, status__in=STANDING, valid__contains=day, feature__home__isnull=False
    ).exclude(feature__status=Feature.Status.GONE)
    return found.filter(feature__home_id__in=ids_below([division], day)) if division else found


def _thing_items(day: datetime.date, division: int | None) -> Iterator[StandingName]:
    rows = _things(day, division).select_related("feature").order_by("feature__home_id", "id")
    for name in rows.iterator(chunk_size=5000):
        feature = name.feature
        point = (feature.point.x, feature.point.y) if feature.point else None
        itself = Exclude(feature=feature.pk)
        asked = Asked(name.form, feature.kind, feature.home_id, point, itself, name.pinyin, shape=feature.geom)
        yield StandingName(feature.public_id, asked, feature.is_sample)
