"""Preview and carrying out of a case; carrying out and taking back of a list. Translation only."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from boundaries.changes import case_actions as steps
from boundaries.changes import import_actions, undo_actions
from boundaries.changes.carried import carry, preview_of, taker_back
from boundaries.changes.case_actions import Refused
from boundaries.changes.case_pages import map_of
from boundaries.changes.gathering import day_before, operations_of
from boundaries.changes.import_views import days_filled, import_page, imports_for, stored_list
from boundaries.changes.step_views import taken
from boundaries.changes.views import case_page, seen_case
from office.intake.storage import DamagedFile
from office.people.requests import OfficerRequest


@require_GET
def preview(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/changes/PK/preview/: before and after, and every task that would follow; nothing is kept."""
    case = seen_case(request, pk)
    try:
        found = preview_of(case)
    except Refused as refused:
        return case_page(request, pk, refused)
    outcome = found.outcome
    numbers = [
        ("设立", len(outcome.begun)),
        ("撤销", len(outcome.ended)),
        ("更名、改制", len(outcome.renamed)),
        ("改码", len(outcome.recoded)),
        ("改变上级", len(outcome.moved)),
        ("范围变动", len(outcome.reshaped)),
        ("界线产生", len(outcome.lines_begun)),
        ("界线消失", len(outcome.lines_ended)),
        ("界线改动", len(outcome.lines_altered)),
        ("涉及界桩", len(outcome.markers)),
    ]
    context = {
        "case": case,
        "numbers": [(label, count) for label, count in numbers if count],
        "tasks": found.tasks,
        "before": map_of(operations_of(case), day_before(case.effective)),
        "after": found.after,
        "found": found.findings,
        "may_carry": case.state in ("approved", "announced"),
    }
    return render(request, "changes/preview.html", context)


@require_POST
def carry_out(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(request, pk, lambda case: steps.carry_case(request.user, case, carry))


@require_POST
def undo_case(request: OfficerRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return taken(request, pk, lambda case: undo_actions.undo_case(request.user, case, reason=reason))


@require_POST
def carry_list(request: OfficerRequest) -> HttpResponse:
    """Carry the list that was checked on the page before: the original is named by its hash."""
    name = request.POST.get("filename", "")
    try:
        import_actions.carry_list(request.user, stored_list(request), name, carry, days_filled(request))
    except (Refused, DamagedFile) as refused:
        return _refused(request, refused)
    return redirect("change-import")


@require_POST
def undo_list(request: OfficerRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(imports_for(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        import_actions.undo_list(request.user, made, taker_back(made, request.user, reason), reason=reason)
    except Refused as refused:
        return _refused(request, refused)
    return redirect("change-import")


def _refused(request: OfficerRequest, refused: Exception) -> HttpResponse:
    facts: dict[str, Any] = {"problem": str(refused), "loose": list(getattr(refused, "findings", ()))}
    return import_page(request, status=409, **facts)
