"""The page that judges a list of changes (变更清单): upload, every row's effect and finding. Translation only."""

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from boundaries.changes.lists.effects import STATUS_LABELS, Status
from boundaries.changes.lists.report import Report, report_of
from boundaries.changes.lists.words import LABELS
from boundaries.jurisdiction.queries import divisions_of
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.rulesets.findings import Finding

MAX_LIST = 20 * 1024 * 1024
_VERDICT = {Status.WOULD: "ok", Status.REGISTERED: "info", Status.UNCLEAR: "refused"}


@require_http_methods(["GET", "POST"])
def check_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/list/: what a list would do, before anything is stored."""
    if not divisions_of(request.user, Role.BOUNDARY_OFFICER, today()):
        return render(
            request, "changes/import.html", {"refused": "变更清单由界线管理员检查，您没有这一角色。"}, status=403
        )
    sent = request.FILES.get("file") if request.method == "POST" else None
    if sent is None:
        missing = request.method == "POST"
        return render(request, "changes/import.html", {"problem": "请选择清单文件。" if missing else ""})
    if sent.size is None or sent.size > MAX_LIST:
        return render(request, "changes/import.html", {"problem": "清单超过 20 MB，请分开报送。"}, status=400)
    report = report_of(sent.read(), str(sent.name))
    return render(request, "changes/import.html", {"name": sent.name, "report": report, **_shown(report)})


def _shown(report: Report) -> dict[str, Any]:
    by_row: dict[int | None, list[Finding]] = defaultdict(list)
    effects = {effect.row.row for effect in report.effects}
    for finding in report.findings:
        by_row[finding.row if finding.row in effects else None].append(finding)
    rows = [
        {
            "row": effect.row.row,
            "when": str(effect.row.when),
            "kind": LABELS[effect.row.meaning],
            "text": effect.text,
            "label": STATUS_LABELS[effect.status],
            "verdict": "warn" if effect.status is Status.WOULD and by_row[effect.row.row] else _VERDICT[effect.status],
            "findings": by_row[effect.row.row],
        }
        for effect in report.effects
    ]
    order = {"refused": 0, "warn": 1, "ok": 2, "info": 3}
    return {
        "rows": sorted(rows, key=lambda row: order[row["verdict"]]),
        "loose": by_row[None],
        "blocks": sum(finding.blocks for finding in report.findings),
        "counts": [(STATUS_LABELS[status], sum(e.status is status for e in report.effects)) for status in Status],
    }
