"""The page that judges a list of changes (变更清单): upload, every row's effect and finding. Translation only."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from boundaries.changes.lists.effects import STATUS_LABELS, Status
from boundaries.changes.lists.report import Report, report_of
from boundaries.changes.lists.words import LABELS
from boundaries.changes.models import ChangeImport
from boundaries.divisions.queries import ids_answered_for
from boundaries.jurisdiction.queries import divisions_of
from office.intake.models import StoredFile
from office.intake.storage import DamagedFile, open_stored, store
from office.people.calendar import today
from office.people.models import User
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.rulesets.findings import Finding

MAX_LIST = 20 * 1024 * 1024
_VERDICT = {Status.WOULD: "ok", Status.REGISTERED: "info", Status.UNCLEAR: "refused"}


@require_http_methods(["GET", "POST"])
def check_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/list/: what a list would do, before the register is touched; the original is kept."""
    if request.method == "GET":
        return import_page(request)
    if request.POST.get("sha256"):
        return _checked_again(request)
    sent = request.FILES.get("file")
    if sent is None:
        return import_page(request, problem="请选择清单文件。")
    if sent.size is None or sent.size > MAX_LIST:
        return import_page(request, status=400, problem="清单超过 20 MB，请分开报送。")
    if not may_import(request.user):
        return import_page(request)
    return _judged(request, sent.read(), str(sent.name), {})


def _checked_again(request: OfficerRequest) -> HttpResponse:
    """The list of the page before, named by its hash, with the days that were filled in beside its rows."""
    if not may_import(request.user):
        return import_page(request)
    try:
        content = stored_list(request)
    except DamagedFile as damaged:
        return import_page(request, status=409, problem=str(damaged))
    return _judged(request, content, request.POST.get("filename", ""), days_filled(request))


def _judged(request: OfficerRequest, content: bytes, name: str, days: dict[int, str]) -> HttpResponse:
    report = report_of(content, name, days)
    shown = _shown(report)
    ready = bool(report.new) and not report.contradicted
    kept = store(content).pk if ready or shown["asks"] else ""
    facts = {"name": name, "report": report, "ready": ready, "sha256": kept, "days": days, **shown}
    return import_page(request, **facts)


def stored_list(request: OfficerRequest) -> bytes:
    """The original that a page names by its hash. Raises Http404, DamagedFile."""
    stored = get_object_or_404(StoredFile, pk=request.POST.get("sha256", ""))
    with open_stored(stored) as file:
        return file.read()


def days_filled(request: OfficerRequest) -> dict[int, str]:
    """The days typed beside rows: day-3=2019-06-05."""
    asked = [key for key in request.POST if key.startswith("day-")]
    typed = {key.removeprefix("day-"): request.POST.get(key, "").strip() for key in asked}
    return {int(row): day for row, day in typed.items() if day and row.isascii() and row.isdigit()}


def may_import(user: User) -> bool:
    """Whether a person is a boundary officer anywhere today."""
    return bool(divisions_of(user, Role.BOUNDARY_OFFICER, today()))


def imports_for(user: User) -> QuerySet[ChangeImport]:
    """The lists whose common superior lies in the divisions of a boundary officer."""
    tops = divisions_of(user, Role.BOUNDARY_OFFICER, today())
    return ChangeImport.objects.filter(superior__in=ids_answered_for(tops, today())).select_related(
        "carried_by", "undone_by"
    )


def import_page(request: OfficerRequest, status: int = 200, **facts: Any) -> HttpResponse:
    """The page of lists: upload, report, and what was carried out before."""
    if not may_import(request.user):
        refused = "变更清单由界线管理员检查，您没有这一角色。"
        return render(request, "changes/import.html", {"refused": refused}, status=403)
    return render(request, "changes/import.html", {"imports": imports_for(request.user)[:20], **facts}, status=status)


def _verdict(status: Status, findings: list[Finding]) -> str:
    if any(finding.blocks for finding in findings):
        return "refused"
    return "warn" if status is Status.WOULD and findings else _VERDICT[status]


def _shown(report: Report) -> dict[str, Any]:
    by_row: dict[int | None, list[Finding]] = defaultdict(list)
    effects = {effect.row.row for effect in report.effects}
    for finding in report.findings:
        by_row[finding.row if finding.row in effects else None].append(finding)
    rows = [
        {
            "row": effect.row.row,
            "when": str(effect.row.when),
            "day": report.filled.get(effect.row.row, ""),
            "asks": effect.status is not Status.REGISTERED
            and (not effect.row.when.exact or effect.row.row in report.filled),
            "kind": LABELS[effect.row.meaning],
            "text": effect.text,
            "label": STATUS_LABELS[effect.status],
            "verdict": _verdict(effect.status, by_row[effect.row.row]),
            "findings": by_row[effect.row.row],
        }
        for effect in report.effects
    ]
    order = {"refused": 0, "warn": 1, "ok": 2, "info": 3}
    return {
        "rows": sorted(rows, key=lambda row: order[row["verdict"]]),
        "loose": by_row[None],
        "asks": any(row["asks"] for row in rows),
        "blocks": sum(finding.blocks for finding in report.findings),
        "counts": [(STATUS_LABELS[status], sum(e.status is status for e in report.effects)) for status in Status],
    }
