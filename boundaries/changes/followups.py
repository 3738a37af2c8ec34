"""What this room enters into the register of consequences: lines, markers, map, codes, announcement, archive."""

import datetime
from collections.abc import Iterable, Sequence

from boundaries.changes.consequences import CaseFacts, OutcomeLike, TaskDraft, register_consequence, touched
from boundaries.changes.deadlines import ART_15, ART_16, ART_17, ART_18, deadlines_of
from boundaries.changes.rule_settings import rules_on, survey_months
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import Line
from boundaries.lines.moving import rerouted
from boundaries.lines.queries import lines_on
from office.people.roles import Role
from office.tasks.kinds import register_kind
from office.tasks.parties import Subject

OFFICER = Role.BOUNDARY_OFFICER
SURVEY, MARKERS, MAP, CODE = "changes.survey", "changes.marker", "changes.map", "changes.code"
THREE_WAY = "changes.three_way"
ANNOUNCE, ARCHIVE, REPORT = "changes.announce", "changes.archive", "changes.report"
KINDS = {
    SURVEY: "界线勘定",
    MARKERS: "界桩重新登记",
    THREE_WAY: "三交点重新勘定",
    MAP: "更新地图",
    CODE: "公布新代码",
    ANNOUNCE: "向社会公告",
    ARCHIVE: "材料归档",
    REPORT: "报告实施情况",
}


def enter() -> None:
    """Enter the labels and the consequences of this room."""
    for kind, label in KINDS.items():
        register_kind(kind, label)
    for kind, consequence in (
        (SURVEY, lines),
        (MARKERS, markers),
        (THREE_WAY, three_way_points),
        (MAP, maps),
        (CODE, codes),
    ):
        register_consequence(KINDS[kind], consequence)
    register_consequence("公告、归档与报告", papers)


def _case(case: CaseFacts) -> Subject:
    return Subject("changes.changecase", str(case.id), case.title, f"/boundaries/changes/{case.id}/")


def lines(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """P4, D07: each new or altered line is surveyed again, within 12 months."""
    months = survey_months(rules_on())
    due = deadlines_of(case.approved, outcome.day, months).survey
    asked = lines_to_survey(outcome.lines_begun, outcome.lines_altered, outcome.day)
    found = Line.objects.filter(pk__in=asked).prefetch_related("versions")
    return [
        TaskDraft(
            SURVEY,
            f"勘定{line.on(outcome.day)}",
            Subject.of(line),
            OFFICER,
            case.superior,
            due,
            f"{ART_16}，勘定自变更起{months}个月",
        )
        for line in sorted(found, key=lambda line: line.on(outcome.day).code)
    ]


def lines_to_survey(begun: Iterable[int], altered: Sequence[int], day: datetime.date) -> list[int]:
    """New lines, and altered ones whose course is not what it was the day before.

    A county line whose townships were merged is parted otherwise, but runs where it ran: nothing to survey.
    """
    moved = rerouted(set(altered), day)
    return [*begun, *(line for line in altered if line in moved)]


def markers(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """Markers of lines that ended or changed are registered anew; where no line runs any more, somebody decides."""
    months = survey_months(rules_on())
    due = deadlines_of(case.approved, outcome.day, months).survey
    found = MarkerVersion.objects.filter(marker__in=list(outcome.markers), valid__contains=outcome.day)
    standing = set(lines_on(outcome.day).filter(line__in=found.values("line")).values_list("line", flat=True))
    basis = f"《行政区域界线管理条例》第九条，自变更起{months}个月"
    return [
        TaskDraft(
            MARKERS,
            f"重新登记界桩 {version.number}"
            if version.line_id in standing
            else f"撤销或改登界桩 {version.number}：原界线已不存在",
            Subject("lines.marker", str(version.marker_id), version.number),
            OFFICER,
            case.superior,
            due,
            basis,
        )
        for version in found.order_by("number")
    ]


def three_way_points(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """S12, 353 art. 9: a point whose three lines end at one coordinate no more is agreed anew."""
    months = survey_months(rules_on())
    due = deadlines_of(case.approved, outcome.day, months).survey
    rows = [entry["before"] for entry in outcome.journal if entry["model"] == "lines.threewaypoint" and entry["before"]]
    return [
        TaskDraft(
            THREE_WAY,
            f"重新勘定三交点 {row['name']}",
            Subject("lines.threewaypoint", str(row["id"]), row["name"]),
            OFFICER,
            case.superior,
            due,
            f"{ART_16}，勘定自变更起{months}个月",
        )
        for row in rows
    ]


def maps(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """Art. 16: the map shows the change; the law sets no day."""
    if not (outcome.reshaped or outcome.ended or outcome.begun or outcome.renamed or outcome.moved):
        return []
    return [TaskDraft(MAP, f"更新行政区划图：{case.title}", _case(case), OFFICER, case.superior)]


def codes(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """Art. 17: units that were founded or moved and still have no code that fits get one within a month."""
    due = deadlines_of(case.approved, outcome.day).code
    found = codes_missing(touched(outcome), outcome)
    return [
        TaskDraft(
            CODE,
            f"确定并公布{name}的新代码",
            Subject("divisions.division", str(pk), name),
            OFFICER,
            case.superior,
            due,
            ART_17,
        )
        for pk, name in found
    ]


def codes_missing(ids: Sequence[int], outcome: OutcomeLike, day: datetime.date | None = None) -> list[tuple[int, str]]:
    """(id, name) of founded or moved townships and counties whose code is missing or still begins as before.

    `day`: on which the register is asked, the day of the change where none is named.
    """
    day = day or outcome.day
    concerned = {*outcome.begun.values(), *outcome.moved} & set(ids)
    versions = DivisionVersion.objects.filter(division_id__in=concerned, valid__contains=day)
    versions = versions.filter(level__in=[Level.COUNTY, Level.TOWNSHIP]).order_by("division_id")
    wanted = {pk for version in versions for pk in (version.division_id, version.parent_id) if pk}
    held = DivisionCode.objects.filter(division_id__in=wanted, scheme=Scheme.MCA, valid__contains=day)
    code = dict(held.values_list("division_id", "code"))
    return [
        (version.division_id, version.name)
        for version in versions
        if not code.get(version.division_id, "").startswith(code.get(version.parent_id or 0, "") or "-")
    ]


def papers(case: CaseFacts, outcome: OutcomeLike) -> list[TaskDraft]:
    """Announcement (art. 18), filing in the archive (art. 20), report of completion (art. 15)."""
    due = deadlines_of(case.approved, outcome.day)
    found = []
    if case.announced is None:
        found.append(TaskDraft(ANNOUNCE, f"公告：{case.title}", _case(case), OFFICER, case.superior, None, ART_18))
    report = f"报告组织实施情况：{case.title}"
    dossier = Subject("changes.changecase", str(case.id), case.title, f"/boundaries/archive/dossiers/case/{case.id}/")
    found.append(TaskDraft(ARCHIVE, f"归档变更材料：{case.title}", dossier, Role.REGISTRAR, case.superior))
    found.append(
        TaskDraft(REPORT, report, _case(case), OFFICER, case.superior, due.completion, ART_15 if due.completion else "")
    )
    return found
