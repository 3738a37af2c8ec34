"""What a change of divisions means for names (区划变更与地名): its new names are judged, names inside are looked at."""

import datetime
from collections import Counter
from collections.abc import Collection

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft, touched
from boundaries.changes.hanging import Ended
from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from boundaries.divisions.queries import names_of, versions_on
from boundaries.journal import Journal
from boundaries.lines.periods import ONE_DAY
from gazetteer.names.gathering import Exclude
from gazetteer.names.judging import judge_name
from gazetteer.names.models import Feature
from gazetteer.names.publication import tell_published
from gazetteer.rules.kinds import NameKind
from office.people.calendar import today
from office.people.roles import Role
from office.rulesets.findings import Finding
from office.tasks.parties import Subject

SUBDISTRICT = "街道"
HOMES = "/gazetteer/homes/"
NAMES, STREETS = "changes.names", "changes.streets"
KINDS = {NAMES: "核对地名所属区划", STREETS: "核对街路巷名称"}


def judge_division_name(
    name: str, level: str, kind: str, superior: int, day: datetime.date, itself: int | None = None
) -> list[Finding]:
    """D09: the naming rules on the name of a new, renamed or moved division; villages are named as seats."""
    judged = judge_name(name, _kind(level, kind), superior, day=day, exclude=Exclude(division=itself))
    return [finding for finding in judged.findings if finding.rule != "N24"]  # D02 says who approves


def _kind(level: str, kind: str) -> str:
    if level == Level.TOWNSHIP:
        return NameKind.SUBDISTRICT if kind == SUBDISTRICT else NameKind.TOWNSHIP
    return NameKind.VILLAGE_SEAT if level == Level.VILLAGE else NameKind.COUNTY


def names_inside(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """D11: one task per ended, moved or reshaped division with names of its own, streets apart."""
    concerned = {*outcome.ended, *outcome.moved, *outcome.reshaped} & set(touched(outcome))
    found: dict[tuple[int, str], int] = {}
    for home, kind in Feature.objects.filter(home_id__in=concerned).values_list("home_id", "kind"):
        task = STREETS if kind == NameKind.STREET else NAMES
        found[home, task] = found.get((home, task), 0) + 1
    before = names_of(concerned, outcome.day - ONE_DAY)
    return [
        TaskDraft(
            task,
            f"{KINDS[task]}：{before.get(home, '')}的 {count} 个",
            Subject("divisions.division", str(home), before.get(home, ""), HOMES if home in outcome.ended else ""),
            Role.NAME_OFFICIAL,
            case.superior,
            data={"names": count},
        )
        for (home, task), count in sorted(found.items())
    ]


def names_left(ended: Collection[int], day: datetime.date) -> list[str]:
    """D11: how many things with names still stand under divisions that ended; what is gone does not count."""
    homes = Feature.objects.filter(home__in=ended).exclude(status=Feature.Status.GONE)
    counts = Counter(homes.values_list("home_id", flat=True))
    names = names_of(counts, day - ONE_DAY)
    return [f"{names.get(home, f'D{home}')}的地名 {count} 个" for home, count in sorted(counts.items())]


def names_pass_on(ended: Ended, journal: Journal) -> None:
    """What has a name comes under the heir in which it lies; where that is not certain, a person decides.

    One heir is certain; among several the one whose area holds its point. The heir must stand today, because the
    home of a thing is where it is now.
    """
    heirs = {heir for several in ended.heirs.values() for heir in several}
    standing = set(versions_on(today()).filter(division__in=heirs).values_list("division_id", flat=True))
    features = list(Feature.objects.filter(home__in=list(ended.heirs)))
    journal.before(features)
    for feature in features:
        heir = heir_of(feature, ended)
        if heir in standing:
            Feature.objects.filter(pk=feature.pk).update(home=heir)
            tell_published(feature.pk)


def heir_of(feature: Feature, ended: Ended) -> int | None:
    """The heir under which a thing comes; None where nothing says so."""
    heirs = ended.heirs[feature.home_id or 0]
    if len(heirs) == 1:
        return heirs[0]
    if feature.point is None:
        return None
    areas = Area.objects.filter(division__in=heirs, valid__contains=ended.day, geom__contains=feature.point)
    found = list(areas.values_list("division_id", flat=True))
    return found[0] if len(found) == 1 else None
