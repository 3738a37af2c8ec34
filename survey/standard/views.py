"""The pages of the survey standard: versions, a version, a draft and what is done with it. Translation only."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.jobs.models import LongJob
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.queries import settings_in_force
from office.whole import whole
from survey.standard import actions, forms, queries
from survey.standard.actions import WORK, Invalid, Refused
from survey.standard.differing import changes
from survey.standard.models import DraftState, StandardDraft
from survey.standard.pages import Page, standing_of


@require_GET
def standard_list(request: OfficerRequest) -> HttpResponse:
    """/survey/standard/: versions with their periods and how often each judged, drafts being written."""
    return _list(request)


def _list(request: OfficerRequest, problem: str = "") -> HttpResponse:
    day, used = today(), queries.judged_by()
    versions = list(queries.versions())
    rows = [
        {"version": each, "standing": standing_of(each, day), "used": used.get(each.label, (0, 0))} for each in versions
    ]
    drafts = [
        {"draft": each, "changed": len(changes(queries.content_of(each.base), each.content))}
        for each in queries.open_drafts()
    ]
    context = {
        "rows": rows,
        "drafts": drafts,
        "latest": versions[0] if versions else None,
        "refusal": queries.writing(request.user, day),
        "problem": problem,
        "label": request.POST.get("label", ""),
        "room": "standard",
    }
    return render(request, "standard/list.html", context, status=409 if problem else 200)


@require_GET
def version_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/standard/versions/ID/: what a version says, beside the one before it."""
    version = get_object_or_404(queries.versions(), pk=pk)
    former, content = queries.former_of(version), queries.content_of(version)
    before = queries.content_of(former) if former else None
    context = {
        "version": version,
        "former": former,
        "page": Page(content, before, (), settings_in_force("survey", today())),
        "changed": changes(before, content) if before else [],
        "standing": standing_of(version, today()),
        "used": queries.judged_by().get(version.label, (0, 0)),
        "room": "standard",
    }
    return render(request, "standard/version.html", context)


@require_POST
def new_draft(request: OfficerRequest) -> HttpResponse:
    """POST /survey/standard/drafts/: begin a draft from a version."""
    base = get_object_or_404(queries.versions(), pk=whole(request.POST.get("base")))
    try:
        return redirect(actions.make_draft(request.user, base, request.POST.get("label", "")))
    except Refused as refused:
        return _list(request, str(refused))


@require_http_methods(["GET", "POST"])
def draft_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/standard/drafts/ID/: edit a draft; what was typed stays where it cannot be saved."""
    draft = get_object_or_404(StandardDraft.objects.select_related("base", "version", "made_by"), pk=pk)
    if request.method == "GET":
        return _draft(request, draft)
    content = forms.content_of(request.POST)
    try:
        actions.write_draft(request.user, pk, request.POST.get("seen", ""), content)
    except Refused as refused:
        return _draft(request, draft, refused, content)
    return redirect(draft)


def _draft(
    request: OfficerRequest, draft: StandardDraft, problem: Refused | None = None, content: dict[str, Any] | None = None
) -> HttpResponse:
    day, before = today(), queries.content_of(draft.base)
    trial = queries.latest_trial(draft)
    wrong = problem.troubles if isinstance(problem, Invalid) else ()
    refusal = queries.writing(request.user, day)
    if draft.state != DraftState.DRAFT:
        refusal = f"草案{draft.get_state_display()}。"
    context = {
        "draft": draft,
        "page": Page(content or draft.content, before, wrong, settings_in_force("survey", day)),
        "changed": changes(before, draft.content),
        "seen": request.POST.get("seen") or draft.content_hash,
        "trial": trial,
        "stale": trial and trial.content_hash != draft.content_hash,
        "job": LongJob.objects.filter(work=WORK, owner=request.user, arguments__draft=draft.pk).first(),
        "problem": problem,
        "refusal": refusal,
        "editable": refusal is None,
        "begin": request.POST.get("from_day") or (day + datetime.timedelta(days=1)).isoformat(),
        "reason": request.POST.get("reason", ""),
        "room": "standard",
    }
    return render(request, "standard/draft.html", context, status=409 if problem else 200)


@require_POST
def draft_action(request: OfficerRequest, pk: int, action: str) -> HttpResponse:
    """POST /survey/standard/drafts/ID/try|force|discard/."""
    draft = get_object_or_404(StandardDraft.objects.select_related("base", "version", "made_by"), pk=pk)
    seen = request.POST.get("seen", "")
    try:
        if action == "try":
            actions.ask_trial(request.user, pk, seen)
            return redirect(f"{draft.get_absolute_url()}#trial")
        if action == "discard":
            actions.discard(request.user, pk, seen, request.POST.get("reason", ""))
            return redirect("standard-list")
        version = actions.put_in_force(request.user, pk, seen, _day(request.POST.get("from_day", "")))
        return redirect("standard-version", pk=version.pk)
    except Refused as refused:
        return _draft(request, draft, refused)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused("请填写施行日期，例如 2026-01-01。") from error
