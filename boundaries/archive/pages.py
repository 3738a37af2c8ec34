"""What the pages of the archive say: aspects of a report, buttons with their refusals, tables that leave the house."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boundaries.archive import refusals
from boundaries.archive.checks import ASPECTS
from boundaries.archive.dossiers import Place
from boundaries.archive.models import CheckReport, Item
from boundaries.divisions.models import Precision
from office.people.models import User
from office.tables import Cell

HEADINGS = ["档号", "题名", "文号", "责任者", "文件日期", "文件种类", "案卷", "类别", "保管期限", "密级", "存放地点"]
HEADINGS += ["份数", "页数", "版本数", "归档时间", "示例数据"]
WIDTHS = [34, 40, 18, 24, 12, 18, 34, 14, 10, 8, 18, 6, 6, 8, 18, 10]
_ORDER = {"block": 0, "warn": 1, "info": 2}


@dataclass(frozen=True)
class Aspect:
    """One of the four checks: its name, its worst severity (ok where nothing was found), how many rules passed."""

    name: str
    severity: str
    passed: int
    total: int


def aspects(findings: Iterable[Mapping[str, Any]]) -> list[Aspect]:
    """真实性、完整性、可用性、安全性 of one report."""
    found = list(findings)
    result = []
    for name, rules in ASPECTS.items():
        mine = [finding for finding in found if finding["rule"] in rules]
        worst = min((finding["severity"] for finding in mine), key=lambda each: _ORDER[each], default="ok")
        broken = {finding["rule"] for finding in mine}
        result.append(Aspect(name, worst, len(rules) - len(broken), len(rules)))
    return result


def aspects_of(report: CheckReport | None) -> list[Aspect]:
    return aspects(report.findings) if report else []


def buttons(user: User, item: Item, day: datetime.date) -> dict[str, str | None]:
    """Why each action on an item is refused to this person now, or None."""
    writing = refusals.writing(user, item.file.series.fonds, day)
    return {
        "write": writing,
        "version": writing or ("涉密件不在本系统，不能归入电子文件。" if item.classified else None),
        "lend": refusals.borrowing(user, item, day),
        "extract": refusals.extracting(user, item, day),
    }


def rows(items: Iterable[Item]) -> Iterable[list[Cell]]:
    """The items of a list as they leave the house; items come from `queries.listed`."""
    for item in items:
        told = vars(item)
        yield [
            item.archive_number,
            item.title,
            item.document_number,
            item.responsible,
            written_day(item),
            item.get_kind_display(),
            item.file.title,
            item.file.series.get_material_display(),
            item.retention.label,
            item.get_security_display(),
            item.place,
            item.copies,
            item.pages or "",
            told["version_count"],
            item.filed_at.strftime("%Y-%m-%d %H:%M"),
            "是" if told["sample"] else "否",
        ]


def written_day(item: Item) -> str:
    """The date of an item as exactly as it is known."""
    return day_in_words(item.day, item.precision)


def day_in_words(day: datetime.date | None, precision: str) -> str:
    """A date as exactly as it is known."""
    if day is None:
        return "不详"
    return f"{day.year}年" if precision == Precision.YEAR else day.isoformat()


@dataclass(frozen=True)
class DossierLine:
    """One line of a dossier page: the paper asked for, the items that are there."""

    place: Place
    label: str
    items: list[Item]


def dossier_lines(places: Iterable[Place], items: Iterable[Item]) -> list[DossierLine]:
    """What is missing first, then what is there, then what is only asked for at times."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(item)
    lines = [DossierLine(each, each.wanted.kind.label, by_kind.get(each.wanted.kind, [])) for each in places]
    return sorted(lines, key=lambda line: (not line.place.missing, line.place.count == 0))
