"""What a change of divisions means for names (区划变更与地名): its new names are judged, names inside are looked at."""

import datetime

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft, touched
from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import names_of
from gazetteer.names.judging import judge_name
from gazetteer.names.models import Feature
from gazetteer.rules.kinds import NameKind
from office.people.roles import Role
from office.rulesets.findings import Finding
from office.tasks.parties import Subject

SUBDISTRICT = "街道"
NAMES, STREETS = "changes.names", "changes.streets"
KINDS = {NAMES: "核对地名所属区划", STREETS: "核对街路巷名称"}


def judge_division_name(name: str, level: str, kind: str, superior: int, day: datetime.date) -> list[Finding]:
    """D09: the naming rules on the name of a new or renamed division; villages are named as seats."""
    judged = judge_name(name, _kind(level, kind), superior, day=day)
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
    before = names_of(concerned, outcome.day - datetime.timedelta(days=1))
    return [
        TaskDraft(
            task,
            f"{KINDS[task]}：{before.get(home, '')}的 {count} 个",
            Subject("divisions.division", str(home), before.get(home, "")),
            Role.NAME_OFFICIAL,
            case.superior,
            data={"names": count},
        )
        for (home, task), count in sorted(found.items())
    ]
